//! Whether the buckets of the DR stack can be taken over.

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::BucketName;
use ts_deploy_core::port::bucket::{BucketReader, BucketSight, Versioning};
use ts_deploy_core::port::{ErrorKind, PortError};
use ts_deploy_core::target::Target;

/// What is wrong with `bucket`, which the parameter `key` takes and which should be in `target`.
///
/// # Errors
/// [`PortError`] when it cannot be told.
pub async fn check_bucket(
    reader: &dyn BucketReader,
    bucket: &BucketName,
    key: &str,
    target: &Target,
) -> Result<Findings, PortError> {
    let at = format!("{key} {bucket}");
    let place = format!("{} in {}", target.account, target.region);
    let blocks = |id, seen: String| {
        Finding::blocks(id, at.clone(), seen)
            .why("The Data Layer takes the bucket as it is, and never makes it again.")
            .remedy("Look at the DR stack's outputs and its buckets.")
            .row("V2")
    };
    let wrong = match reader.look(bucket, &target.account).await? {
        BucketSight::There(region) if region == target.region => None,
        BucketSight::There(region) | BucketSight::Elsewhere(Some(region)) => Some(blocks(
            "bucket-in-another-region",
            format!("the bucket is in {region}, not in {}", target.region),
        )),
        BucketSight::Elsewhere(None) => Some(blocks(
            "bucket-in-another-region",
            format!("the bucket is not in {}", target.region),
        )),
        BucketSight::Absent => Some(blocks(
            "bucket-missing",
            "there is no such bucket".to_owned(),
        )),
        _ => Some(blocks(
            "bucket-not-owned",
            format!("the bucket is not one of {place}, or may not be looked at"),
        )),
    };
    if let Some(finding) = wrong {
        return Ok(finding.into());
    }
    let versioning = match reader.versioning(bucket).await {
        Ok(Versioning::Enabled) => return Ok(Findings::none()),
        Ok(versioning) => versioning.as_str(),
        Err(error) if error.kind == ErrorKind::Denied => "not to be looked at",
        Err(error) => return Err(error),
    };
    let seen = format!("the versioning of the bucket is {versioning}");
    Ok(Finding::blocks("bucket-not-versioned", at.clone(), seen)
        .why("Nothing is replicated into a bucket without versions, so that it may be stale.")
        .remedy("Enable versioning, and look at what the bucket holds before you rely on it.")
        .row("V2")
        .into())
}
