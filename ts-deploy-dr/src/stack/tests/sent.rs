use ts_deploy_core::ids::InfrastructureName;
use ts_deploy_core::parameter::{ParameterKey, Provenance};
use ts_deploy_core::target::TargetName;

use super::super::*;
use crate::fixture::{DR, MAIN, said, target};

fn infrastructure() -> InfrastructureName {
    InfrastructureName::parse("acme-tetra").unwrap()
}

fn in_place(dr_account: &str, dr_region: &str) -> Result<DrStack, Findings> {
    DrStack::builder()
        .main(target(TargetName::Main, MAIN, "us-east-1"))
        .target(target(TargetName::Dr, dr_account, dr_region))
        .infrastructure_name(infrastructure())
        .build()
}

fn with_extra(key: &str, value: &str) -> Result<DrStack, Findings> {
    let key = ParameterKey::parse(key).unwrap();
    DrStack::builder()
        .main(target(TargetName::Main, MAIN, "us-east-1"))
        .target(target(TargetName::Dr, DR, "us-east-2"))
        .infrastructure_name(infrastructure())
        .extra_parameters([(key, value.into())].into_iter().collect())
        .build()
}

#[test]
fn the_three_documented_parameters_are_sent_with_where_they_come_from() {
    let set = in_place(DR, "us-east-2")
        .unwrap()
        .parameters(&Inputs::default());
    let lines: Vec<String> = set
        .iter()
        .map(|(key, p)| {
            let value = set.plain(key.as_str()).unwrap();
            format!("{key} = {value} ({})", p.provenance)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    InfrastructureName = acme-tetra (spec infrastructure_name)
    Environment = dr (documented default)
    ProdAWSAccountId = 111122223333 (spec targets.main.account)
    ");
}

#[test]
fn an_extra_parameter_is_sent_as_such() {
    let set = with_extra("KeepBackups", "true")
        .unwrap()
        .parameters(&Inputs::default());
    let provenance = &set.get("KeepBackups").unwrap().provenance;
    assert!(matches!(provenance, Provenance::Extra(_)), "{provenance}");
}

#[test]
fn the_platforms_own_account_is_refused_for_dr() {
    let found = in_place(MAIN, "us-east-2").unwrap_err();
    insta::assert_snapshot!(said(&found, "dr-same-account"), @"blocks targets.dr.account: the DR account is the platform's own account 111122223333. Disaster recovery replicates into a second account, which outlives the first. Give another account, or decide against disaster recovery.");
}

#[test]
fn the_platforms_own_region_is_refused_for_dr() {
    let found = in_place(DR, "us-east-1").unwrap_err();
    let said = said(&found, "dr-same-region");
    assert!(said.contains("own region us-east-1"), "{said}");
}

#[test]
fn a_region_of_another_partition_is_refused() {
    let found = in_place(DR, "us-gov-west-1").unwrap_err();
    let said = said(&found, "dr-other-partition");
    assert!(said.contains("the DR region in aws-us-gov"), "{said}");
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    assert_eq!(in_place(MAIN, "us-east-1").unwrap_err().len(), 2);
}

#[test]
fn another_target_than_dr_is_refused() {
    let found = DrStack::builder()
        .main(target(TargetName::Main, MAIN, "us-east-1"))
        .target(target(TargetName::DrInMainRegion, DR, "us-east-2"))
        .infrastructure_name(infrastructure())
        .build()
        .unwrap_err();
    let said = said(&found, "wrong-target");
    assert!(said.contains("It belongs to the target dr,"), "{said}");
}

#[test]
fn another_environment_than_dr_is_a_warning() {
    let stack = with_extra("Environment", "production").unwrap();
    insta::assert_snapshot!(said(stack.findings(), "do-not-change"), @r#"warns disaster_recovery.stack.extra_parameters.Environment: Environment is changed from "dr" to "production". The documents say not to change it. The names of the DR buckets and keys are made with it, apart from those of the platform itself. Take it out, unless the vendor asked for it."#);
}

#[test]
fn another_account_than_the_main_ones_cannot_be_slipped_in() {
    let found = with_extra("ProdAWSAccountId", DR).unwrap_err();
    let said = said(&found, "extra-parameter-decided-elsewhere");
    assert!(
        said.contains("decide it with targets.main.account"),
        "{said}"
    );
}
