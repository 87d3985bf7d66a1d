//! What the overlays refuse though moto would take it: each shows what becomes of a caller that
//! does not do what the AWS backend does.

use serde_json::json;
use ts_deploy_tests::emulator::Fault;

use crate::session::{GIVEN, Session};

const TOPIC: &str = r#"{"Parameters":{"Name":{"Type":"String"},"Kind":{"Type":"String","Default":"a","AllowedValues":["a","b"]},"Hidden":{"Type":"String","NoEcho":true,"Default":"x"}},"Resources":{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":{"Ref":"Name"}}}}}"#;

/// A creation of a stack with one topic, and further words.
fn create(words: &str) -> String {
    format!("cloudformation create-stack --stack-name own --template-body {TOPIC} {words}")
}

#[test]
fn whoever_is_not_associated_has_no_launch_path() {
    let mut session = Session::new();
    session.keys = session
        .ground
        .emulator
        .user(&session.target, "stranger")
        .unwrap();
    let said = session.refused(&session.launch(GIVEN));
    assert!(
        said.contains("No launch paths found for resource"),
        "{said}"
    );
}

#[test]
fn a_share_is_taken_in_and_a_principal_associated_before_anything_is_found() {
    let mut session = Session::new();
    session.keys = session
        .ground
        .emulator
        .user(&session.target, "newcomer")
        .unwrap();
    let offer = crate::board::notice_board();
    let id = session
        .ground
        .emulator
        .share(&session.target, &offer, None)
        .unwrap();
    let found = |session: &Session| session.ask("servicecatalog search-products");
    assert_eq!(found(&session)["ProductViewSummaries"], json!([]));
    session.ask(&format!(
        "servicecatalog accept-portfolio-share --portfolio-id {id}"
    ));
    assert_eq!(found(&session)["ProductViewSummaries"], json!([]));
    let associate = "servicecatalog associate-principal-with-portfolio --principal-type IAM";
    let arn = &session.keys.arn;
    session.ask(&format!(
        "{associate} --portfolio-id {id} --principal-arn {arn}"
    ));
    let listed = found(&session)["ProductViewSummaries"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(listed, 1);
}

#[test]
fn the_same_launch_again_is_the_first_ones_record_and_another_with_its_token_is_refused() {
    let session = Session::new();
    let first = session.ask(&session.launch(GIVEN));
    let again = session.ask(&session.launch(GIVEN));
    let id = |answer: &serde_json::Value| answer["RecordDetail"]["RecordId"].clone();
    assert_eq!(id(&first), id(&again));
    let other = session.launch("Key=Owner,Value=another Key=Password,Value=swordfish");
    assert!(session.refused(&other).contains("used before"));
}

#[test]
fn an_update_without_a_change_taints_the_product() {
    let session = Session::new();
    session.ended(&session.ask(&session.launch(GIVEN)));
    let updated = session.ended(&session.ask(&session.update("same", GIVEN)));
    assert_eq!(updated["Status"], "FAILED");
    let described = session.ask("servicecatalog describe-provisioned-product --name board");
    assert_eq!(described["ProvisionedProductDetail"]["Status"], "TAINTED");
}

#[test]
fn a_parameter_that_is_not_declared_fails_the_record_and_no_stack_is_made() {
    let session = Session::new();
    let wrong = session.launch(&format!("{GIVEN} Key=Sise,Value=3"));
    let record = session.ended(&session.ask(&wrong));
    let said = record["RecordErrors"][0]["Description"].as_str().unwrap();
    assert!(
        said.starts_with("Parameters: [Sise] do not exist in the template"),
        "{said}"
    );
    let described = session.ask("servicecatalog describe-provisioned-product --name board");
    assert_eq!(described["ProvisionedProductDetail"]["Status"], "ERROR");
}

#[test]
fn a_resource_that_fails_is_told_by_the_nested_stack_and_the_root_rolls_back() {
    let session = Session::new();
    let fault = Fault {
        kind: "resource_fails",
        product: "board",
        resource: "Boards/Board",
        reason: "User is not authorized to perform: SNS:CreateTopic",
    };
    session.ground.emulator.fault(&fault).unwrap();
    let record = session.ended(&session.ask(&session.launch(GIVEN)));
    assert_eq!(record["Status"], "FAILED");
    let pp = record["ProvisionedProductId"].as_str().unwrap();
    let account = &session.target.account;
    let events = |stack: &str| {
        let answer = session.ask(&format!(
            "cloudformation describe-stack-events --stack-name {stack}"
        ));
        answer["StackEvents"].as_array().unwrap().clone()
    };
    let root = events(&format!("SC-{account}-{pp}"));
    assert_eq!(root[0]["ResourceStatus"], "ROLLBACK_COMPLETE");
    let failed = |one: &&serde_json::Value| one["ResourceStatus"] == "CREATE_FAILED";
    let nested = root.iter().find(failed).unwrap()["PhysicalResourceId"].clone();
    let nested = events(nested.as_str().unwrap());
    let first = nested.iter().rev().find(failed).unwrap();
    assert_eq!(first["ResourceStatusReason"], fault.reason);
    assert_eq!(first["ClientRequestToken"], "once");
}

#[test]
fn a_stack_of_ones_own_takes_no_parameter_but_those_of_its_template() {
    let session = Session::new();
    let unknown = create("--parameters ParameterKey=Nmae,ParameterValue=a");
    let said = session.refused(&unknown);
    assert!(
        said.contains("Parameters: [Nmae] do not exist in the template"),
        "{said}"
    );
    let outside = create(
        "--parameters ParameterKey=Name,ParameterValue=a ParameterKey=Kind,ParameterValue=c",
    );
    assert!(session.refused(&outside).contains("AllowedValues"));
}

#[test]
fn a_token_of_a_stack_is_kept_and_stands_on_its_events() {
    let session = Session::new();
    let words = "--parameters ParameterKey=Name,ParameterValue=a --client-request-token mine";
    let first = session.ask(&create(words));
    assert_eq!(first, session.ask(&create(words)));
    let other = words.replace("ParameterValue=a", "ParameterValue=b");
    assert!(
        session
            .refused(&create(&other))
            .contains("TokenAlreadyExists")
    );
    let events = session.ask("cloudformation describe-stack-events --stack-name own");
    for event in events["StackEvents"].as_array().unwrap() {
        assert_eq!(event["ClientRequestToken"], "mine");
    }
}

#[test]
fn what_may_not_be_shown_is_masked_and_kept_by_its_previous_value() {
    let session = Session::new();
    session.ask(&create("--parameters ParameterKey=Name,ParameterValue=a"));
    let keep = "ParameterKey=Kind,UsePreviousValue=true ParameterKey=Hidden,UsePreviousValue=true";
    session.ask(&format!(
        "cloudformation update-stack --stack-name own --use-previous-template \
         --parameters ParameterKey=Name,ParameterValue=b {keep}"
    ));
    let stack = session.ask("cloudformation describe-stacks --stack-name own");
    let shown = stack["Stacks"][0]["Parameters"].as_array().unwrap();
    let hidden = shown
        .iter()
        .find(|one| one["ParameterKey"] == "Hidden")
        .unwrap();
    assert_eq!(hidden["ParameterValue"], "****");
}

#[test]
fn a_protected_stack_is_not_deleted() {
    let session = Session::new();
    session.ask(&create("--parameters ParameterKey=Name,ParameterValue=a"));
    let protect = "cloudformation update-termination-protection --stack-name own";
    session.ask(&format!("{protect} --enable-termination-protection"));
    let said = session.refused("cloudformation delete-stack --stack-name own");
    assert!(said.contains("TerminationProtection is enabled"), "{said}");
}

#[test]
fn a_resource_of_a_stack_of_ones_own_that_fails_takes_the_stack_back() {
    let session = Session::new();
    let fault = Fault {
        kind: "resource_fails",
        product: "own",
        resource: "Topic",
        reason: "denied",
    };
    session.ground.emulator.fault(&fault).unwrap();
    session.ask(&create("--parameters ParameterKey=Name,ParameterValue=a"));
    let stack = session.ask("cloudformation describe-stacks --stack-name own");
    assert_eq!(stack["Stacks"][0]["StackStatus"], "ROLLBACK_COMPLETE");
}

#[test]
fn plain_text_does_not_become_a_secret_in_place() {
    let session = Session::new();
    session.ask("ssm put-parameter --name /own/a --value x --type String");
    let secret = "ssm put-parameter --name /own/a --value x --type SecureString --overwrite";
    assert!(
        session
            .refused(secret)
            .contains("HierarchyTypeMismatchException")
    );
    let nested = session.refused("ssm put-parameter --name /own/b --value {{x}} --type String");
    assert!(nested.contains("ValidationException"), "{nested}");
}

#[test]
fn a_role_that_is_not_there_is_not_assumed() {
    let session = Session::new();
    let role = "arn:aws:iam::444455556666:role/none";
    let said = session.refused(&format!(
        "sts assume-role --role-arn {role} --role-session-name somebody"
    ));
    assert!(said.contains("AccessDenied"), "{said}");
}
