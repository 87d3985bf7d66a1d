//! From S3's types to the port's. Every function is without effects.

use aws_sdk_s3::types::{
    ReplicationRule as Rule, ReplicationRuleStatus, ReplicationTimeStatus,
    SseKmsEncryptedObjectsStatus,
};
use ts_deploy_core::ids::{BucketName, Region};
use ts_deploy_core::port::bucket::{ReplicationRule, Versioning};

use crate::read::{Unreadable, present};

/// A region as headers name it.
pub(super) fn region(name: Option<&str>) -> Option<Region> {
    name.and_then(|name| Region::parse(name).ok())
}

/// A region as `GetBucketLocation` names it, which has two of its own for the oldest ones.
pub(super) fn location(name: &str) -> Option<Region> {
    region(Some(match name {
        "" => "us-east-1",
        "EU" => "eu-west-1",
        name => name,
    }))
}

/// Whether versions are kept; a bucket that never kept any names no state.
pub(super) fn versioning(status: Option<&str>) -> Result<Versioning, Unreadable> {
    match status {
        None | Some("") => Ok(Versioning::Never),
        Some("Enabled") => Ok(Versioning::Enabled),
        Some("Suspended") => Ok(Versioning::Suspended),
        Some(_) => Err(Unreadable::form("a bucket's versioning")),
    }
}

/// A rule, with the name of the bucket whose ARN it has.
pub(super) fn rule(rule: Rule) -> Result<ReplicationRule, Unreadable> {
    const DESTINATION: &str = "the destination of a rule";
    let destination = present(rule.destination, DESTINATION)?;
    let name = destination.bucket.rsplit(':').next().unwrap_or_default();
    let encrypted = rule
        .source_selection_criteria
        .and_then(|criteria| criteria.sse_kms_encrypted_objects)
        .is_some_and(|objects| objects.status == SseKmsEncryptedObjectsStatus::Enabled);
    let in_time = destination.replication_time.as_ref();
    let time_control = in_time.is_some_and(|time| time.status == ReplicationTimeStatus::Enabled);
    Ok(ReplicationRule {
        enabled: rule.status == ReplicationRuleStatus::Enabled,
        destination: BucketName::parse(name).map_err(|_| Unreadable::form(DESTINATION))?,
        encrypted_objects: encrypted,
        time_control,
    })
}
