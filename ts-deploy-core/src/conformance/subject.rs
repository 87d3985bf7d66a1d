//! What is tried, and with what.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;

use super::further::{ParameterSubject, PortfolioSubject, TermsSubject};
use super::trial::Tried;
use crate::clock::Clock;
use crate::ids::{AccountId, ProvisionedProductName};
use crate::parameter::{ParameterKey, Request};
use crate::port::catalog::{CatalogReader, CatalogWriter, PathId, ProductId, VersionId};
use crate::port::identity::IdentityReader;
use crate::port::stack::StackReader;
use crate::port::{MissingPort, Ports};
use crate::target::TargetName;

/// The ports of a backend in one target.
#[derive(Clone)]
pub struct Backend {
    /// Reads the catalog.
    pub catalog: Arc<dyn CatalogReader>,
    /// Changes provisioned products.
    pub changes: Arc<dyn CatalogWriter>,
    /// Reads stacks.
    pub stacks: Arc<dyn StackReader>,
    /// Tells who is calling.
    pub identity: Arc<dyn IdentityReader>,
}

impl Backend {
    /// What is registered for `target`.
    ///
    /// # Errors
    /// [`MissingPort`] for the first port that is not registered.
    pub fn of(ports: &Ports, target: TargetName) -> Result<Self, MissingPort> {
        let (readers, writers) = (ports.readers(), ports.writers());
        Ok(Self {
            catalog: readers.get::<dyn CatalogReader>(target)?,
            changes: writers.get::<dyn CatalogWriter>(target)?,
            stacks: readers.get::<dyn StackReader>(target)?,
            identity: readers.get::<dyn IdentityReader>(target)?,
        })
    }
}

/// How long a suite waits for a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The pause between two looks.
    pub every: SignedDuration,
    /// The longest until what was changed can be seen, and until calls that do not answer do.
    pub sight: SignedDuration,
    /// The longest that a launch, an update or a removal takes.
    pub operation: SignedDuration,
}

impl Default for Patience {
    /// A look every ten seconds, two minutes until a change is seen, an hour for an operation.
    fn default() -> Self {
        Self {
            every: SignedDuration::from_secs(10),
            sight: SignedDuration::from_mins(2),
            operation: SignedDuration::from_hours(1),
        }
    }
}

/// A backend and what to try it with.
///
/// Take a product that is launched and removed within minutes and costs nothing, with a parameter
/// that AWS masks and one that is not sent because it has a default: promises about what a
/// product does not have are kept by saying nothing.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct Subject {
    /// The backend.
    pub backend: Backend,
    /// The clock that is slept on.
    pub clock: Arc<dyn Clock>,
    /// How long is waited.
    #[builder(default)]
    pub patience: Patience,
    /// With what the names of provisioned products begin; nothing of anybody else's may. Two
    /// suites that run at the same time need two prefixes. At most 50 characters.
    pub prefix: ProvisionedProductName,
    /// The account that the backend's credentials belong to.
    pub account: AccountId,
    /// The product that is launched.
    pub product: ProductId,
    /// The version that is launched; not its only one need be.
    pub version: VersionId,
    /// The path it is launched through.
    pub path: PathId,
    /// The parameters of a launch that succeeds.
    pub parameters: Request,
    /// What an update changes: a parameter that is shown, and another value for it.
    pub change: (ParameterKey, String),
    /// Tags of a launch.
    #[builder(default)]
    pub tags: BTreeMap<String, String>,
    /// A portfolio to be imported; the promises of the portfolio's ports are not tried without.
    #[builder(default, setter(strip_option))]
    pub portfolio: Option<PortfolioSubject>,
    /// Who tells the terms of versions; the promises about them are not tried without.
    #[builder(default, setter(strip_option))]
    pub terms: Option<TermsSubject>,
    /// Where parameters may be made; the promises of the parameter store are not tried without.
    #[builder(default, setter(strip_option))]
    pub parameter_store: Option<ParameterSubject>,
}

impl Tried for Subject {
    type Name = ProvisionedProductName;

    fn name_for(&self, promise: &'static str) -> Result<Self::Name, String> {
        let name = ProvisionedProductName::parse(format!("{}{promise}", self.prefix));
        name.map_err(|error| format!("the prefix is too long: {error}"))
    }

    fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    fn patience(&self) -> Patience {
        self.patience
    }
}
