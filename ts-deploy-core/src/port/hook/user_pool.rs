//! Calls to user pools, hooked.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::{ProviderName, UserPoolId, UserPoolName};
use crate::port::user_pool::{
    AppClient, AppClientId, AppClientSettings, AppClientSummary, DomainRequest, PoolSettings,
    Provider, ProviderRequest, SchemaAttribute, SignInDomain, UserPool, UserPoolReader,
    UserPoolWriter,
};
use crate::port::{PortResult, Ports};
use crate::secret::Secret;
use crate::target::TargetName;

const COGNITO: &str = "cognito-idp";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn UserPoolReader>(ports, target, hook, |one| one);
    hook_writer::<dyn UserPoolWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: UserPoolReader + ?Sized> UserPoolReader for Hooked<P> {
    async fn pools_named(&self, name: &UserPoolName) -> PortResult<Vec<UserPoolId>> {
        let answer = self.backend.pools_named(name);
        self.call(COGNITO, "ListUserPools", answer).await
    }

    async fn pool(&self, id: &UserPoolId) -> PortResult<Option<UserPool>> {
        let answer = self.backend.pool(id);
        self.call(COGNITO, "DescribeUserPool", answer).await
    }

    async fn domain(&self, name: &str) -> PortResult<Option<SignInDomain>> {
        let answer = self.backend.domain(name);
        self.call(COGNITO, "DescribeUserPoolDomain", answer).await
    }

    async fn provider(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
    ) -> PortResult<Option<Provider>> {
        let answer = self.backend.provider(pool, name);
        self.call(COGNITO, "DescribeIdentityProvider", answer).await
    }

    async fn provider_secret_is(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
        secret: &Secret,
    ) -> PortResult<bool> {
        let answer = self.backend.provider_secret_is(pool, name, secret);
        self.call(COGNITO, "DescribeIdentityProvider", answer).await
    }

    async fn clients(&self, pool: &UserPoolId) -> PortResult<Vec<AppClientSummary>> {
        let answer = self.backend.clients(pool);
        self.call(COGNITO, "ListUserPoolClients", answer).await
    }

    async fn client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<Option<AppClient>> {
        let answer = self.backend.client(pool, id);
        self.call(COGNITO, "DescribeUserPoolClient", answer).await
    }
}

#[async_trait]
impl<P: UserPoolWriter + ?Sized> UserPoolWriter for Hooked<P> {
    async fn create_pool(
        &self,
        name: &UserPoolName,
        schema: &[SchemaAttribute],
        settings: &PoolSettings,
    ) -> PortResult<UserPoolId> {
        let answer = self.backend.create_pool(name, schema, settings);
        self.call(COGNITO, "CreateUserPool", answer).await
    }

    async fn update_pool(&self, pool: &UserPoolId, settings: &PoolSettings) -> PortResult<()> {
        let answer = self.backend.update_pool(pool, settings);
        self.call(COGNITO, "UpdateUserPool", answer).await
    }

    async fn add_attributes(
        &self,
        pool: &UserPoolId,
        attributes: &[SchemaAttribute],
    ) -> PortResult<()> {
        let answer = self.backend.add_attributes(pool, attributes);
        self.call(COGNITO, "AddCustomAttributes", answer).await
    }

    async fn delete_pool(&self, pool: &UserPoolId) -> PortResult<()> {
        let answer = self.backend.delete_pool(pool);
        self.call(COGNITO, "DeleteUserPool", answer).await
    }

    async fn create_domain(&self, request: &DomainRequest) -> PortResult<()> {
        let answer = self.backend.create_domain(request);
        self.call(COGNITO, "CreateUserPoolDomain", answer).await
    }

    async fn update_domain(&self, request: &DomainRequest) -> PortResult<()> {
        let answer = self.backend.update_domain(request);
        self.call(COGNITO, "UpdateUserPoolDomain", answer).await
    }

    async fn delete_domain(&self, pool: &UserPoolId, name: &str) -> PortResult<()> {
        let answer = self.backend.delete_domain(pool, name);
        self.call(COGNITO, "DeleteUserPoolDomain", answer).await
    }

    async fn create_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        let answer = self.backend.create_provider(request);
        self.call(COGNITO, "CreateIdentityProvider", answer).await
    }

    async fn update_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        let answer = self.backend.update_provider(request);
        self.call(COGNITO, "UpdateIdentityProvider", answer).await
    }

    async fn delete_provider(&self, pool: &UserPoolId, name: &ProviderName) -> PortResult<()> {
        let answer = self.backend.delete_provider(pool, name);
        self.call(COGNITO, "DeleteIdentityProvider", answer).await
    }

    async fn create_client(
        &self,
        pool: &UserPoolId,
        settings: &AppClientSettings,
    ) -> PortResult<AppClientId> {
        let answer = self.backend.create_client(pool, settings);
        self.call(COGNITO, "CreateUserPoolClient", answer).await
    }

    async fn update_client(
        &self,
        pool: &UserPoolId,
        id: &AppClientId,
        settings: &AppClientSettings,
    ) -> PortResult<()> {
        let answer = self.backend.update_client(pool, id, settings);
        self.call(COGNITO, "UpdateUserPoolClient", answer).await
    }

    async fn delete_client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<()> {
        let answer = self.backend.delete_client(pool, id);
        self.call(COGNITO, "DeleteUserPoolClient", answer).await
    }
}
