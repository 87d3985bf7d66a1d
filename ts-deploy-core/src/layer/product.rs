//! What the two products have in common.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::finding::Findings;
use crate::ids::{ProductVersionName, ProvisionedProductName};
use crate::parameter::{ParameterKey, ParameterSet, Provenance, Spelling, Value, Wire};
use crate::port::catalog::{Product, ProductId};

/// How a product is found in the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductSelector {
    /// By its name, which must be unique among the products the caller may launch.
    Name(String),
    /// By its id.
    Id(ProductId),
}

impl ProductSelector {
    /// True for the product, or one of the products, that is meant.
    pub fn selects(&self, product: &Product) -> bool {
        match self {
            Self::Name(name) => product.name == *name,
            Self::Id(id) => product.id == *id,
        }
    }

    /// The name of the product that was probably meant, where none of `offered` has this name: the
    /// same but for case, a few letters or words around it. `None` when none is near, or the product is
    /// named by its id.
    pub(crate) fn meant<'a>(&self, offered: &'a [Product]) -> Option<&'a str> {
        // The names of the vendor's products share most of their words: few letters decide.
        const APART: usize = 3;
        let Self::Name(name) = self else { return None };
        let alike = |product: &&Product| {
            let apart =
                strsim::damerau_levenshtein(&product.name.to_lowercase(), &name.to_lowercase());
            product.name != *name
                && apart <= APART
                && apart.saturating_mul(2) < name.chars().count()
        };
        let contains = |product: &&Product| {
            let (long, short) = (product.name.to_lowercase(), name.to_lowercase());
            product.name != *name && short.chars().count() >= 4 && long.contains(&short)
        };
        let near = offered.iter().find(alike);
        near.or_else(|| offered.iter().find(contains))
            .map(|product| product.name.as_str())
    }
}

impl std::fmt::Display for ProductSelector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "\"{name}\""),
            Self::Id(id) => write!(f, "{id}"),
        }
    }
}

/// Which version of a product is launched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum VersionSelector {
    /// The newest active one that is not deprecated, by the time it was made.
    #[default]
    Latest,
    /// The one of this name.
    Named(ProductVersionName),
}

/// Which product is launched, in which version, and under which name.
#[derive(Clone, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
pub struct ProductChoice {
    /// How the product is found.
    pub product: ProductSelector,
    /// Which version; the latest when not said.
    #[builder(default)]
    pub version: VersionSelector,
    /// The portfolio it is launched through; needed only when the product is reached through more
    /// than one.
    #[builder(default, setter(strip_option))]
    pub portfolio: Option<String>,
    /// The name of the provisioned product; it cannot be changed later.
    pub provisioned_product: ProvisionedProductName,
}

/// Parameters beyond the documented ones, by key; the product's contract decides whether they
/// exist. A documented key given here overrides what the component would send.
pub type ExtraParameters = IndexMap<ParameterKey, Value>;

/// What a component's parameters need beyond the component itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The version that is launched, which `CFTemplateVersion` must equal; `None` while it is not
    /// known.
    pub version: Option<ProductVersionName>,
    /// Values of other components that are known already. What is not here is awaited.
    pub wires: BTreeMap<Wire, String>,
}

/// A product of the catalog modelled as a component.
pub trait ProductComponent: Send + Sync {
    /// The component's name, which is also its step's: `data-layer`.
    fn name(&self) -> &'static str;

    /// What people call it: `Data Layer`.
    fn title(&self) -> &'static str;

    /// Which product, version and provisioned product.
    fn choice(&self) -> &ProductChoice;

    /// What it takes from other components once they are deployed.
    fn wires(&self) -> Vec<Wire>;

    /// What it sends, in the documents' order.
    fn parameters(&self, inputs: &Inputs) -> ParameterSet;

    /// What forbids launching `version`: a `CFTemplateVersion` given as an extra parameter that
    /// differs from it. Called once the version is known, before anything is launched.
    fn check_version(&self, version: &ProductVersionName) -> Findings {
        let inputs = Inputs {
            version: Some(version.clone()),
            ..Inputs::default()
        };
        let set = self.parameters(&inputs);
        let given = set.get(super::render::TEMPLATE_VERSION);
        given
            .and_then(
                |parameter| match (&parameter.spelling, &parameter.provenance) {
                    (Spelling::Value(value), Provenance::Extra(path)) => {
                        super::extra::version_differs(value, version, path.clone())
                    }
                    (Spelling::Empty, Provenance::Extra(path)) => {
                        super::extra::version_differs(&Value::from(""), version, path.clone())
                    }
                    _ => None,
                },
            )
            .into_iter()
            .collect()
    }

    /// Tags on all that is made.
    fn tags(&self) -> &BTreeMap<String, String>;

    /// Keys of the product which, changed while it runs, may make `CloudFormation` replace what
    /// holds data or what everything else stands on. The templates are the vendor's, so this is
    /// what the documents' words on the keys suggest, not what a template says.
    fn replacing(&self) -> &'static [&'static str];

    /// The keys that are decided once for all: an update of them is never sent, whatever is
    /// consented to.
    fn fixed(&self) -> &'static [&'static str] {
        &[]
    }

    /// True when removing it destroys data, so that consent for that very step is needed.
    fn holds_data(&self) -> bool;

    /// How long a launch takes by the documents, in minutes: least and most.
    fn documented_minutes(&self) -> (u32, u32);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str, offered: &[&str]) -> Option<String> {
        let product = |name: &&str| Product {
            id: ProductId("prod-1".to_owned()),
            name: (*name).to_owned(),
        };
        let offered: Vec<Product> = offered.iter().map(product).collect();
        let selector = ProductSelector::Name(name.to_owned());
        selector.meant(&offered).map(str::to_owned)
    }

    const VENDORS: [&str; 2] = ["TetraScience Service Layer", "TetraScience Data Layer"];

    #[test]
    fn a_misspelled_product_is_the_one_that_was_meant() {
        let near = meant("TetraScience Data Layr", &VENDORS);
        assert_eq!(near.as_deref(), Some("TetraScience Data Layer"));
        let near = meant("tetrascience data layer", &VENDORS);
        assert_eq!(near.as_deref(), Some("TetraScience Data Layer"));
    }

    #[test]
    fn a_product_whose_name_says_more_is_the_one_that_was_meant() {
        let near = meant("Data Layer", &VENDORS);
        assert_eq!(near.as_deref(), Some("TetraScience Data Layer"));
    }

    #[test]
    fn the_other_layers_product_is_not_the_one_that_was_meant() {
        assert_eq!(meant(VENDORS[1], &VENDORS[..1]), None);
    }
}
