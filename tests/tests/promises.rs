//! R21: what the templates of the running products make, against what the documents promise.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use ts_deploy_core::check::rows::all;
use ts_deploy_core::check::{Preflight, Verdict};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::finding::Severity;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::port::stack::StackArn;
use ts_deploy_core::port::stack_template::StackTemplateReader;
use ts_deploy_core::port::{PortResult, Ports};
use ts_deploy_core::sim::{SimResource, SimTemplate, When};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::{Bench, MINIMAL, deployment};

/// What the check says once the Data Layer runs, whose templates were changed so.
async fn promises(change: impl Fn(&mut SimTemplate)) -> Verdict {
    promises_through(change, |_| {}).await
}

/// The same through ports that were changed so.
async fn promises_through(
    change: impl Fn(&mut SimTemplate),
    through: impl FnOnce(&mut Ports),
) -> Verdict {
    let (bench, deployment) = (Bench::new(1), deployment(MINIMAL));
    let place = bench.cloud.at(deployment.data_layer.target());
    let products = place.products().await.unwrap();
    let data = products.iter().find(|one| one.name.contains("Data Layer"));
    place.amend(&data.unwrap().id, change);
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let mut checks = all(&deployment);
    checks.retain(|check| check.id() == "data-layer-promises");
    let mut ports = bench.cloud.ports(&deployment.targets());
    through(&mut ports);
    let looked = Preflight::run(&checks, ports.readers(), &bench.cloud.clock()).await;
    looked.0.into_iter().next().unwrap().verdict
}

/// Adds a resource to the stack of roles.
fn with(template: &mut SimTemplate, resource: &SimResource) {
    for stack in template
        .stacks
        .iter_mut()
        .filter(|one| one.logical == "Iam")
    {
        stack.resources.push(resource.clone());
    }
}

fn role(properties: Value) -> SimResource {
    SimResource::new("OddRole", "AWS::IAM::Role", 10).with_properties(properties)
}

fn said(verdict: &Verdict) -> String {
    let lines: Vec<String> = verdict.findings().iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[tokio::test]
async fn templates_that_keep_to_the_promises_pass_with_how_many_were_read() {
    let verdict = promises(|_| {}).await;
    let Verdict::Passed { evidence } = verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(
        evidence[0].seen,
        "9 read, no users and no strangers in them"
    );
}

/// Templates that are no text that anybody can read.
struct Garbled;

#[async_trait]
impl StackTemplateReader for Garbled {
    async fn template_of(&self, _: &StackArn) -> PortResult<String> {
        Ok("neither JSON nor a map".to_owned())
    }
}

#[tokio::test]
async fn templates_that_cannot_be_read_warn_and_never_pass() {
    let verdict = promises_through(
        |_| {},
        |ports| {
            ports.read::<dyn StackTemplateReader>(TargetName::Main, Arc::new(Garbled));
        },
    );
    let verdict = verdict.await;
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert_eq!(verdict.findings()[0].id, "template-not-read");
}

#[tokio::test]
async fn a_user_in_a_nested_template_warns_with_its_place() {
    let user = SimResource::new("Reader", "AWS::IAM::User", 10);
    let verdict = promises(|template| with(template, &user)).await;
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    let said = said(&verdict);
    assert!(
        said.contains("templates make IAM users: SC-") && said.contains("/Reader"),
        "{said}"
    );
}

#[tokio::test]
async fn a_principal_that_only_another_stack_tells_warns_that_it_is_not_known() {
    let principal = json!({ "AWS": { "Fn::ImportValue": "vendor-role" } });
    let statement =
        json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal });
    let role = role(json!({ "AssumeRolePolicyDocument": { "Statement": [statement] } }));
    let verdict = promises(|template| with(template, &role)).await;
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert_eq!(verdict.findings()[0].id, "principal-not-known");
}

#[tokio::test]
async fn a_user_that_is_made_under_a_condition_is_told() {
    let user = SimResource::new("Athena", "AWS::IAM::User", 10);
    let user = user.when(When::is("AthenaCreateIamUser", "true"));
    let verdict = promises(|template| with(template, &user)).await;
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(said(&verdict).contains("AthenaCreateIamUser"));
}

#[tokio::test]
async fn a_role_that_lets_another_account_in_warns() {
    let trust = json!({ "AssumeRolePolicyDocument": { "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "AWS": "arn:aws:iam::999988887777:root" } }] } });
    let role = role(trust);
    let verdict = promises(|template| with(template, &role)).await;
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    let said = said(&verdict);
    assert!(
        said.contains("OddRole: arn:aws:iam::999988887777:root"),
        "{said}"
    );
}

#[tokio::test]
async fn wildcards_are_listed_and_warn_of_nothing() {
    let rights = json!({ "Policies": [{ "PolicyDocument": { "Statement": {
        "Effect": "Allow", "Action": "s3:*", "Resource": "*" } } }] });
    let role = role(rights);
    let verdict = promises(|template| with(template, &role)).await;
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(said(&verdict).contains("OddRole: s3:*"));
}
