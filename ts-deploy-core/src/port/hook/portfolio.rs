//! The hook around the calls of portfolios.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::{PortfolioId, PrincipalArn};
use crate::port::portfolio::{
    ImportedPortfolio, PortfolioPrincipal, PortfolioReader, PortfolioWriter,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "servicecatalog";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn PortfolioReader>(ports, target, hook, |one| one);
    hook_writer::<dyn PortfolioWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: PortfolioReader + ?Sized> PortfolioReader for Hooked<P> {
    async fn imported(&self) -> PortResult<Vec<ImportedPortfolio>> {
        let answer = self.backend.imported();
        self.call(SERVICE, "ListAcceptedPortfolioShares", answer)
            .await
    }

    async fn principals(&self, portfolio: &PortfolioId) -> PortResult<Vec<PortfolioPrincipal>> {
        let answer = self.backend.principals(portfolio);
        self.call(SERVICE, "ListPrincipalsForPortfolio", answer)
            .await
    }
}

#[async_trait]
impl<P: PortfolioWriter + ?Sized> PortfolioWriter for Hooked<P> {
    async fn accept_share(&self, portfolio: &PortfolioId) -> PortResult<()> {
        let answer = self.backend.accept_share(portfolio);
        self.call(SERVICE, "AcceptPortfolioShare", answer).await
    }

    async fn associate_principal(
        &self,
        portfolio: &PortfolioId,
        principal: &PrincipalArn,
    ) -> PortResult<()> {
        let answer = self.backend.associate_principal(portfolio, principal);
        self.call(SERVICE, "AssociatePrincipalWithPortfolio", answer)
            .await
    }
}
