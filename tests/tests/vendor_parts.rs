//! R24: what the templates of the products take from elsewhere.

use serde_json::{Value, json};
use ts_deploy_core::check::rows::all;
use ts_deploy_core::check::{Preflight, Verdict};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::finding::Severity;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::port::rights::{ActionVerdict, Decision};
use ts_deploy_core::sim::{CallFault, SimResource, SimTemplate};
use ts_deploy_tests::{Bench, MINIMAL, deployment};

const IMAGE: &str = "444455556666.dkr.ecr.us-east-1.amazonaws.com/ts/connector:v1.0.0";

/// What the check says of the Data Layer on this bench.
async fn look(bench: &Bench) -> Verdict {
    let deployment = deployment(MINIMAL);
    let mut checks = all(&deployment);
    checks.retain(|check| check.id() == "data-layer-parts");
    let ports = bench.cloud.ports(&deployment.targets());
    let looked = Preflight::run(&checks, ports.readers(), &bench.cloud.clock()).await;
    looked.0.into_iter().next().unwrap().verdict
}

/// A bench on which the Data Layer runs, whose templates were changed so.
async fn running(change: impl Fn(&mut SimTemplate)) -> Bench {
    let (bench, deployment) = (Bench::new(1), deployment(MINIMAL));
    let place = bench.cloud.at(deployment.data_layer.target());
    let products = place.products().await.unwrap();
    let data = products.iter().find(|one| one.name.contains("Data Layer"));
    place.amend(&data.unwrap().id, change);
    let outcome = bench.deploy(MINIMAL).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    bench
}

/// The same with a resource of these properties in the stack of roles.
async fn running_with(kind: &str, properties: &Value) -> Bench {
    let resource = SimResource::new("Odd", kind, 10).with_properties(properties.clone());
    let add = |template: &mut SimTemplate| {
        let mut stacks = template.stacks.iter_mut();
        let roles = stacks.find(|one| one.logical == "Iam");
        roles.unwrap().resources.push(resource.clone());
    };
    running(add).await
}

async fn with_image() -> Bench {
    let task = json!({ "ContainerDefinitions": [{ "Image": IMAGE }] });
    running_with("AWS::ECS::TaskDefinition", &task).await
}

fn said(verdict: &Verdict) -> String {
    let lines: Vec<String> = verdict.findings().iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[tokio::test]
async fn before_the_launch_it_is_told_that_nested_templates_are_not_known() {
    let verdict = look(&Bench::new(1)).await;
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(said(&verdict).contains("only where a parameter's default names them"));
}

#[tokio::test]
async fn nested_templates_that_can_be_read_pass() {
    let verdict = look(&running(|_| {}).await).await;
    let Verdict::Passed { evidence } = verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(
        evidence[0].seen,
        "9 templates read, those of 1 buckets can be; no image of another account"
    );
}

#[tokio::test]
async fn a_bucket_of_nested_templates_behind_a_perimeter_warns() {
    let bench = running(|_| {}).await;
    bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "GetTemplateSummary" {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    let verdict = look(&bench).await;
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    let said = said(&verdict);
    assert!(
        said.contains("https://ts-platform-artifacts-us-east-1.s3.")
            && said.contains(".json cannot be read"),
        "{said}"
    );
}

#[tokio::test]
async fn images_of_another_account_are_told_with_the_command_to_try() {
    let verdict = look(&with_image().await).await;
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    insta::assert_snapshot!(said(&verdict), @"informs data-layer: images (ts/connector) come from the registry of account 444455556666 in us-east-1. The platform's own roles pull them, and whether the organisation lets them cannot be known from here: IAM simulates no condition of the organisation's policies (a data perimeter is one), and no policy of a registry. Try it with a role of this account: aws ecr batch-get-image --registry-id 444455556666 --region us-east-1 --repository-name ts/connector --image-ids imageTag=TAG --query failures");
}

#[tokio::test]
async fn images_that_the_organisation_forbids_to_pull_warn() {
    let bench = with_image().await;
    let place = bench.cloud.at(deployment(MINIMAL).data_layer.target());
    place.furnish(|account| {
        account.rights.verdicts.push(ActionVerdict {
            decision: Decision::ImplicitDeny,
            allowed_by_organizations: Some(false),
            ..ActionVerdict::allowed("ecr:BatchGetImage")
        });
    });
    let verdict = look(&bench).await;
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(said(&verdict).contains("do not let this account pull"));
}

#[tokio::test]
async fn where_rights_may_not_be_simulated_the_images_are_told_all_the_same() {
    let bench = with_image().await;
    bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "SimulatePrincipalPolicy" {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    assert_eq!(look(&bench).await.severity(), Some(Severity::Informs));
}

#[tokio::test]
async fn images_of_the_own_account_pass() {
    let own = deployment(MINIMAL).data_layer.target().account.to_string();
    let image = IMAGE.replace("444455556666", &own);
    let task = json!({ "ContainerDefinitions": [{ "Image": image }] });
    let bench = running_with("AWS::ECS::TaskDefinition", &task).await;
    assert!(matches!(look(&bench).await, Verdict::Passed { .. }));
}
