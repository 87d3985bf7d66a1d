//! Mutants whose fall a whole run shows: each beside the run of the backend as it is, which goes
//! well in the same world.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;
use ts_deploy_core::deployment::Credentials;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::RoleArn;
use ts_deploy_core::port::{CallHook, ErrorKind, PortError, hooked};
use ts_deploy_tests::emulator::{Careless, Fault, portfolio};
use ts_deploy_tests::{DATA, deployment};

use crate::desk::Ran;
use crate::ground::{Ground, IMPORTED, Site};
use crate::mutants::{calls, misread, sent};

/// What goes wrong with the database in AWS.
const CAUSE: &str = "The parameter DBInstanceClass is not orderable";

/// Lets the next operation on the Data Layer fail at its database.
fn fail_at_the_database(ground: &Ground) {
    let fault = Fault {
        kind: "resource_fails",
        product: DATA,
        resource: "Database/Instance",
        reason: CAUSE,
    };
    ground.emulator.fault(&fault).unwrap();
}

/// A deployed site whose document asks for another database now, which AWS takes back.
async fn site_with_an_update_that_fails(ground: &Ground) -> Site {
    let mut site = Site::new(ground).await;
    assert_eq!(site.deploy().await, Outcome::Succeeded);
    let wanted = IMPORTED.replace(
        "instance_class: db.m5.large",
        "instance_class: db.m5.xlarge",
    );
    assert_ne!(wanted, *IMPORTED, "the class is in the document");
    site.deployment = deployment(&wanted);
    fail_at_the_database(ground);
    site
}

#[tokio::test]
async fn one_that_updates_without_a_difference_taints_the_product() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    assert_eq!(site.deploy().await, Outcome::Succeeded);
    let retention = "<ParameterValue>180</ParameterValue>";
    let another = "<ParameterValue>181</ParameterValue>";
    let careless = misread("DescribeStacks", retention, another);
    ground.emulator.careless(&careless).unwrap();
    assert_eq!(site.deploy().await, Outcome::Failed);
    let told = site.told();
    assert!(told.contains("No updates are to be performed"), "{told}");
}

#[tokio::test]
async fn an_update_that_aws_took_back_fails_with_its_cause_and_is_made_again_when_it_is_wanted() {
    let ground = Ground::new();
    let site = site_with_an_update_that_fails(&ground).await;
    assert_eq!(site.deploy().await, Outcome::Failed);
    let told = site.told();
    assert!(told.contains(CAUSE) && told.contains("TAINTED"), "{told}");
    assert_eq!(site.deploy().await, Outcome::Succeeded);
}

#[tokio::test]
async fn one_that_takes_the_end_of_a_change_for_its_success_tells_no_cause() {
    let ground = Ground::new();
    let site = site_with_an_update_that_fails(&ground).await;
    let careless = misread("DescribeRecord", "\"FAILED\"", "\"SUCCEEDED\"");
    ground.emulator.careless(&careless).unwrap();
    let careless = misread("DescribeProvisionedProduct", "TAINTED", "AVAILABLE");
    ground.emulator.careless(&careless).unwrap();
    assert_eq!(site.deploy().await, Outcome::Failed);
    let told = site.told();
    assert!(!told.contains(CAUSE), "{told}");
}

#[tokio::test]
async fn a_failure_in_a_nested_stack_is_told_by_its_first_cause() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    fail_at_the_database(&ground);
    assert_eq!(site.deploy().await, Outcome::Failed);
    let told = site.told();
    assert!(told.contains("AWS::RDS::DBInstance"), "{told}");
}

#[tokio::test]
async fn one_that_does_not_look_into_nested_stacks_names_no_resource() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    fail_at_the_database(&ground);
    let stack = "<ResourceType>AWS::CloudFormation::Stack</ResourceType>";
    let other = "<ResourceType>AWS::CloudFormation::Macro</ResourceType>";
    let careless = misread("DescribeStackEvents", stack, other);
    ground.emulator.careless(&careless).unwrap();
    assert_eq!(site.deploy().await, Outcome::Failed);
    let told = site.told();
    assert!(!told.contains("AWS::RDS::DBInstance"), "{told}");
}

#[tokio::test]
async fn while_the_search_index_sleeps_the_records_tell_the_stacks() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    ground.emulator.let_the_index_sleep(site.target()).unwrap();
    assert_eq!(site.deploy().await, Outcome::Succeeded);
}

#[tokio::test]
async fn one_that_asks_the_search_index_alone_never_finds_the_stack() {
    let ground = Ground::new();
    let mut site = Site::new(&ground).await;
    site.patience = SignedDuration::from_hours(5);
    ground.emulator.let_the_index_sleep(site.target()).unwrap();
    let careless = Careless {
        overlook: &["RecordOutputs"],
        ..calls("DescribeRecord")
    };
    ground.emulator.careless(&careless).unwrap();
    assert_eq!(site.deploy().await, Outcome::LostSight);
    let told = site.told();
    assert!(told.contains("its stack cannot be found yet"), "{told}");
}

/// A site whose deployer assumes a role, which the portfolio is shared with.
async fn site_of_a_role(ground: &Ground) -> Site {
    let mut site = Site::new(ground).await;
    let region = site.target().region.to_string();
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}"#;
    let mut command = ground.emulator.aws_cli(&site.keys, &region);
    command.args(["iam", "create-role", "--role-name", "deployer"]);
    command.args(["--path", "/acme/", "--assume-role-policy-document", trust]);
    let made = Ran::of(command);
    assert_eq!(made.code, Some(0), "{}", made.err);
    let arn = "arn:aws:iam::111122223333:role/acme/deployer";
    let mut role = site.keys.clone();
    arn.clone_into(&mut role.arn);
    ground.offer(site.target(), &role, &portfolio());
    site.deployment.targets[0].credentials = Credentials::AssumeRole {
        source_profile: Some("acme-main".to_owned()),
        role: RoleArn::parse(arn).unwrap(),
        external_id: None,
        session_name: None,
        duration_seconds: None,
    };
    site.cloud = ground.connect(&site.deployment.targets).await;
    site
}

#[tokio::test]
async fn a_role_with_a_path_deploys_what_is_shared_with_it() {
    let ground = Ground::new();
    let site = site_of_a_role(&ground).await;
    assert_eq!(site.deploy().await, Outcome::Succeeded);
}

#[tokio::test]
async fn one_that_asks_for_a_longer_session_than_the_role_gives_is_let_in_nowhere() {
    let ground = Ground::new();
    let site = site_of_a_role(&ground).await;
    let longer = sent("AssumeRole", [("DurationSeconds", "43200".into())]);
    ground.emulator.careless(&longer).unwrap();
    assert_ne!(site.deploy().await, Outcome::Succeeded);
    let told = site.told();
    assert!(told.contains("MaxSessionDuration"), "{told}");
}

/// Takes every loss of sight for a verdict.
struct Verdict;

#[async_trait]
impl CallHook for Verdict {
    fn failed(&self, error: PortError) -> PortError {
        let kind = if error.kind.is_loss_of_sight() {
            ErrorKind::Denied
        } else {
            error.kind
        };
        PortError { kind, ..error }
    }
}

#[tokio::test]
async fn one_that_takes_throttling_for_a_verdict_fails_in_a_storm() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    ground.emulator.chaos(1, 20, 10).unwrap();
    let verdict: Arc<dyn CallHook> = Arc::new(Verdict);
    let ports = hooked(site.cloud.ports(), &verdict);
    assert_ne!(site.deploy_through(ports).await, Outcome::Succeeded);
}

#[tokio::test]
async fn one_that_takes_ended_credentials_for_a_verdict_does_not_wait_for_new_ones() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    ground.emulator.end(&site.keys).unwrap();
    let verdict: Arc<dyn CallHook> = Arc::new(Verdict);
    let ports = hooked(site.cloud.ports(), &verdict);
    let outcome = site.deploy_through(ports).await;
    assert!(
        matches!(outcome, Outcome::Failed | Outcome::Blocked),
        "{outcome:?}"
    );
}
