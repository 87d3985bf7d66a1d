//! The vendor's portfolio.

use crate::deployment;
use crate::finding::Finding;
use crate::ids::{AccountId, PortfolioId, PrincipalArn};
use crate::spec::declare::record;
use crate::spec::notes::Notes;

record! {
    /// The vendor's portfolio, which is imported before anything is launched (R16).
    Portfolio {
        /// Its id: the code that the vendor sends, good for the account and region of targets.main.
        id: PortfolioId,
        /// The user or role that deploys: its ARN with its path, not that of a session. It becomes
        /// a principal of the portfolio. Left out: the user whose credentials are used, or the
        /// role, where it is a principal already.
        principal: Option<PrincipalArn>,
    }
}

impl Portfolio {
    /// As the deployment takes it; a principal of another account than `main` is noted.
    pub(crate) fn into_portfolio(
        self,
        main: Option<&AccountId>,
        notes: &mut Notes,
    ) -> deployment::Portfolio {
        let Self { id, principal } = self;
        let owner = principal.as_ref().and_then(PrincipalArn::account);
        if let Some((owner, main)) = owner.zip(main).filter(|(owner, main)| owner != *main) {
            let seen = format!("The principal is of account {owner}, and targets.main is {main}.");
            let at = "portfolio.principal";
            let finding = Finding::blocks("principal-account-mismatch", at, seen)
                .why("Service Catalog takes principals of the account that imports the portfolio.")
                .remedy("Give a user or role of the main account, or mend the account.")
                .row("R16");
            notes.add(finding);
        }
        deployment::Portfolio { id, principal }
    }
}
