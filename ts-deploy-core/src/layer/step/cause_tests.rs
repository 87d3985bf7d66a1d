//! The first cause, against stacks whose events were written down.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::cause::first_cause;
use crate::ids::StackName;
use crate::parameter::LiveParameters;
use crate::plan::{Cause, CauseClass};
use crate::port::stack::{
    ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader, StackStatus,
};
use crate::port::{Call, ErrorKind, PortError, PortResult};
use crate::target::TargetName;

const ROOT: &str = "arn:root";
const CHILD: &str = "arn:child";
const NESTED: &str = "AWS::CloudFormation::Stack";
const BUCKET: &str = "AWS::S3::Bucket";
const BELOW: &str = "Embedded stack arn:child was not successfully created: \
                     The following resource(s) failed to create: [Bucket].";

/// Stacks as they are told: events by ARN, what cannot be read, and the words on the root's state.
#[derive(Default)]
struct Told {
    events: BTreeMap<&'static str, Vec<StackEvent>>,
    unreadable: BTreeMap<&'static str, ErrorKind>,
    reason: Option<&'static str>,
}

fn unreadable(kind: ErrorKind) -> PortError {
    let call = Call {
        service: "cloudformation",
        operation: "DescribeStackEvents",
        target: TargetName::Main,
    };
    PortError::new(kind, call, "")
}

#[async_trait]
impl StackReader for Told {
    async fn stack(&self, arn: &str) -> PortResult<Option<Stack>> {
        Ok(Some(Stack {
            arn: StackArn(arn.to_owned()),
            name: StackName::parse("acme").unwrap(),
            status: StackStatus::RollbackComplete,
            status_reason: self.reason.map(str::to_owned),
            parameters: LiveParameters::default(),
            outputs: BTreeMap::new(),
            tags: BTreeMap::new(),
            termination_protection: false,
            change_set: None,
        }))
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        match self.unreadable.get(stack.0.as_str()) {
            Some(kind) => Err(unreadable(*kind)),
            None => Ok(self
                .events
                .get(stack.0.as_str())
                .cloned()
                .unwrap_or_default()),
        }
    }

    async fn last_deleted(&self, _: &StackName) -> PortResult<Option<StackArn>> {
        Ok(None)
    }

    async fn change_set(&self, _: &StackArn, _: &ChangeSetName) -> PortResult<Option<ChangeSet>> {
        Ok(None)
    }
}

impl Told {
    /// In `stack`, at this second, this happened.
    fn event(
        mut self,
        stack: &'static str,
        second: i64,
        (logical_id, resource_type, physical_id): (&str, &str, &str),
        status: &str,
        reason: &str,
    ) -> Self {
        let events = self.events.entry(stack).or_default();
        events.push(StackEvent {
            id: events.len().to_string(),
            stack: StackArn(stack.to_owned()),
            at: jiff::Timestamp::from_second(second).unwrap(),
            logical_id: logical_id.to_owned(),
            resource_type: resource_type.to_owned(),
            physical_id: physical_id.to_owned(),
            status: status.to_owned(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            token: None,
        });
        self
    }

    fn bucket(self, stack: &'static str, second: i64, status: &str, reason: &str) -> Self {
        self.event(stack, second, ("Bucket", BUCKET, "acme"), status, reason)
    }

    fn itself(self, second: i64, status: &str, reason: &str) -> Self {
        self.event(ROOT, second, ("acme", NESTED, ROOT), status, reason)
    }

    fn child(self, second: i64, status: &str, reason: &str) -> Self {
        self.event(ROOT, second, ("Storage", NESTED, CHILD), status, reason)
    }

    async fn cause(&self) -> Option<Cause> {
        let since = jiff::Timestamp::from_second(100).unwrap();
        first_cause(self, &StackArn(ROOT.to_owned()), since)
            .await
            .unwrap()
    }

    /// Where the cause is, and AWS's words on it.
    async fn told(&self) -> (String, String) {
        let cause = self.cause().await.unwrap();
        (cause.path, cause.reason)
    }
}

fn at(path: &str, reason: &str) -> (String, String) {
    (path.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn a_failure_in_a_nested_stack_is_told_where_it_happened() {
    let told = Told::default()
        .child(110, "CREATE_IN_PROGRESS", "")
        .bucket(CHILD, 120, "CREATE_FAILED", "acme already exists")
        .child(130, "CREATE_FAILED", BELOW)
        .itself(
            140,
            "ROLLBACK_IN_PROGRESS",
            "The following resource(s) failed to create: [Storage].",
        );
    assert_eq!(
        told.told().await,
        at("Storage/Bucket", "acme already exists")
    );
}

#[tokio::test]
async fn what_was_cancelled_because_of_it_is_not_the_cause() {
    for words in [
        "Resource creation cancelled",
        "Resource update cancelled",
        "Resource deletion cancelled",
    ] {
        let told = Told::default()
            .event(
                ROOT,
                110,
                ("Key", "AWS::KMS::Key", ""),
                "CREATE_FAILED",
                words,
            )
            .bucket(ROOT, 111, "CREATE_FAILED", "Access Denied");
        assert_eq!(told.told().await, at("Bucket", "Access Denied"), "{words}");
    }
}

#[tokio::test]
async fn a_failure_of_an_earlier_operation_is_not_the_cause() {
    let told = Told::default()
        .bucket(ROOT, 99, "CREATE_FAILED", "acme already exists")
        .bucket(ROOT, 101, "CREATE_FAILED", "Access Denied");
    assert_eq!(told.told().await, at("Bucket", "Access Denied"));
}

#[tokio::test]
async fn the_earliest_of_several_failures_is_the_cause_in_whatever_order_they_are_told() {
    let told = Told::default()
        .bucket(ROOT, 120, "DELETE_FAILED", "The bucket is not empty")
        .event(
            ROOT,
            110,
            ("Key", "AWS::KMS::Key", ""),
            "CREATE_FAILED",
            "Access Denied",
        );
    assert_eq!(told.told().await, at("Key", "Access Denied"));
}

#[tokio::test]
async fn a_stack_that_ran_into_its_own_time_limit_is_the_cause() {
    let words = "Stack creation time exceeded the specified timeout. Rollback requested by user.";
    let told = Told::default()
        .itself(110, "ROLLBACK_IN_PROGRESS", words)
        .bucket(ROOT, 120, "DELETE_FAILED", "The bucket is not empty");
    assert_eq!(told.told().await, at("acme", words));
}

#[tokio::test]
async fn a_hook_that_refused_a_resource_is_the_cause() {
    let words = "The hook Acme::S3::Private refused it: the bucket is public";
    let told = Told::default()
        .bucket(ROOT, 110, "HOOK_COMPLETE_FAILED", words)
        .bucket(
            ROOT,
            111,
            "CREATE_FAILED",
            "The following hook(s) failed: [Acme::S3::Private]",
        );
    let cause = told.cause().await.unwrap();
    assert_eq!(
        (cause.reason.as_str(), cause.class),
        (words, CauseClass::Hook)
    );
}

#[tokio::test]
async fn what_a_validation_found_tells_more_than_that_it_found_something() {
    let words = "Validation failed (NAME_CONFLICT): acme already exists";
    let told = Told::default()
        .itself(110, "VALIDATION_FAILED", "Validation failed for 1 resource")
        .bucket(ROOT, 111, "VALIDATION_FAILED", words);
    assert_eq!(told.told().await, at("Bucket", words));
}

#[tokio::test]
async fn a_validation_without_a_place_is_told_by_the_stack() {
    let told = Told::default().itself(110, "VALIDATION_FAILED", "Validation failed");
    assert_eq!(told.told().await, at("acme", "Validation failed"));
}

#[tokio::test]
async fn a_nested_stack_that_may_not_be_read_is_told_in_the_words_of_the_one_around_it() {
    let mut told = Told::default().child(110, "CREATE_FAILED", BELOW);
    told.unreadable.insert(CHILD, ErrorKind::Denied);
    assert_eq!(told.told().await, at("Storage", BELOW));
}

#[tokio::test]
async fn a_nested_stack_out_of_sight_leaves_the_cause_for_later() {
    let mut told = Told::default().child(110, "CREATE_FAILED", BELOW);
    told.unreadable.insert(CHILD, ErrorKind::Throttled);
    let since = jiff::Timestamp::from_second(100).unwrap();
    let error = first_cause(&told, &StackArn(ROOT.to_owned()), since).await;
    assert_eq!(error.unwrap_err().kind, ErrorKind::Throttled);
}

#[tokio::test]
async fn without_an_event_that_tells_the_stacks_state_does() {
    let mut told = Told::default().itself(110, "CREATE_IN_PROGRESS", "User Initiated");
    told.reason = Some("Transform AWS::LanguageExtensions failed");
    assert_eq!(
        told.told().await,
        at("acme", "Transform AWS::LanguageExtensions failed")
    );
}

#[tokio::test]
async fn an_operation_that_never_reached_the_stack_has_no_cause_there() {
    let mut told = Told::default().itself(50, "ROLLBACK_COMPLETE", "");
    told.reason = Some("of an earlier operation");
    assert_eq!(told.cause().await, None);
}
