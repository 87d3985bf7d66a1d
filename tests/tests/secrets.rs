//! A value that may not be shown reaches AWS and nothing else.

use jiff::Timestamp;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::{InfrastructureName, ProductVersionName, ProvisionedProductName};
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::data::{Network, Notifications};
use ts_deploy_core::layer::{DataLayer, ExtraParameters, ProductChoice, ProductSelector};
use ts_deploy_core::parameter::{Constraints, Declaration, ParameterKey, Value};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::sim::{SimProduct, SimVersion, WorldFault, documented};
use ts_deploy_tests::{Bench, DATA, MINIMAL, deployment};

const PRODUCT: &str = "Data Layer with a password";
const KEY: &str = "AdminPassword";
const PASSWORD: &str = "correct-horse-battery";

/// The Data Layer's product with a parameter that may not be shown.
fn with_password(bench: &Bench) {
    let version = documented().remove(0).versions.remove(1);
    let declaration = Declaration {
        no_echo: true,
        ..Declaration::of("String").constrained(Constraints {
            min_length: Some("12".to_owned()),
            ..Constraints::default()
        })
    };
    let version = SimVersion {
        name: ProductVersionName::parse("v1.1.0").unwrap(),
        created: Timestamp::UNIX_EPOCH,
        contract: version.contract.declare(key(), declaration),
        ..version
    };
    let product = SimProduct {
        name: PRODUCT.to_owned(),
        versions: vec![version],
    };
    bench.place().offer(product, &["TetraScience"]);
}

fn key() -> ParameterKey {
    ParameterKey::parse(KEY).unwrap()
}

/// The minimal deployment with this password.
fn secretive(password: Value) -> Deployment {
    let deployment = deployment(MINIMAL);
    let choice = ProductChoice::builder()
        .product(ProductSelector::Name(PRODUCT.to_owned()))
        .provisioned_product(ProvisionedProductName::parse(DATA).unwrap())
        .build();
    let data_layer = DataLayer::builder()
        .target(deployment.targets[0].target.clone())
        .choice(choice)
        .infrastructure_name(InfrastructureName::parse("acme-tetra").unwrap())
        .network(Network::NewVpc {
            cidr: "10.40.0.0/16".parse().unwrap(),
        })
        .notifications(Notifications {
            alerts_to: "platform-alerts@acme.example".parse().unwrap(),
            sender: "noreply@acme.example".parse().unwrap(),
        })
        .extra_parameters(ExtraParameters::from([(key(), password)]))
        .build()
        .unwrap();
    Deployment {
        data_layer,
        ..deployment
    }
}

fn secret(password: &str) -> Deployment {
    secretive(Value::Secret(Secret::new(password.to_owned())))
}

/// Runs to the end and gives all that can be read afterwards, by what it is.
async fn deploy(bench: &Bench, deployment: &Deployment) -> (Outcome, Vec<(&'static str, String)>) {
    let graph = deployment.deploy().unwrap();
    let plan = bench.plan(deployment, &graph).await;
    let outcome = bench.run(deployment, (Goal::Deploy, graph), &[]).await;
    let mut journal = String::new();
    for sequence in 1..=bench.store.last().await.unwrap().unwrap_or_default() {
        let bytes = bench.store.read(sequence).await.unwrap().unwrap();
        journal += std::str::from_utf8(&bytes).unwrap();
    }
    let read = vec![
        ("plan", serde_json::to_string(&plan).unwrap()),
        ("events", serde_json::to_string(&bench.said()).unwrap()),
        ("events, for people", format!("{:?}", bench.said())),
        ("journal", journal),
        ("world", bench.cloud.save().unwrap()),
    ];
    (outcome, read)
}

#[tokio::test]
async fn a_secret_parameter_is_in_nothing_that_can_be_read_afterwards() {
    let bench = Bench::new(6);
    with_password(&bench);
    let (outcome, read) = deploy(&bench, &secret(PASSWORD)).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    for (what, text) in read {
        assert!(!text.contains(PASSWORD), "{what} holds the password");
    }
}

#[tokio::test]
async fn a_plain_value_that_the_product_masks_is_in_nothing_that_can_be_read_afterwards() {
    let bench = Bench::new(6);
    with_password(&bench);
    let (outcome, read) = deploy(&bench, &secretive(PASSWORD.into())).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    for (what, text) in read {
        assert!(!text.contains(PASSWORD), "{what} holds the password");
    }
}

/// A launch that fails with a reason in which AWS repeats the password.
async fn repeated(deployment: &Deployment) -> Vec<(&'static str, String)> {
    let bench = Bench::new(6);
    with_password(&bench);
    bench.cloud.script(WorldFault::ResourceFails {
        product: ProvisionedProductName::parse(DATA).unwrap(),
        times: 1,
        resource: "Database/Instance".to_owned(),
        reason: format!(
            "The value '{PASSWORD}' at 'masterUserPassword' failed to satisfy constraint"
        ),
    });
    let (outcome, read) = deploy(&bench, deployment).await;
    assert_eq!(outcome, Outcome::Failed, "{:#?}", bench.said());
    let [failure] = bench.failures().try_into().unwrap();
    assert!(
        failure.to_string().contains("The value '****'"),
        "{failure}"
    );
    read
}

#[tokio::test]
async fn a_secret_that_aws_repeats_in_a_failure_is_masked_in_all_that_is_kept() {
    for deployment in [secret(PASSWORD), secretive(PASSWORD.into())] {
        for (what, text) in repeated(&deployment).await {
            // The world is AWS's own, and says what AWS says.
            assert!(
                what == "world" || !text.contains(PASSWORD),
                "{what}: {text}"
            );
        }
    }
}

#[tokio::test]
async fn a_secret_that_breaks_the_products_rule_is_refused_without_being_told() {
    let bench = Bench::new(6);
    with_password(&bench);
    let (outcome, read) = deploy(&bench, &secretive("too-short".into())).await;
    assert_eq!(outcome, Outcome::Blocked);
    assert!(bench.findings().contains("parameter-out-of-bounds"));
    for (what, text) in read {
        assert!(!text.contains("too-short"), "{what} holds the password");
    }
}

#[tokio::test]
async fn a_secret_parameter_reaches_the_stack() {
    let bench = Bench::new(6);
    with_password(&bench);
    deploy(&bench, &secret(PASSWORD)).await;
    let shown = bench.parameter(DATA, KEY).await;
    assert_eq!(shown.as_deref(), Some("masked"));
}

#[tokio::test]
async fn the_key_of_a_secret_parameter_is_told_with_its_value_masked() {
    let bench = Bench::new(6);
    with_password(&bench);
    deploy(&bench, &secret(PASSWORD)).await;
    let (_, _, changes) = bench.begun().remove(0);
    let told = changes.into_iter().find(|change| change.field == KEY);
    assert_eq!(told.unwrap().after.as_deref(), Some("****"));
}

#[tokio::test]
async fn a_secret_parameter_is_kept_on_a_later_run() {
    let bench = Bench::new(6);
    with_password(&bench);
    let deployment = secret(PASSWORD);
    deploy(&bench, &deployment).await;
    let before = bench.cloud.changing_calls();
    let (outcome, _) = deploy(&bench, &deployment).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[test]
fn a_deployment_shown_for_debugging_does_not_show_a_secret() {
    let shown = format!("{:#?}", secret(PASSWORD));
    assert!(shown.contains(KEY), "{shown}");
    assert!(!shown.contains(PASSWORD), "{shown}");
}
