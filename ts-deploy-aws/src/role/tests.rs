//! Roles against answers in IAM's own bytes.

use ts_deploy_core::ids::RoleName;
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::role::{RoleReader, RoleRequest, RoleWriter};
use ts_deploy_core::target::TargetName;

use super::AwsRoles;
use crate::wire::Wire;

const TRUST: &str = r#"{"Statement":[{"Action":"sts:AssumeRole"}]}"#;
const ESCAPED: &str = "%7B%22Statement%22%3A%5B%7B%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D";

fn roles(wire: &Wire) -> AwsRoles {
    AwsRoles::new(&wire.config(), TargetName::Main)
}

fn name() -> RoleName {
    RoleName::parse("acme-vendor-logs").unwrap()
}

fn answer(operation: &str, inner: &str) -> Wire {
    let body = format!(
        "<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>"
    );
    Wire::new().answer(operation, body)
}

fn refusing(operation: &str, status: u16, code: &str, words: &str) -> Wire {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{words}</Message></Error>\
         </ErrorResponse>"
    );
    Wire::new().answer_with(operation, status, body)
}

fn request() -> RoleRequest {
    RoleRequest {
        name: name(),
        path: "/vendors/".parse().unwrap(),
        description: "Reads logs".to_owned(),
        trust: TRUST.to_owned(),
        boundary: Some("arn:aws:iam::111122223333:policy/boundary".parse().unwrap()),
        tags: [("owner".to_owned(), "platform".to_owned())].into(),
    }
}

#[tokio::test]
async fn a_role_is_told_with_its_documents_in_plain_text() {
    let inner = format!(
        "<Role><Path>/vendors/</Path><RoleName>acme-vendor-logs</RoleName><RoleId>AROAEXAMPLE</RoleId>\
         <Arn>arn:aws:iam::111122223333:role/vendors/acme-vendor-logs</Arn>\
         <CreateDate>2026-03-02T09:00:00Z</CreateDate>\
         <AssumeRolePolicyDocument>{ESCAPED}</AssumeRolePolicyDocument>\
         <Tags><member><Key>owner</Key><Value>platform</Value></member></Tags>\
         <PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy</PermissionsBoundaryType>\
         <PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/boundary</PermissionsBoundaryArn>\
         </PermissionsBoundary></Role>"
    );
    let wire = answer("GetRole", &inner);
    let role = roles(&wire).role(&name()).await.unwrap().unwrap();
    assert_eq!(role.trust, TRUST);
    assert_eq!(
        role.arn.as_str(),
        "arn:aws:iam::111122223333:role/vendors/acme-vendor-logs"
    );
    assert_eq!(role.boundary, request().boundary);
    assert_eq!(role.tags, request().tags);
}

#[tokio::test]
async fn a_role_and_a_policy_that_are_not_there_are_none() {
    let gone = |operation| refusing(operation, 404, "NoSuchEntity", "It cannot be found.");
    assert_eq!(roles(&gone("GetRole")).role(&name()).await.unwrap(), None);
    let wire = gone("GetRolePolicy");
    let policy = roles(&wire).inline_policy(&name(), "read-logs").await;
    assert_eq!(policy.unwrap(), None);
}

#[tokio::test]
async fn a_policy_in_the_role_is_told_in_plain_text() {
    let inner = format!(
        "<RoleName>acme-vendor-logs</RoleName><PolicyName>read-logs</PolicyName>\
         <PolicyDocument>{ESCAPED}</PolicyDocument>"
    );
    let wire = answer("GetRolePolicy", &inner);
    let policy = roles(&wire).inline_policy(&name(), "read-logs").await;
    assert_eq!(policy.unwrap().as_deref(), Some(TRUST));
    assert_eq!(wire.field(0, "PolicyName").unwrap(), "read-logs");
}

#[tokio::test]
async fn names_of_policies_are_read_page_by_page() {
    let page = |member: &str, rest: &str| {
        format!(
            "<ListRolePoliciesResponse><ListRolePoliciesResult><PolicyNames><member>{member}</member>\
             </PolicyNames>{rest}</ListRolePoliciesResult></ListRolePoliciesResponse>"
        )
    };
    let more = "<IsTruncated>true</IsTruncated><Marker>second</Marker>";
    let wire = Wire::new()
        .answer("ListRolePolicies", page("read-logs", more))
        .answer(
            "ListRolePolicies",
            page("another", "<IsTruncated>false</IsTruncated>"),
        );
    let names = roles(&wire).inline_policies(&name()).await.unwrap();
    assert_eq!(names, ["read-logs", "another"]);
    assert_eq!(wire.field(1, "Marker").unwrap(), "second");
}

#[tokio::test]
async fn attached_policies_are_told_by_their_arns() {
    let inner = "<AttachedPolicies><member><PolicyName>ReadOnlyAccess</PolicyName>\
        <PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn></member></AttachedPolicies>\
        <IsTruncated>false</IsTruncated>";
    let wire = answer("ListAttachedRolePolicies", inner);
    let attached = roles(&wire).attached_policies(&name()).await.unwrap();
    assert_eq!(
        attached[0].as_str(),
        "arn:aws:iam::aws:policy/ReadOnlyAccess"
    );
}

#[tokio::test]
async fn a_role_is_made_with_path_boundary_and_tags() {
    let inner = "<Role><Path>/vendors/</Path><RoleName>acme-vendor-logs</RoleName><RoleId>AROAEXAMPLE</RoleId>\
        <Arn>arn:aws:iam::111122223333:role/vendors/acme-vendor-logs</Arn>\
        <CreateDate>2026-03-02T09:00:00Z</CreateDate></Role>";
    let wire = answer("CreateRole", inner);
    roles(&wire).create(&request()).await.unwrap();
    let sent = [
        "RoleName",
        "Path",
        "PermissionsBoundary",
        "Tags.member.1.Key",
    ];
    let sent = sent.map(|field| wire.field(0, field).unwrap());
    assert_eq!(
        sent,
        [
            "acme-vendor-logs",
            "/vendors/",
            "arn:aws:iam::111122223333:policy/boundary",
            "owner"
        ]
    );
}

#[tokio::test]
async fn a_role_of_a_name_that_is_taken_already_exists() {
    let wire = refusing(
        "CreateRole",
        409,
        "EntityAlreadyExists",
        "Role with name acme-vendor-logs already exists.",
    );
    let error = roles(&wire).create(&request()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_trust_in_somebody_who_is_not_there_is_invalid() {
    let words = "Invalid principal in policy: &quot;AWS&quot;:&quot;arn:aws:iam::555566667777:role/nobody&quot;";
    let wire = refusing(
        "UpdateAssumeRolePolicy",
        400,
        "MalformedPolicyDocument",
        words,
    );
    let error = roles(&wire).set_trust(&name(), TRUST).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert_eq!(wire.field(0, "RoleName").unwrap(), "acme-vendor-logs");
}

#[tokio::test]
async fn what_a_role_is_given_later_is_sent_with_its_name() {
    let empty = |operation: &str| format!("<{operation}Response/>");
    let given = ["PutRolePermissionsBoundary", "TagRole", "PutRolePolicy"];
    let wire = given.into_iter().fold(Wire::new(), |wire, operation| {
        wire.answer(operation, empty(operation))
    });
    let roles = roles(&wire);
    let boundary = request().boundary.unwrap();
    roles.set_boundary(&name(), &boundary).await.unwrap();
    roles.tag(&name(), &request().tags).await.unwrap();
    roles
        .put_inline_policy(&name(), "read-logs", TRUST)
        .await
        .unwrap();
    for (call, field, value) in [
        (0, "PermissionsBoundary", boundary.as_str()),
        (1, "Tags.member.1.Value", "platform"),
        (2, "PolicyName", "read-logs"),
    ] {
        assert_eq!(wire.field(call, field).unwrap(), value);
        assert_eq!(wire.field(call, "RoleName").unwrap(), "acme-vendor-logs");
    }
}

#[tokio::test]
async fn what_is_gone_already_needs_no_removing() {
    let gone = |operation| refusing(operation, 404, "NoSuchEntity", "It cannot be found.");
    roles(&gone("DeleteRole")).delete(&name()).await.unwrap();
    let wire = gone("DeleteRolePolicy");
    let deleted = roles(&wire)
        .delete_inline_policy(&name(), "read-logs")
        .await;
    deleted.unwrap();
}

#[tokio::test]
async fn a_role_that_something_holds_is_a_conflict_in_iams_words() {
    let words = "Cannot delete entity, must remove roles from instance profile first.";
    let wire = refusing("DeleteRole", 409, "DeleteConflict", words);
    let error = roles(&wire).delete(&name()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains("instance profile"), "{error}");
}
