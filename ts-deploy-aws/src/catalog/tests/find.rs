//! Provisioned products, records and outputs.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::catalog::{
    CatalogReader, ProvisionedProductId, ProvisionedProductStatus, RecordId, RecordStatus,
    RecordType,
};
use ts_deploy_core::port::stack::StackArn;

use super::*;

const DETAIL: &str = r#"{"ProvisionedProductDetail":{
    "Name":"acme-data-layer","Id":"pp-one","Status":"AVAILABLE","IdempotencyToken":"4711",
    "LastRecordId":"rec-3","LastProvisioningRecordId":"rec-2","LastSuccessfulProvisioningRecordId":"rec-1",
    "ProductId":"prod-data","ProvisioningArtifactId":"pa-1"}}"#;
const NOT_INDEXED: &str = r#"{"ProvisionedProducts":[],"TotalResultsCount":0}"#;
const RECORD: &str = r#"{"RecordDetail":{
    "RecordId":"rec-2","Status":"FAILED","RecordType":"UPDATE_PROVISIONED_PRODUCT","CreatedTime":1750000000,
    "ProvisionedProductId":"pp-one","ProvisioningArtifactId":"pa-1",
    "RecordErrors":[{"Code":"AmazonCloudFormationException","Description":"Stack is in ROLLBACK"}]}}"#;

fn indexed(id: &str, physical_id: &str) -> String {
    format!(r#"{{"ProvisionedProducts":[{{"Id":"{id}","PhysicalId":"{physical_id}"}}]}}"#)
}

fn described() -> Wire {
    Wire::new().answer("DescribeProvisionedProduct", DETAIL)
}

async fn stack(wire: &Wire) -> Option<StackArn> {
    let found = catalog(wire).provisioned_product(&name()).await.unwrap();
    found.unwrap().stack
}

#[tokio::test]
async fn a_name_nobody_took_is_no_error() {
    let words = "Provisioned product not found";
    let wire = Wire::new().refuse(
        "DescribeProvisionedProduct",
        "ResourceNotFoundException",
        words,
    );
    let found = catalog(&wire).provisioned_product(&name()).await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_product_of_another_name_is_not_the_one_that_was_asked_for() {
    let other = DETAIL.replace("acme-data-layer", "acme-data-layer-2");
    let wire = Wire::new().answer("DescribeProvisionedProduct", other);
    let found = catalog(&wire).provisioned_product(&name()).await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_provisioned_product_names_its_last_records_and_its_token() {
    let wire = described().answer("SearchProvisionedProducts", indexed("pp-one", STACK));
    let found = catalog(&wire)
        .provisioned_product(&name())
        .await
        .unwrap()
        .unwrap();
    let record = |id: &str| Some(RecordId(id.to_owned()));
    assert_eq!(found.last_record, record("rec-3"));
    assert_eq!(found.last_successful_record, record("rec-1"));
    assert_eq!(found.token.unwrap().0, "4711");
}

#[tokio::test]
async fn a_state_of_tomorrow_is_unknown() {
    let wire = Wire::new()
        .answer(
            "DescribeProvisionedProduct",
            DETAIL.replace("AVAILABLE", "SLEEPING"),
        )
        .answer("SearchProvisionedProducts", indexed("pp-one", STACK));
    let found = catalog(&wire)
        .provisioned_product(&name())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.status, ProvisionedProductStatus::Unknown);
}

#[tokio::test]
async fn the_stack_is_the_physical_id_of_the_search() {
    let wire = described().answer("SearchProvisionedProducts", indexed("pp-one", STACK));
    assert_eq!(stack(&wire).await, Some(StackArn(STACK.to_owned())));
}

#[tokio::test]
async fn what_a_colleague_launched_is_searched_too() {
    let wire = described().answer("SearchProvisionedProducts", indexed("pp-one", STACK));
    stack(&wire).await;
    assert_eq!(wire.json(1)["AccessLevelFilter"]["Key"], "Account");
}

#[tokio::test]
async fn a_search_that_finds_another_product_does_not_lend_its_stack() {
    let wire = described()
        .answer("SearchProvisionedProducts", indexed("pp-other", STACK))
        .answer("DescribeRecord", r#"{"RecordOutputs":[]}"#);
    assert_eq!(stack(&wire).await, None);
}

#[tokio::test]
async fn while_the_search_index_lags_the_record_of_the_launch_tells_the_stack() {
    let first =
        r#"{"RecordOutputs":[{"OutputKey":"DataBucket","OutputValue":"b"}],"NextPageToken":"two"}"#;
    let second = format!(
        r#"{{"RecordOutputs":[{{"OutputKey":"CloudformationStackARN","OutputValue":"{STACK}"}}]}}"#
    );
    let wire = described()
        .answer("SearchProvisionedProducts", NOT_INDEXED)
        .answer("DescribeRecord", first)
        .answer("DescribeRecord", second);
    assert_eq!(stack(&wire).await, Some(StackArn(STACK.to_owned())));
    assert_eq!(wire.json(2)["Id"], "rec-2");
}

#[tokio::test]
async fn a_product_whose_stack_is_not_made_yet_has_none() {
    let wire = described()
        .answer("SearchProvisionedProducts", indexed("pp-one", ""))
        .answer("DescribeRecord", r#"{"RecordDetail":{}}"#);
    assert_eq!(stack(&wire).await, None);
}

#[tokio::test]
async fn a_set_of_stacks_is_not_taken_for_a_stack() {
    let set = "arn:aws:cloudformation:us-east-1:111122223333:stackset/acme:4f";
    let wire = described()
        .answer("SearchProvisionedProducts", indexed("pp-one", set))
        .answer("DescribeRecord", r#"{"RecordOutputs":[]}"#);
    assert_eq!(stack(&wire).await, None);
}

#[tokio::test]
async fn a_caller_who_may_not_search_the_account_learns_the_stack_from_the_record() {
    let outputs = format!(
        r#"{{"RecordOutputs":[{{"OutputKey":"CloudformationStackARN","OutputValue":"{STACK}"}}]}}"#
    );
    let wire = described()
        .refuse(
            "SearchProvisionedProducts",
            "AccessDeniedException",
            "not authorized",
        )
        .answer("DescribeRecord", outputs);
    assert_eq!(stack(&wire).await, Some(StackArn(STACK.to_owned())));
}

#[tokio::test]
async fn a_throttled_search_is_lost_sight_and_not_a_product_without_a_stack() {
    let wire = described().refuse(
        "SearchProvisionedProducts",
        "ThrottlingException",
        "Rate exceeded",
    );
    let error = catalog(&wire)
        .provisioned_product(&name())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
}

#[tokio::test]
async fn a_record_tells_what_went_wrong() {
    let wire = Wire::new().answer("DescribeRecord", RECORD);
    let record = catalog(&wire)
        .record(&RecordId("rec-2".to_owned()))
        .await
        .unwrap();
    assert_eq!(
        (record.status, record.kind),
        (RecordStatus::Failed, RecordType::UpdateProvisionedProduct)
    );
    let words = (
        "AmazonCloudFormationException".to_owned(),
        "Stack is in ROLLBACK".to_owned(),
    );
    assert_eq!(record.errors, [words]);
}

#[tokio::test]
async fn a_record_in_a_state_of_tomorrow_has_not_ended() {
    let wire = Wire::new().answer("DescribeRecord", RECORD.replace("FAILED", "PAUSED"));
    let record = catalog(&wire)
        .record(&RecordId("rec-2".to_owned()))
        .await
        .unwrap();
    assert_eq!(record.status, RecordStatus::Unknown);
}

#[tokio::test]
async fn an_answer_without_the_record_says_what_it_lacks() {
    let wire = Wire::new().answer("DescribeRecord", "{}");
    let error = catalog(&wire)
        .record(&RecordId("rec-2".to_owned()))
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"servicecatalog:DescribeRecord in main: failed: the answer lacks the record");
}

#[tokio::test]
async fn outputs_on_every_page_are_read() {
    let first = r#"{"Outputs":[{"OutputKey":"A","OutputValue":"1"}],"NextPageToken":"two"}"#;
    let second = r#"{"Outputs":[{"OutputKey":"B"}]}"#;
    let wire = Wire::new()
        .answer("GetProvisionedProductOutputs", first)
        .answer("GetProvisionedProductOutputs", second);
    let id = ProvisionedProductId("pp-one".to_owned());
    let outputs = catalog(&wire).outputs(&id).await.unwrap();
    let outputs: Vec<(&str, &str)> = outputs
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(outputs, [("A", "1"), ("B", "")]);
}
