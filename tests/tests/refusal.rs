//! What forbids to begin: told with its remedy, and nothing is changed. Row R17, that a product
//! and its version exist, are active and fit, is here with each way in which it fails; row R16 is in
//! `portfolio`.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::{AccountId, ProductVersionName};
use ts_deploy_core::port::catalog::{CatalogReader as _, Guidance, ProductId};
use ts_deploy_core::port::identity::CallerIdentity;
use ts_deploy_core::sim::{DATA_LAYER, documented};
use ts_deploy_tests::{Bench, DATA, FULL, MINIMAL};

/// Deploys, sees that it is refused without a changing call, and gives what was said.
async fn refused(bench: &Bench, text: &str) -> String {
    let outcome = bench.deploy(text).await;
    assert_eq!(outcome, Outcome::Blocked, "{:#?}", bench.said());
    assert_eq!(bench.cloud.changing_calls(), 0);
    bench.whole().await;
    bench.findings()
}

/// The id of the Data Layer in the catalog.
async fn data_layer(bench: &Bench) -> ProductId {
    let products = bench.place().products().await.unwrap();
    let found = products.into_iter().find(|one| one.name == DATA_LAYER);
    found.unwrap().id
}

/// `text` with another line in the section of the Data Layer.
fn with(text: &str, line: &str) -> String {
    let own = format!("  provisioned_product: {DATA}");
    text.replace(&own, &format!("{own}\n  {line}"))
}

#[tokio::test]
async fn credentials_of_another_account_are_refused() {
    let bench = Bench::new(1);
    bench.place().call_as(CallerIdentity {
        account: AccountId::parse("999900001111").unwrap(),
        arn: "arn:aws:iam::999900001111:user/ana".to_owned(),
    });
    insta::assert_snapshot!(refused(&bench, MINIMAL).await, @"account-mismatch: blocks targets.main.account: the credentials for main belong to account 999900001111 (arn:aws:iam::999900001111:user/ana), the spec names 111122223333. Everything would be deployed into the wrong account. Use credentials of 111122223333: another profile, or a role to assume, for main.");
}

#[tokio::test]
async fn a_product_that_cannot_be_reached_is_refused() {
    let bench = Bench::new(1);
    let id = data_layer(&bench).await;
    bench.place().reach_through(&id, &[]);
    insta::assert_snapshot!(refused(&bench, MINIMAL).await, @"no-launch-path: blocks data-layer: the caller has no launch path to the product (No launch paths found for resource: prod-8edfe7b44a411). Administrator rights do not grant a launch: the caller must be a principal of the portfolio. Import the portfolio and add the caller's user or role under Users, Groups, and Roles, or name both under `portfolio` in the spec (R16); after that it takes up to two minutes.");
}

#[tokio::test]
async fn two_portfolios_without_a_choice_are_refused() {
    let bench = Bench::new(1);
    let id = data_layer(&bench).await;
    bench.place().reach_through(&id, &["TetraScience", "Acme"]);
    insta::assert_snapshot!(refused(&bench, MINIMAL).await, @"launch-path-ambiguous: blocks data-layer: more than one portfolio leads to the product: TetraScience, Acme. Service Catalog demands that one is chosen; their constraints may differ. Name one under `portfolio` in the spec.");
}

#[tokio::test]
async fn two_portfolios_with_a_choice_are_not_refused() {
    let bench = Bench::new(1);
    let id = data_layer(&bench).await;
    bench.place().reach_through(&id, &["TetraScience", "Acme"]);
    let outcome = bench.deploy(&with(MINIMAL, "portfolio: Acme")).await;
    assert_eq!(outcome, Outcome::Succeeded);
}

#[tokio::test]
async fn a_product_name_that_two_products_have_is_refused() {
    let bench = Bench::new(1);
    let twin = documented().remove(0);
    bench.place().offer(twin, &["Acme"]);
    let said = refused(&bench, MINIMAL).await;
    assert!(said.contains("product-ambiguous"), "{said}");
    assert!(said.contains("Give product_id instead."), "{said}");
}

#[tokio::test]
async fn a_product_that_is_not_offered_is_refused_with_those_that_are() {
    let bench = Bench::new(1);
    let text = MINIMAL.replace(DATA_LAYER, "Tetra Data Platform - Data Lair");
    insta::assert_snapshot!(refused(&bench, &text).await, @r#"product-not-found: blocks data-layer: did you mean "Tetra Data Platform - Data Layer"? The catalog offers the caller no product "Tetra Data Platform - Data Lair". Offered are: Tetra Data Platform - Data Layer, Tetra Data Platform - Service Layer. Correct the product's name in the spec; when the list lacks it, import the vendor's portfolio in this account and region and associate the caller with it, or name it under `portfolio` in the spec, which does both (R16)."#);
}

#[tokio::test]
async fn an_unknown_version_is_refused_with_those_that_are_offered() {
    let bench = Bench::new(1);
    let said = refused(&bench, &with(MINIMAL, "version: v9.9.9")).await;
    insta::assert_snapshot!(said, @"version-not-found: blocks data-layer: the product has no version v9.9.9. Offered are: v1.0.0, v1.1.0. Choose one of these.");
}

async fn guided(guidance: Guidance, active: bool) -> Bench {
    let bench = Bench::new(1);
    let id = data_layer(&bench).await;
    let version = ProductVersionName::parse("v1.0.0").unwrap();
    bench.place().guide(&id, &version, guidance, active);
    bench
}

#[tokio::test]
async fn a_deprecated_version_is_refused_for_a_new_launch() {
    let bench = guided(Guidance::Deprecated, true).await;
    let said = refused(&bench, &with(MINIMAL, "version: v1.0.0")).await;
    insta::assert_snapshot!(said, @"version-deprecated: blocks data-layer: version v1.0.0 of the product is deprecated: a new launch of it is refused. Offered are: v1.1.0. Choose one of these, or `latest`.");
}

#[tokio::test]
async fn a_version_taken_back_by_the_vendor_is_refused() {
    let bench = guided(Guidance::Default, false).await;
    let said = refused(&bench, &with(MINIMAL, "version: v1.0.0")).await;
    assert!(said.contains("version-inactive"), "{said}");
}

#[tokio::test]
async fn a_product_whose_versions_were_all_taken_back_has_no_latest_one() {
    let bench = Bench::new(1);
    let id = data_layer(&bench).await;
    for version in ["v1.0.0", "v1.1.0"] {
        let version = ProductVersionName::parse(version).unwrap();
        bench.place().guide(&id, &version, Guidance::Default, false);
    }
    insta::assert_snapshot!(refused(&bench, MINIMAL).await, @"version-not-found: blocks data-layer: the product has no version that may be launched. Ask the vendor for an active version.");
}

#[tokio::test]
async fn a_template_version_other_than_the_products_is_refused() {
    let bench = Bench::new(1);
    let text = with(MINIMAL, "extra_parameters: { CFTemplateVersion: v0.9.0 }");
    insta::assert_snapshot!(refused(&bench, &text).await, @"template-version-differs: blocks data_layer.extra_parameters.CFTemplateVersion: CFTemplateVersion is v0.9.0, and version v1.1.0 of the product is launched. The product would run the templates of another version than its own. Take it out: it is taken from the version being launched.");
}

#[tokio::test]
async fn a_parameter_that_the_version_does_not_declare_is_refused() {
    let bench = Bench::new(1);
    let text = with(MINIMAL, "extra_parameters: { EsBackupIntervall: \"6\" }");
    insta::assert_snapshot!(refused(&bench, &text).await, @"parameter-unknown: blocks data_layer.extra_parameters.EsBackupIntervall: this version of the product declares no parameter EsBackupIntervall. Its value is not the documented default, so leaving it out would change what you decided. The product declares EsBackupInterval: if that is meant, give it under extra_parameters.");
}

#[tokio::test]
async fn a_version_that_runs_is_left_alone_when_it_is_deprecated() {
    let bench = Bench::new(1);
    let text = with(MINIMAL, "version: v1.0.0");
    bench.deploy(&text).await;
    let before = bench.cloud.changing_calls();
    let version = ProductVersionName::parse("v1.0.0").unwrap();
    let id = data_layer(&bench).await;
    bench
        .place()
        .guide(&id, &version, Guidance::Deprecated, true);
    assert_eq!(bench.deploy(&text).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn every_decision_that_no_key_of_the_version_carries_is_refused() {
    let bench = Bench::new(1);
    let data = format!("  version: latest\n  provisioned_product: {DATA}");
    let pinned = data.replace("latest", "v1.0.0");
    let said = refused(&bench, &FULL.replace(&data, &pinned)).await;
    let refused: Vec<&str> = said
        .lines()
        .filter(|line| line.contains(": blocks "))
        .collect();
    insta::assert_snapshot!(refused.join("\n"), @r"
    decision-not-carried: blocks integrations.anylink: Anylink is on, and this version of the product declares no parameter EnableAnylink. The platform would be deployed without it, and nobody would be told. Choose a version of the product that has such a parameter, ask the vendor, or take the decision back.
    decision-not-carried: blocks eks_image.custom: the EKS workers use the image ami-0a1b2c3d4e5f60718, and this version of the product declares no parameter EksNodeAmi. The platform would be deployed without it, and nobody would be told. Choose a version of the product that has such a parameter, ask the vendor, or take the decision back.
    decision-not-carried: blocks key_pair: the EKS workers use the key pair acme-eks, and this version of the product declares no parameter KeyPairName. The platform would be deployed without it, and nobody would be told. Choose a version of the product that has such a parameter, ask the vendor, or take the decision back.
    ");
}
