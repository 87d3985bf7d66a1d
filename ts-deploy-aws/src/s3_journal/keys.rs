//! The credentials that requests to the bucket are signed with.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_async::time::SharedTimeSource;
use aws_types::SdkConfig;
use object_store::aws::AwsCredential;
use object_store::{CredentialProvider, Error, Result};

/// So long before their end credentials are asked for again, as in the SDK's own cache.
const BEFORE_THE_END: Duration = Duration::from_secs(10);

/// The credentials of an [`SdkConfig`], kept until they end: what assumes a role is a call each time
/// it is asked.
#[derive(Debug)]
pub(super) struct Keys {
    source: SharedCredentialsProvider,
    time: SharedTimeSource,
    kept: Mutex<Option<Credentials>>,
}

impl Keys {
    /// `None` when the configuration has none.
    pub(super) fn of(config: &SdkConfig) -> Option<Self> {
        Some(Self {
            source: config.credentials_provider()?,
            time: config.time_source().unwrap_or_default(),
            kept: Mutex::new(None),
        })
    }

    fn fresh(&self, now: SystemTime) -> Option<Credentials> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let end = now.checked_add(BEFORE_THE_END)?;
        let lasts = |one: &&Credentials| one.expiry().is_some_and(|expiry| expiry > end);
        kept.as_ref().filter(lasts).cloned()
    }
}

#[async_trait]
impl CredentialProvider for Keys {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> Result<Arc<AwsCredential>> {
        let credentials = if let Some(credentials) = self.fresh(self.time.now()) {
            credentials
        } else {
            let asked = self.source.provide_credentials().await;
            let credentials = asked.map_err(|source| Error::Unauthenticated {
                path: "the bucket".to_owned(),
                source: source.into(),
            })?;
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(credentials).clone()
        };
        Ok(Arc::new(AwsCredential {
            key_id: credentials.access_key_id().to_owned(),
            secret_key: credentials.secret_access_key().to_owned(),
            token: credentials.session_token().map(str::to_owned),
        }))
    }
}
