//! R24: the organisation's tag policy.

#![cfg(feature = "spec")]

use futures::executor::block_on;

use super::vendor::with;
use super::{found, passed, start};
use crate::check::rows::TagPolicyCheck;
use crate::check::{Check, CheckContext, Verdict};
use crate::deployment::Deployment;
use crate::finding::Severity;
use crate::sim::{CallFault, SimCloud};
use crate::spec::{read, sample};
use crate::target::TargetName;

/// What the check in `target` says of a deployment under this policy in every account.
fn look(
    deployment: &Deployment,
    cloud: &SimCloud,
    target: TargetName,
    policy: Option<&str>,
) -> Verdict {
    for place in deployment.targets() {
        let policy = policy.map(str::to_owned);
        cloud
            .at(&place)
            .furnish(|account| account.tag_policy = policy);
    }
    let check = TagPolicyCheck::all(deployment).find(|check| check.target() == target);
    let check = check.expect("a check");
    let ports = cloud.ports(&deployment.targets());
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    Verdict::of(&check, block_on(check.look(&cx)))
}

/// What it says in the main account of these tags under a policy with these rules.
fn main(tags: &str, rules: &str) -> Verdict {
    let (deployment, cloud) = with(tags);
    let policy = format!(r#"{{"tags":{rules}}}"#);
    look(&deployment, &cloud, TargetName::Main, Some(&policy))
}

const COSTS: &str = r#"{"costcenter":{"tag_key":"CostCenter","tag_value":["100","2*"]}}"#;

/// The same rule, enforced for these types.
fn enforced(types: &str) -> String {
    COSTS.replace("}}", &format!(r#","enforced_for":{types}}}}}"#))
}

#[test]
fn an_account_without_a_tag_policy_passes() {
    let (deployment, cloud) = with("tags: { anything: goes }");
    let verdict = look(&deployment, &cloud, TargetName::Main, None);
    insta::assert_snapshot!(passed(&verdict), @"tags in account 111122223333: no tag policy holds");
}

#[test]
fn tags_as_the_policy_asks_pass() {
    let verdict = main("tags: { CostCenter: '250', other: x }", COSTS);
    insta::assert_snapshot!(passed(&verdict), @"tags in account 111122223333: 1 rules of the tag policy met");
}

#[test]
fn other_capitals_warn_where_the_policy_is_not_enforced() {
    let verdict = main("tags: { costcenter: '100' }", COSTS);
    insta::assert_snapshot!(found(&verdict), @"warns tags.costcenter: the tag costcenter of data-layer, service-layer has other capitals than in the organisation's tag policy, which has CostCenter. It is enforced for nothing that the platform is known to make: the launch goes through, and the organisation's reports show the platform as noncompliant. Under `tags` in the spec, write CostCenter.");
}

#[test]
fn a_value_that_is_not_allowed_warns_where_the_policy_is_not_enforced() {
    let verdict = main("tags: { CostCenter: '300' }", COSTS);
    insta::assert_snapshot!(found(&verdict), @"warns tags.CostCenter: the tag CostCenter of data-layer, service-layer is 300, and the organisation's tag policy allows 100, 2*. It is enforced for nothing that the platform is known to make: the launch goes through, and the organisation's reports show the platform as noncompliant. Under `tags` in the spec, set CostCenter to one of them (* stands for anything).");
}

#[test]
fn a_value_blocks_where_the_policy_is_enforced_for_what_the_platform_makes() {
    let verdict = main(
        "tags: { CostCenter: '300' }",
        &enforced(r#"["ec2:instance","redshift:cluster"]"#),
    );
    insta::assert_snapshot!(found(&verdict), @"blocks tags.CostCenter: the tag CostCenter of data-layer, service-layer is 300, and the organisation's tag policy allows 100, 2*, enforced for ec2:instance. AWS refuses to make a resource of such a type while its tag is against the policy: the launch fails there, and what was made is rolled back. Under `tags` in the spec, set CostCenter to one of them (* stands for anything).");
}

#[test]
fn capitals_block_where_the_policy_is_enforced_for_a_whole_service() {
    let verdict = main(
        "tags: { COSTCENTER: '100' }",
        &enforced(r#"["s3:ALL_SUPPORTED"]"#),
    );
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
}

#[test]
fn what_is_enforced_for_other_services_warns() {
    let verdict = main(
        "tags: { CostCenter: '300' }",
        &enforced(r#"["redshift:cluster"]"#),
    );
    assert_eq!(verdict.severity(), Some(Severity::Warns));
}

#[test]
fn what_is_enforced_for_types_that_the_platform_may_never_make_warns() {
    let verdict = main(
        "tags: { CostCenter: '300' }",
        &enforced(r#"["ec2:transit-gateway","rds:cluster-pg"]"#),
    );
    insta::assert_snapshot!(found(&verdict), @"warns tags.CostCenter: the tag CostCenter of data-layer, service-layer is 300, and the organisation's tag policy allows 100, 2*, enforced for ec2:transit-gateway, rds:cluster-pg. The platform uses these services, and whether it makes resources of such types is not known: if it does, the launch fails there, and what was made is rolled back. Under `tags` in the spec, set CostCenter to one of them (* stands for anything).");
}

#[test]
fn all_types_of_a_service_block_by_a_wildcard_too() {
    let verdict = main("tags: { CostCenter: '300' }", &enforced(r#"["ec2:*"]"#));
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
}

#[test]
fn what_is_enforced_without_a_service_blocks() {
    let verdict = main("tags: { CostCenter: '300' }", &enforced(r#"["*"]"#));
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
}

#[test]
fn a_tag_that_has_rules_and_is_not_given_informs() {
    insta::assert_snapshot!(found(&main("", COSTS)), @"informs tags: the organisation's tag policy has rules for tags that are not given: CostCenter. A tag policy demands no tag; your organisation may tell costs apart by them. Under `tags` in the spec, give those that it wants.");
}

#[test]
fn a_tag_that_resources_ought_to_have_warns_where_it_is_not_given() {
    let rules = COSTS.replace(
        "}}",
        r#","report_required_tag_for":["rds:ALL_SUPPORTED"]}}"#,
    );
    insta::assert_snapshot!(found(&main("", &rules)), @"warns tags: the organisation asks for the tag CostCenter on rds:ALL_SUPPORTED, and it is not given to data-layer, service-layer. The organisation's reports show what lacks it as noncompliant, and a hook of CloudFormation can refuse to make it (AWS::TagPolicies::TaggingComplianceValidator). Under `tags` in the spec, give CostCenter a value.");
}

#[test]
fn a_tag_that_only_other_resources_ought_to_have_informs() {
    let rules = COSTS.replace("}}", r#","report_required_tag_for":["redshift:cluster"]}}"#);
    assert_eq!(main("", &rules).severity(), Some(Severity::Informs));
}

#[test]
fn a_part_of_the_policy_that_is_not_understood_is_not_passed() {
    let verdict = main("", r#"{"team":{"tag_pattern":"[a-z]"}}"#);
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(found(&verdict).contains("is not understood in these places: tags.team.tag_pattern"));
}

#[test]
fn a_policy_that_cannot_be_read_is_not_passed() {
    let (deployment, cloud) = with("");
    let verdict = look(&deployment, &cloud, TargetName::Main, Some("<tags/>"));
    insta::assert_snapshot!(found(&verdict), @"warns main: not checked: the organisation's tag policy for account 111122223333 is not understood. Whether the tags meet it is not known, and what it enforces could fail the launch. Look by hand: aws organizations describe-effective-policy --policy-type TAG_POLICY, with the account's own credentials.");
}

#[test]
fn who_may_not_ask_for_the_policy_has_not_checked_it() {
    let (deployment, cloud) = with("");
    cloud.on_call(Box::new(|info| match info.call.service {
        "organizations" => CallFault::Denied,
        _ => CallFault::None,
    }));
    let verdict = look(&deployment, &cloud, TargetName::Main, None);
    assert!(
        found(&verdict)
            .contains("Give the caller the right to organizations:DescribeEffectivePolicy")
    );
}

#[test]
fn each_account_is_asked_once() {
    let deployment = read(&sample(true)).deployment.expect("a deployment");
    let targets: Vec<TargetName> = TagPolicyCheck::all(&deployment)
        .map(|check| check.target())
        .collect();
    assert_eq!(targets, [TargetName::Main, TargetName::Dr]);
}

/// What it says in the DR account of a tag that is not allowed, enforced for these types.
fn recovery(types: &str) -> Verdict {
    let text = sample(true).replace("\ntags:\n", "\ntags:\n  CostCenter: '300'\n");
    let deployment = read(&text).deployment.expect("a deployment");
    let cloud = SimCloud::new(7, start());
    let policy = format!(r#"{{"tags":{}}}"#, enforced(types));
    look(&deployment, &cloud, TargetName::Dr, Some(&policy))
}

#[test]
fn the_stacks_of_disaster_recovery_have_tags_of_their_own() {
    let verdict = recovery(r#"["s3:bucket"]"#);
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    let found = found(&verdict);
    assert!(
        found.contains("of dr-stack, data-layer, service-layer, secrets"),
        "{found}"
    );
}

#[test]
fn what_only_a_recovery_would_make_in_the_dr_account_warns() {
    let verdict = recovery(r#"["es:domain"]"#);
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(found(&verdict).contains("A recovery makes the platform in this account"));
}
