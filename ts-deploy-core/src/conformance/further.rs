//! What is tried beside the catalog and the stacks, where a backend answers for it.

use std::sync::Arc;

use crate::ids::{ParameterPath, PortfolioId, PrincipalArn};
use crate::port::parameter_store::{ParameterReader, ParameterWriter};
use crate::port::portfolio::{PortfolioReader, PortfolioWriter};
use crate::port::product_terms::ProductTermsReader;
use crate::port::stack::TemplateReader;
use crate::port::{MissingPort, Ports};
use crate::target::TargetName;

/// The portfolio ports of a backend, and a portfolio to try them with.
///
/// What is tried stays so: no port takes an import or an association back.
#[derive(Clone)]
pub struct PortfolioSubject {
    /// Reads portfolios.
    pub reads: Arc<dyn PortfolioReader>,
    /// Imports them.
    pub changes: Arc<dyn PortfolioWriter>,
    /// A portfolio that is shared with the account in this region, imported already or not.
    pub portfolio: PortfolioId,
    /// A user or role of the account, associated already or not.
    pub principal: PrincipalArn,
}

impl PortfolioSubject {
    /// With what is registered for `target`.
    ///
    /// # Errors
    /// [`MissingPort`] for the first port that is not registered.
    pub fn of(
        ports: &Ports,
        target: TargetName,
        portfolio: PortfolioId,
        principal: PrincipalArn,
    ) -> Result<Self, MissingPort> {
        Ok(Self {
            reads: ports.readers().get::<dyn PortfolioReader>(target)?,
            changes: ports.writers().get::<dyn PortfolioWriter>(target)?,
            portfolio,
            principal,
        })
    }
}

/// The ports of a backend that tell what a version asks for and where its template is.
#[derive(Clone)]
pub struct TermsSubject {
    /// Reads terms.
    pub terms: Arc<dyn ProductTermsReader>,
    /// Reads templates.
    pub templates: Arc<dyn TemplateReader>,
}

impl TermsSubject {
    /// With what is registered for `target`.
    ///
    /// # Errors
    /// [`MissingPort`] for the first port that is not registered.
    pub fn of(ports: &Ports, target: TargetName) -> Result<Self, MissingPort> {
        let readers = ports.readers();
        Ok(Self {
            terms: readers.get::<dyn ProductTermsReader>(target)?,
            templates: readers.get::<dyn TemplateReader>(target)?,
        })
    }
}

/// The parameter store's ports of a backend, and where to try them.
#[derive(Clone)]
pub struct ParameterSubject {
    /// Reads parameters.
    pub reads: Arc<dyn ParameterReader>,
    /// Writes them.
    pub changes: Arc<dyn ParameterWriter>,
    /// The path below which parameters are made and removed; nothing of anybody else's may stand
    /// there.
    pub below: ParameterPath,
}

impl ParameterSubject {
    /// With what is registered for `target`.
    ///
    /// # Errors
    /// [`MissingPort`] for the first port that is not registered.
    pub fn of(
        ports: &Ports,
        target: TargetName,
        below: ParameterPath,
    ) -> Result<Self, MissingPort> {
        Ok(Self {
            reads: ports.readers().get::<dyn ParameterReader>(target)?,
            changes: ports.writers().get::<dyn ParameterWriter>(target)?,
            below,
        })
    }
}
