//! Quotas against answers in Service Quotas' own bytes.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::quota::{QuotaId, QuotaReader};
use ts_deploy_core::target::TargetName;

use super::AwsQuotas;
use crate::wire::Wire;

const ADDRESSES: QuotaId = QuotaId {
    service: "ec2",
    code: "L-0263D0A3",
};
const FIVE: &str = r#"{"Quota":{"ServiceCode":"ec2","QuotaCode":"L-0263D0A3","Value":5.0}}"#;

fn quotas(wire: &Wire) -> AwsQuotas {
    AwsQuotas::new(&wire.config(), TargetName::Main)
}

fn without_its_own() -> Wire {
    Wire::new().refuse("GetServiceQuota", "NoSuchResourceException", "no")
}

#[tokio::test]
async fn a_quota_of_the_accounts_own_is_read() {
    let wire = Wire::new().answer("GetServiceQuota", FIVE);
    assert_eq!(quotas(&wire).applied(ADDRESSES).await.unwrap(), 5);
    assert_eq!(wire.json(0)["QuotaCode"], "L-0263D0A3");
}

#[tokio::test]
async fn an_account_without_a_value_of_its_own_has_awss_default() {
    let wire = without_its_own().answer("GetAWSDefaultServiceQuota", FIVE);
    assert_eq!(quotas(&wire).applied(ADDRESSES).await.unwrap(), 5);
}

#[tokio::test]
async fn a_quota_that_does_not_exist_is_not_found() {
    let operation = "GetAWSDefaultServiceQuota";
    let wire = without_its_own().refuse(operation, "NoSuchResourceException", "no");
    let error = quotas(&wire).applied(ADDRESSES).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn an_answer_without_a_value_is_no_quota_of_zero() {
    let wire = Wire::new().answer("GetServiceQuota", r#"{"Quota":{}}"#);
    let error = quotas(&wire).applied(ADDRESSES).await.unwrap_err();
    assert!(error.message.contains("lacks the quota's value"), "{error}");
}
