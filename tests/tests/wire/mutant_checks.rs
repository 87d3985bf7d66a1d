//! Mutants whose fall a check shows: each beside what the backend as it is lets the check see in the
//! same world. With every service built in.

use serde_json::{Value, json};
use ts_deploy_core::check::{Preflight, Verdict, rows};
use ts_deploy_core::clock::SystemClock;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::deployment;
use ts_deploy_tests::emulator::Careless;

use crate::desk::Ran;
use crate::ground::{Ground, IMPORTED, Site};
use crate::mutants::{calls, first_page, misread, sent, without};

/// Who sends the platform's mails in the sample.
const SENDER: &str = "noreply@acme.example";
/// What a check says that could not look.
const NOT_CHECKED: &str = "not-checked";

/// A world in which a check looks.
struct World {
    ground: Ground,
    site: Site,
    check: &'static str,
}

/// A mutant, and what the check finds through it.
struct Mutant {
    does: &'static str,
    careless: Careless<'static>,
    finds: &'static [&'static str],
}

impl World {
    async fn new(check: &'static str) -> Self {
        let ground = Ground::new();
        let site = Site::new(&ground).await;
        Self {
            ground,
            site,
            check,
        }
    }

    /// The same where both products are deployed.
    async fn deployed(check: &'static str) -> Self {
        let world = Self::new(check).await;
        let outcome = world.site.deploy().await;
        assert_eq!(outcome, Outcome::Succeeded, "{}", world.site.told());
        world
    }

    /// What the deployer is answered by the CLI; words are separated by spaces.
    fn ask(&self, line: &str) -> Value {
        let region = &self.site.target().region;
        let emulator = &self.ground.emulator;
        let mut command = emulator.aws_cli(&self.site.keys, region.as_str());
        command.args(line.split(' '));
        let ran = Ran::of(command);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// The weights and ids of what the check finds in the main account.
    async fn found(&self) -> Vec<String> {
        let ports = self.site.cloud.ports();
        let mut checks = rows::all(&self.site.deployment);
        checks.retain(|one| one.id() == self.check && one.target() == TargetName::Main);
        let looked = Preflight::run(&checks, ports.readers(), &SystemClock).await;
        assert_eq!(looked.0.len(), 1, "{}: {looked:?}", self.check);
        match &looked.0[0].verdict {
            Verdict::NotChecked { .. } => vec![NOT_CHECKED.to_owned()],
            told => told
                .findings()
                .iter()
                .map(|one| format!("{:?} {}", one.severity, one.id).to_lowercase())
                .collect(),
        }
    }

    /// That the check finds this, and something else through each mutant.
    async fn shows(&self, finds: &[&str], mutants: Vec<Mutant>) {
        assert_eq!(self.found().await, finds, "the backend as it is");
        for mutant in mutants {
            assert_ne!(finds, mutant.finds, "one that {}", mutant.does);
            self.ground.emulator.careless(&mutant.careless).unwrap();
            let found = self.found().await;
            assert_eq!(found, mutant.finds, "one that {}", mutant.does);
            self.ground.emulator.careful().unwrap();
        }
    }
}

#[tokio::test]
async fn a_careless_look_at_subscriptions_misses_one_that_nobody_confirmed() {
    let world = World::deployed("alerts-subscription").await;
    let topic = world.ask("sns create-topic --name others");
    let topic = topic["TopicArn"].as_str().unwrap();
    let subscribe = format!("sns subscribe --topic-arn {topic} --protocol email");
    world.ask(&format!(
        "{subscribe} --notification-endpoint somebody@acme.example"
    ));
    let arn = "arn:aws:sns:us-east-1:111122223333:alerts:1";
    let mutants = vec![
        Mutant {
            does: "takes what waits for confirmed",
            careless: misread("ListSubscriptions", "PendingConfirmation", arn),
            finds: &[],
        },
        Mutant {
            does: "reads the first page of subscriptions",
            careless: first_page("ListSubscriptions", &["NextToken"]),
            finds: &["warns subscription-gone"],
        },
    ];
    world
        .shows(&["warns subscription-not-confirmed"], mutants)
        .await;
}

#[tokio::test]
async fn a_careless_look_at_a_quota_misses_what_the_account_was_given() {
    let world = World::new("elastic-ips").await;
    for _ in 0..3 {
        world.ask("ec2 allocate-address");
    }
    let target = world.site.target();
    let raised = json!({
        "account": target.account, "region": target.region,
        "service": "ec2", "code": "L-0263D0A3", "value": 8,
    });
    world.ground.emulator.control("quota", &raised).unwrap();
    let mutant = Mutant {
        does: "asks for AWS's default in the place of what the account has",
        careless: Careless {
            instead: Some("GetAWSDefaultServiceQuota"),
            ..calls("GetServiceQuota")
        },
        finds: &["blocks too-few-addresses"],
    };
    world.shows(&[], vec![mutant]).await;
}

#[tokio::test]
async fn one_that_does_not_know_an_account_without_a_quota_of_its_own_has_not_looked() {
    let world = World::new("elastic-ips").await;
    let mutant = Mutant {
        does: "does not know what AWS answers of it",
        careless: misread("GetServiceQuota", "NoSuchResource", "Odd"),
        finds: &[NOT_CHECKED],
    };
    world.shows(&[], vec![mutant]).await;
}

#[tokio::test]
async fn one_that_does_not_see_whose_addresses_are_takes_the_platforms_for_a_strangers() {
    let world = World::deployed("elastic-ips").await;
    world.ask("ec2 allocate-address");
    let mutant = Mutant {
        does: "does not look at the tags of addresses",
        careless: misread("DescribeAddresses", "aws:cloudformation:stack-name", "odd"),
        finds: &["blocks too-few-addresses"],
    };
    world
        .shows(&["warns too-few-addresses"], vec![mutant])
        .await;
}

#[tokio::test]
async fn a_careless_look_at_a_sender_misses_that_it_may_not_send() {
    let world = World::new("mail-sender").await;
    world.ask(&format!(
        "sesv2 create-email-identity --email-identity {SENDER}"
    ));
    let mutants = vec![
        Mutant {
            does: "takes a verification that was begun for one that ended",
            careless: misread(
                "GET /v2/email/identities/noreply@acme.example",
                r#""VerifiedForSendingStatus": false"#,
                r#""VerifiedForSendingStatus": true"#,
            ),
            finds: &["warns mail-sandbox"],
        },
        Mutant {
            does: "does not see the sandbox",
            careless: misread(
                "GET /v2/email/account",
                r#""ProductionAccessEnabled": false"#,
                r#""ProductionAccessEnabled": true"#,
            ),
            finds: &["warns sender-not-verified"],
        },
    ];
    let finds = ["warns sender-not-verified", "warns mail-sandbox"];
    world.shows(&finds, mutants).await;
}

/// Gives the account an organisation, and this tag policy to its root.
fn governed(world: &World, content: &str) {
    world.ask("organizations create-organization");
    let create =
        "organizations create-policy --type TAG_POLICY --name owner --description owner --content";
    let made = world.ask(&format!("{create} {content}"));
    let policy = made["Policy"]["PolicySummary"]["Id"].as_str().unwrap();
    let roots = world.ask("organizations list-roots");
    let root = roots["Roots"][0]["Id"].as_str().unwrap();
    let attach = format!("organizations attach-policy --policy-id {policy} --target-id {root}");
    world.ask(&attach);
}

#[tokio::test]
async fn one_that_asks_for_policies_of_another_kind_sees_no_tag_policy() {
    let world = World::new("tag-policy").await;
    let content = r#"{"tags":{"owner":{"tag_key":{"@@assign":"Owner"},"enforced_for":{"@@assign":["s3:bucket"]}}}}"#;
    governed(&world, content);
    let mutant = Mutant {
        does: "asks for another kind",
        careless: sent(
            "DescribeEffectivePolicy",
            [("PolicyType", "BACKUP_POLICY".into())],
        ),
        finds: &[],
    };
    world.shows(&["blocks tag-key-refused"], vec![mutant]).await;
}

#[tokio::test]
async fn one_that_does_not_know_an_account_without_an_organisation_has_not_looked() {
    let world = World::new("tag-policy").await;
    let mutant = Mutant {
        does: "does not know what AWS answers of it",
        careless: misread(
            "DescribeEffectivePolicy",
            "AWSOrganizationsNotInUseException",
            "OddException",
        ),
        finds: &[NOT_CHECKED],
    };
    world.shows(&[], vec![mutant]).await;
}

#[tokio::test]
async fn one_that_does_not_know_an_organisation_without_tag_policies_has_not_looked() {
    let world = World::new("tag-policy").await;
    world.ask("organizations create-organization");
    let mutant = Mutant {
        does: "does not know what AWS answers of it",
        careless: misread(
            "DescribeEffectivePolicy",
            "EffectivePolicyNotFoundException",
            "OddException",
        ),
        finds: &[NOT_CHECKED],
    };
    world.shows(&[], vec![mutant]).await;
}

#[tokio::test]
async fn one_that_does_not_name_the_class_of_a_database_takes_any_for_orderable() {
    let mut world = World::new("instance-types").await;
    let class = "instance_class: db.m5.large";
    assert!(IMPORTED.contains(class), "the class is in the document");
    world.site.deployment = deployment(&IMPORTED.replace(class, "instance_class: db.m5.24xlarge"));
    let mutant = Mutant {
        does: "does not name the class",
        careless: without("DescribeOrderableDBInstanceOptions", &["DBInstanceClass"]),
        finds: &[],
    };
    world
        .shows(&["blocks class-not-offered"], vec![mutant])
        .await;
}
