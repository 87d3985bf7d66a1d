//! What the two layers must say alike.

use crate::layer::agree;
use crate::layer::data::DataLayerDraft;
use crate::layer::fixture::{data, id, service};
use crate::layer::service::{Access, ServiceLayerDraft, WindowsWorkers};

fn findings(
    below: impl FnOnce(&mut DataLayerDraft),
    above: impl FnOnce(&mut ServiceLayerDraft),
) -> String {
    agree(&data(below).unwrap(), &service(above).unwrap()).to_string()
}

#[test]
fn layers_that_agree_raise_no_finding() {
    assert_eq!(findings(|_| {}, |_| {}), "");
    let below = |draft: &mut DataLayerDraft| {
        draft.windows_workers = false;
        draft.exposed_on_internet = true;
    };
    let above = |draft: &mut ServiceLayerDraft| {
        draft.windows_workers = WindowsWorkers::Off;
        draft.web.access = Access::Internet;
    };
    assert_eq!(findings(below, above), "");
}

#[test]
fn workers_of_a_chosen_type_are_on() {
    let above = |draft: &mut ServiceLayerDraft| {
        draft.windows_workers = WindowsWorkers::OnType(id("t3.large"));
    };
    assert_eq!(findings(|_| {}, above), "");
}

#[test]
fn layers_in_different_places_are_refused() {
    let text = findings(|_| {}, |draft| draft.target.region = id("us-west-2"));
    insta::assert_snapshot!(text, @"blocks targets: the Data Layer is deployed to main (111122223333 in us-east-1), the Service Layer to main (111122223333 in us-west-2). The Service Layer reads the Data Layer's stack, which is found in its own account and region only. Give both the same target.");
}

#[test]
fn layers_that_differ_about_logging_are_refused() {
    let text = findings(|_| {}, |draft| draft.enable_logging = true);
    insta::assert_snapshot!(text, @"blocks service_layer.enable_logging: EnableLogging is false in the Data Layer and true in the Service Layer. The Service Layer writes to a cluster that exists only when the Data Layer makes it. Set both to false: the Data Layer's is deprecated.");
}

#[test]
fn layers_that_differ_about_windows_workers_are_refused() {
    let text = findings(|draft| draft.windows_workers = false, |_| {});
    insta::assert_snapshot!(text, @"blocks service_layer.windows_workers: Windows workers are off in the Data Layer and on in the Service Layer. The workers' subnets and endpoints are the Data Layer's to know, and are checked only when there are such workers. Say the same in both.");
}

#[test]
fn layers_that_differ_about_internet_access_are_refused() {
    let text = findings(|_| {}, |draft| draft.web.access = Access::Internet);
    insta::assert_snapshot!(text, @"blocks web.access: Internet access is off in the Data Layer and on in the Service Layer. The public subnets that such access needs are checked by the Data Layer. Say the same in both.");
}

#[test]
fn layers_of_one_name_are_refused() {
    let above = |draft: &mut ServiceLayerDraft| {
        draft.choice.provisioned_product = id("acme-data-layer");
    };
    insta::assert_snapshot!(findings(|_| {}, above), @"blocks service_layer.provisioned_product: both layers are named acme-data-layer. A provisioned product is one product; its name is taken once the Data Layer has it. Give the Service Layer a name of its own.");
}
