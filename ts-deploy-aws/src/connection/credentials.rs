//! The credentials of one target, read anew whenever they are asked for.

use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use ts_deploy_core::deployment::Credentials;
use ts_deploy_core::ids::AccountId;

use super::ProfilePaths;
use super::profiles::files;
use super::same_account::SameAccount;

/// After this long, credentials that do not say when they end are read again.
const READ_AGAIN: Duration = Duration::from_mins(1);

/// Where base credentials come from, and with what they are asked for.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// The profile; `None` where AWS tools look for them.
    pub(super) profile: Option<String>,
    pub(super) profile_files: Option<ProfilePaths>,
    pub(super) region: Region,
    pub(super) http: SharedHttpClient,
    pub(super) retry: RetryConfig,
    pub(super) timeouts: TimeoutConfig,
    pub(super) use_fips: Option<bool>,
    pub(super) use_dual_stack: Option<bool>,
    pub(super) time: SharedTimeSource,
}

impl Base {
    /// A source made anew. The SDK's own keep for ever what they read from a file once, so that keys
    /// renewed there would never be seen.
    async fn source(&self) -> SharedCredentialsProvider {
        let config = ProviderConfig::without_region()
            .with_region(Some(self.region.clone()))
            .with_http_client(self.http.clone())
            .with_time_source(self.time.clone())
            .with_retry_config(self.retry.clone())
            .with_timeout_config(self.timeouts.clone())
            .with_use_fips(self.use_fips)
            .with_use_dual_stack(self.use_dual_stack)
            .with_behavior_version(Some(super::behaviour()));
        // Not the default chain with the profile's name: there, variables come before a profile.
        let Some(name) = &self.profile else {
            let chain = DefaultCredentialsChain::builder().configure(config);
            return SharedCredentialsProvider::new(chain.build().await);
        };
        let profile = ProfileFileCredentialsProvider::builder()
            .configure(&config)
            .profile_files(files(self.profile_files.as_ref()))
            .profile_name(name);
        SharedCredentialsProvider::new(profile.build())
    }

    /// The credentials as they are now, with an end.
    pub(super) async fn read(&self) -> aws_credential_types::provider::Result {
        let mut credentials = self.source().await.provide_credentials().await?;
        let end = credentials.expiry_mut();
        *end = end.or_else(|| self.time.now().checked_add(READ_AGAIN));
        Ok(credentials)
    }
}

impl ProvideCredentials for Base {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.read())
    }
}

/// `config` with the credentials that `credentials` names, its base being `base`. Those that replace
/// the first later are of `account`, where that is known.
pub(super) async fn with_credentials(
    config: SdkConfig,
    base: Base,
    credentials: &Credentials,
    account: Option<&AccountId>,
) -> SdkConfig {
    let provider = match credentials {
        Credentials::AssumeRole {
            role,
            external_id,
            session_name,
            duration_seconds,
            ..
        } => {
            let mut assumed = AssumeRoleProvider::builder(role.to_string()).configure(&config);
            if let Some(id) = external_id {
                assumed = assumed.external_id(id);
            }
            if let Some(name) = session_name {
                assumed = assumed.session_name(name);
            }
            if let Some(seconds) = duration_seconds {
                assumed = assumed.session_length(Duration::from_secs(u64::from(*seconds)));
            }
            SharedCredentialsProvider::new(assumed.build_from_provider(base).await)
        }
        // The account of a role stands in its ARN, whoever assumes it.
        _ => match account {
            Some(account) => {
                let same = SameAccount::new(base, account.clone(), config.clone());
                SharedCredentialsProvider::new(same)
            }
            None => SharedCredentialsProvider::new(base),
        },
    };
    config.into_builder().credentials_provider(provider).build()
}

/// The profile that credentials come from, or the one that assumes the role.
pub(super) fn profile(credentials: &Credentials) -> Option<&str> {
    match credentials {
        Credentials::Profile(name) => Some(name),
        Credentials::AssumeRole { source_profile, .. } => source_profile.as_deref(),
        _ => None,
    }
}
