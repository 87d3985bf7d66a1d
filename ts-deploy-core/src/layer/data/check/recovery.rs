//! Disaster recovery, and bringing a lost platform up again.

use std::collections::BTreeMap;

use super::super::{DataLayerDraft, DisasterRecovery, DrOutputSource, DrOutputs, RecoverySource};
use crate::finding::{Finding, Findings};
use crate::ids::{Arn, BucketName, KmsKeyArn};
use crate::target::Target;

pub(super) fn check(draft: &DataLayerDraft, found: &mut Findings) {
    if let Some(dr) = &draft.disaster_recovery {
        place(dr, &draft.target, found);
        if let DrOutputSource::Given(outputs) = &dr.outputs {
            found.extend(dr.judge(outputs));
        }
    }
    if let Some(source) = &draft.recovery {
        snapshot(source, &draft.target, found);
        let buckets = [
            ("stream_bucket", &source.stream_bucket),
            ("datalake_bucket", &source.datalake_bucket),
        ];
        same_bucket("recovery", &buckets, found);
    }
}

impl DisasterRecovery {
    /// What is wrong with `outputs` of the DR stack: a key elsewhere than in the DR account and
    /// region, or one bucket in two places.
    pub fn judge(&self, outputs: &DrOutputs) -> Findings {
        let mut found = Findings::none();
        key(self, &outputs.datalake_kms_key, &mut found);
        same_bucket(
            "disaster_recovery.outputs",
            &[
                ("datalake_bucket", &outputs.datalake_bucket),
                ("stream_bucket", &outputs.stream_bucket),
                ("backup_bucket", &outputs.backup_bucket),
                ("local_artifacts_bucket", &outputs.local_artifacts_bucket),
            ],
            &mut found,
        );
        found
    }
}

fn place(dr: &DisasterRecovery, main: &Target, found: &mut Findings) {
    if dr.account == main.account {
        let seen = format!(
            "the DR account is the platform's own account {}",
            main.account
        );
        found.push(
            Finding::blocks("dr-same-account", "targets.dr.account", seen)
                .why(
                    "Disaster recovery replicates into a second account, which outlives the first.",
                )
                .remedy("Give another account, or decide against disaster recovery.")
                .row("P1"),
        );
    }
    if dr.region == main.region {
        let seen = format!("the DR region is the platform's own region {}", main.region);
        found.push(
            Finding::blocks("dr-same-region", "targets.dr.region", seen)
                .why("Disaster recovery replicates into a second region, which outlives the first.")
                .remedy("Give another region, or decide against disaster recovery.")
                .row("P1"),
        );
    }
    let (here, there) = (main.region.partition(), dr.region.partition());
    if here != there {
        let seen = format!("the platform is in the partition {here}, the DR region in {there}");
        found.push(
            Finding::blocks("dr-other-partition", "targets.dr.region", seen)
                .why("Buckets and snapshots cannot be replicated from one partition to another.")
                .remedy(format!("Give a region of the partition {here}."))
                .row("P1"),
        );
    }
}

fn key(dr: &DisasterRecovery, key: &KmsKeyArn, found: &mut Findings) {
    let at = "disaster_recovery.outputs.datalake_kms_key";
    let why =
        "Replicas in the DR bucket are encrypted with it, so that it must be where the bucket is.";
    let remedy = "Give the output of the DR stack in the DR account and region.";
    if let Some(account) = key.account().filter(|id| *id != dr.account) {
        let seen = format!(
            "the DR key belongs to account {account}, the DR account is {}",
            dr.account
        );
        found.push(
            Finding::blocks("dr-key-of-another-account", at, seen)
                .why(why)
                .remedy(remedy)
                .row("D DRDatalakeKMSKey"),
        );
    }
    if let Some(region) = key.region().filter(|region| *region != dr.region) {
        let seen = format!("the DR key is in {region}, the DR region is {}", dr.region);
        found.push(
            Finding::blocks("dr-key-in-another-region", at, seen)
                .why(why)
                .remedy(remedy)
                .row("D DRDatalakeKMSKey"),
        );
    }
}

fn same_bucket(path: &str, buckets: &[(&str, &BucketName)], found: &mut Findings) {
    let mut seen: BTreeMap<&BucketName, &str> = BTreeMap::new();
    for (field, bucket) in buckets {
        if let Some(first) = seen.get(bucket) {
            let seen = format!("{bucket} is given as {first} and as {field}");
            found.push(
                Finding::blocks("dr-bucket-twice", format!("{path}.{field}"), seen)
                    .why("Each holds data of its own; in one bucket they would overwrite each other.")
                    .remedy("Give the outputs of the DR stack, each in its place.")
                    .row("R13"),
            );
        } else {
            seen.insert(bucket, field);
        }
    }
}

fn snapshot(source: &RecoverySource, target: &Target, found: &mut Findings) {
    let Ok(arn) = Arn::parse(source.snapshot.as_str()) else {
        return;
    };
    if let Some(region) = arn.region.filter(|region| *region != target.region) {
        let seen = format!(
            "the snapshot is in {region}, and the platform is brought up in {}",
            target.region
        );
        found.push(
            Finding::blocks("snapshot-in-another-region", "recovery.snapshot", seen)
                .why("A database is restored in the region of its snapshot only.")
                .remedy("Give the copy in the region of the recovery, or copy the snapshot there.")
                .row("V1"),
        );
    }
}
