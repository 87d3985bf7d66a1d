//! The events of a stack.

use ts_deploy_core::port::stack::{StackEvent, StackReader};

use super::*;

fn event(id: &str, second: u32, inside: &str) -> String {
    format!(
        "<member><EventId>{id}</EventId><StackId>{ARN}</StackId><StackName>acme-dr</StackName>\
         <LogicalResourceId>Key</LogicalResourceId><ResourceType>AWS::KMS::Key</ResourceType>\
         <Timestamp>2026-01-01T00:00:{second:02}Z</Timestamp>{inside}</member>"
    )
}

fn page(events: &[String], next: &str) -> String {
    let events = events.concat();
    let inside = format!("<StackEvents>{events}</StackEvents>{next}");
    result("DescribeStackEvents", &inside)
}

async fn read(wire: &Wire) -> Vec<StackEvent> {
    stacks(wire).events(&arn()).await.unwrap()
}

async fn one(inside: &str) -> StackEvent {
    let page = page(&[event("1", 1, inside)], "");
    let wire = Wire::new().answer("DescribeStackEvents", page);
    read(&wire).await.remove(0)
}

#[tokio::test]
async fn events_of_all_pages_come_oldest_first_and_once() {
    let first = [event("3", 3, ""), event("2", 2, "")];
    // A new event moved the pages on: one is told twice.
    let second = [event("2", 2, ""), event("1", 1, "")];
    let wire = Wire::new()
        .answer(
            "DescribeStackEvents",
            page(&first, "<NextToken>two</NextToken>"),
        )
        .answer("DescribeStackEvents", page(&second, ""));
    let ids: Vec<String> = read(&wire)
        .await
        .into_iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(ids, ["1", "2", "3"]);
}

#[tokio::test]
async fn events_of_one_instant_keep_the_order_in_which_they_happened() {
    let newest_first = [event("b", 1, ""), event("a", 1, "")];
    let wire = Wire::new().answer("DescribeStackEvents", page(&newest_first, ""));
    let ids: Vec<String> = read(&wire)
        .await
        .into_iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(ids, ["a", "b"]);
}

#[tokio::test]
async fn an_event_carries_the_token_of_its_operation() {
    let event = one("<ClientRequestToken>0a1b</ClientRequestToken>").await;
    assert_eq!(event.token.as_deref(), Some("0a1b"));
}

#[tokio::test]
async fn a_hook_that_refused_a_resource_is_a_failure_with_the_hooks_words() {
    let event = one(
        "<ResourceStatus>CREATE_IN_PROGRESS</ResourceStatus><HookType>Acme::S3::Private</HookType>\
         <HookStatus>HOOK_COMPLETE_FAILED</HookStatus><HookStatusReason>the bucket is public</HookStatusReason>\
         <HookFailureMode>FAIL</HookFailureMode>",
    )
    .await;
    assert_eq!(event.status, "HOOK_COMPLETE_FAILED");
    let words = "The hook Acme::S3::Private refused it: the bucket is public";
    assert_eq!(event.reason.as_deref(), Some(words));
}

#[tokio::test]
async fn a_hook_that_only_warns_is_no_failure() {
    let event = one(
        "<ResourceStatus>CREATE_IN_PROGRESS</ResourceStatus><HookStatus>HOOK_COMPLETE_FAILED</HookStatus>\
         <HookFailureMode>WARN</HookFailureMode>",
    )
    .await;
    assert_eq!(event.status, "CREATE_IN_PROGRESS");
}

const INVALID: &str = "<ResourceStatus>ROLLBACK_IN_PROGRESS</ResourceStatus>\
    <DetailedStatus>VALIDATION_FAILED</DetailedStatus><ResourceStatusReason>invalid</ResourceStatusReason>";

fn invalid() -> Wire {
    let page = page(&[event("1", 5, INVALID)], "");
    Wire::new().answer("DescribeStackEvents", page)
}

fn found(mode: &str) -> String {
    let found = format!(
        "<OperationEvents><member><EventId>v</EventId><StackId>{ARN}</StackId>\
         <EventType>VALIDATION_ERROR</EventType><LogicalResourceId>Bucket</LogicalResourceId>\
         <ResourceType>AWS::S3::Bucket</ResourceType><Timestamp>2026-01-01T00:00:04Z</Timestamp>\
         <ValidationFailureMode>{mode}</ValidationFailureMode><ValidationName>NAME_CONFLICT</ValidationName>\
         <ValidationStatusReason>acme already exists</ValidationStatusReason>\
         <ValidationPath>/Resources/Bucket</ValidationPath></member></OperationEvents>"
    );
    result("DescribeEvents", &found)
}

#[tokio::test]
async fn values_refused_before_anything_is_made_are_told_with_their_place() {
    let wire = invalid().answer("DescribeEvents", found("FAIL"));
    let events = read(&wire).await;
    let words = "Validation failed (NAME_CONFLICT): acme already exists /Resources/Bucket";
    assert_eq!(events[0].reason.as_deref(), Some(words));
    assert_eq!(events[1].status, "VALIDATION_FAILED");
}

#[tokio::test]
async fn a_validation_that_only_warns_is_left_out() {
    let wire = invalid().answer("DescribeEvents", found("WARN"));
    assert_eq!(read(&wire).await.len(), 1);
}

#[tokio::test]
async fn without_the_right_to_describe_events_the_stacks_own_words_are_left() {
    let wire = invalid().refuse_xml("DescribeEvents", "AccessDenied", "not authorized");
    assert_eq!(read(&wire).await[0].reason.as_deref(), Some("invalid"));
}
