use super::*;
use crate::parameter::Wire;
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
async fn a_refusal_says_of_each_parameter_what_is_wrong_with_it() {
    let wire = Wire {
        from: "data-layer".into(),
        what: "stack name".into(),
    };
    let error = launch_with(|r| {
        let missing = ParameterKey::parse("VpcCIDR").unwrap();
        r.parameters.sent.shift_remove(&missing);
        set(r, "EnableMagic", Sent::Value("true".into()));
        set(r, "EsDatanodeInstanceCount", Sent::Value("0".into()));
        set(r, "LambdaPrefix", Sent::Awaited(wire));
        set(r, "IAMRolePrefix", Sent::Previous);
    })
    .await;
    insta::assert_snapshot!(error.replace("; ", ";\n"), @r"
    servicecatalog:ProvisionProduct in main: refused as invalid: the version declares no parameter EnableMagic;
    the parameter IAMRolePrefix has no previous value: nothing is there yet;
    the parameter EsDatanodeInstanceCount is out of bounds: it must be at least 1;
    the parameter VpcCIDR must have a value: it has no default;
    the parameter LambdaPrefix is not known yet: it awaits the stack name of data-layer
    ");
}

#[tokio::test]
async fn a_refusal_says_of_each_tag_what_is_wrong_with_it() {
    let error = launch_with(|r| {
        r.tags.insert("costs".into(), String::new());
        r.tags.insert("aws:owner".into(), "acme".into());
    })
    .await;
    insta::assert_snapshot!(error.replace("; ", ";\n"), @r"
    servicecatalog:ProvisionProduct in main: refused as invalid: the tag key aws:owner begins with aws:, which AWS keeps for itself;
    the tag costs has an empty value
    ");
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
