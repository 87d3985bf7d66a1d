//! R8.

use futures::executor::block_on;
use serde_json::json;

use super::{fixed, found, main_target, passed, verdict};
use crate::check::rows::LogPolicyCheck;
use crate::check::{CheckContext, Mend};
use crate::finding::Severity;
use crate::port::log_policy::LogPolicy;
use crate::sim::{SimAccount, SimCloud};

fn check() -> LogPolicyCheck {
    LogPolicyCheck::new(main_target())
}

/// An account whose only policy has this one statement.
fn only(statement: serde_json::Value) -> impl FnOnce(&mut SimAccount) {
    move |account| {
        account.log_policies = vec![LogPolicy {
            name: "logs".to_owned(),
            document: json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string(),
        }];
    }
}

fn statement() -> serde_json::Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": "es.amazonaws.com" },
        "Action": ["logs:PutLogEvents", "logs:CreateLogStream"],
        "Resource": "arn:aws:logs:*:*:*:*",
    })
}

fn with(field: &str, value: serde_json::Value) -> impl FnOnce(&mut SimAccount) {
    let mut statement = statement();
    statement[field] = value;
    only(statement)
}

#[test]
fn the_documented_policy_passes() {
    let verdict = verdict(&check(), |_| {});
    insta::assert_snapshot!(passed(&verdict), @"log resource policy es2cloudwatch: lets es.amazonaws.com write");
}

#[test]
fn a_policy_of_any_name_passes_when_it_allows_the_same() {
    assert!(passed(&verdict(&check(), only(statement()))).contains("policy logs"));
}

#[test]
fn a_list_of_services_and_a_wildcard_action_pass() {
    let mut wide = statement();
    wide["Principal"] = json!({ "Service": ["delivery.logs.amazonaws.com", "es.amazonaws.com"] });
    wide["Action"] = json!("logs:*");
    assert!(passed(&verdict(&check(), only(wide))).contains("policy logs"));
}

#[test]
fn no_policy_blocks_with_the_command_that_makes_it() {
    let verdict = verdict(&check(), |account| account.log_policies.clear());
    insta::assert_snapshot!(found(&verdict), @r#"blocks main: no log resource policy lets es.amazonaws.com write in us-east-1: there is no resource policy. The Data Layer's Elasticsearch domain publishes its logs; without the right its creation fails, an hour into the launch. aws logs put-resource-policy --policy-name es2cloudwatch --region us-east-1 --policy-document '{"Version":"2012-10-17","Statement":[{"Sid":"eslogs","Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":["logs:PutLogEvents","logs:PutLogEventsBatch","logs:CreateLogStream"],"Resource":"arn:aws:logs:*:*:*:*"}]}', or --fix R8."#);
}

#[test]
fn an_empty_principal_as_the_documents_print_it_blocks() {
    let verdict = verdict(&check(), with("Principal", json!({ "Service": "" })));
    assert!(found(&verdict).contains("none of logs does"));
}

#[test]
fn an_action_with_a_space_before_it_is_another_action() {
    let spaced = json!([" logs:PutLogEvents", "logs:CreateLogStream"]);
    assert!(found(&verdict(&check(), with("Action", spaced))).contains("none of logs does"));
}

#[test]
fn a_resource_of_another_region_blocks() {
    let elsewhere = json!("arn:aws:logs:eu-west-1:*:*:*");
    assert!(found(&verdict(&check(), with("Resource", elsewhere))).contains("none of logs does"));
}

/// The documented policy beside one that denies, with this field set to that.
fn denied(field: &'static str, value: serde_json::Value) -> impl FnOnce(&mut SimAccount) {
    move |account| {
        let mut denial = statement();
        denial["Effect"] = json!("Deny");
        denial[field] = value;
        let document = json!({ "Version": "2012-10-17", "Statement": denial }).to_string();
        let name = "denial".to_owned();
        account.log_policies.push(LogPolicy { name, document });
    }
}

#[test]
fn a_denial_blocks_whatever_is_allowed() {
    let verdict = verdict(&check(), denied("Sid", json!("no")));
    insta::assert_snapshot!(found(&verdict), @"blocks main: es.amazonaws.com is denied to write logs in us-east-1 by denial. The Data Layer's Elasticsearch domain publishes its logs; without the right its creation fails, an hour into the launch. Nothing that allows it helps while it is denied. Take the statement out of the policy: aws logs describe-resource-policies --region us-east-1, then aws logs put-resource-policy with what is left.");
}

#[test]
fn a_denial_for_others_than_this_account_passes() {
    let others = json!({ "StringNotEquals": { "aws:SourceAccount": "111122223333" } });
    assert!(!passed(&verdict(&check(), denied("Condition", others))).is_empty());
}

#[test]
fn a_denial_in_another_region_passes() {
    let elsewhere = json!("arn:aws:logs:eu-west-1:111122223333:*");
    assert!(!passed(&verdict(&check(), denied("Resource", elsewhere))).is_empty());
}

#[test]
fn a_denial_for_some_log_groups_warns_since_the_domains_are_not_known() {
    let some = json!("arn:aws:logs:us-east-1:111122223333:log-group:payroll:*");
    let verdict = verdict(&check(), denied("Resource", some));
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(
        found(&verdict).contains("may be denied to write logs in us-east-1 by denial (whether")
    );
}

#[test]
fn what_the_account_itself_is_allowed_by_condition_passes() {
    let own = json!({
        "StringEquals": { "aws:SourceAccount": "111122223333" },
        "ArnLike": { "aws:SourceArn": "arn:aws:es:us-east-1:111122223333:domain/*" },
    });
    assert!(passed(&verdict(&check(), with("Condition", own))).contains("policy logs"));
}

#[test]
fn what_another_account_is_allowed_by_condition_blocks() {
    let other = json!({ "StringEquals": { "aws:SourceAccount": "444455556666" } });
    assert!(found(&verdict(&check(), with("Condition", other))).contains("none of logs does"));
}

#[test]
fn two_policies_that_each_allow_a_part_pass() {
    let verdict = verdict(&check(), |account| {
        let policy = |action: &str| {
            let mut part = statement();
            part["Action"] = json!(action);
            LogPolicy {
                name: action.replace(':', "-"),
                document: json!({ "Statement": part }).to_string(),
            }
        };
        account.log_policies = ["logs:PutLogEvents", "logs:CreateLogStream"]
            .map(policy)
            .into();
    });
    assert!(passed(&verdict).contains("logs-CreateLogStream, logs-PutLogEvents"));
}

/// True where the fix would change something in an account that `change` changed.
fn proposes(change: impl FnOnce(&mut SimAccount)) -> bool {
    let cloud = SimCloud::new(7, super::start());
    let target = main_target();
    cloud.at(&target).furnish(change);
    let ports = cloud.ports(&[target]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: super::start(),
    };
    block_on(check().mending(&cx)).unwrap().is_some()
}

#[test]
fn the_fix_changes_nothing_while_it_is_denied() {
    assert!(!proposes(|account| {
        denied("Sid", json!("no"))(account);
        // What is allowed is gone, and would be added again and again.
        account.log_policies.remove(0);
    }));
}

#[test]
fn ten_policies_of_other_names_leave_no_room_and_the_remedy_says_so() {
    let ten = |account: &mut SimAccount| {
        let policy = |number| LogPolicy {
            name: format!("policy-{number}"),
            document: "{}".to_owned(),
        };
        account.log_policies = (0..10).map(policy).collect();
    };
    let found = found(&verdict(&check(), ten));
    assert!(found.contains("at most ten such policies"), "{found}");
    assert!(
        found.contains("describe-resource-policies --region us-east-1"),
        "{found}"
    );
}

#[test]
fn the_fix_makes_the_policy_that_the_check_asks_for() {
    let after = fixed(&check(), |account| account.log_policies.clear());
    assert_eq!(
        passed(&after),
        "log resource policy es2cloudwatch: lets es.amazonaws.com write"
    );
}

/// A policy of the documents' name that lets another service write, to so many log groups.
fn for_route53(groups: usize) -> LogPolicy {
    let group = |number| format!("arn:aws:logs:us-east-1:111122223333:log-group:zone-{number}:*");
    let statement = json!({
        "Effect": "Allow",
        "Principal": { "Service": "route53.amazonaws.com" },
        "Action": "logs:PutLogEvents",
        "Resource": (0..groups).map(group).collect::<Vec<_>>(),
    });
    LogPolicy {
        name: "es2cloudwatch".to_owned(),
        document: json!({ "Version": "2012-10-17", "Statement": statement }).to_string(),
    }
}

fn remedied(policy: LogPolicy) -> String {
    let verdict = verdict(&check(), |account| account.log_policies = vec![policy]);
    verdict.findings()[0].remedy.clone()
}

#[test]
fn the_command_writes_what_the_fix_would_and_keeps_what_is_there() {
    let remedy = remedied(for_route53(1));
    let pasted = remedy.split('\'').nth(1).unwrap();
    let cloud = super::fixed_cloud(&check(), |account| {
        account.log_policies = vec![for_route53(1)];
    });
    let mut written = String::new();
    cloud
        .at(&main_target())
        .furnish(|account| written.clone_from(&account.log_policies[0].document));
    assert_eq!(pasted, written);
}

#[test]
fn a_document_too_long_to_be_shown_is_told_as_one_to_add_to() {
    insta::assert_snapshot!(remedied(for_route53(9)), @r#"--fix R8 adds this statement to what the policy es2cloudwatch says already: {"Sid":"eslogs","Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":["logs:PutLogEvents","logs:PutLogEventsBatch","logs:CreateLogStream"],"Resource":"arn:aws:logs:*:*:*:*"}. By hand: aws logs describe-resource-policies --region us-east-1, then aws logs put-resource-policy --policy-name es2cloudwatch --region us-east-1 with the whole document, since it takes the place of the one that is there."#);
}

#[test]
fn a_document_that_would_end_the_quotes_around_it_is_told_as_one_to_add_to() {
    let mut policy = for_route53(1);
    policy.document = policy.document.replace("zone-0", "zone'; true '");
    assert!(remedied(policy).starts_with("--fix R8 adds this statement"));
}

#[test]
fn a_policy_that_cannot_be_read_is_left_to_a_person() {
    let unread = || LogPolicy {
        name: "es2cloudwatch".to_owned(),
        document: "{}".to_owned(),
    };
    assert!(
        remedied(unread()).starts_with("The document of the policy es2cloudwatch cannot be read")
    );
    assert!(!proposes(|account| account.log_policies = vec![unread()]));
}

#[test]
fn no_fix_is_offered_for_what_is_missing_while_it_is_denied() {
    let verdict = verdict(&check(), |account| {
        denied("Sid", json!("no"))(account);
        account.log_policies.remove(0);
    });
    let offered = verdict
        .findings()
        .into_iter()
        .filter(|one| one.remedy.contains("--fix"));
    assert_eq!(offered.count(), 0, "{}", found(&verdict));
}

#[test]
fn the_fix_keeps_what_stands_in_the_policy_of_that_name() {
    let other = json!({
        "Effect": "Allow",
        "Principal": { "Service": "route53.amazonaws.com" },
        "Action": "logs:PutLogEvents",
        "Resource": "*",
    });
    let document = json!({ "Version": "2012-10-17", "Statement": other }).to_string();
    let name = "es2cloudwatch".to_owned();
    let policy = LogPolicy { name, document };
    let cloud = super::fixed_cloud(&check(), |account| account.log_policies = vec![policy]);
    let mut kept = String::new();
    cloud
        .at(&main_target())
        .furnish(|account| kept.clone_from(&account.log_policies[0].document));
    assert!(
        kept.contains("route53.amazonaws.com") && kept.contains("es.amazonaws.com"),
        "{kept}"
    );
}

#[test]
fn the_fix_changes_nothing_where_the_check_passes() {
    let cloud = super::fixed_cloud(&check(), |_| {});
    assert_eq!(cloud.changing_calls(), 0);
}
