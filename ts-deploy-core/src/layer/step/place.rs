//! Which thing in AWS a product's step is about, and what it wants of it.

use crate::layer::{Inputs, ProductComponent, VersionSelector};
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
