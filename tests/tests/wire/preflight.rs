//! The checks of the accounts over the wire: with every service built in.

use std::time::Instant;

use serde_json::{Value, json};
use ts_deploy_core::check::{Preflight, rows};
use ts_deploy_core::clock::SystemClock;
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_tests::emulator::{Careless, Keys};
use ts_deploy_tests::{RECOVERABLE, deployment};

use crate::desk::{Desk, Ran};
use crate::ground::imported;
use crate::own_templates;

const SENDER: &str = "noreply@acme.example";
/// How much later each answer comes while time is measured, in seconds.
const LATENCY: f64 = 0.2;

/// An operator's desk with the full sample, in accounts as the documents ask for them.
pub(crate) struct Office {
    pub(crate) desk: Desk,
    pub(crate) targets: Vec<Target>,
    /// The administrator of each account, by the place of its first target.
    administrators: Vec<Keys>,
}

impl Office {
    pub(crate) fn new() -> Self {
        let text = imported(RECOVERABLE);
        let desk = Desk::with(&text);
        let targets = deployment(&text).targets();
        let administrators = targets.iter().map(|target| {
            let known = desk.ground.emulator.user(target, "administrator");
            // Of the second target in one account the user is there already.
            known.or_else(|_| desk.ground.emulator.another_key(target, "administrator"))
        });
        let administrators = administrators.collect::<Result<_, _>>().unwrap();
        let office = Self {
            desk,
            targets,
            administrators,
        };
        office.furnish(&text);
        office
    }

    /// What an administrator of a target's account is answered by the CLI; words are separated by
    /// spaces.
    pub(crate) fn ask(&self, target: TargetName, line: &str) -> Value {
        let ran = self.run(target, line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    fn run(&self, target: TargetName, line: &str) -> Ran {
        let at = self.targets.iter().position(|one| one.name == target);
        let at = at.unwrap();
        let (keys, region) = (&self.administrators[at], &self.targets[at].region);
        let emulator = &self.desk.ground.emulator;
        let mut command = emulator.aws_cli(keys, region.as_str());
        command.args(line.split(' '));
        Ran::of(command)
    }

    pub(crate) fn control(&self, word: &str, more: Value) {
        let main = &self.targets[0];
        let mut members = json!({"account": main.account, "region": main.region});
        if let (Some(members), Value::Object(more)) = (members.as_object_mut(), more) {
            members.extend(more);
        }
        self.desk.ground.emulator.control(word, &members).unwrap();
    }

    fn furnish(&self, text: &str) {
        let administered = self.targets.iter().cloned();
        let administered: Vec<_> = administered
            .zip(self.administrators.iter().cloned())
            .collect();
        let zone = self.desk.ground.emulator.furnish(&administered).unwrap();
        own_templates::stored(&self.desk.ground, &administered[1]);
        self.control("mail", json!({ "verified": SENDER }));
        self.control("mail", json!({}));
        let text = text.replacen("Z0123456789ABCDEFGHIJ", &zone, 1);
        std::fs::write(self.desk.ground.folder.path().join("spec.yaml"), text).unwrap();
    }

    fn spec(&self) -> String {
        std::fs::read_to_string(self.desk.ground.folder.path().join("spec.yaml")).unwrap()
    }

    /// What the binary's preflight says, check by check.
    pub(crate) fn preflight(&self, words: &[&str]) -> (Option<i32>, Vec<Value>) {
        let fixed = ["preflight", "SPEC", "--backend", "aws", "--format", "json"];
        let ran = Ran::of(self.desk.command(&[&fixed, words].concat()));
        let last = ran.out.lines().rev().find_map(|line| {
            let object: Value = serde_json::from_str(line).ok()?;
            object["checks"].as_array().cloned()
        });
        assert!(last.is_some(), "{} {}", ran.out, ran.err);
        (ran.code, last.unwrap())
    }

    /// The checks of a row in a target, each with its verdict and what it found.
    fn row(&self, row: &str) -> Vec<String> {
        let (_, checks) = self.preflight(&[]);
        let of_row = checks
            .iter()
            .filter(|one| one["row"] == row && one["target"] == "main");
        of_row.map(told).collect()
    }
}

/// What a check of these says, whatever its target.
fn of<'a>(lines: &'a [String], id: &str) -> &'a str {
    let mut of_check = lines.iter().filter(|line| line.contains(id));
    of_check.next().unwrap()
}

/// A check in one line: its id, its verdict, and the ids of what it found.
fn told(check: &Value) -> String {
    let found = check["findings"].as_array().into_iter().flatten();
    let found = found.chain(check.get("finding"));
    let ids: Vec<&str> = found.filter_map(|one| one["id"].as_str()).collect();
    let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
    format!(
        "{} {} {} {}",
        text("target"),
        text("id"),
        text("verdict"),
        ids.join(",")
    )
    .trim_end()
    .to_owned()
}

#[test]
fn a_preflight_of_the_full_sample_looks_at_everything() {
    let office = Office::new();
    let (code, checks) = office.preflight(&[]);
    let lines: Vec<String> = checks.iter().map(told).collect();
    let unlooked: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains(" not-checked"))
        .collect();
    assert!(unlooked.is_empty(), "{unlooked:#?}");
    assert_eq!(code, Some(0), "{lines:#?}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is measured is how long somebody waits"
)]
#[tokio::test]
async fn a_preflight_takes_at_most_three_times_as_long_as_its_slowest_check() {
    let office = Office::new();
    let deployment = deployment(&office.spec());
    let cloud = office.desk.ground.connect(&deployment.targets).await;
    let ports = cloud.ports();
    let checks = rows::all(&deployment);
    let latency = json!({ "seconds": LATENCY });
    office
        .desk
        .ground
        .emulator
        .control("latency", &latency)
        .unwrap();
    let began = Instant::now();
    let looked = Preflight::run(&checks, ports.readers(), &SystemClock).await;
    let whole = began.elapsed().as_secs_f64();
    let slowest = looked.0.iter().max_by_key(|one| one.took).unwrap();
    let longest = slowest.took.as_secs_f64();
    let sum: f64 = looked.0.iter().map(|one| one.took.as_secs_f64()).sum();
    let figures = format!(
        "{} checks, one after the other {sum:.1} s, side by side {whole:.1} s, the slowest ({}) {longest:.1} s",
        checks.len(),
        slowest.id,
    );
    println!("{figures}");
    assert!(whole <= 3.0 * longest, "{figures}");
}

#[test]
fn rights_are_told_by_what_takes_them_away() {
    let office = Office::new();
    assert_eq!(office.row("R2"), ["main rights passed"]);
    let put = "iam put-user-policy --user-name deployer --policy-name no --policy-document";
    let deny = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}"#;
    office.ask(TargetName::Main, &format!("{put} {deny}"));
    assert_eq!(
        office.row("R2"),
        ["main rights found rights-create-without-delete"]
    );
}

#[test]
fn who_reads_one_page_of_a_simulation_has_not_looked() {
    let office = Office::new();
    let rule = Careless {
        operation: "SimulatePrincipalPolicy",
        misread: [("<IsTruncated>true", "<IsTruncated>false")].into(),
        ..Careless::default()
    };
    office.desk.ground.emulator.careless(&rule).unwrap();
    assert_eq!(office.row("R2"), ["main rights not-checked not-checked"]);
}

#[test]
fn addresses_are_held_against_the_quota_that_applies() {
    let office = Office::new();
    assert_eq!(office.row("R7"), ["main elastic-ips passed"]);
    for _ in 0..3 {
        office.ask(TargetName::Main, "ec2 allocate-address");
    }
    assert_eq!(
        office.row("R7"),
        ["main elastic-ips found too-few-addresses"]
    );
    let raised = json!({ "service": "ec2", "code": "L-0263D0A3", "value": 8 });
    office.control("quota", raised);
    assert_eq!(office.row("R7"), ["main elastic-ips passed"]);
}

#[test]
fn a_linked_role_that_is_missing_is_made_by_the_fix() {
    let office = Office::new();
    let role = "AWSServiceRoleForECS";
    let gone = format!("iam delete-service-linked-role --role-name {role}");
    office.ask(TargetName::Main, &gone);
    let missing = office.row("R9");
    assert!(
        missing[0].starts_with("main service-linked-role-ecs found"),
        "{missing:?}"
    );
    let (code, checks) = office.preflight(&["--fix", "R9", "--yes"]);
    let of_row = checks.iter().filter(|one| one["row"] == "R9");
    let of_row: Vec<String> = of_row.map(told).collect();
    assert_eq!(code, Some(0), "{of_row:?}");
    assert!(
        of_row.iter().all(|line| line.ends_with("passed")),
        "{of_row:?}"
    );
}

#[test]
fn a_sender_is_verified_when_its_owner_followed_the_link() {
    let office = Office::new();
    assert_eq!(office.row("R12"), ["main mail-sender passed"]);
    let main = TargetName::Main;
    office.ask(
        main,
        &format!("sesv2 delete-email-identity --email-identity {SENDER}"),
    );
    assert_eq!(office.row("R12"), ["main mail-sender found no-sender"]);
    office.preflight(&["--fix", "R12", "--yes"]);
    assert_eq!(
        office.row("R12"),
        ["main mail-sender found sender-not-verified"]
    );
    office.control("mail", json!({ "verified": SENDER }));
    assert_eq!(office.row("R12"), ["main mail-sender passed"]);
}

#[test]
fn the_vendors_bucket_behind_a_perimeter_and_its_tags_are_told() {
    let office = Office::new();
    office.control("perimeter", json!({}));
    office.control(
        "tags",
        json!({ "options": { "class": ["a", "b"], "vendor": ["tetra"] } }),
    );
    assert_eq!(
        office.row("R24"),
        [
            "main data-layer-template found vendor-template-unreadable",
            "main service-layer-template found vendor-template-unreadable",
            "main data-layer-parts found vendor-parts-not-known",
            "main service-layer-parts found vendor-parts-not-known",
            "main data-layer-tags found tag-option-missing",
            "main service-layer-tags found tag-option-missing",
            "main tag-policy passed",
        ]
    );
}

#[test]
fn what_else_is_in_the_account_is_told() {
    let office = Office::new();
    let main = TargetName::Main;
    let others = || {
        office
            .row("R1")
            .into_iter()
            .filter(|line| line.contains("other-"))
    };
    let alone = [
        "main other-regions passed",
        "main other-stacks passed",
        "main other-vpcs passed",
    ];
    assert_eq!(others().collect::<Vec<_>>(), alone);
    let body = r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}"#;
    let create = "cloudformation create-stack --stack-name stranger --template-body";
    office.ask(main, &format!("{create} {body}"));
    office.ask(main, "ec2 create-vpc --cidr-block 10.99.0.0/16");
    let told: Vec<String> = others().skip(1).collect();
    assert_eq!(
        told,
        [
            "main other-stacks found stacks-of-others",
            "main other-vpcs found vpcs-of-others",
        ]
    );
}

#[test]
fn the_organisations_tag_policy_is_told_once_it_holds_for_the_account() {
    let office = Office::new();
    let main = TargetName::Main;
    let of_policy = || {
        office
            .row("R24")
            .into_iter()
            .filter(|line| line.contains("tag-policy"))
    };
    assert_eq!(of_policy().collect::<Vec<_>>(), ["main tag-policy passed"]);
    office.ask(main, "organizations create-organization");
    let content = r#"{"tags":{"owner":{"tag_key":{"@@assign":"Owner"},"enforced_for":{"@@assign":["s3:bucket"]}}}}"#;
    let create =
        "organizations create-policy --type TAG_POLICY --name owner --description owner --content";
    let made = office.ask(main, &format!("{create} {content}"));
    let policy = made["Policy"]["PolicySummary"]["Id"].as_str().unwrap();
    let roots = office.ask(main, "organizations list-roots");
    let root = roots["Roots"][0]["Id"].as_str().unwrap();
    let attach = format!("organizations attach-policy --policy-id {policy} --target-id {root}");
    office.ask(main, &attach);
    assert_eq!(
        of_policy().collect::<Vec<_>>(),
        ["main tag-policy found tag-key-refused"]
    );
}

#[test]
fn a_template_that_is_not_where_the_spec_says_is_told() {
    let office = Office::new();
    let delete = "s3api delete-object --bucket acme-templates --key";
    office.ask(TargetName::Dr, &format!("{delete} dr.yml"));
    let (_, checks) = office.preflight(&[]);
    let lines: Vec<String> = checks.iter().map(told).collect();
    assert_eq!(
        of(&lines, "dr-stack-template"),
        "dr dr-stack-template found template-unreadable"
    );
    assert!(of(&lines, "snapshot-tool-template").ends_with("passed"));
}
