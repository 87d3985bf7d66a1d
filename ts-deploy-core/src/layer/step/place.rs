//! Which thing in AWS a product's step is about, and what it wants of it.

use crate::layer::{Inputs, ProductComponent, VersionSelector};
use crate::plan::{DEPLOYMENT_TAG, Foreseen};
use crate::target::Target;

/// The provisioned product, by name, account and region.
pub(super) fn place(target: &Target, component: &dyn ProductComponent) -> String {
    let name = &component.choice().provisioned_product;
    format!(
        "provisioned product {name} in {}, {}",
        target.account, target.region
    )
}

/// A digest of what is wanted: `goal`, place, choice, parameters and tags, whatever is there.
pub(super) fn wanted(goal: &str, target: &Target, component: &dyn ProductComponent) -> String {
    let choice = component.choice();
    let version = match &choice.version {
        VersionSelector::Latest => "latest",
        VersionSelector::Named(name) => name.as_str(),
    };
    let (place, product) = (place(target, component), choice.product.to_string());
    let parameters = component.parameters(&Inputs::default()).digest();
    let portfolio = choice.portfolio.as_deref().unwrap_or_default();
    let own = [goal, &place, &product, portfolio, version, &parameters];
    let tags = component.tags().iter();
    let tags = tags.flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    crate::hash::of_parts(own.into_iter().chain(tags))
}

/// What a launch sends as far as the component alone decides it.
pub(super) fn foreseen(component: &dyn ProductComponent) -> Vec<Foreseen> {
    let version = match &component.choice().version {
        VersionSelector::Latest => None,
        VersionSelector::Named(name) => Some(name.clone()),
    };
    let told = match &version {
        Some(name) => Foreseen::decided("version", name.as_str()),
        None => Foreseen::open("version", "the latest that the catalog offers"),
    };
    let inputs = Inputs {
        version,
        ..Inputs::default()
    };
    let parameters = Foreseen::parameters(&component.parameters(&inputs));
    let tags = component.tags().iter();
    let tags = tags.map(|(key, value)| Foreseen::decided(format!("tag {key}"), value));
    let own = Foreseen::open(format!("tag {DEPLOYMENT_TAG}"), "the deployment's name");
    std::iter::once(told)
        .chain(parameters)
        .chain(tags)
        .chain([own])
        .collect()
}
