//! Products, versions, launch paths and histories.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::catalog::{CatalogReader, Guidance, ProductId, RecordId};

use super::*;

const NO_PATH: &str = "No launch paths found for resource: prod-data";

fn version(id: &str, name: &str) -> String {
    format!(
        r#"{{"Id":"{id}","Name":"{name}","CreatedTime":1750000000.5,"Active":true,"Guidance":"DEFAULT"}}"#
    )
}

fn versions(details: &[String]) -> String {
    let details = details.join(",");
    format!(r#"{{"ProvisioningArtifactDetails":[{details}]}}"#)
}

#[tokio::test]
async fn products_are_named_by_the_product_and_not_by_its_view() {
    let page = r#"{"ProductViewSummaries":[{"Id":"prodview-1","ProductId":"prod-data","Name":"Data Layer"}]}"#;
    let wire = Wire::new().answer("SearchProducts", page);
    let products = catalog(&wire).products().await.unwrap();
    assert_eq!(products[0].id, product());
}

#[tokio::test]
async fn products_on_every_page_are_listed() {
    let first =
        r#"{"ProductViewSummaries":[{"ProductId":"prod-1","Name":"A"}],"NextPageToken":"two"}"#;
    let second = r#"{"ProductViewSummaries":[{"ProductId":"prod-2","Name":"A"}]}"#;
    let wire = Wire::new()
        .answer("SearchProducts", first)
        .answer("SearchProducts", second);
    let products = catalog(&wire).products().await.unwrap();
    let ids: Vec<ProductId> = products.into_iter().map(|product| product.id).collect();
    assert_eq!(ids, ["prod-1", "prod-2"].map(|id| ProductId(id.to_owned())));
    assert_eq!(wire.json(1)["PageToken"], "two");
}

#[tokio::test]
async fn inactive_and_deprecated_versions_are_listed_as_such() {
    let page = r#"{"ProvisioningArtifactDetails":[
        {"Id":"pa-1","Name":"v1.0.0","CreatedTime":1.0,"Active":false,"Guidance":"DEFAULT"},
        {"Id":"pa-2","Name":"v1.1.0","CreatedTime":2.0,"Active":true,"Guidance":"DEPRECATED"}]}"#;
    let wire = Wire::new().answer("ListProvisioningArtifacts", page);
    let versions = catalog(&wire).versions(&product()).await.unwrap();
    let seen: Vec<(bool, Guidance)> = versions.iter().map(|v| (v.active, v.guidance)).collect();
    assert_eq!(
        seen,
        [(false, Guidance::Default), (true, Guidance::Deprecated)]
    );
}

#[tokio::test]
async fn a_guidance_of_tomorrow_is_not_taken_for_a_free_one() {
    let page = version("pa-1", "v1.0.0").replace("DEFAULT", "DISCOURAGED");
    let wire = Wire::new().answer("ListProvisioningArtifacts", versions(&[page]));
    let versions = catalog(&wire).versions(&product()).await.unwrap();
    assert_eq!(versions[0].guidance, Guidance::Deprecated);
}

#[tokio::test]
async fn a_version_whose_name_is_free_text_is_listed_under_its_id() {
    let page = versions(&[version("pa-1", "first release (do not use)")]);
    let wire = Wire::new().answer("ListProvisioningArtifacts", page);
    let versions = catalog(&wire).versions(&product()).await.unwrap();
    assert_eq!(versions[0].name.as_str(), "pa-1");
}

#[tokio::test]
async fn a_version_keeps_the_fraction_of_the_second_it_was_made_in() {
    let wire = Wire::new().answer(
        "ListProvisioningArtifacts",
        versions(&[version("pa-1", "v1")]),
    );
    let versions = catalog(&wire).versions(&product()).await.unwrap();
    assert_eq!(versions[0].created.to_string(), "2025-06-15T15:06:40.5Z");
}

#[tokio::test]
async fn a_caller_who_may_not_list_versions_is_shown_the_active_ones() {
    let shown = r#"{"ProvisioningArtifacts":[{"Id":"pa-1","Name":"v1.0.0","CreatedTime":1.0}]}"#;
    let wire = Wire::new()
        .refuse(
            "ListProvisioningArtifacts",
            "AccessDeniedException",
            "not authorized",
        )
        .answer("DescribeProduct", shown);
    let versions = catalog(&wire).versions(&product()).await.unwrap();
    assert!(versions[0].active, "{versions:?}");
}

#[tokio::test]
async fn versions_of_an_unknown_product_are_not_found() {
    let wire = Wire::new()
        .refuse(
            "ListProvisioningArtifacts",
            "ResourceNotFoundException",
            "not found",
        )
        .refuse("DescribeProduct", "ResourceNotFoundException", "not found");
    let error = catalog(&wire).versions(&product()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_second_page_of_versions_that_cannot_be_asked_for_is_not_passed_over() {
    let page = r#"{"ProvisioningArtifactDetails":[],"NextPageToken":"two"}"#;
    let wire = Wire::new().answer("ListProvisioningArtifacts", page);
    let error = catalog(&wire).versions(&product()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Other);
}

#[tokio::test]
async fn no_launch_path_is_explained_by_the_missing_association() {
    let wire = Wire::new().refuse("ListLaunchPaths", "ResourceNotFoundException", NO_PATH);
    let error = catalog(&wire).launch_paths(&product()).await.unwrap_err();
    insta::assert_snapshot!(error, @"servicecatalog:ListLaunchPaths in main: not found: ResourceNotFoundException: No launch paths found for resource: prod-data. Administrator rights do not grant a launch: the calling user or role must be a principal of the portfolio. Associate it; for up to two minutes after that the same answer may still come");
}

#[tokio::test]
async fn an_empty_list_of_launch_paths_is_the_same_as_none_found() {
    let wire = Wire::new().answer("ListLaunchPaths", r#"{"LaunchPathSummaries":[]}"#);
    let error = catalog(&wire).launch_paths(&product()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_launch_path_is_named_by_its_portfolio() {
    let page = r#"{"LaunchPathSummaries":[{"Id":"lpv3-1","Name":"TetraScience","ConstraintSummaries":[]}]}"#;
    let wire = Wire::new().answer("ListLaunchPaths", page);
    let paths = catalog(&wire).launch_paths(&product()).await.unwrap();
    assert_eq!(
        (paths[0].id.0.as_str(), paths[0].name.as_str()),
        ("lpv3-1", "TetraScience")
    );
}

/// Whether a path with this constraint has a launch role.
async fn has_launch_role(constraint: &str) -> bool {
    let page = format!(
        r#"{{"LaunchPathSummaries":[{{"Id":"lpv3-1","Name":"TetraScience","ConstraintSummaries":[{{"Type":"{constraint}"}}]}}]}}"#
    );
    let wire = Wire::new().answer("ListLaunchPaths", &page);
    let paths = catalog(&wire).launch_paths(&product()).await.unwrap();
    paths[0].launch_role
}

#[tokio::test]
async fn a_launch_path_has_a_launch_role_where_its_constraint_says_so() {
    assert!(has_launch_role("LAUNCH").await);
    assert!(!has_launch_role("TEMPLATE").await);
}

fn record(id: &str, name: &str, created: u32) -> String {
    format!(r#"{{"RecordId":"{id}","ProvisionedProductName":"{name}","CreatedTime":{created}}}"#)
}

fn records(records: &[String], next: &str) -> String {
    let records = records.join(",");
    format!(r#"{{"RecordDetails":[{records}]{next}}}"#)
}

#[tokio::test]
async fn history_is_asked_of_the_whole_account_by_product() {
    let wire = Wire::new().answer("ListRecordHistory", records(&[], ""));
    catalog(&wire).history(&product(), &name()).await.unwrap();
    let sent = wire.json(0);
    assert_eq!(sent["AccessLevelFilter"]["Key"], "Account");
    assert_eq!(sent["SearchFilter"]["Key"], "product");
}

#[tokio::test]
async fn history_is_of_the_exact_name_over_all_pages_the_newest_first() {
    let first = [
        record("rec-1", "acme-data-layer", 1),
        record("rec-2", "acme-data-layer-2", 9),
    ];
    let second = [record("rec-3", "acme-data-layer", 3)];
    let wire = Wire::new()
        .answer(
            "ListRecordHistory",
            records(&first, r#","NextPageToken":"two""#),
        )
        .answer("ListRecordHistory", records(&second, ""));
    let history = catalog(&wire).history(&product(), &name()).await.unwrap();
    assert_eq!(
        history,
        ["rec-3", "rec-1"].map(|id| RecordId(id.to_owned()))
    );
}

#[tokio::test]
async fn history_ends_after_the_newest_few_hundred() {
    let wire = (0..20).fold(Wire::new(), |wire, page| {
        let next = format!(r#","NextPageToken":"{page}""#);
        let page = [record(
            &format!("rec-{page}"),
            "acme-data-layer",
            100 - page,
        )];
        wire.answer("ListRecordHistory", records(&page, &next))
    });
    let history = catalog(&wire).history(&product(), &name()).await.unwrap();
    assert_eq!(history.len(), 20);
}
