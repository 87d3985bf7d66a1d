//! The sample with everything decided, over the wire: the DR stack, the products, the snapshot tool
//! and single sign-on; and the platform brought up in the DR account.

use serde_json::Value;
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_tests::emulator::{Keys, portfolio};
use ts_deploy_tests::{RECOVERABLE, deployment};

use crate::desk::{Desk, Ran};
use crate::ground::imported;
use crate::own_templates;

/// A desk with the sample, and somebody with the AWS CLI in the DR account.
struct Pair {
    desk: Desk,
    dr: (Target, Keys),
}

impl Pair {
    /// With the templates where the sample says.
    fn new() -> Self {
        let text = imported(RECOVERABLE);
        let desk = Desk::with(&text);
        let deployed = deployment(&text);
        let target = deployed.target(TargetName::Dr).unwrap().target.clone();
        let keys = desk.ground.emulator.user(&target, "somebody").unwrap();
        let dr = (target, keys);
        own_templates::stored(&desk.ground, &dr);
        Self { desk, dr }
    }

    fn run(&self, (target, keys): &(Target, Keys), line: &str) -> Ran {
        let region = target.region.to_string();
        let mut command = self.desk.ground.emulator.aws_cli(keys, &region);
        command.args(line.split(' '));
        Ran::of(command)
    }

    fn ask(&self, who: &(Target, Keys), line: &str) -> Value {
        let ran = self.run(who, line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// Deploys, and answers with what changed something.
    fn deploy(&self) -> Vec<String> {
        self.desk.ground.emulator.calls().unwrap();
        let ran = Ran::of(self.desk.deploy());
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
        self.changed()
    }

    fn changed(&self) -> Vec<String> {
        let calls = self.desk.ground.emulator.calls().unwrap().into_iter();
        let changing = calls.filter(|call| call.changing);
        changing.map(|call| call.operation).collect()
    }
}

#[test]
fn the_sample_is_deployed_whole_and_a_second_run_writes_nothing() {
    let pair = Pair::new();
    let changed = pair.deploy();
    for made in [
        "CreateStack",
        "ProvisionProduct",
        "CreateUserPool",
        "UpdateService",
    ] {
        assert!(changed.iter().any(|one| one == made), "{made}: {changed:?}");
    }
    assert_eq!(pair.deploy(), Vec::<String>::new());
}

#[test]
fn the_platform_is_brought_up_in_the_dr_account_from_its_newest_snapshot() {
    let pair = Pair::new();
    pair.deploy();
    let database = "rds create-db-instance --db-instance-identifier ts-platform --engine postgres \
                    --db-instance-class db.m5.large --allocated-storage 20 --master-username ts \
                    --master-user-password swordfish";
    pair.ask(&pair.dr, database);
    // CloudFormation of the emulator makes buckets without versions.
    for bucket in ["datalake", "stream"] {
        let of = format!("s3api put-bucket-versioning --bucket acme-tetra-dr-{bucket}");
        pair.ask(
            &pair.dr,
            &format!("{of} --versioning-configuration Status=Enabled"),
        );
    }
    let snapshot = "ts-platform-2026-10-02-01-00";
    let made = format!("rds create-db-snapshot --db-snapshot-identifier {snapshot}");
    pair.ask(
        &pair.dr,
        &format!("{made} --db-instance-identifier ts-platform"),
    );
    let shared = pair
        .desk
        .ground
        .emulator
        .share(&pair.dr.0, &portfolio(), None)
        .unwrap();
    let of = format!("--portfolio-id {shared}");
    pair.ask(
        &pair.dr,
        &format!("servicecatalog accept-portfolio-share {of}"),
    );
    let principal = "--principal-type IAM --principal-arn arn:aws:iam::444455556666:user/deployer";
    let associate = "servicecatalog associate-principal-with-portfolio";
    pair.ask(&pair.dr, &format!("{associate} {of} {principal}"));
    let words = [
        "dr",
        "recover",
        "SPEC",
        "--backend",
        "aws",
        "--yes",
        "--poll-floor",
        "1s",
        "--poll-ceiling",
        "1s",
    ];
    let ran = Ran::of(pair.desk.command(&words));
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    let launches = pair.desk.ground.emulator.launches(&pair.dr.0).unwrap();
    assert_eq!(launches.values().sum::<u32>(), 2, "{launches:?}");
}
