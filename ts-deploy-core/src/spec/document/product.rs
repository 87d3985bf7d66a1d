//! Which product, which version, and under which name.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::finding::Finding;
use crate::ids::{ProductVersionName, ProvisionedProductName};
use crate::layer::{ProductChoice, ProductSelector, VersionSelector};
use crate::port::catalog::ProductId;
use crate::spec::decode::Decode;
use crate::spec::leaf::{invalid, text};
use crate::spec::notes::{At, Notes};
use crate::spec::tree::Node;
use crate::spec::words::{Line, ProductIdText};

/// The fields by which both layers say what is launched.
pub(crate) struct Launch {
    pub(crate) product: Option<Line>,
    pub(crate) product_id: Option<ProductIdText>,
    pub(crate) portfolio: Option<Line>,
    pub(crate) version: Option<Version>,
    pub(crate) provisioned_product: ProvisionedProductName,
}

impl Launch {
    /// As a layer takes it; a product that is not said once is noted.
    pub(crate) fn choice(self, at: &str, notes: &mut Notes) -> Option<ProductChoice> {
        let product = match (self.product, self.product_id) {
            (Some(name), None) => ProductSelector::Name(name.into()),
            (None, Some(id)) => ProductSelector::Id(ProductId(id.into())),
            (None, None)
                if ["product", "product_id"]
                    .iter()
                    .any(|name| notes.is_misspelt(&format!("{at}.{name}"))) =>
            {
                return None;
            }
            (None, None) => {
                let seen = format!("{at} names no product.");
                let finding = Finding::blocks("field-missing", format!("{at}.product"), seen)
                    .why("The catalog holds more than one product.")
                    .remedy("Add \"product\" with its name, or \"product_id\" with its id.");
                notes.add(finding);
                return None;
            }
            (Some(_), Some(_)) => {
                let seen = format!("{at} names a product both by name and by id.");
                let finding =
                    Finding::blocks("choice-not-single", format!("{at}.product_id"), seen)
                        .why("They may be two products.")
                        .remedy("Keep one of \"product\" and \"product_id\".");
                notes.add(finding);
                return None;
            }
        };
        Some(ProductChoice {
            product,
            version: self.version.map_or(VersionSelector::Latest, |v| v.0),
            portfolio: self.portfolio.map(Into::into),
            provisioned_product: self.provisioned_product,
        })
    }
}

/// `latest`, or the name of a version.
#[derive(Clone, Debug)]
pub(crate) struct Version(pub(crate) VersionSelector);

impl Decode for Version {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        match text(node, at, "a version", notes)? {
            "latest" => Some(Self(VersionSelector::Latest)),
            name => ProductVersionName::parse(name)
                .map(|name| Self(VersionSelector::Named(name)))
                .map_err(|refused| notes.add(invalid(at, &refused, "latest or v1.0.0")))
                .ok(),
        }
    }
}

impl JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "latest, or the name of a version.",
            "type": "string",
            "pattern": "^[A-Za-z0-9._-]{1,128}$",
            "examples": ["latest", "v1.0.0"],
        })
    }
}
