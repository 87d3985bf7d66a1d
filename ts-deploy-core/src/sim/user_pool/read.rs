//! User pools, read.

use async_trait::async_trait;

use super::held::HeldPool;
use crate::ids::{ProviderName, UserPoolId, UserPoolName};
use crate::port::PortResult;
use crate::port::user_pool::{
    AppClient, AppClientId, AppClientSummary, Provider, SignInDomain, UserPool, UserPoolReader,
};
use crate::secret::Secret;
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::Refusal;

/// The service's word in calls.
pub(super) const COGNITO: &str = "cognito-idp";

#[async_trait]
impl UserPoolReader for SimPlace {
    async fn pools_named(&self, name: &UserPoolName) -> PortResult<Vec<UserPoolId>> {
        self.read(Verb(COGNITO, "ListUserPools"), |place, _| {
            let named = place
                .user_pools
                .pools
                .iter()
                .filter(|pool| pool.name == *name);
            Ok(named.map(|pool| pool.id.clone()).collect())
        })
    }

    async fn pool(&self, id: &UserPoolId) -> PortResult<Option<UserPool>> {
        self.read(Verb(COGNITO, "DescribeUserPool"), |place, _| {
            Ok(place.user_pools.get(id).ok().map(HeldPool::shown))
        })
    }

    async fn domain(&self, name: &str) -> PortResult<Option<SignInDomain>> {
        self.read(Verb(COGNITO, "DescribeUserPoolDomain"), |place, world| {
            let pools = place.user_pools.pools.iter();
            let mut domains =
                pools.flat_map(|pool| pool.domains.iter().map(move |one| (pool, one)));
            let found = domains.find(|(_, domain)| domain.name == name);
            Ok(found.map(|(pool, domain)| domain.shown(&pool.id, world.now)))
        })
    }

    async fn provider(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
    ) -> PortResult<Option<Provider>> {
        self.read(Verb(COGNITO, "DescribeIdentityProvider"), |place, _| {
            let held = place.user_pools.get(pool)?.providers.get(name);
            Ok(held.map(|held| held.shown(name)))
        })
    }

    async fn provider_secret_is(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
        secret: &Secret,
    ) -> PortResult<bool> {
        self.read(Verb(COGNITO, "DescribeIdentityProvider"), |place, world| {
            let held = place.user_pools.get(pool)?.providers.get(name);
            let missing = || Refusal::not_found("ResourceNotFoundException: Identity provider");
            let held = held.ok_or_else(missing)?;
            Ok(held.secret.as_ref() == Some(&world.secret_digest(secret)))
        })
    }

    async fn clients(&self, pool: &UserPoolId) -> PortResult<Vec<AppClientSummary>> {
        self.read(Verb(COGNITO, "ListUserPoolClients"), |place, _| {
            let clients = place.user_pools.get(pool)?.clients.iter();
            let shown = clients.map(|client| AppClientSummary {
                id: client.id.clone(),
                name: client.name.clone(),
            });
            Ok(shown.collect())
        })
    }

    async fn client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<Option<AppClient>> {
        self.read(Verb(COGNITO, "DescribeUserPoolClient"), |place, world| {
            let client = place.user_pools.get(pool)?.client(id);
            Ok(client.map(|client| client.shown(world.seed)))
        })
    }
}
