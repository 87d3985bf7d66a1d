//! Whose a product is: what another deployment, or a person, made is not changed or removed as one's own.

use std::sync::Arc;

use ts_deploy_core::check::rows;
use ts_deploy_core::deployment::Joined;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::host::StandardInput;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::{SourceName, Sources};
use ts_deploy_core::plan::{DEPLOYMENT_TAG, Graph, Plan};
use ts_deploy_core::sim::SimCloud;
use ts_deploy_tests::{Bench, DATA, FULL, RECOVERABLE, SERVICE, deployment};

/// The document of another deployment that names the same products.
fn of_globex() -> String {
    FULL.replace("name: acme-production", "name: globex")
}

/// A world in which acme's deployment runs, seen by another deployment with a journal of its own.
async fn beside_acme() -> Bench {
    let acme = Bench::new(1);
    assert_eq!(acme.deploy(FULL).await, Outcome::Succeeded);
    Bench::on(acme.cloud)
}

/// The other deployment's document with a larger database.
fn larger() -> String {
    of_globex().replace("db.m5.large", "db.m5.xlarge")
}

async fn plan_of(bench: &Bench, text: &str) -> Plan {
    let deployment = deployment(text);
    bench.plan(&deployment, &deployment.deploy().unwrap()).await
}

#[tokio::test]
async fn a_launch_bears_the_deployments_name() {
    let bench = beside_acme().await;
    for product in [DATA, SERVICE] {
        let stack = bench.stack(product).await;
        let whose = stack.tags.get(DEPLOYMENT_TAG).map(String::as_str);
        assert_eq!(whose, Some("acme-production"), "{product}");
    }
}

#[tokio::test]
async fn another_deployments_product_is_not_updated_without_consent() {
    let bench = beside_acme().await;
    assert_eq!(bench.deploy(&larger()).await, Outcome::Blocked);
    assert_eq!(bench.calls("UpdateProvisionedProduct"), 0);
    let asked: Vec<String> = bench.consents().into_iter().map(|(_, why)| why).collect();
    insta::assert_snapshot!(asked.join("\n"), @"It was made by the deployment acme-production, as its tag ts-deploy:deployment says: the two deployments would undo each other's changes. Agree only where acme-production is given up. A product's tag keeps that name, so each run that changes it asks anew; a spec with name: acme-production needs no consent.");
}

#[tokio::test]
async fn another_deployments_product_is_updated_with_consent() {
    let bench = beside_acme().await;
    let outcome = bench
        .deploy_allowing(&larger(), &["adopt:data-layer"])
        .await;
    assert_eq!(outcome, Outcome::Succeeded, "{}", bench.findings());
    assert_eq!(bench.begun_words(), ["data-layer update"]);
}

#[tokio::test]
async fn another_deployments_product_without_a_difference_is_left_alone_and_told() {
    let bench = beside_acme().await;
    assert_eq!(bench.deploy(&of_globex()).await, Outcome::Succeeded);
    assert!(bench.begun().is_empty(), "{:?}", bench.begun());
    let told = bench.findings();
    let told = told.lines().find(|line| line.contains("data-layer"));
    insta::assert_snapshot!(told.unwrap(), @"of-another-deployment: warns data-layer: acme-data-layer was made by the deployment acme-production. Both would change it, each back to its own spec, and each could remove it. Give this deployment names of its own in the spec, or leave it to one of the two. A change of it from here needs --allow adopt:data-layer, of a product in every run, since its tag stays. Once acme-production is given up, write its name into the spec instead (name: acme-production): then it is one's own.");
}

#[tokio::test]
async fn the_consent_to_destroy_does_not_remove_another_deployments_product() {
    let bench = beside_acme().await;
    let outcome = bench.destroy(&of_globex(), &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert_eq!(bench.calls("TerminateProvisionedProduct"), 0);
}

#[tokio::test]
async fn another_deployments_product_that_holds_data_is_removed_with_both_consents() {
    let bench = beside_acme().await;
    let consents = [
        "adopt:service-layer",
        "adopt:data-layer",
        "destroy:data-layer",
    ];
    let outcome = bench.destroy(&of_globex(), &consents).await;
    assert_eq!(outcome, Outcome::Succeeded, "{}", bench.findings());
}

#[tokio::test]
async fn the_deployment_that_made_a_product_changes_it_without_that_consent() {
    let bench = beside_acme().await;
    let larger = FULL.replace("db.m5.large", "db.m5.xlarge");
    assert_eq!(bench.deploy(&larger).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_plan_tells_all_the_consents_that_a_removal_needs() {
    let bench = beside_acme().await;
    let deployment = deployment(&of_globex());
    let graph = deployment.destroy().unwrap();
    let plan = bench.plan(&deployment, &graph).await;
    let words: Vec<&str> = plan.consents().map(|(_, one)| one.word.as_str()).collect();
    assert_eq!(
        words,
        [
            "adopt:service-layer",
            "destroy:data-layer",
            "adopt:data-layer"
        ]
    );
}

/// A world in which a person launched both products by hand, as the document would.
async fn by_hand() -> Bench {
    let acme = Bench::new(1);
    assert_eq!(acme.deploy(FULL).await, Outcome::Succeeded);
    let world = acme.cloud.save().unwrap();
    let untold = world.replace(DEPLOYMENT_TAG, "launched-by");
    Bench::on(SimCloud::load(&untold).unwrap())
}

#[tokio::test]
async fn a_product_made_by_hand_is_shown_as_taken_over() {
    let bench = by_hand().await;
    let plan = plan_of(&bench, &FULL.replace("db.m5.large", "db.m5.xlarge")).await;
    assert_eq!(plan.consents().count(), 0);
    let step = plan
        .steps
        .iter()
        .find(|step| step.id.as_str() == "data-layer");
    let said = step.unwrap().findings.to_string();
    insta::assert_snapshot!(said, @"informs data-layer: it is taken over: it was made without ts-deploy. It has no tag ts-deploy:deployment, and this journal has not changed it yet. From now on it is kept as the spec says. Look at what differs; if it is somebody else's, give this deployment a name of its own in the spec.");
}

#[tokio::test]
async fn a_product_made_by_hand_is_removed_with_consent_only() {
    let bench = by_hand().await;
    let outcome = bench.destroy(FULL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert_eq!(bench.consents()[0].0, "adopt:service-layer");
}

#[tokio::test]
async fn a_product_made_by_hand_without_a_difference_is_left_alone_and_told() {
    let bench = by_hand().await;
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert!(bench.begun().is_empty(), "{:?}", bench.begun());
    let told = bench.findings();
    let told = told.lines().find(|line| line.contains("data-layer"));
    insta::assert_snapshot!(told.unwrap(), @"taken-over: informs data-layer: acme-data-layer was made without ts-deploy. It has no tag ts-deploy:deployment. It is kept as the spec says. A removal of it from here needs --allow adopt:data-layer, unless this journal has changed it before. If it is somebody else's, give this deployment a name of its own in the spec.");
}

#[tokio::test]
async fn a_run_that_changed_nothing_does_not_make_a_product_made_by_hand_its_own() {
    let bench = by_hand().await;
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    let outcome = bench.destroy(FULL, &["destroy:data-layer"]).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert_eq!(bench.calls("TerminateProvisionedProduct"), 0);
}

/// acme's deployment with a parameter that `web` reads, of which globex has the same document.
fn with_parameter(text: &str) -> String {
    let secrets = "secrets:\n  - path: /tetrascience/production/ECS/ts-service-web/TOKEN\n    value: { stdin: true }\n";
    format!("{text}{secrets}")
}

/// The value of the parameter.
fn gives(value: &'static str) -> Sources {
    let source = Arc::new(StandardInput::of(value.as_bytes()));
    Sources::none().with(SourceName::StandardInput, source)
}

/// Deploys everything that `text` decides, tasks after included, with this value of the parameter.
async fn whole(bench: &Bench, text: &str, value: &'static str, consents: &[&str]) -> Outcome {
    let deployment = deployment(&with_parameter(text));
    let own = deployment.deploy_joined(&gives(value), &Joined::default());
    let graph = Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap();
    bench
        .run(&deployment, (Goal::Deploy, graph), consents)
        .await
}

/// A world in which acme's whole deployment runs, seen by another deployment with a journal of its own.
async fn beside_all_of_acme() -> Bench {
    let acme = Bench::new(1);
    acme.cloud.furnish_for(&deployment(FULL));
    let outcome = whole(&acme, FULL, "of-acme", &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{}", acme.findings());
    Bench::on(acme.cloud)
}

#[tokio::test]
async fn a_parameter_of_another_deployments_platform_is_not_written_without_consent() {
    let bench = beside_all_of_acme().await;
    let outcome = whole(&bench, &of_globex(), "of-globex", &[]).await;
    assert_eq!(outcome, Outcome::Blocked, "{}", bench.findings());
    assert!(bench.begun().is_empty(), "{:?}", bench.begun_words());
    let (word, why) = &bench.consents()[0];
    assert_eq!(word, "adopt:data-layer");
    insta::assert_snapshot!(why, @"It belongs to the platform of the deployment acme-production, which made the product of data-layer, as the tag ts-deploy:deployment of its stack says: what runs there would be changed. Agree only where acme-production is given up. A product's tag keeps that name, so each run that changes it asks anew; a spec with name: acme-production needs no consent.");
}

#[tokio::test]
async fn with_consent_to_the_product_the_platforms_parameters_and_services_are_changed_too() {
    let bench = beside_all_of_acme().await;
    let outcome = whole(&bench, &of_globex(), "of-globex", &["adopt:data-layer"]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{}", bench.findings());
    assert_eq!(
        bench.begun_words(),
        [
            "parameter-production-ecs-ts-service-web-token-e5ecf855 update",
            "restart-ts-service-web-d4572133 update",
        ]
    );
}

#[tokio::test]
async fn a_task_on_another_deployments_platform_is_not_begun_without_consent() {
    let acme = Bench::new(1);
    // Without its tasks: the cluster still answers from outside.
    assert_eq!(acme.deploy(FULL).await, Outcome::Succeeded);
    let bench = Bench::on(acme.cloud);
    let deployment = deployment(&of_globex());
    let own = deployment.deploy_joined(&Sources::none(), &Joined::default());
    let graph = Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap();
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Blocked, "{}", bench.findings());
    assert!(bench.begun().is_empty(), "{:?}", bench.begun_words());
}

#[tokio::test]
async fn a_fix_on_another_deployments_platform_is_not_begun_without_consent() {
    let acme = Bench::new(1);
    // Without its tasks: its VPC has no endpoint for S3.
    assert_eq!(acme.deploy(FULL).await, Outcome::Succeeded);
    let bench = Bench::on(acme.cloud);
    let deployment = deployment(&of_globex());
    let checks = rows::all(&deployment);
    let fix = checks.iter().find(|check| check.row() == "T7");
    let graph = || Graph::new(fix.and_then(|check| check.fix())).unwrap();
    let fixed = bench.run(&deployment, (Goal::Mend, graph()), &[]).await;
    assert_eq!(fixed, Outcome::Blocked, "{}", bench.findings());
    assert!(bench.begun().is_empty(), "{:?}", bench.begun_words());
    let consents = ["adopt:data-layer"];
    let fixed = bench
        .run(&deployment, (Goal::Mend, graph()), &consents)
        .await;
    assert_eq!(fixed, Outcome::Succeeded, "{}", bench.findings());
    assert_eq!(
        bench.begun_words(),
        ["fix-s3-endpoint-main-d47499f3 create"]
    );
}

#[tokio::test]
async fn a_parameter_of_another_deployments_platform_is_not_removed_without_consent() {
    let bench = beside_all_of_acme().await;
    let deployment = deployment(&with_parameter(&of_globex()));
    let graph = deployment.destroy().unwrap();
    let parameter = "destroy:parameter-production-ecs-ts-service-web-token-e5ecf855";
    let consents = ["adopt:service-layer", "destroy:data-layer", parameter];
    let outcome = bench
        .run(&deployment, (Goal::Destroy, graph), &consents)
        .await;
    assert_eq!(outcome, Outcome::Blocked, "{}", bench.findings());
    assert_eq!(bench.begun_words(), ["service-layer remove"]);
}

/// The other deployment's document with single sign-on, as the sample has it.
fn with_single_sign_on() -> String {
    let (_, sample) = RECOVERABLE.split_once("\nsingle_sign_on:").unwrap();
    let (section, _) = sample.split_once("\n\n").unwrap();
    format!("{}\nsingle_sign_on:{section}\n", of_globex())
}

#[tokio::test]
async fn single_sign_on_writes_no_parameter_of_another_deployments_platform_without_consent() {
    let bench = beside_acme().await;
    let deployment = deployment(&with_single_sign_on());
    let own = deployment.deploy_joined(&Sources::none(), &Joined::default());
    let sso = ts_deploy_sso::steps(&deployment, &Sources::none()).unwrap();
    let graph = Graph::new(own.into_iter().chain(sso)).unwrap();
    let outcome = bench.run(&deployment, (Goal::Deploy, graph), &[]).await;
    assert_eq!(outcome, Outcome::Blocked, "{}", bench.findings());
    let begun = bench.begun_words();
    assert!(
        begun.iter().any(|one| one == "sso-app-client create"),
        "{begun:?}"
    );
    let on_platform = ["sso-parameter", "sso-restart"];
    let changed = |one: &&String| on_platform.iter().any(|step| one.starts_with(step));
    assert_eq!(begun.iter().find(changed), None);
}

#[tokio::test]
async fn a_deployment_that_takes_over_the_name_needs_no_consent() {
    let bench = beside_all_of_acme().await;
    let outcome = whole(&bench, FULL, "of-globex", &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{}", bench.findings());
}
