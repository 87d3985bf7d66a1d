//! Whether the platform's buckets are replicated into those of the DR stack.

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::BucketName;
use ts_deploy_core::port::bucket::{BucketReader, ReplicationRule, Versioning};
use ts_deploy_core::port::{ErrorKind, PortError};

use super::BucketReplication;

/// How `bucket` of the main account is replicated into `replica`, and what is wrong with that.
///
/// # Errors
/// [`PortError`] when it cannot be told.
pub(super) async fn replication(
    reader: &dyn BucketReader,
    bucket: &BucketName,
    replica: &BucketName,
) -> Result<(BucketReplication, Findings), PortError> {
    let mut found = Findings::none();
    let rules = match reader.replication(bucket).await {
        Ok(rules) => rules,
        Err(error) if error.kind == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let rule = rules.iter().find(|rule| rule.destination == *replica);
    found.extend(judged(bucket, replica, rule));
    if rule.is_some() && reader.versioning(bucket).await? != Versioning::Enabled {
        let seen = format!("the bucket {bucket} keeps no versions");
        found.push(
            Finding::blocks("bucket-not-versioned", bucket.as_str(), seen)
                .why("Replication stops without them, on either side.")
                .remedy("Enable its versioning.")
                .row("V2"),
        );
    }
    let report = BucketReplication {
        bucket: bucket.to_string(),
        replica: replica.to_string(),
        replicated: rule.is_some_and(|rule| rule.enabled),
        within_minutes: rule.filter(|rule| rule.time_control).map(|_| 15),
    };
    Ok((report, found))
}

fn judged(
    bucket: &BucketName,
    replica: &BucketName,
    rule: Option<&ReplicationRule>,
) -> Option<Finding> {
    let (id, seen) = match rule {
        None => (
            "bucket-not-replicated",
            format!("no rule replicates {bucket} into {replica}"),
        ),
        Some(rule) if !rule.enabled => (
            "bucket-not-replicated",
            format!("the rule that replicates {bucket} into {replica} is off"),
        ),
        Some(rule) if !rule.encrypted_objects => (
            "encrypted-objects-not-replicated",
            format!("objects of {bucket} that are encrypted with keys of KMS are not replicated"),
        ),
        Some(_) => return None,
    };
    Some(
        Finding::blocks(id, bucket.as_str(), seen)
            .why("What is not replicated is lost with the main account. Objects from before a rule are not copied by it.")
            .remedy("Update the Data Layer with EnableDR and the DR stack's outputs, then copy what was there before.")
            .row("V2"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> ReplicationRule {
        ReplicationRule {
            enabled: true,
            destination: "acme-dr-stream".parse().unwrap(),
            encrypted_objects: true,
            time_control: false,
        }
    }

    fn said(rule: Option<&ReplicationRule>) -> Option<String> {
        let bucket = "acme-stream".parse().unwrap();
        let replica = "acme-dr-stream".parse().unwrap();
        judged(&bucket, &replica, rule).map(|finding| finding.seen)
    }

    #[test]
    fn a_rule_in_force_for_all_objects_raises_no_finding() {
        assert_eq!(said(Some(&rule())), None);
    }

    #[test]
    fn a_bucket_without_a_rule_into_its_replica_is_said() {
        insta::assert_snapshot!(said(None).unwrap(), @"no rule replicates acme-stream into acme-dr-stream");
    }

    #[test]
    fn a_rule_that_is_off_is_said() {
        let off = ReplicationRule {
            enabled: false,
            ..rule()
        };
        insta::assert_snapshot!(said(Some(&off)).unwrap(), @"the rule that replicates acme-stream into acme-dr-stream is off");
    }

    #[test]
    fn a_rule_that_leaves_encrypted_objects_out_is_said() {
        let plain = ReplicationRule {
            encrypted_objects: false,
            ..rule()
        };
        insta::assert_snapshot!(said(Some(&plain)).unwrap(), @"objects of acme-stream that are encrypted with keys of KMS are not replicated");
    }
}
