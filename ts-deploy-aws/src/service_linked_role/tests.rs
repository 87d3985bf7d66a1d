//! Service-linked roles against answers in IAM's own bytes.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::service_linked_role::{ServiceLinkedRoleReader, ServiceLinkedRoleWriter};
use ts_deploy_core::target::TargetName;

use super::AwsServiceLinkedRoles;
use crate::wire::Wire;

fn roles(wire: &Wire) -> AwsServiceLinkedRoles {
    AwsServiceLinkedRoles::new(&wire.config(), TargetName::Main)
}

#[tokio::test]
async fn a_role_is_told_with_its_path() {
    let wire = Wire::new().answer(
        "GetRole",
        "<GetRoleResponse><GetRoleResult><Role><Path>/aws-service-role/ecs.amazonaws.com/</Path>\
         <RoleName>AWSServiceRoleForECS</RoleName><RoleId>AROAEXAMPLE</RoleId>\
         <Arn>arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS</Arn>\
         <CreateDate>2026-03-02T09:00:00Z</CreateDate></Role></GetRoleResult></GetRoleResponse>",
    );
    let role = roles(&wire).role("AWSServiceRoleForECS").await.unwrap();
    assert!(role.unwrap().is_linked_to("ecs.amazonaws.com"));
    assert_eq!(wire.field(0, "RoleName").unwrap(), "AWSServiceRoleForECS");
}

#[tokio::test]
async fn a_role_that_is_not_there_is_none() {
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code>\
                <Message>The role cannot be found.</Message></Error></ErrorResponse>";
    let wire = Wire::new().answer_with("GetRole", 404, body);
    assert_eq!(
        roles(&wire).role("AWSServiceRoleForECS").await.unwrap(),
        None
    );
}

#[tokio::test]
async fn a_role_is_made_for_its_service() {
    let wire = Wire::new().answer(
        "CreateServiceLinkedRole",
        "<CreateServiceLinkedRoleResponse><CreateServiceLinkedRoleResult/></CreateServiceLinkedRoleResponse>",
    );
    roles(&wire).create("es.amazonaws.com").await.unwrap();
    assert_eq!(wire.field(0, "AWSServiceName").unwrap(), "es.amazonaws.com");
}

#[tokio::test]
async fn a_role_that_is_there_is_told_by_the_words_of_invalid_input() {
    let words = "Service role name AWSServiceRoleForECS has been taken in this account, please try a \
                 different suffix.";
    let wire = Wire::new().refuse_xml("CreateServiceLinkedRole", "InvalidInput", words);
    let error = roles(&wire).create("ecs.amazonaws.com").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_service_that_iam_does_not_know_is_invalid() {
    let words = "Invalid principal in policy";
    let wire = Wire::new().refuse_xml("CreateServiceLinkedRole", "InvalidInput", words);
    let error = roles(&wire).create("es.amazonaws.com").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}
