//! What stacks made.

use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::stack_resource::{StackResource, StackResourceReader};
use ts_deploy_core::target::TargetName;

use super::super::AwsStacks;
use crate::wire::Wire;

const LIST: &str = "ListStackResources";
const ROOT: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/root/1";
const NESTED: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/nested/2";

fn page(members: &[(&str, &str, &str, &str)], next: &str) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(logical, kind, id, status)| {
            format!(
                "<member><LogicalResourceId>{logical}</LogicalResourceId>\
                 <PhysicalResourceId>{id}</PhysicalResourceId><ResourceType>{kind}</ResourceType>\
                 <ResourceStatus>{status}</ResourceStatus>\
                 <LastUpdatedTimestamp>2026-01-05T09:00:00Z</LastUpdatedTimestamp></member>"
            )
        })
        .collect();
    let members = members.concat();
    format!(
        "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>{members}\
         </StackResourceSummaries>{next}</ListStackResourcesResult></ListStackResourcesResponse>"
    )
}

async fn standing(wire: &Wire) -> Vec<String> {
    let stacks = AwsStacks::new(&wire.config(), TargetName::Main);
    let all = stacks.resources(&StackArn(ROOT.to_owned())).await.unwrap();
    let standing = all.into_iter().filter(StackResource::stands);
    standing.map(|one| one.physical_id).collect()
}

#[tokio::test]
async fn a_list_of_two_pages_is_read_to_its_end() {
    let one = page(
        &[("A", "AWS::S3::Bucket", "bucket-a", "CREATE_COMPLETE")],
        "<NextToken>more</NextToken>",
    );
    let two = page(
        &[("B", "AWS::S3::Bucket", "bucket-b", "CREATE_COMPLETE")],
        "",
    );
    let wire = Wire::new().answer(LIST, one).answer(LIST, two);
    assert_eq!(standing(&wire).await, ["bucket-a", "bucket-b"]);
}

#[tokio::test]
async fn what_a_nested_stack_made_is_among_them() {
    let kind = "AWS::CloudFormation::Stack";
    let root = page(&[("Workers", kind, NESTED, "CREATE_COMPLETE")], "");
    let nested = page(
        &[(
            "Cluster",
            "AWS::EKS::Cluster",
            "acme-eks",
            "UPDATE_COMPLETE",
        )],
        "",
    );
    let wire = Wire::new().answer(LIST, root).answer(LIST, nested);
    assert_eq!(standing(&wire).await, [NESTED, "acme-eks"]);
}

#[tokio::test]
async fn what_was_deleted_or_is_only_being_made_does_not_stand() {
    let body = page(
        &[
            ("Old", "AWS::EKS::Cluster", "old", "DELETE_COMPLETE"),
            ("New", "AWS::EKS::Cluster", "new", "CREATE_IN_PROGRESS"),
        ],
        "",
    );
    assert!(standing(&Wire::new().answer(LIST, body)).await.is_empty());
}
