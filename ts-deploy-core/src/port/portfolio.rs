//! Portfolios that another account shares, and who may launch what is in them (`servicecatalog`).
//!
//! A vendor shares a portfolio with an account, in one region. The account accepts the share by
//! the portfolio's id, which is then *imported* there, and associates with it the users and roles
//! that may launch its products. Until then the catalog shows them nothing.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{PortfolioId, PrincipalArn};

/// A portfolio of another account's whose share was accepted (`ListAcceptedPortfolioShares`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPortfolio {
    /// Its id.
    pub id: PortfolioId,
    /// Its name, which is also that of the launch path to its products.
    pub name: String,
    /// Who provides it, in the provider's own words; empty when it does not say.
    pub provider: String,
}

/// How a principal is named, in Service Catalog's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum PrincipalType {
    /// By its ARN.
    Iam,
    /// By a pattern over ARNs without an account, which may mean none or many.
    IamPattern,
    /// A type this version does not know; never taken for an ARN.
    #[serde(other)]
    Unknown,
}

impl PrincipalType {
    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iam => "IAM",
            Self::IamPattern => "IAM_PATTERN",
            Self::Unknown => "unknown",
        }
    }
}

/// Who may launch the products of a portfolio (`ListPrincipalsForPortfolio`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortfolioPrincipal {
    /// Its ARN, or the pattern, as AWS tells it: groups and principals that are gone stand there
    /// too.
    pub arn: String,
    /// How it is named.
    pub kind: PrincipalType,
}

/// Reads imported portfolios. Calls are repeatable; lists are whole (every page).
#[async_trait]
pub trait PortfolioReader: Send + Sync {
    /// All portfolios that were imported in this account and region. Shares that are offered and
    /// not accepted yet are not shown by AWS.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn imported(&self) -> PortResult<Vec<ImportedPortfolio>>;

    /// All principals associated with a portfolio.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the
    /// portfolio is not imported here.
    async fn principals(&self, portfolio: &PortfolioId) -> PortResult<Vec<PortfolioPrincipal>>;
}

impl ReadPort for dyn PortfolioReader {
    const NAME: &'static str = "portfolio reader";
}

/// Imports portfolios and lets principals launch from them. The effect of a call is there when it
/// answers, though reads, and the catalog above all, may lag behind by up to two minutes.
///
/// The calls know no token and need none: each says what is to be so, and repeated changes nothing
/// more.
#[async_trait]
pub trait PortfolioWriter: Send + Sync {
    /// Accepts the share of this portfolio (`AcceptPortfolioShare`, imported). Accepting what was
    /// accepted is a success.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when no
    /// share of it is offered to this account in this region.
    async fn accept_share(&self, portfolio: &PortfolioId) -> PortResult<()>;

    /// Lets a user or a role launch the products of a portfolio
    /// (`AssociatePrincipalWithPortfolio`, type `IAM`). Associating what is associated is a
    /// success.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the
    /// portfolio is not imported here; kind [`Invalid`](super::ErrorKind::Invalid) for a principal
    /// that AWS does not take: of another account, or not there. Sessions of roles and the root
    /// user are no [`PrincipalArn`].
    async fn associate_principal(
        &self,
        portfolio: &PortfolioId,
        principal: &PrincipalArn,
    ) -> PortResult<()>;
}

impl ChangePort for dyn PortfolioWriter {
    const NAME: &'static str = "portfolio writer";
}
