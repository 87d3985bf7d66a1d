//! Mocks of the user pools' ports.

use async_trait::async_trait;

use crate::ids::{ProviderName, UserPoolId, UserPoolName};
use crate::port::PortResult;
use crate::port::user_pool::{
    AppClient, AppClientId, AppClientSettings, AppClientSummary, DomainRequest, PoolSettings,
    Provider, ProviderRequest, SchemaAttribute, SignInDomain, UserPool, UserPoolReader,
    UserPoolWriter,
};
use crate::secret::Secret;

mockall::mock! {
    /// A mock of [`UserPoolReader`](crate::port::user_pool::UserPoolReader).
    #[derive(Debug)]
    pub UserPoolReader {}

    #[async_trait]
    impl UserPoolReader for UserPoolReader {
        async fn pools_named(&self, name: &UserPoolName) -> PortResult<Vec<UserPoolId>>;
        async fn pool(&self, id: &UserPoolId) -> PortResult<Option<UserPool>>;
        async fn domain(&self, name: &str) -> PortResult<Option<SignInDomain>>;
        async fn provider(&self, pool: &UserPoolId, name: &ProviderName) -> PortResult<Option<Provider>>;
        async fn provider_secret_is(&self, pool: &UserPoolId, name: &ProviderName, secret: &Secret) -> PortResult<bool>;
        async fn clients(&self, pool: &UserPoolId) -> PortResult<Vec<AppClientSummary>>;
        async fn client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<Option<AppClient>>;
    }
}

mockall::mock! {
    /// A mock of [`UserPoolWriter`](crate::port::user_pool::UserPoolWriter).
    #[derive(Debug)]
    pub UserPoolWriter {}

    #[async_trait]
    impl UserPoolWriter for UserPoolWriter {
        async fn create_pool(&self, name: &UserPoolName, schema: &[SchemaAttribute], settings: &PoolSettings) -> PortResult<UserPoolId>;
        async fn update_pool(&self, pool: &UserPoolId, settings: &PoolSettings) -> PortResult<()>;
        async fn add_attributes(&self, pool: &UserPoolId, attributes: &[SchemaAttribute]) -> PortResult<()>;
        async fn delete_pool(&self, pool: &UserPoolId) -> PortResult<()>;
        async fn create_domain(&self, request: &DomainRequest) -> PortResult<()>;
        async fn update_domain(&self, request: &DomainRequest) -> PortResult<()>;
        async fn delete_domain(&self, pool: &UserPoolId, name: &str) -> PortResult<()>;
        async fn create_provider(&self, request: &ProviderRequest) -> PortResult<()>;
        async fn update_provider(&self, request: &ProviderRequest) -> PortResult<()>;
        async fn delete_provider(&self, pool: &UserPoolId, name: &ProviderName) -> PortResult<()>;
        async fn create_client(&self, pool: &UserPoolId, settings: &AppClientSettings) -> PortResult<AppClientId>;
        async fn update_client(&self, pool: &UserPoolId, id: &AppClientId, settings: &AppClientSettings) -> PortResult<()>;
        async fn delete_client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<()>;
    }
}
