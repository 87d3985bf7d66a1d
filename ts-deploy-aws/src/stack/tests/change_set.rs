//! Describing change sets.

use ts_deploy_core::port::stack::{
    ChangeSet, ChangeSetName, ChangeSetStatus, ExecutionStatus, Replacement, ResourceAction,
    StackReader,
};

use super::*;

fn name() -> ChangeSetName {
    ChangeSetName::parse("update-1").unwrap()
}

fn page(inside: &str) -> String {
    let set = format!(
        "<ChangeSetName>update-1</ChangeSetName><ChangeSetId>arn:set</ChangeSetId><StackId>{ARN}</StackId>{inside}"
    );
    result("DescribeChangeSet", &set)
}

fn change(logical_id: &str, inside: &str) -> String {
    format!(
        "<Changes><member><Type>Resource</Type><ResourceChange><LogicalResourceId>{logical_id}</LogicalResourceId>\
         <ResourceType>AWS::KMS::Key</ResourceType>{inside}</ResourceChange></member></Changes>"
    )
}

async fn read(wire: &Wire) -> Option<ChangeSet> {
    stacks(wire).change_set(&arn(), &name()).await.unwrap()
}

async fn replacement(inside: &str) -> Replacement {
    let wire = Wire::new().answer("DescribeChangeSet", page(&change("Key", inside)));
    read(&wire).await.unwrap().changes[0].replacement
}

#[tokio::test]
async fn the_changes_on_every_page_are_read() {
    let first = page(&format!("{}<NextToken>two</NextToken>", change("One", "")));
    let wire = Wire::new()
        .answer("DescribeChangeSet", first)
        .answer("DescribeChangeSet", page(&change("Two", "")));
    let changes = read(&wire).await.unwrap().changes;
    let ids: Vec<&str> = changes
        .iter()
        .map(|change| change.logical_id.as_str())
        .collect();
    assert_eq!(ids, ["One", "Two"]);
}

#[tokio::test]
async fn a_set_that_is_not_there_is_none() {
    for (code, words) in [
        ("ChangeSetNotFound", "ChangeSet [update-1] does not exist"),
        ("ValidationError", "Stack [acme-dr] does not exist"),
    ] {
        let wire = Wire::new().refuse_xml("DescribeChangeSet", code, words);
        assert_eq!(read(&wire).await, None, "{code}");
    }
}

#[tokio::test]
async fn both_texts_of_nothing_to_change_are_no_failure() {
    for words in [
        "No updates are to be performed.",
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    ] {
        let failed = format!("<Status>FAILED</Status><StatusReason>{words}</StatusReason>");
        let wire = Wire::new().answer("DescribeChangeSet", page(&failed));
        assert!(read(&wire).await.unwrap().is_no_change(), "{words}");
    }
}

#[tokio::test]
async fn states_of_tomorrow_give_no_leave_to_execute() {
    let wire = Wire::new().answer(
        "DescribeChangeSet",
        page("<Status>READY</Status><ExecutionStatus>READY</ExecutionStatus>"),
    );
    let set = read(&wire).await.unwrap();
    assert_eq!(
        (set.status, set.execution),
        (ChangeSetStatus::Unknown, ExecutionStatus::Unknown)
    );
}

#[tokio::test]
async fn a_modification_replaces_as_aws_says() {
    let cases = [
        ("<Replacement>True</Replacement>", Replacement::True),
        ("<Replacement>False</Replacement>", Replacement::False),
        (
            "<Replacement>Conditional</Replacement>",
            Replacement::Conditional,
        ),
    ];
    for (said, meant) in cases {
        let inside = format!("<Action>Modify</Action>{said}");
        assert_eq!(replacement(&inside).await, meant, "{said}");
    }
}

#[tokio::test]
async fn a_modification_that_says_nothing_or_something_new_may_replace() {
    for said in ["", "<Replacement>Perhaps</Replacement>"] {
        let inside = format!("<Action>Modify</Action>{said}");
        assert_eq!(
            replacement(&inside).await,
            Replacement::Conditional,
            "{said}"
        );
    }
}

#[tokio::test]
async fn an_action_of_tomorrow_is_not_taken_for_harmless() {
    let inside = change("Key", "<Action>Shred</Action>");
    let wire = Wire::new().answer("DescribeChangeSet", page(&inside));
    let set = read(&wire).await.unwrap();
    assert_eq!(set.changes[0].action, ResourceAction::Unknown);
}
