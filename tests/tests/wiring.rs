//! The two products fit together, and a plan says what it cannot know yet.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::plan::{Action, Entry, Plan};
use ts_deploy_tests::{Bench, DATA, FULL, MINIMAL, SERVICE, deployment};

async fn deployed(text: &str) -> Bench {
    let bench = Bench::new(4);
    assert_eq!(bench.deploy(text).await, Outcome::Succeeded);
    bench.forget();
    bench
}

/// The plan to deploy `text`.
async fn planned(bench: &Bench, text: &str) -> Plan {
    let deployment = deployment(text);
    bench.plan(&deployment, &deployment.deploy().unwrap()).await
}

#[tokio::test]
async fn the_service_layer_is_given_the_name_of_the_data_layers_stack() {
    let bench = deployed(MINIMAL).await;
    let wired = bench.parameter(SERVICE, "DataStack").await;
    assert_eq!(wired, Some(bench.stack(DATA).await.name.to_string()));
}

#[tokio::test]
async fn each_product_is_given_the_version_that_is_launched_as_its_templates() {
    let own = format!("  provisioned_product: {DATA}");
    let text = MINIMAL.replace(&own, &format!("{own}\n  version: v1.0.0"));
    let bench = deployed(&text).await;
    let given = [
        bench.parameter(DATA, "CFTemplateVersion").await.unwrap(),
        bench.parameter(SERVICE, "CFTemplateVersion").await.unwrap(),
    ];
    assert_eq!(given, ["v1.0.0", "v1.1.0"]);
}

#[tokio::test]
async fn a_change_of_the_data_layer_does_not_touch_the_service_layer() {
    let bench = deployed(FULL).await;
    let before = bench.product(SERVICE).await.unwrap().last_record;
    let outcome = bench
        .deploy(&FULL.replace("m5.large.e", "m5.xlarge.e"))
        .await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(bench.begun_words(), ["data-layer update"]);
    assert_eq!(bench.product(SERVICE).await.unwrap().last_record, before);
}

#[tokio::test]
async fn a_change_of_the_service_layer_does_not_touch_the_data_layer() {
    let bench = deployed(FULL).await;
    let outcome = bench.deploy(&FULL.replace("t3.large", "t3.xlarge")).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(bench.begun_words(), ["service-layer update"]);
}

#[tokio::test]
async fn the_tags_of_the_document_are_on_both_stacks() {
    let bench = deployed(FULL).await;
    for name in [DATA, SERVICE] {
        let tags = bench.stack(name).await.tags;
        assert_eq!(tags.get("cost-center").map(String::as_str), Some("4711"));
    }
}

#[tokio::test]
async fn a_first_plan_creates_both_and_says_what_it_does_not_know_yet() {
    let bench = Bench::new(4);
    let plan = planned(&bench, FULL).await;
    let said: Vec<String> = plan
        .steps
        .iter()
        .map(|step| {
            let what = match &step.entry {
                Entry::NoChange => "no change".to_owned(),
                Entry::Change { action, .. } => action.to_string(),
                other => format!("{other:?}"),
            };
            let unknown = step.unknown_until.join(", ");
            format!("{}: {what}; unknown: {unknown}", step.id)
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @"
    target-main: no change; unknown: 
    agree-with-vendor: no change; unknown: 
    details-for-vendor: no change; unknown: 
    import-portfolio: no change; unknown: 
    associate-principal: no change; unknown: 
    data-layer: create; unknown: 
    service-layer: create; unknown: stack name of data-layer
    ");
}

#[tokio::test]
async fn a_plan_makes_no_changing_call() {
    let bench = Bench::new(4);
    planned(&bench, FULL).await;
    assert_eq!(bench.cloud.changing_calls(), 0);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn a_plan_after_a_deployment_changes_nothing() {
    let bench = deployed(FULL).await;
    let plan = planned(&bench, FULL).await;
    assert!(plan.is_no_change(), "{plan:#?}");
}

#[tokio::test]
async fn a_plan_shows_the_values_that_a_change_of_the_document_would_change() {
    let bench = deployed(FULL).await;
    let plan = planned(&bench, &FULL.replace("t3.large", "t3.xlarge")).await;
    let changes: Vec<String> = plan
        .steps
        .iter()
        .filter_map(|step| match &step.entry {
            Entry::Change {
                action: Action::Update,
                changes,
                ..
            } => Some(changes),
            _ => None,
        })
        .flatten()
        .map(|change| {
            format!(
                "{}: {:?} -> {:?}",
                change.field, change.before, change.after
            )
        })
        .collect();
    assert_eq!(
        changes,
        [r#"WindowsInstanceType: Some("t3.large") -> Some("t3.xlarge")"#]
    );
}

#[tokio::test]
async fn equal_decisions_make_plans_of_one_digest() {
    let one = planned(&Bench::new(4), FULL).await;
    let other = planned(&Bench::new(4), FULL).await;
    assert_eq!(one.digest, other.digest);
}

#[tokio::test]
async fn comments_and_order_do_not_change_the_digest() {
    let bench = Bench::new(4);
    let one = planned(&bench, FULL).await;
    let owner = "  owner: platform-team\n";
    let other = FULL.replace(owner, "") + "  # whose it is\n" + owner;
    assert_eq!(planned(&bench, &other).await.digest, one.digest);
}

#[tokio::test]
async fn another_value_makes_a_plan_of_another_digest() {
    let bench = Bench::new(4);
    let one = planned(&bench, FULL).await;
    for (old, new) in [
        ("db.m5.large", "db.m5.xlarge"),
        ("t3.large", "t3.xlarge"),
        ("cost-center: \"4711\"", "cost-center: \"4712\""),
    ] {
        let other = planned(&bench, &FULL.replace(old, new)).await;
        assert_ne!(other.digest, one.digest, "{new}");
    }
}

#[tokio::test]
async fn a_plan_for_another_state_of_the_world_has_another_digest() {
    let bench = Bench::new(4);
    let before = planned(&bench, FULL).await;
    bench.deploy(FULL).await;
    assert_ne!(planned(&bench, FULL).await.digest, before.digest);
}
