//! From the settings of a target to the configuration of its clients.

use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::tls::TlsContext;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use ts_deploy_core::deployment::Credentials;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::AccountId;

use super::credentials::{Base, profile, with_credentials};
use super::hop::Hops;
use super::profiles::files;
use super::trust::trust;
use super::{CallLimits, ConnectionOptions};

/// How long a source of credentials may take: longer than a call, so that a call of its own that is
/// not answered is told as such.
const CREDENTIALS: Duration = Duration::from_mins(3);

/// The SDK's behaviour that this crate was tried with.
pub(crate) fn behaviour() -> BehaviorVersion {
    BehaviorVersion::latest()
}

/// The client that `options` ask for.
pub(super) fn http_client(options: &ConnectionOptions) -> Result<SharedHttpClient, Findings> {
    let mut findings = Findings::none();
    let trust = trust(options.ca_bundle.as_deref()).map_err(|one| findings.push(one));
    let ways = options
        .proxies
        .ways()
        .map_err(|found| findings.extend(found));
    let (Ok(trust), Ok(ways)) = (trust, ways) else {
        return Err(findings);
    };
    let tls = TlsContext::builder().with_trust_store(trust).build();
    let tls = tls.map_err(|error| {
        Finding::blocks("trust-unusable", "ca_bundle", error.to_string())
            .why("No TLS connection can be made, so that AWS cannot be asked.")
            .remedy("Give another CA bundle, or none.")
    })?;
    Ok(SharedHttpClient::new(Hops::new(&tls, ways)))
}

/// The configuration of clients in a region, for what belongs to no target, with the credentials of
/// whoever runs this, from where AWS tools look for them. Nothing is called.
///
/// # Errors
/// All findings, when one of them blocks: a CA bundle or a proxy that cannot be used.
pub async fn operator_config(
    region: &ts_deploy_core::ids::Region,
    options: &ConnectionOptions,
) -> Result<SdkConfig, Findings> {
    let (http, time) = (http_client(options)?, SharedTimeSource::default());
    Ok(Box::pin(connect(
        region,
        None,
        &Credentials::Ambient,
        options,
        &http,
        &time,
    ))
    .await)
}

/// The configuration of clients in a region, with these credentials, which stay those of `account`
/// where one is given. Nothing is called.
pub(super) async fn connect(
    region: &ts_deploy_core::ids::Region,
    account: Option<&AccountId>,
    credentials: &Credentials,
    options: &ConnectionOptions,
    http: &SharedHttpClient,
    time: &SharedTimeSource,
) -> SdkConfig {
    let region = Region::new(region.to_string());
    let (retry, timeouts) = limits(options.limits);
    let profile = profile(credentials);
    let mut loader = aws_config::defaults(behaviour())
        .region(region.clone())
        .http_client(http.clone())
        .retry_config(retry.clone())
        .timeout_config(timeouts.clone())
        .time_source(time.clone())
        .identity_cache(
            aws_config::identity::IdentityCache::lazy()
                .load_timeout(CREDENTIALS)
                .build(),
        )
        .profile_files(files(options.profile_files.as_ref()))
        .no_credentials();
    if let Some(name) = profile {
        loader = loader.profile_name(name);
    }
    let config = chosen(loader, options).load().await;
    let base = Base {
        profile: profile.map(str::to_owned),
        profile_files: options.profile_files.clone(),
        region,
        http: http.clone(),
        retry,
        timeouts,
        use_fips: config.use_fips(),
        use_dual_stack: config.use_dual_stack(),
        time: time.clone(),
    };
    with_credentials(config, base, credentials, account).await
}

/// What is chosen by option, and else left to where the SDK looks for it.
fn chosen(mut loader: ConfigLoader, options: &ConnectionOptions) -> ConfigLoader {
    if let Some(fips) = options.use_fips {
        loader = loader.use_fips(fips);
    }
    if let Some(dual) = options.use_dual_stack {
        loader = loader.use_dual_stack(dual);
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    loader
}

fn limits(limits: CallLimits) -> (RetryConfig, TimeoutConfig) {
    let retry = RetryConfig::standard().with_max_attempts(limits.attempts.max(1));
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(limits.connect)
        .operation_attempt_timeout(limits.attempt)
        .operation_timeout(limits.call)
        .build();
    (retry, timeouts)
}
