use super::*;
use crate::parameter::Wire;
use crate::port::ErrorKind;
use crate::port::catalog::Guidance;

async fn launch_with(change: impl FnOnce(&mut ProvisionRequest)) -> String {
    let rehearsal = Rehearsal::new();
    let mut request = rehearsal.data_request().await;
    change(&mut request);
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert_eq!(rehearsal.cloud.accepted_launches(&request.name), 0);
    error.to_string()
}

fn set(request: &mut ProvisionRequest, key: &str, sent: Sent) {
    request
        .parameters
        .sent
        .insert(ParameterKey::parse(key).unwrap(), sent);
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let error = launch_with(|r| set(r, "EnableMagic", Sent::Value("true".into()))).await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: refused as invalid: the version declares no parameter EnableMagic");
}

#[tokio::test]
async fn a_missing_value_without_default_is_refused() {
    let error = launch_with(|r| {
        r.parameters
            .sent
            .shift_remove(&ParameterKey::parse("VpcCIDR").unwrap());
    })
    .await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: refused as invalid: the parameter VpcCIDR must have a value: it has no default");
}

#[tokio::test]
async fn a_value_out_of_bounds_is_refused() {
    let error = launch_with(|r| set(r, "EsDatanodeInstanceCount", Sent::Value("0".into()))).await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: refused as invalid: the parameter EsDatanodeInstanceCount is out of bounds: it must be at least 1");
}

#[tokio::test]
async fn everything_wrong_with_the_parameters_is_said_at_once() {
    let error = launch_with(|r| {
        set(r, "EnableMagic", Sent::Value("true".into()));
        set(r, "LogRetentionDays", Sent::Value("91".into()));
    })
    .await;
    assert!(
        error.contains("EnableMagic") && error.contains("LogRetentionDays"),
        "{error}"
    );
}

#[tokio::test]
async fn an_awaited_value_is_refused() {
    let wire = Wire {
        from: "data-layer".into(),
        what: "stack name".into(),
    };
    let error = launch_with(|r| set(r, "LambdaPrefix", Sent::Awaited(wire))).await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: refused as invalid: the parameter LambdaPrefix is not known yet: it awaits the stack name of data-layer");
}

#[tokio::test]
async fn a_previous_value_is_refused_in_a_launch() {
    let error = launch_with(|r| set(r, "LambdaPrefix", Sent::Previous)).await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: refused as invalid: the parameter LambdaPrefix has no previous value: nothing is there yet");
}

#[tokio::test]
async fn a_missing_token_is_refused() {
    let error = launch_with(|r| r.token = token("")).await;
    assert!(error.contains("[a-zA-Z0-9][a-zA-Z0-9_-]*"), "{error}");
}

#[tokio::test]
async fn a_token_outside_the_alphabet_is_refused() {
    for text in ["-launch", "launch data", "läunch", &"a".repeat(129)] {
        let error = launch_with(|r| r.token = token(text)).await;
        assert!(error.contains("refused as invalid"), "{text}: {error}");
    }
}

#[tokio::test]
async fn a_tag_without_a_value_is_refused() {
    let error = launch_with(|r| {
        r.tags.insert("costs".into(), String::new());
    })
    .await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: refused as invalid: the tag costs has an empty value");
}

#[tokio::test]
async fn a_tag_key_that_aws_keeps_for_itself_is_refused() {
    let error = launch_with(|r| {
        r.tags.insert("aws:owner".into(), "acme".into());
    })
    .await;
    assert!(error.contains("which AWS keeps for itself"), "{error}");
}

#[tokio::test]
async fn an_unknown_launch_path_is_refused() {
    let error = launch_with(|r| r.path = PathId("lpv3-elsewhere".into())).await;
    assert!(
        error.contains("No launch paths found for resource: prod-"),
        "{error}"
    );
}

#[tokio::test]
async fn an_unknown_version_is_refused() {
    let error = launch_with(|r| r.version = VersionId("pa-elsewhere".into())).await;
    assert!(
        error.contains("Provisioning artifact pa-elsewhere not found"),
        "{error}"
    );
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused() {
    let rehearsal = Rehearsal::with_data().await;
    let mut request = rehearsal.data_request().await;
    request.token = token("another");
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn a_deprecated_version_cannot_be_launched() {
    let rehearsal = Rehearsal::new();
    let request = rehearsal.data_request().await;
    let version = ProductVersionName::parse("v1.0.0").unwrap();
    rehearsal
        .place
        .guide(&request.product, &version, Guidance::Deprecated, true);
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert!(error.message.contains("v1.0.0 is deprecated"), "{error}");
}

#[tokio::test]
async fn an_inactive_version_cannot_be_launched() {
    let rehearsal = Rehearsal::new();
    let request = rehearsal.data_request().await;
    let version = ProductVersionName::parse("v1.0.0").unwrap();
    rehearsal
        .place
        .guide(&request.product, &version, Guidance::Default, false);
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert!(error.message.contains("v1.0.0 is not active"), "{error}");
}

#[tokio::test]
async fn a_template_version_other_than_the_products_fails_the_record() {
    let rehearsal = Rehearsal::new();
    let mut request = rehearsal.data_request().await;
    set(
        &mut request,
        "CFTemplateVersion",
        Sent::Value("v0.9.0".into()),
    );
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(10).await;
    assert_eq!(rehearsal.status("acme-data").await, "ERROR");
    let told = told(&rehearsal.events("acme-data").await);
    assert!(
        told.contains("CFTemplateVersion is v0.9.0, and the version launched is v1.0.0"),
        "{told}"
    );
}
