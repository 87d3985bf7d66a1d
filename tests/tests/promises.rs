//! R21: what the templates of the running products make, against what the documents promise.

use serde_json::{Value, json};
use ts_deploy_core::check::rows::all;
use ts_deploy_core::check::{Preflight, Verdict};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::finding::Severity;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::sim::{SimResource, SimTemplate, When};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

/// What the check says once the Data Layer runs, whose templates were changed so.
async fn promises(change: impl Fn(&mut SimTemplate)) -> Verdict {
    let (bench, deployment) = (Bench::new(1), deployment(MINIMAL));
    let place = bench.cloud.at(deployment.data_layer.target());
    let products = place.products().await.unwrap();
    let data = products.iter().find(|one| one.name.contains("Data Layer"));
    place.amend(&data.unwrap().id, change);
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    let mut checks = all(&deployment);
    checks.retain(|check| check.id() == "data-layer-promises");
    let ports = bench.cloud.ports(&deployment.targets());
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
