//! Cognito user pools (`cognito-idp`): pools, their sign-in domains, identity providers and app
//! clients.
//!
//! # What an update sends back
//! Cognito sets every setting that an update leaves out back to its default. So what is read and
//! what an update sends are of one shape, with two parts: the settings that this port names, and
//! [`OtherSettings`], which hold all others as the backend read them. Whoever changes one setting
//! takes the settings that were read, changes that one and sends the whole; what somebody set by
//! hand survives, also what this version does not know.

mod client;
mod pool;
mod provider;
mod sign_in_domain;

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;

use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{ProviderName, UserPoolId, UserPoolName};
use crate::secret::Secret;

pub use client::{AppClient, AppClientId, AppClientSettings, AppClientSummary};
pub use pool::{AttributeType, PoolSettings, SchemaAttribute, UserPool};
pub use provider::{
    CLIENT_SECRET, DetailSecret, DetailsChange, Provider, ProviderRequest, ProviderType,
};
pub use sign_in_domain::{DomainRequest, DomainStatus, SignInDomain};

/// Every setting that the port does not name, as the backend that read it keeps it.
///
/// It lives in memory only, and is of use to that backend alone; [`none`](Self::none) leaves all
/// of them to Cognito's defaults, which is right when a thing is made and loses what was set by
/// hand when one is updated.
#[derive(Clone, Default)]
pub struct OtherSettings(Option<Arc<dyn Any + Send + Sync>>);

impl OtherSettings {
    /// None: all of them are Cognito's defaults.
    pub fn none() -> Self {
        Self::default()
    }

    /// The settings as a backend keeps them.
    pub fn keep<T: Any + Send + Sync>(settings: T) -> Self {
        Self(Some(Arc::new(settings)))
    }

    /// What was kept as this type; `None` when nothing was, or another backend kept it.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.as_ref()?.downcast_ref()
    }

    /// True when all of them are Cognito's defaults.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl std::fmt::Debug for OtherSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_none() {
            "OtherSettings(none)"
        } else {
            "OtherSettings(..)"
        })
    }
}

/// Reads user pools. Calls are repeatable.
#[async_trait]
pub trait UserPoolReader: Send + Sync {
    /// The ids of all pools of exactly this name, in no order (`ListUserPools`, which shows no
    /// tags); backends page. Names are not unique.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when a call does not answer.
    async fn pools_named(&self, name: &UserPoolName) -> PortResult<Vec<UserPoolId>>;

    /// The pool of this id; `None` when there is none (`DescribeUserPool`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn pool(&self, id: &UserPoolId) -> PortResult<Option<UserPool>>;

    /// The domain of this name: a prefix, or a domain of the customer's; `None` when no pool of the
    /// caller's account has it (`DescribeUserPoolDomain`, which then answers with an empty
    /// description). A prefix that somebody else has is not shown.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn domain(&self, name: &str) -> PortResult<Option<SignInDomain>>;

    /// The identity provider of this name; `None` when the pool has none
    /// (`DescribeIdentityProvider`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the pool
    /// is not there.
    async fn provider(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
    ) -> PortResult<Option<Provider>>;

    /// True when the provider's own secret ([`CLIENT_SECRET`]) is exactly this one. The backend
    /// compares in its own memory.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when pool or
    /// provider are not there.
    async fn provider_secret_is(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
        secret: &Secret,
    ) -> PortResult<bool>;

    /// The app clients of a pool, in no order (`ListUserPoolClients`); backends page. Names are not
    /// unique.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the pool
    /// is not there.
    async fn clients(&self, pool: &UserPoolId) -> PortResult<Vec<AppClientSummary>>;

    /// The client of this id with its secret; `None` when the pool has none
    /// (`DescribeUserPoolClient`, the one call that shows the secret).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the pool
    /// is not there.
    async fn client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<Option<AppClient>>;
}

impl ReadPort for dyn UserPoolReader {
    const NAME: &'static str = "user pool reader";
}

/// Changes user pools. The effect is there when the call answers, but for a customer's own domain,
/// which takes up to an hour.
///
/// Cognito knows no token. A repeated creation of a pool or a client makes a second one of the same
/// name, so that an unanswered one is looked for before it is repeated; that of a domain or a
/// provider is refused. A repeated update changes nothing; a repeated removal answers
/// [`NotFound`](super::ErrorKind::NotFound).
///
/// Kind [`Conflict`](super::ErrorKind::Conflict) is answered by each call when somebody else is
/// changing the same thing (`ConcurrentModificationException`), and
/// [`NotFound`](super::ErrorKind::NotFound) when what it names is not there.
#[async_trait]
pub trait UserPoolWriter: Send + Sync {
    /// Makes a pool (`CreateUserPool`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Invalid`](super::ErrorKind::Invalid) for a schema
    /// that Cognito refuses: a custom attribute that is required, one twice.
    async fn create_pool(
        &self,
        name: &UserPoolName,
        schema: &[SchemaAttribute],
        settings: &PoolSettings,
    ) -> PortResult<UserPoolId>;

    /// Gives a pool these settings, all of them (`UpdateUserPool`). Name, schema and sign-in
    /// attributes cannot be changed.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of the kinds that [the trait](Self) names.
    async fn update_pool(&self, pool: &UserPoolId, settings: &PoolSettings) -> PortResult<()>;

    /// Adds custom attributes to a pool's schema, at most 25 (`AddCustomAttributes`). They cannot be
    /// changed or removed afterwards.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Invalid`](super::ErrorKind::Invalid) when one of that
    /// name is there, or one is not custom or required.
    async fn add_attributes(
        &self,
        pool: &UserPoolId,
        attributes: &[SchemaAttribute],
    ) -> PortResult<()>;

    /// Removes a pool with its users, clients and providers (`DeleteUserPool`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Invalid`](super::ErrorKind::Invalid) while it is
    /// protected from deletion or has a domain.
    async fn delete_pool(&self, pool: &UserPoolId) -> PortResult<()>;

    /// Gives a pool a domain with the classic sign-in pages (`CreateUserPoolDomain`), for which no
    /// branding has to be made.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Invalid`](super::ErrorKind::Invalid) when the domain
    /// is taken, by whomever, or the pool has one of this kind.
    async fn create_domain(&self, request: &DomainRequest) -> PortResult<()>;

    /// Gives a customer's own domain this certificate (`UpdateUserPoolDomain`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Invalid`](super::ErrorKind::Invalid) for a prefix,
    /// which has none.
    async fn update_domain(&self, request: &DomainRequest) -> PortResult<()>;

    /// Takes a domain from its pool (`DeleteUserPoolDomain`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of the kinds that [the trait](Self) names.
    async fn delete_domain(&self, pool: &UserPoolId, name: &str) -> PortResult<()>;

    /// Makes an identity provider (`CreateIdentityProvider`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists) when
    /// the pool has one of that name; kind [`Invalid`](super::ErrorKind::Invalid) for details that
    /// Cognito refuses, or a mapping to an attribute that the pool lacks or that cannot change.
    async fn create_provider(&self, request: &ProviderRequest) -> PortResult<()>;

    /// Gives an identity provider these details, mapping and settings, all of them
    /// (`UpdateIdentityProvider`). Its type cannot be changed.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), as [`create_provider`](Self::create_provider).
    async fn update_provider(&self, request: &ProviderRequest) -> PortResult<()>;

    /// Removes an identity provider (`DeleteIdentityProvider`). Its users cannot sign in any more.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of the kinds that [the trait](Self) names.
    async fn delete_provider(&self, pool: &UserPoolId, name: &ProviderName) -> PortResult<()>;

    /// Makes an app client with a secret (`CreateUserPoolClient`). A client that was made without
    /// one is never given one by an update.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Invalid`](super::ErrorKind::Invalid) for a provider
    /// or an attribute that the pool does not have, or addresses that Cognito refuses.
    async fn create_client(
        &self,
        pool: &UserPoolId,
        settings: &AppClientSettings,
    ) -> PortResult<AppClientId>;

    /// Gives an app client these settings, all of them (`UpdateUserPoolClient`); its secret stays.
    ///
    /// # Errors
    /// [`PortError`](super::PortError), as [`create_client`](Self::create_client).
    async fn update_client(
        &self,
        pool: &UserPoolId,
        id: &AppClientId,
        settings: &AppClientSettings,
    ) -> PortResult<()>;

    /// Removes an app client and its secret (`DeleteUserPoolClient`).
    ///
    /// # Errors
    /// [`PortError`](super::PortError), of the kinds that [the trait](Self) names.
    async fn delete_client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<()>;
}

impl ChangePort for dyn UserPoolWriter {
    const NAME: &'static str = "user pool writer";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_of_use_to_the_backend_that_kept_them_only() {
        let other = OtherSettings::keep(7_u32);
        assert_eq!(other.get::<u32>(), Some(&7));
        assert_eq!(other.get::<String>(), None);
    }

    #[test]
    fn settings_that_were_kept_are_not_printed() {
        let other = OtherSettings::keep("hunter2".to_owned());
        assert_eq!(format!("{other:?}"), "OtherSettings(..)");
    }
}
