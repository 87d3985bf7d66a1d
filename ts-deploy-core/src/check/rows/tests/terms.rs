//! R24, and R21 before a launch; R21 of what runs is among the scenarios.

#![cfg(feature = "spec")]

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use futures::executor::block_on;

use super::vendor::{main_of, product, verdict, with};
use super::{found, passed, start};
use crate::check::rows::all;
use crate::check::{CheckContext, Verdict};
use crate::deployment::Deployment;
use crate::finding::Severity;
use crate::port::PortResult;
use crate::port::catalog::{PathId, ProductId, VersionId};
use crate::port::product_terms::{ProductTermsReader, TagOptions};
use crate::port::stack::TemplateSource;
use crate::sim::{CallFault, SimCloud};
use crate::target::TargetName;

fn options(all: &[(&str, &[&str])]) -> TagOptions {
    let values = |values: &[&str]| -> BTreeSet<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    };
    all.iter()
        .map(|(key, allowed)| ((*key).to_owned(), values(allowed)))
        .collect()
}

/// What the check of tags says of these in the spec, when the vendor asks for those.
fn tags(given: &str, asked: &[(&str, &[&str])]) -> Verdict {
    let (deployment, cloud) = with(given);
    let (id, _) = product(&deployment, &cloud);
    main_of(&deployment, &cloud).ask_for_tags(&id, &options(asked));
    verdict(&deployment, &cloud, "data-layer-tags")
}

/// A cloud that refuses this call.
fn refusing(call: &'static str) -> (Deployment, SimCloud) {
    let (deployment, cloud) = with("");
    cloud.on_call(Box::new(move |info| {
        let made = format!("{}:{}", info.call.service, info.call.operation);
        if made == call {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    (deployment, cloud)
}

#[test]
fn a_template_that_can_be_read_passes() {
    let (deployment, cloud) = with("");
    let seen = passed(&verdict(&deployment, &cloud, "data-layer-template"));
    assert!(
        seen.starts_with("template of the Data Layer: read, declares "),
        "{seen}"
    );
}

#[test]
fn a_bucket_behind_a_data_perimeter_warns_and_names_it() {
    let (deployment, cloud) = refusing("cloudformation:GetTemplateSummary");
    let verdict = verdict(&deployment, &cloud, "data-layer-template");
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    let found = found(&verdict);
    assert!(
        found.contains("https://ts-platform-artifacts-us-east-1.s3.")
            && found.contains("aws:ResourceOrgID"),
        "{found}"
    );
}

/// A catalog that tells no template's address.
struct Silent;

#[async_trait]
impl ProductTermsReader for Silent {
    async fn tag_options(
        &self,
        _: &ProductId,
        _: &VersionId,
        _: &PathId,
    ) -> PortResult<TagOptions> {
        Ok(TagOptions::new())
    }

    async fn template(&self, _: &ProductId, _: &VersionId) -> PortResult<Option<TemplateSource>> {
        Ok(None)
    }
}

#[test]
fn a_template_whose_address_is_not_told_is_no_template_that_was_read() {
    let (deployment, cloud) = with("");
    let mut ports = cloud.ports(&deployment.targets());
    ports.read::<dyn ProductTermsReader>(TargetName::Main, Arc::new(Silent));
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let check = all(&deployment).into_iter();
    let check = check
        .into_iter()
        .find(|one| one.id() == "data-layer-template");
    let looked = block_on(check.unwrap().look(&cx)).unwrap();
    let ids: Vec<_> = looked.findings.iter().map(|one| &*one.id).collect();
    assert_eq!(ids, ["template-not-told"]);
    assert!(looked.evidence.is_empty());
}

#[test]
fn who_may_not_ask_where_the_template_is_has_not_checked_it() {
    let (deployment, cloud) = refusing("servicecatalog:DescribeProvisioningArtifact");
    let verdict = verdict(&deployment, &cloud, "data-layer-template");
    assert!(matches!(verdict, Verdict::NotChecked { .. }), "{verdict:?}");
}

#[test]
fn before_the_product_is_offered_neither_template_nor_tags_are_looked_at_and_nothing_blocks() {
    let (deployment, cloud) = with("");
    main_of(&deployment, &cloud).withdraw_all();
    for id in [
        "data-layer-template",
        "data-layer-tags",
        "data-layer-promises",
    ] {
        let verdict = verdict(&deployment, &cloud, id);
        assert_eq!(verdict.severity(), Some(Severity::Informs), "{id}");
        assert!(found(&verdict).contains("is not known yet"), "{id}");
    }
}

#[test]
fn a_vendor_that_asks_for_no_tags_passes() {
    let seen = passed(&tags("", &[]));
    assert_eq!(seen, "tags of the Data Layer: the vendor asks for none");
}

#[test]
fn a_tag_with_one_value_is_added_by_service_catalog() {
    let seen = passed(&tags("", &[("vendor", &["tetra"])]));
    assert_eq!(seen, "tags of the Data Layer: 1 TagOptions met");
}

#[test]
fn a_tag_that_is_one_of_those_allowed_passes() {
    let seen = passed(&tags("tags: { class: b }", &[("class", &["a", "b"])]));
    assert_eq!(seen, "tags of the Data Layer: 1 TagOptions met");
}

#[test]
fn a_tag_that_is_none_of_those_allowed_blocks() {
    let verdict = tags("tags: { class: c }", &[("class", &["a", "b"])]);
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    insta::assert_snapshot!(found(&verdict), @"blocks data-layer: the tag class is c, and the vendor allows a, b. Service Catalog refuses a launch whose tags are not among the TagOptions of product and portfolio. Under `tags` in the spec, set class to one of them.");
}

#[test]
fn a_tag_to_choose_that_is_not_given_blocks() {
    let verdict = tags("", &[("class", &["a", "b"])]);
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    assert!(found(&verdict).contains("the tag class is not given, and has to be one of a, b"));
}

#[test]
fn a_tag_of_which_the_vendor_allows_no_value_blocks_until_it_is_removed() {
    let verdict = tags("tags: { class: c }", &[("class", &[])]);
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    let found = found(&verdict);
    assert!(
        found.contains("allows no value of it") && found.contains("Remove class from `tags`"),
        "{found}"
    );
}

#[test]
fn a_tag_of_which_the_vendor_allows_no_value_passes_when_it_is_not_given() {
    assert!(!passed(&tags("", &[("class", &[])])).is_empty());
}

#[test]
fn before_the_launch_the_templates_that_cannot_be_read_yet_are_told() {
    let (deployment, cloud) = with("");
    let verdict = verdict(&deployment, &cloud, "data-layer-promises");
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(found(&verdict).contains("cannot be read before they are deployed"));
}
