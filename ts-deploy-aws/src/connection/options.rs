//! How AWS is reached.

use std::path::PathBuf;
use std::time::Duration;

use typed_builder::TypedBuilder;

use super::Proxies;

/// How AWS is reached, for all targets alike. What is not said here comes from where the AWS SDK
/// looks for it: the variables `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`,
/// `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`, and the same settings in a profile.
///
/// # Usage
/// ```
/// use ts_deploy_aws::connection::ConnectionOptions;
///
/// // As the binary does: the caller reads its environment, the library does not.
/// let variable = |name: &str| (name == "AWS_CA_BUNDLE").then(|| "/etc/acme/ca.pem".to_owned());
/// let options = ConnectionOptions::from_variables(variable);
/// assert_eq!(options.ca_bundle.as_deref(), Some("/etc/acme/ca.pem".as_ref()));
/// ```
#[derive(Clone, Debug, TypedBuilder)]
#[non_exhaustive]
pub struct ConnectionOptions {
    /// A PEM file with the certificates of authorities to trust, beside those of the system: where
    /// a network inspects TLS, those of the inspecting proxy (`AWS_CA_BUNDLE`).
    #[builder(default)]
    pub ca_bundle: Option<PathBuf>,
    /// The proxies to go through.
    #[builder(default)]
    pub proxies: Proxies,
    /// Endpoints that are validated under FIPS 140. This chooses the hosts; the cryptography of
    /// this side is *ring*, which is not validated.
    #[builder(default)]
    pub use_fips: Option<bool>,
    /// Endpoints that answer over IPv4 and IPv6.
    #[builder(default)]
    pub use_dual_stack: Option<bool>,
    /// One endpoint for all services, such as that of an emulator.
    #[builder(default)]
    pub endpoint_url: Option<String>,
    /// The configuration files of AWS; where AWS tools look for them when not said. Profiles that the
    /// targets name are read here; credentials that are looked for everywhere
    /// ([`Credentials::Ambient`](ts_deploy_core::deployment::Credentials::Ambient)) are not, since
    /// the SDK's chain takes no files: [`AwsCloud::findings`](super::AwsCloud::findings) says so.
    #[builder(default)]
    pub profile_files: Option<ProfilePaths>,
    /// How long calls may take, and how often the SDK repeats one.
    #[builder(default)]
    pub limits: CallLimits,
}

impl Default for ConnectionOptions {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl ConnectionOptions {
    /// What the variables say that the AWS SDK for Rust does not read by itself: `AWS_CA_BUNDLE`
    /// and the [proxies](Proxies::from_variables). `variable` answers with a variable's value.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let bundle = variable("AWS_CA_BUNDLE").filter(|path| !path.is_empty());
        Self::builder()
            .ca_bundle(bundle.map(PathBuf::from))
            .proxies(Proxies::from_variables(variable))
            .build()
    }
}

/// The two files that profiles are written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfilePaths {
    /// `~/.aws/config`, or another file of its form.
    pub config: PathBuf,
    /// `~/.aws/credentials`, or another file of its form.
    pub credentials: PathBuf,
}

/// How long calls may take, and how often the SDK repeats one that was throttled or not answered.
/// The engine has a patience of its own above these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// Until a connection stands, TLS and a proxy's tunnel included.
    pub connect: Duration,
    /// One attempt.
    pub attempt: Duration,
    /// A call with all its attempts.
    pub call: Duration,
    /// How many attempts a call has, the first included; at least 1.
    pub attempts: u32,
}

impl Default for CallLimits {
    /// 10 seconds to connect (through two proxies it takes longer than the SDK's 3.1), 30 for an
    /// attempt, 90 for a call of at most 3 attempts.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(30),
            call: Duration::from_secs(90),
            attempts: 3,
        }
    }
}
