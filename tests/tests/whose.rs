//! Whose a product is: what another deployment, or a person, made is not changed or removed as one's own.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::plan::{DEPLOYMENT_TAG, Plan};
use ts_deploy_core::sim::SimCloud;
use ts_deploy_tests::{Bench, DATA, FULL, SERVICE, deployment};

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
    insta::assert_snapshot!(asked.join("\n"), @"It was made by the deployment acme-production, as its tag ts-deploy:deployment says: the two deployments would undo each other's changes. Agree only where acme-production is given up.");
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
    insta::assert_snapshot!(told.unwrap(), @"of-another-deployment: warns data-layer: acme-data-layer was made by the deployment acme-production. Both would change it, each back to its own spec, and each could remove it. Give this deployment names of its own in the spec, or leave it to one of the two. A change of it from here needs --allow adopt:data-layer.");
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
