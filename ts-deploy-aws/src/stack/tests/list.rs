//! Listing stacks.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::stack_list::{RootStack, StackListReader};

use super::*;

fn listed(name: &str, status: &str, more: &str) -> String {
    format!(
        "<member><StackName>{name}</StackName><StackId>arn:{name}</StackId>\
         <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>{status}</StackStatus>{more}</member>"
    )
}

fn page(stacks: &str, more: &str) -> String {
    result(
        "ListStacks",
        &format!("<StackSummaries>{stacks}</StackSummaries>{more}"),
    )
}

fn root(name: &str) -> RootStack {
    RootStack {
        arn: StackArn(format!("arn:{name}")),
        name: name.to_owned(),
    }
}

#[tokio::test]
async fn stacks_are_listed_from_every_page_but_for_deleted_and_nested_ones() {
    let first = [
        listed("one", "CREATE_COMPLETE", ""),
        listed("gone", "DELETE_COMPLETE", ""),
        listed("one-a", "CREATE_COMPLETE", "<ParentId>arn:one</ParentId>"),
    ];
    let second = listed("of-tomorrow", "MIGRATE_COMPLETE", "");
    let wire = Wire::new()
        .answer(
            "ListStacks",
            page(&first.concat(), "<NextToken>two</NextToken>"),
        )
        .answer("ListStacks", page(&second, ""));
    let roots = stacks(&wire).roots().await.unwrap();
    assert_eq!(roots, [root("one"), root("of-tomorrow")]);
    assert_eq!(wire.field(1, "NextToken").as_deref(), Some("two"));
}

#[tokio::test]
async fn stacks_that_may_not_be_listed_are_denied_and_not_none() {
    let wire = Wire::new().refuse_xml("ListStacks", "AccessDenied", "no");
    let error = stacks(&wire).roots().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
}
