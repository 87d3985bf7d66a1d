//! Rights against answers in IAM's own bytes.

use ts_deploy_core::ids::{PolicyArn, PrincipalArn};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::rights::{
    ActionVerdict, ContextValue, Decision, RightsQuestion, RightsReader,
};
use ts_deploy_core::target::TargetName;

use super::AwsRights;
use crate::wire::Wire;

const SIMULATE: &str = "SimulatePrincipalPolicy";
const ROLE: &str = "arn:aws:iam::111122223333:role/platform/deployer";

fn rights(wire: &Wire) -> AwsRights {
    AwsRights::new(&wire.config(), TargetName::Main)
}

fn question(actions: &[&str]) -> RightsQuestion {
    RightsQuestion {
        principal: PrincipalArn::parse(ROLE).unwrap(),
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        resources: Vec::new(),
        context: Vec::new(),
    }
}

fn answer(members: &str, rest: &str) -> String {
    format!(
        "<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>{members}\
         </EvaluationResults>{rest}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
    )
}

fn result(action: &str, decision: &str, more: &str) -> String {
    format!(
        "<member><EvalActionName>{action}</EvalActionName><EvalResourceName>*</EvalResourceName>\
         <EvalDecision>{decision}</EvalDecision>{more}</member>"
    )
}

/// The one verdict about `s3:DeleteBucket` in these results.
async fn verdict(members: &str) -> ActionVerdict {
    let wire = Wire::new().answer(
        SIMULATE,
        answer(members, "<IsTruncated>false</IsTruncated>"),
    );
    let mut verdicts = rights(&wire)
        .simulate(&question(&["s3:DeleteBucket"]))
        .await
        .unwrap();
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0)
}

#[tokio::test]
async fn one_result_an_action_with_its_resources_inside_is_read() {
    let inside = "<ResourceSpecificResults>\
        <member><EvalResourceName>arn:aws:s3:::a</EvalResourceName>\
        <EvalResourceDecision>allowed</EvalResourceDecision></member>\
        <member><EvalResourceName>arn:aws:s3:::b</EvalResourceName>\
        <EvalResourceDecision>implicitDeny</EvalResourceDecision></member>\
        </ResourceSpecificResults>";
    let verdict = verdict(&result("s3:DeleteBucket", "implicitDeny", inside)).await;
    assert_eq!(verdict.refused_on, ["arn:aws:s3:::b"]);
}

#[tokio::test]
async fn one_result_for_each_action_and_resource_is_read_as_the_strictest() {
    let members = [
        result("s3:DeleteBucket", "allowed", ""),
        result("s3:DeleteBucket", "explicitDeny", ""),
        result("s3:DeleteBucket", "implicitDeny", ""),
    ];
    assert_eq!(
        verdict(&members.concat()).await.decision,
        Decision::ExplicitDeny
    );
}

#[tokio::test]
async fn a_word_that_is_not_known_is_not_allowed() {
    let verdict = verdict(&result("s3:DeleteBucket", "perhaps", "")).await;
    assert_eq!(verdict.decision, Decision::Unknown);
}

#[tokio::test]
async fn what_the_organisation_and_the_boundary_say_is_kept() {
    let details = "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations>\
        </OrganizationsDecisionDetail><PermissionsBoundaryDecisionDetail>\
        <AllowedByPermissionsBoundary>true</AllowedByPermissionsBoundary>\
        </PermissionsBoundaryDecisionDetail>";
    let verdict = verdict(&result("s3:DeleteBucket", "implicitDeny", details)).await;
    let said = (
        verdict.allowed_by_organizations,
        verdict.allowed_by_boundary,
    );
    assert_eq!(said, (Some(false), Some(true)));
}

#[tokio::test]
async fn missing_context_is_kept() {
    let missing =
        "<MissingContextValues><member>aws:RequestedRegion</member></MissingContextValues>";
    let verdict = verdict(&result("s3:DeleteBucket", "implicitDeny", missing)).await;
    assert_eq!(verdict.missing_context, ["aws:RequestedRegion"]);
}

#[tokio::test]
async fn results_on_a_second_page_are_read_by_its_marker() {
    let first = answer(
        &result("s3:DeleteBucket", "allowed", ""),
        "<IsTruncated>true</IsTruncated><Marker>second</Marker>",
    );
    let second = answer(
        &result("s3:CreateBucket", "implicitDeny", ""),
        "<IsTruncated>false</IsTruncated>",
    );
    let wire = Wire::new().answer(SIMULATE, first).answer(SIMULATE, second);
    let asked = question(&["s3:CreateBucket", "s3:DeleteBucket"]);
    let verdicts = rights(&wire).simulate(&asked).await.unwrap();
    let decisions: Vec<Decision> = verdicts.iter().map(|one| one.decision).collect();
    assert_eq!(decisions, [Decision::ImplicitDeny, Decision::Allowed]);
    assert_eq!(wire.field(1, "Marker").as_deref(), Some("second"));
}

#[tokio::test]
async fn more_than_fifty_actions_are_asked_in_batches() {
    let actions: Vec<String> = (0..51).map(|n| format!("s3:Action{n}")).collect();
    let members = |actions: &[String]| -> String {
        let all = actions.iter().map(|action| result(action, "allowed", ""));
        answer(&all.collect::<String>(), "<IsTruncated>false</IsTruncated>")
    };
    let wire = Wire::new()
        .answer(SIMULATE, members(&actions[..50]))
        .answer(SIMULATE, members(&actions[50..]));
    let asked = RightsQuestion {
        actions,
        ..question(&[])
    };
    assert_eq!(rights(&wire).simulate(&asked).await.unwrap().len(), 51);
}

#[tokio::test]
async fn an_action_without_a_result_is_an_error_and_not_taken_for_allowed() {
    let body = answer("", "<IsTruncated>false</IsTruncated>");
    let wire = Wire::new().answer(SIMULATE, body);
    let asked = question(&["s3:DeleteBucket"]);
    let error = rights(&wire).simulate(&asked).await.unwrap_err();
    assert!(
        error.message.contains("nothing about s3:DeleteBucket"),
        "{error}"
    );
}

#[tokio::test]
async fn the_context_is_sent_as_texts() {
    let body = answer(&result("iam:CreateRole", "allowed", ""), "");
    let wire = Wire::new().answer(SIMULATE, body);
    let mut asked = question(&["iam:CreateRole"]);
    asked.context.push(ContextValue {
        key: "iam:PermissionsBoundary",
        value: "boundary".to_owned(),
    });
    rights(&wire).simulate(&asked).await.unwrap();
    let sent = |name: &str| wire.field(0, &format!("ContextEntries.member.1.{name}"));
    assert_eq!(
        sent("ContextKeyName").as_deref(),
        Some("iam:PermissionsBoundary")
    );
    assert_eq!(sent("ContextKeyType").as_deref(), Some("string"));
}

#[tokio::test]
async fn a_yes_or_no_in_the_context_is_sent_as_what_conditions_of_that_type_look_at() {
    let body = answer(&result("kms:CreateGrant", "allowed", ""), "");
    let wire = Wire::new().answer(SIMULATE, body);
    let mut asked = question(&["kms:CreateGrant"]);
    asked.context.push(ContextValue {
        key: "kms:GrantIsForAWSResource",
        value: "true".to_owned(),
    });
    rights(&wire).simulate(&asked).await.unwrap();
    let kind = wire.field(0, "ContextEntries.member.1.ContextKeyType");
    assert_eq!(kind.as_deref(), Some("boolean"));
}

#[tokio::test]
async fn a_role_is_found_by_its_name_with_its_path_and_boundary() {
    let body = format!(
        "<GetRoleResponse><GetRoleResult><Role><Path>/platform/</Path><RoleName>deployer</RoleName>\
         <RoleId>AROAEXAMPLE</RoleId><Arn>{ROLE}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>\
         <PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>\
         <PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/boundary</PermissionsBoundaryArn>\
         </PermissionsBoundary></Role></GetRoleResult></GetRoleResponse>"
    );
    let wire = Wire::new().answer("GetRole", body);
    let role = rights(&wire).role("deployer").await.unwrap();
    assert_eq!(role.arn.as_str(), ROLE);
    assert!(role.boundary.is_some());
}

#[tokio::test]
async fn a_user_is_found_by_its_name_with_its_path() {
    let arn = "arn:aws:iam::111122223333:user/people/ann";
    let body = format!(
        "<GetUserResponse><GetUserResult><User><Path>/people/</Path><UserName>ann</UserName>\
         <UserId>AIDAEXAMPLE</UserId><Arn>{arn}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>\
         </User></GetUserResult></GetUserResponse>"
    );
    let wire = Wire::new().answer("GetUser", body);
    let user = rights(&wire).user("ann").await.unwrap();
    assert_eq!((user.arn.as_str(), user.boundary), (arn, None));
}

#[tokio::test]
async fn a_policy_that_is_not_there_is_told_and_no_error() {
    let wire = Wire::new().refuse_xml("GetPolicy", "NoSuchEntity", "Policy not found");
    let arn = PolicyArn::parse("arn:aws:iam::111122223333:policy/boundary").unwrap();
    assert!(!rights(&wire).has_policy(&arn).await.unwrap());
}

#[tokio::test]
async fn a_role_that_is_not_there_is_not_found() {
    let wire = Wire::new().refuse_xml("GetRole", "NoSuchEntity", "Role not found");
    let error = rights(&wire).role("deployer").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}
