//! The reading calls on user pools.

use async_trait::async_trait;
use ts_deploy_core::ids::{ProviderName, UserPoolId, UserPoolName};
use ts_deploy_core::port::user_pool::{
    AppClient, AppClientId, AppClientSummary, Provider, SignInDomain, UserPool, UserPoolReader,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::secret::Secret;

use super::{AwsUserPools, convert};
use crate::pages::{self, Page};
use crate::read::{Unreadable, present};

/// How many pools, and how many clients, Cognito shows on a page.
const PAGE: i32 = 60;

#[async_trait]
impl UserPoolReader for AwsUserPools {
    async fn pools_named(&self, name: &UserPoolName) -> PortResult<Vec<UserPoolId>> {
        const OPERATION: &str = "ListUserPools";
        let pools = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_user_pools();
            let call = call.max_results(PAGE).set_next_token(token);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.user_pools.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let pools = pools.await?.into_iter();
        let named = pools.filter(|pool| pool.name() == Some(name.as_str()));
        named
            .map(|pool| convert::pool_id(pool.id))
            .collect::<Result<_, _>>()
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn pool(&self, id: &UserPoolId) -> PortResult<Option<UserPool>> {
        const OPERATION: &str = "DescribeUserPool";
        let call = self.client.describe_user_pool().user_pool_id(id.as_str());
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let read = present(answer.user_pool, "the pool").and_then(convert::pool);
        self.readable(OPERATION, read).map(Some)
    }

    async fn domain(&self, name: &str) -> PortResult<Option<SignInDomain>> {
        const OPERATION: &str = "DescribeUserPoolDomain";
        let call = self.client.describe_user_pool_domain().domain(name);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let Some(description) = answer.domain_description else {
            return Ok(None);
        };
        self.readable(OPERATION, convert::domain(description))
    }

    async fn provider(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
    ) -> PortResult<Option<Provider>> {
        let read = match self.described_provider(pool, name).await {
            Ok(read) => convert::provider(read, name),
            Err(error) => return self.perhaps(pool, error).await,
        };
        self.readable("DescribeIdentityProvider", read).map(Some)
    }

    async fn provider_secret_is(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
        secret: &Secret,
    ) -> PortResult<bool> {
        let held = self.provider_secret(pool, name).await?;
        Ok(held.as_ref() == Some(secret))
    }

    async fn clients(&self, pool: &UserPoolId) -> PortResult<Vec<AppClientSummary>> {
        const OPERATION: &str = "ListUserPoolClients";
        let clients = pages::whole(self.line, OPERATION, |token| async move {
            let call = self.client.list_user_pool_clients();
            let call = call.user_pool_id(pool.as_str()).max_results(PAGE);
            let sent = call.set_next_token(token).send().await;
            let answer = sent.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.user_pool_clients.unwrap_or_default(),
                next: answer.next_token,
            })
        });
        let read = clients.await?.into_iter().map(|one| {
            Ok::<_, Unreadable>(AppClientSummary {
                id: AppClientId(present(one.client_id, "a client's id")?),
                name: one.client_name.unwrap_or_default(),
            })
        });
        self.readable(OPERATION, read.collect())
    }

    async fn client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<Option<AppClient>> {
        const OPERATION: &str = "DescribeUserPoolClient";
        let call = self.client.describe_user_pool_client();
        let call = call.user_pool_id(pool.as_str()).client_id(&id.0);
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) => return self.perhaps(pool, error).await,
        };
        let read = present(answer.user_pool_client, "the client").and_then(convert::client);
        self.readable(OPERATION, read).map(Some)
    }
}

impl AwsUserPools {
    /// What was read, or that it could not be.
    pub(super) fn readable<T>(
        &self,
        operation: &'static str,
        read: Result<T, Unreadable>,
    ) -> PortResult<T> {
        read.map_err(|missing| self.line.unreadable(operation, &missing.to_string()))
    }
}
