//! Describing stacks.

use ts_deploy_core::ids::StackName;
use ts_deploy_core::parameter::LiveValue;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::stack::{ChangeSetArn, Stack, StackReader, StackStatus};

use super::*;

fn described(inside: &str) -> String {
    let stack = format!(
        "<Stacks><member><StackName>acme-dr</StackName><StackId>{ARN}</StackId>{inside}</member></Stacks>"
    );
    result("DescribeStacks", &stack)
}

async fn read(inside: &str) -> Stack {
    let wire = Wire::new().answer("DescribeStacks", described(inside));
    stacks(&wire).stack("acme-dr").await.unwrap().unwrap()
}

#[tokio::test]
async fn both_ways_of_saying_that_a_stack_is_not_there_mean_none() {
    for words in [
        "Stack with id acme-dr does not exist",
        "Stack [acme-dr] does not exist",
    ] {
        let wire = Wire::new().refuse_xml("DescribeStacks", "ValidationError", words);
        assert_eq!(
            stacks(&wire).stack("acme-dr").await.unwrap(),
            None,
            "{words}"
        );
    }
}

#[tokio::test]
async fn a_throttled_look_is_not_an_absent_stack() {
    let wire = Wire::new().refuse_xml("DescribeStacks", "Throttling", "Rate exceeded");
    let error = stacks(&wire).stack("acme-dr").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
}

#[tokio::test]
async fn without_a_name_not_every_stack_is_asked_for() {
    let error = stacks(&Wire::new()).stack("").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_deleted_stack_is_found_by_its_arn() {
    let answer = described("<StackStatus>DELETE_COMPLETE</StackStatus>");
    let wire = Wire::new().answer("DescribeStacks", answer);
    let stack = stacks(&wire).stack(ARN).await.unwrap().unwrap();
    assert_eq!(stack.status, StackStatus::DeleteComplete);
    assert_eq!(wire.field(0, "StackName").as_deref(), Some(ARN));
}

#[tokio::test]
async fn a_masked_value_is_not_taken_for_four_stars() {
    let stack = read(
        "<Parameters><member><ParameterKey>Password</ParameterKey><ParameterValue>****</ParameterValue></member>\
         <member><ParameterKey>VPCID</ParameterKey><ParameterValue></ParameterValue></member></Parameters>",
    )
    .await;
    assert_eq!(stack.parameters.get("Password"), Some(&LiveValue::Masked));
    let empty = LiveValue::Known(String::new());
    assert_eq!(stack.parameters.get("VPCID"), Some(&empty));
}

#[tokio::test]
async fn outputs_tags_and_protection_are_read() {
    let stack = read(
        "<Outputs><member><OutputKey>Bucket</OutputKey><OutputValue>b</OutputValue></member></Outputs>\
         <Tags><member><Key>owner</Key><Value>data</Value></member></Tags>\
         <EnableTerminationProtection>true</EnableTerminationProtection>",
    )
    .await;
    assert_eq!(stack.outputs["Bucket"], "b");
    assert_eq!(stack.tags["owner"], "data");
    assert!(stack.termination_protection);
}

#[tokio::test]
async fn a_state_of_tomorrow_is_unknown() {
    let stack = read("<StackStatus>HIBERNATE_COMPLETE</StackStatus>").await;
    assert_eq!(stack.status, StackStatus::Unknown);
}

#[tokio::test]
async fn resources_that_are_configured_and_not_ready_are_no_success() {
    let stack = read(
        "<StackStatus>CREATE_IN_PROGRESS</StackStatus><DetailedStatus>CONFIGURATION_COMPLETE</DetailedStatus>",
    )
    .await;
    assert_eq!(stack.status, StackStatus::CreateInProgress);
}

fn deleted(name: &str, id: &str, day: u32) -> String {
    format!(
        "<member><StackName>{name}</StackName><StackId>{id}</StackId>\
         <DeletionTime>2026-01-{day:02}T00:00:00Z</DeletionTime></member>"
    )
}

#[tokio::test]
async fn the_stack_of_a_name_that_was_deleted_last_is_found_among_all() {
    let page = |summaries: &[String], next: &str| {
        let summaries = summaries.concat();
        let inside = format!("<StackSummaries>{summaries}</StackSummaries>{next}");
        result("ListStacks", &inside)
    };
    let first = [
        deleted("acme-dr", "older", 1),
        deleted("acme-dr-2", "other", 9),
    ];
    let second = [deleted("acme-dr", "newer", 2)];
    let wire = Wire::new()
        .answer("ListStacks", page(&first, "<NextToken>two</NextToken>"))
        .answer("ListStacks", page(&second, ""));
    let name = StackName::parse("acme-dr").unwrap();
    let found = stacks(&wire).last_deleted(&name).await.unwrap();
    assert_eq!(found, Some(StackArn("newer".to_owned())));
    let asked = wire.field(0, "StackStatusFilter.member.1");
    assert_eq!(asked.as_deref(), Some("DELETE_COMPLETE"));
}

#[tokio::test]
async fn the_change_set_that_was_carried_out_last_is_named() {
    let stack = read("<ChangeSetId>arn:set</ChangeSetId>").await;
    assert_eq!(stack.change_set, Some(ChangeSetArn("arn:set".to_owned())));
}
