//! Where S3 answers.

use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use ts_deploy_core::ids::Region;

/// Where requests for a bucket go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) url: String,
    /// True when the host names the bucket, false when the path does.
    pub(super) names_bucket: bool,
}

/// The endpoint that the settings name, as the SDK's clients find it, else S3's own in `region`.
/// The bucket is in the host there, since S3 asks for it, unless dots in its name would not fit the
/// certificate; elsewhere in the path, which every emulator and endpoint of a network knows.
pub(super) fn of(config: &SdkConfig, region: &Region, bucket: &str) -> Endpoint {
    if let Some(url) = chosen(config) {
        return Endpoint {
            url,
            names_bucket: false,
        };
    }
    let fips = if config.use_fips() == Some(true) {
        "-fips"
    } else {
        ""
    };
    let dual = if config.use_dual_stack() == Some(true) {
        ".dualstack"
    } else {
        ""
    };
    let suffix = region.partition().dns_suffix();
    let host = format!("s3{fips}{dual}.{region}.{suffix}");
    let names_bucket = !bucket.contains('.');
    let url = if names_bucket {
        format!("https://{bucket}.{host}")
    } else {
        format!("https://{host}")
    };
    Endpoint { url, names_bucket }
}

/// What a program says comes before what variables and profiles say of S3, and that before what
/// they say of all services: the order of the SDK's own clients.
fn chosen(config: &SdkConfig) -> Option<String> {
    let of_all = || config.endpoint_url().map(str::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return of_all();
    }
    let key = ServiceConfigKey::builder()
        .service_id("S3")
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build();
    let settings = config.service_config().zip(key.ok());
    let of_s3 = settings.and_then(|(settings, key)| settings.load_config(key));
    of_s3.or_else(of_all)
}
