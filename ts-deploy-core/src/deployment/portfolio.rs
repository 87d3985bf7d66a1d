//! The vendor's portfolio: imported by its code, and the deployer associated with it (R16).

mod associate;
mod import;

pub use associate::AssociatePrincipal;
pub(crate) use associate::Standing;
pub use import::ImportPortfolio;

use jiff::SignedDuration;

use crate::ids::{PortfolioId, PrincipalArn};
use crate::plan::{Progress, ReadContext};

/// The portfolio that a deployment imports, and who deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portfolio {
    /// Its id: the code that the vendor sends.
    pub id: PortfolioId,
    /// The user or role that deploys, with its path. A user need not be declared, since its
    /// credentials tell its ARN; the session of a role does not tell the role's path.
    pub principal: Option<PrincipalArn>,
}

/// How long AWS may take to show an import or an association: minutes, at most.
const LAG: SignedDuration = SignedDuration::from_mins(5);

/// Where a change stands whose effect is `shown` or not. What is not shown within [`LAG`] is looked
/// at anew.
fn shown_by_now(cx: &ReadContext<'_>, shown: bool) -> Progress {
    let waited = cx.open.map(|open| cx.now.duration_since(open.at));
    if shown || waited.is_none_or(|waited| waited > LAG) {
        return Progress::Settled;
    }
    Progress::Running {
        state: "accepted, not shown yet".to_owned(),
        resources: Vec::new(),
        done: None,
    }
}
