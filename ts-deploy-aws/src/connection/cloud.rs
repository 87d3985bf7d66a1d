//! AWS as a backend: connected targets.

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region;
use ts_deploy_core::deployment::TargetSettings;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::target::{Target, TargetName};

use super::connect::{connect, http_client};
use super::profiles::{Profiles, unread_files};
use super::renewal::{HANDED_IN, remedy};
use super::{CallLog, ConnectionOptions};

/// AWS as a backend: each target with its own region and credentials, one HTTP client for all.
///
/// Connecting calls nothing: the first call is made by whoever first asks a port. Ask
/// [`check::accounts`](ts_deploy_core::check::accounts) before anything else.
///
/// Clones are handles to the same connections and the same log.
#[derive(Clone, Debug)]
pub struct AwsCloud {
    pub(super) places: Vec<Place>,
    pub(super) log: CallLog,
    findings: Findings,
}

/// A target and the way to it.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) name: TargetName,
    pub(super) config: SdkConfig,
    pub(super) remedy: String,
}

/// Without the configuration: the SDK's own `Debug` of one shows what stands in the profile's files,
/// keys included.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("name", &self.name)
            .field("remedy", &self.remedy)
            .finish_non_exhaustive()
    }
}

impl AwsCloud {
    /// Connects the targets as their settings say. The ports of a service are there only with its
    /// cargo feature: asking for another one says what is missing.
    ///
    /// # Errors
    /// All findings, when one of them blocks: a CA bundle or a proxy that cannot be used, a profile
    /// that is not there, a session that AWS would refuse.
    pub async fn connect(
        targets: &[TargetSettings],
        options: &ConnectionOptions,
    ) -> Result<Self, Findings> {
        let time = SharedTimeSource::default();
        Self::connect_over(targets, options, http_client(options), time).await
    }

    /// The same over another HTTP client, by another clock.
    pub(super) async fn connect_over(
        targets: &[TargetSettings],
        options: &ConnectionOptions,
        http: Result<SharedHttpClient, Findings>,
        time: SharedTimeSource,
    ) -> Result<Self, Findings> {
        let mut findings = Findings::none();
        let profiles = match Box::pin(Profiles::read(options.profile_files.as_ref())).await {
            Ok(profiles) => {
                findings.extend(targets.iter().flat_map(|one| profiles.check(one)));
                let given = options.profile_files.as_ref();
                findings.extend(given.into_iter().flat_map(|paths| {
                    let unread = |one| unread_files(one, paths);
                    targets.iter().filter_map(unread)
                }));
                Some(profiles)
            }
            Err(finding) => {
                findings.push(finding);
                None
            }
        };
        let http = http.map_err(|refused| findings.extend(refused));
        let (Some(profiles), Ok(http), false) = (profiles, http, findings.block()) else {
            return Err(findings);
        };
        let mut places = Vec::new();
        for settings in targets {
            places.push(Place {
                name: settings.target.name,
                // The SDK's loader is a future of 16 KB, which nobody wants to hold in their own.
                config: Box::pin(connect(
                    &settings.target.region,
                    Some(&settings.target.account),
                    &settings.credentials,
                    options,
                    &http,
                    &time,
                ))
                .await,
                remedy: remedy(&settings.credentials, &profiles),
            });
        }
        let log = CallLog::new();
        Ok(Self {
            places,
            log,
            findings,
        })
    }

    /// Takes configurations that somebody else has made: their credentials, HTTP client, retries
    /// and time-outs are used as they are. The region is that of the target.
    pub fn of_configs(configs: impl IntoIterator<Item = (Target, SdkConfig)>) -> Self {
        let place = |(target, config): (Target, SdkConfig)| {
            let region = Region::new(target.region.to_string());
            Place {
                name: target.name,
                config: config.into_builder().region(region).build(),
                remedy: HANDED_IN.to_owned(),
            }
        };
        Self {
            places: configs.into_iter().map(place).collect(),
            log: CallLog::new(),
            findings: Findings::none(),
        }
    }

    /// Counts calls in a log of the caller's, such as one that is [watched](CallLog::watched).
    #[must_use]
    pub fn logged_in(mut self, log: CallLog) -> Self {
        self.log = log;
        self
    }

    /// What is doubtful about the way to AWS: nothing here blocks.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The calls that the ports have made.
    pub fn calls(&self) -> &CallLog {
        &self.log
    }

    /// The configuration of a target, for ports of the caller's own; `None` when it is not
    /// connected. Calls that are made with it are not in the log.
    ///
    /// # Caveats
    /// Never print it: the `Debug` of this type of the SDK shows what stands in the profile's files,
    /// secret keys included.
    pub fn config(&self, target: TargetName) -> Option<&SdkConfig> {
        let place = self.places.iter().find(|place| place.name == target)?;
        Some(&place.config)
    }

    /// What a person does when the credentials of a target have ended, as one phrase; `None` when
    /// it is not connected.
    pub fn renewal(&self, target: TargetName) -> Option<&str> {
        let place = self.places.iter().find(|place| place.name == target)?;
        Some(&place.remedy)
    }
}
