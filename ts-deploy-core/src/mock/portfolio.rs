//! Mocks of the portfolio's ports.

use async_trait::async_trait;

use crate::ids::{PortfolioId, PrincipalArn};
use crate::port::PortResult;
use crate::port::portfolio::{
    ImportedPortfolio, PortfolioPrincipal, PortfolioReader, PortfolioWriter,
};

mockall::mock! {
    /// A mock of [`PortfolioReader`](crate::port::portfolio::PortfolioReader).
    #[derive(Debug)]
    pub PortfolioReader {}

    #[async_trait]
    impl PortfolioReader for PortfolioReader {
        async fn imported(&self) -> PortResult<Vec<ImportedPortfolio>>;
        async fn principals(&self, portfolio: &PortfolioId) -> PortResult<Vec<PortfolioPrincipal>>;
    }
}

mockall::mock! {
    /// A mock of [`PortfolioWriter`](crate::port::portfolio::PortfolioWriter).
    #[derive(Debug)]
    pub PortfolioWriter {}

    #[async_trait]
    impl PortfolioWriter for PortfolioWriter {
        async fn accept_share(&self, portfolio: &PortfolioId) -> PortResult<()>;
        async fn associate_principal(
            &self,
            portfolio: &PortfolioId,
            principal: &PrincipalArn,
        ) -> PortResult<()>;
    }
}
