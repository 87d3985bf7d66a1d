//! Credentials that are read again stay those of one account.

use std::sync::{Mutex, PoisonError};

use aws_config::identity::IdentityCache;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{
    ProvideCredentials, Result, SharedCredentialsProvider, future,
};
use aws_types::SdkConfig;
use ts_deploy_core::ids::{AccountId, printable};

use super::credentials::Base;

/// Credentials of one account. Whoever renews them in a file while a run waits may write the keys of
/// another account, where everything would be missing and nothing may be made.
pub(super) struct SameAccount {
    base: Base,
    account: AccountId,
    /// To ask who calls; it has no credentials of its own.
    config: SdkConfig,
    /// The id of the access key that was handed out last.
    last: Mutex<Option<String>>,
}

impl SameAccount {
    /// What `base` gives, as long as it is of `account`. Who calls is asked with `config`.
    pub(super) fn new(base: Base, account: AccountId, config: SdkConfig) -> Self {
        Self {
            base,
            account,
            config,
            last: Mutex::default(),
        }
    }

    async fn read(&self) -> Result {
        let credentials = self.base.read().await?;
        if self.is_known(&credentials) {
            return Ok(credentials);
        }
        let found = self.account_of(&credentials).await?;
        if found != self.account.as_str() {
            return Err(CredentialsError::provider_error(AnotherAccount {
                account: self.account.clone(),
                found: printable(&found, 40),
            }));
        }
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(credentials.access_key_id().to_owned());
        Ok(credentials)
    }

    /// True of keys that were handed out before, and of the first: the accounts of those are asked
    /// by whoever begins a run, who also says it where they are wrong.
    fn is_known(&self, credentials: &Credentials) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let key = credentials.access_key_id();
        last.get_or_insert_with(|| key.to_owned()) == key
    }

    /// The account behind credentials, asked: the one that a profile may name beside its keys is as
    /// old as the line it stands in.
    async fn account_of(
        &self,
        credentials: &Credentials,
    ) -> std::result::Result<String, CredentialsError> {
        let provider = SharedCredentialsProvider::new(credentials.clone());
        let config = self.config.clone().into_builder();
        let config = config
            .credentials_provider(provider)
            .identity_cache(IdentityCache::no_cache());
        let client = aws_sdk_sts::Client::new(&config.build());
        let sent = client.get_caller_identity().send().await;
        let answer = sent.map_err(CredentialsError::provider_error)?;
        let lacks = "the answer to sts:GetCallerIdentity names no account";
        answer
            .account
            .ok_or_else(|| CredentialsError::unhandled(lacks))
    }
}

impl ProvideCredentials for SameAccount {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.read())
    }
}

/// Without the configuration, whose `Debug` shows the keys of profiles.
impl std::fmt::Debug for SameAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SameAccount")
            .field("base", &self.base)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// Keys that were renewed with those of another account.
#[derive(Debug, thiserror::Error)]
#[error(
    "the credentials that were put in the place of the first are of account {found}, and this \
     target is in {account}: nothing was called with them. Put credentials of {account} there"
)]
struct AnotherAccount {
    account: AccountId,
    found: String,
}
