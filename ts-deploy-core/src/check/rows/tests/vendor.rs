//! R15, R16 and R17: what the vendor shares, and what its products take.

#![cfg(feature = "spec")]

use std::sync::Arc;

use futures::executor::block_on;

use super::{found, passed, start};
use crate::check::rows::all;
use crate::check::{Check, CheckContext, Verdict};
use crate::deployment::Deployment;
use crate::engine::TokenSeed;
use crate::finding::Severity;
use crate::ids::ProductVersionName;
use crate::plan::{Observation, ReadContext};
use crate::port::catalog::{CatalogReader, Guidance, ProductId};
use crate::sim::{SimCloud, SimPlace};
use crate::spec::{read, sample};

const PORTFOLIO: &str =
    "portfolio: { id: port-ofacme, principal: \"arn:aws:iam::111122223333:role/deployer\" }\n";

/// The sample with these lines more, and its cloud.
pub(super) fn with(lines: &str) -> (Deployment, SimCloud) {
    let text = format!("{}\n{lines}", sample(false));
    let deployment = read(&text).deployment.expect("a deployment");
    let cloud = SimCloud::new(7, start());
    cloud.furnish_for(&deployment);
    (deployment, cloud)
}

pub(super) fn main_of(deployment: &Deployment, cloud: &SimCloud) -> SimPlace {
    cloud.at(deployment.data_layer.target())
}

fn check(deployment: &Deployment, id: &str) -> Arc<dyn Check> {
    let mut all = all(deployment).into_iter();
    all.find(|check| check.id() == id).expect("a check")
}

pub(super) fn verdict(deployment: &Deployment, cloud: &SimCloud, id: &str) -> Verdict {
    let ports = cloud.ports(&deployment.targets());
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let check = check(deployment, id);
    Verdict::of(check.as_ref(), block_on(check.look(&cx)))
}

/// A vendor that shared the portfolio and nothing else happened yet.
fn shared() -> (Deployment, SimCloud) {
    let (deployment, cloud) = with(PORTFOLIO);
    let id = "port-ofacme".parse().unwrap();
    main_of(&deployment, &cloud).share_documented(&id);
    (deployment, cloud)
}

/// Makes the fix of a check once.
fn mend(deployment: &Deployment, cloud: &SimCloud, id: &str) {
    let ports = cloud.ports(&deployment.targets());
    let step = check(deployment, id).fix().expect("a fix");
    let tokens = TokenSeed::new("acme".parse().unwrap());
    let cx = ReadContext {
        ports: ports.readers(),
        now: start(),
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let Observation::Differs(proposal) = block_on(step.observe(&cx)).unwrap() else {
        panic!("nothing to mend");
    };
    let token = tokens.token(step.id(), &proposal.digest, None);
    block_on(step.start(&ports.writers(), &proposal, &token)).unwrap();
}

pub(super) fn product(
    deployment: &Deployment,
    cloud: &SimCloud,
) -> (ProductId, ProductVersionName) {
    let place = main_of(deployment, cloud);
    let products = block_on(place.products()).unwrap();
    let data = products.into_iter().find(|one| one.name.contains("Data"));
    let id = data.unwrap().id;
    let versions = block_on(place.versions(&id)).unwrap();
    let newest = versions.into_iter().max_by_key(|one| one.created).unwrap();
    (id, newest.name)
}

#[test]
fn an_offered_product_shows_that_the_vendor_has_acted() {
    let (deployment, cloud) = with("");
    let seen = passed(&verdict(&deployment, &cloud, "details-for-vendor"));
    insta::assert_snapshot!(seen, @r#"product "Tetra Data Platform - Data Layer": offered to the caller"#);
}

#[test]
fn before_the_vendor_has_acted_its_details_are_ready_to_send_and_nothing_blocks() {
    let (deployment, cloud) = with("");
    main_of(&deployment, &cloud).withdraw_all();
    let verdict = verdict(&deployment, &cloud, "details-for-vendor");
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    insta::assert_snapshot!(found(&verdict), @"informs main: the catalog offers no Data Layer, and no portfolio of the vendor's is imported. The vendor shares its products with named accounts, regions and deployers only; the run stops at this gate until it has. Send TetraScience: main: AWS account 111122223333, region us-east-1, deployed by IAM role deployer.");
}

#[test]
fn no_portfolio_is_looked_for_where_none_is_named() {
    let (deployment, _) = with("");
    let ids: Vec<&str> = all(&deployment).iter().map(|check| check.id()).collect();
    assert!(!ids.contains(&"portfolio-imported") && !ids.contains(&"portfolio-principal"));
}

#[test]
fn a_portfolio_that_is_not_imported_is_told_and_left_to_the_run() {
    let (deployment, cloud) = shared();
    let verdict = verdict(&deployment, &cloud, "portfolio-imported");
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    let found = found(&verdict);
    assert!(found.contains("portfolio port-ofacme is not imported"));
    assert!(
        found.contains("aws servicecatalog accept-portfolio-share --portfolio-id port-ofacme"),
        "{found}"
    );
}

#[test]
fn the_fixes_import_the_portfolio_and_associate_the_deployer() {
    let (deployment, cloud) = shared();
    mend(&deployment, &cloud, "portfolio-imported");
    let missing = found(&verdict(&deployment, &cloud, "portfolio-principal"));
    assert!(
        missing.contains("is not a principal")
            && missing.contains("associate-principal-with-portfolio --portfolio-id port-ofacme"),
        "{missing}"
    );
    mend(&deployment, &cloud, "portfolio-principal");
    let seen = ["portfolio-imported", "portfolio-principal"]
        .map(|id| passed(&verdict(&deployment, &cloud, id)));
    assert!(
        seen[0].starts_with("portfolio port-ofacme: imported: "),
        "{seen:?}"
    );
    assert_eq!(
        seen[1],
        "principal of portfolio port-ofacme: arn:aws:iam::111122223333:role/deployer"
    );
}

#[test]
fn a_declared_principal_that_is_not_the_caller_blocks() {
    let other = PORTFOLIO.replace("role/deployer", "role/somebody");
    let (deployment, cloud) = with(&other);
    let verdict = verdict(&deployment, &cloud, "portfolio-principal");
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    assert!(found(&verdict).contains("role/somebody"));
}

#[test]
fn a_session_whose_role_is_not_declared_blocks() {
    let (deployment, cloud) = with("portfolio: { id: port-ofacme }");
    let verdict = verdict(&deployment, &cloud, "portfolio-principal");
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    assert!(found(&verdict).contains("does not tell its path"));
}

#[test]
fn an_active_version_that_takes_what_is_sent_passes() {
    let (deployment, cloud) = with("");
    for id in ["data-layer-product", "service-layer-product"] {
        let verdict = verdict(&deployment, &cloud, id);
        assert_ne!(verdict.severity(), Some(Severity::Blocks), "{verdict:?}");
    }
}

#[test]
fn a_version_that_is_not_there_blocks_with_those_that_are() {
    let text = sample(false).replace(
        "  provisioned_product: acme-data-layer",
        "  provisioned_product: acme-data-layer\n  version: v0.0.1",
    );
    let deployment = read(&text).deployment.expect("a deployment");
    let cloud = SimCloud::new(7, start());
    let verdict = verdict(&deployment, &cloud, "data-layer-product");
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    assert!(found(&verdict).contains("the product has no version v0.0.1"));
}

#[test]
fn a_version_that_the_vendor_took_back_is_not_the_latest() {
    let (deployment, cloud) = with("");
    let (id, newest) = product(&deployment, &cloud);
    main_of(&deployment, &cloud).guide(&id, &newest, Guidance::Default, false);
    let after = verdict(&deployment, &cloud, "data-layer-product");
    let said = format!("{after:?}");
    assert!(!said.contains(&format!("Data Layer {newest}\"")), "{said}");
}

#[test]
fn a_key_that_the_version_does_not_declare_blocks_before_anything_is_launched() {
    let text = sample(false).replace(
        "  provisioned_product: acme-data-layer",
        "  provisioned_product: acme-data-layer\n  extra_parameters: { NoSuchKey: \"1\" }",
    );
    let deployment = read(&text).deployment.expect("a deployment");
    let cloud = SimCloud::new(7, start());
    let verdict = verdict(&deployment, &cloud, "data-layer-product");
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    assert!(found(&verdict).contains("NoSuchKey"), "{}", found(&verdict));
}

#[test]
fn a_product_that_is_not_offered_yet_is_told_and_blocks_nothing() {
    let (deployment, cloud) = with("");
    main_of(&deployment, &cloud).withdraw_all();
    let verdict = verdict(&deployment, &cloud, "data-layer-product");
    assert_eq!(verdict.severity(), Some(Severity::Informs));
}

#[test]
fn a_product_without_a_launch_path_is_told_and_blocks_nothing() {
    let (deployment, cloud) = with("");
    let (id, _) = product(&deployment, &cloud);
    main_of(&deployment, &cloud).reach_through(&id, &[]);
    let verdict = verdict(&deployment, &cloud, "data-layer-product");
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(found(&verdict).contains("no launch path"));
}
