//! Portfolios that another account shares, on `servicecatalog`.

mod convert;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_servicecatalog::types::{PortfolioShareType, PrincipalType};
use aws_types::SdkConfig;
use ts_deploy_core::ids::{PortfolioId, PrincipalArn};
use ts_deploy_core::port::portfolio::{
    ImportedPortfolio, PortfolioPrincipal, PortfolioReader, PortfolioWriter,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// How many portfolios, and how many principals, Service Catalog shows on a page.
const PORTFOLIOS: i32 = 100;
const PRINCIPALS: i32 = 20;

/// [`PortfolioReader`] and [`PortfolioWriter`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsPortfolios {
    client: aws_sdk_servicecatalog::Client,
    line: Line,
}

impl AwsPortfolios {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_servicecatalog::Client::new(config);
        let service = "servicecatalog";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_servicecatalog::Client::from_conf(config);
        self
    }

    /// What `answered` means for something that was to be so and perhaps is.
    async fn perhaps_imported(
        &self,
        answered: PortResult<()>,
        portfolio: &PortfolioId,
    ) -> PortResult<()> {
        let Err(error) = answered else { return Ok(()) };
        // How a share that was accepted before is answered is not stated in the model: the list
        // of those tells.
        let perhaps = matches!(
            error.kind,
            ErrorKind::NotFound
                | ErrorKind::AlreadyExists
                | ErrorKind::Invalid
                | ErrorKind::Conflict
        );
        if !perhaps {
            return Err(error);
        }
        let imported = self.imported().await?;
        match imported.iter().find(|one| one.id == *portfolio) {
            Some(_) => Ok(()),
            None => Err(error),
        }
    }
}

#[async_trait]
impl PortfolioReader for AwsPortfolios {
    async fn imported(&self) -> PortResult<Vec<ImportedPortfolio>> {
        // `ListPortfolios` shows the account's own ones only.
        const OPERATION: &str = "ListAcceptedPortfolioShares";
        let details = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_accepted_portfolio_shares();
            let call = call.portfolio_share_type(PortfolioShareType::Imported);
            let call = call.page_size(PORTFOLIOS).set_page_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.portfolio_details.unwrap_or_default(),
                next: answer.next_page_token,
            })
        });
        let read = details.await?.into_iter().map(convert::portfolio);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn principals(&self, portfolio: &PortfolioId) -> PortResult<Vec<PortfolioPrincipal>> {
        const OPERATION: &str = "ListPrincipalsForPortfolio";
        let principals = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_principals_for_portfolio();
            let call = call.portfolio_id(portfolio.as_str());
            let call = call.page_size(PRINCIPALS).set_page_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.principals.unwrap_or_default(),
                next: answer.next_page_token,
            })
        });
        let read = principals.await?.into_iter().map(convert::principal);
        read.collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

#[async_trait]
impl PortfolioWriter for AwsPortfolios {
    async fn accept_share(&self, portfolio: &PortfolioId) -> PortResult<()> {
        const OPERATION: &str = "AcceptPortfolioShare";
        let call = self.client.accept_portfolio_share();
        let call = call
            .portfolio_id(portfolio.as_str())
            .portfolio_share_type(PortfolioShareType::Imported);
        let sent = call.send().await;
        let answered = sent.map_err(self.line.failed(OPERATION)).map(drop);
        self.perhaps_imported(answered, portfolio).await
    }

    async fn associate_principal(
        &self,
        portfolio: &PortfolioId,
        principal: &PrincipalArn,
    ) -> PortResult<()> {
        const OPERATION: &str = "AssociatePrincipalWithPortfolio";
        let call = self.client.associate_principal_with_portfolio();
        let call = call
            .portfolio_id(portfolio.as_str())
            .principal_arn(principal.as_str())
            .principal_type(PrincipalType::Iam);
        let sent = call.send().await;
        match sent.map_err(self.line.failed(OPERATION)) {
            Err(error) if error.kind != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }
}
