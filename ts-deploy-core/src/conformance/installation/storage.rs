//! Promises of the readers of buckets, keys and snapshots.

use super::InstallationSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::{AccountId, BucketName, KmsKeyArn};
use crate::port::ErrorKind;
use crate::port::bucket::{BucketReader, BucketSight};
use crate::port::key::KeyReader;
use crate::port::log_group::LogGroupReader;
use crate::port::regional_key::RegionalKeyReader;
use crate::port::snapshot::SnapshotReader;
use crate::target::Target;

/// A bucket that the stack made is seen in its region as its owner's and is denied to be another's;
/// whether it keeps versions and where it is copied to is told.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is seen otherwise.
pub async fn a_bucket_is_seen_in_its_region_by_its_owner(
    subject: &InstallationSubject<'_>,
) -> Kept {
    let trial = Trial::new(subject, "a_bucket_is_seen_in_its_region_by_its_owner")?;
    let reader = trial.port::<dyn BucketReader>()?;
    let (owner, region) = (&subject.target.account, &subject.target.region);
    let other = AccountId::parse("000000000000");
    let other = other.map_err(|error| trial.broken(error.to_string()))?;
    for name in trial.parts("AWS::S3::Bucket").await? {
        let bucket = BucketName::parse(name);
        let bucket = bucket.map_err(|error| trial.broken(error.to_string()))?;
        let seen = trial.ask(|| reader.look(&bucket, owner)).await?;
        let there = BucketSight::There(region.clone());
        trial.same("what is seen", &there, &seen)?;
        let seen = trial.ask(|| reader.look(&bucket, &other)).await?;
        trial.same("what is seen of another's", &BucketSight::Denied, &seen)?;
        trial.ask(|| reader.versioning(&bucket)).await?;
        trial.ask(|| reader.replication(&bucket)).await?;
    }
    Ok(())
}

/// A bucket that nobody made is absent; its versions and copies are not found.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_bucket_that_is_not_there_is_absent(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_bucket_that_is_not_there_is_absent")?;
    let reader = trial.port::<dyn BucketReader>()?;
    let name = format!("nobody-made-this-one-{}", subject.target.account);
    let bucket = BucketName::parse(name);
    let bucket = bucket.map_err(|error| trial.broken(error.to_string()))?;
    let owner = &subject.target.account;
    let seen = trial.ask(|| reader.look(&bucket, owner)).await?;
    trial.same("what is seen", &BucketSight::Absent, &seen)?;
    let missing = ErrorKind::NotFound;
    trial
        .refused(missing, || reader.versioning(&bucket))
        .await?;
    let copies = || reader.replication(&bucket);
    trial.refused(missing, copies).await.map(drop)
}

/// A key that the stack made is the same by its id and by its ARN, an alias leads to a key, and an
/// alias that nobody made to none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is found otherwise.
pub async fn a_key_is_found_by_id_arn_and_alias(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_key_is_found_by_id_arn_and_alias")?;
    let reader = trial.port::<dyn KeyReader>()?;
    for id in trial.parts("AWS::KMS::Key").await? {
        let key = trial.ask(|| reader.key(&id)).await?;
        let key = key.ok_or_else(|| trial.broken(format!("the key {id} is not there")))?;
        let by_arn = trial.ask(|| reader.key(key.arn.as_str())).await?;
        trial.same("the key of its ARN", &Some(key), &by_arn)?;
    }
    for alias in trial.parts("AWS::KMS::Alias").await? {
        let key = trial.ask(|| reader.key(&alias)).await?;
        trial.holds(key.is_some(), format!("{alias} leads to no key"))?;
    }
    let none = trial.ask(|| reader.key("alias/nobody-made-this-one"));
    trial.same("nobody's key", &None, &none.await?)
}

/// A key is found in the region that it is in, as it is there, and in no other.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is found elsewhere, or not at all.
pub async fn a_key_is_found_in_its_region_only(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_key_is_found_in_its_region_only")?;
    let here = trial.port::<dyn KeyReader>()?;
    let reader = trial.port::<dyn RegionalKeyReader>()?;
    let own = &subject.target.region;
    for alias in trial.parts("AWS::KMS::Alias").await? {
        let key = trial.ask(|| here.key(&alias)).await?;
        let found = trial.ask(|| reader.key_in(own, &alias)).await?;
        trial.same("the key of its region", &key, &found)?;
        for other in own.others_of_platform().iter().take(1) {
            let elsewhere = trial.ask(|| reader.key_in(other, &alias)).await?;
            trial.same("the key of another region", &None, &elsewhere)?;
        }
    }
    Ok(())
}

/// A key that the stack made has a policy, which is JSON; one that nobody made has none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is told otherwise.
pub async fn a_key_has_a_policy_and_nobodys_has_none(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_key_has_a_policy_and_nobodys_has_none")?;
    let reader = trial.port::<dyn KeyReader>()?;
    for id in trial.parts("AWS::KMS::Key").await? {
        let key = trial.ask(|| reader.key(&id)).await?;
        let key = key.ok_or_else(|| trial.broken(format!("the key {id} is not there")))?;
        let policy = trial.ask(|| reader.policy(&key.arn)).await?;
        let policy = policy.unwrap_or_default();
        let is_json = serde_json::from_str::<serde_json::Value>(&policy).is_ok();
        trial.holds(is_json, format!("the policy of {} is {policy}", key.arn))?;
    }
    let Target {
        account, region, ..
    } = &subject.target;
    let partition = region.partition();
    let nobodys = "00000000-0000-0000-0000-000000000000";
    let arn = KmsKeyArn::parse(format!(
        "arn:{partition}:kms:{region}:{account}:key/{nobodys}"
    ));
    let arn = arn.map_err(|error| trial.broken(error.to_string()))?;
    let none = trial.ask(|| reader.policy(&arn)).await?;
    trial.same("the policy of nobody's key", &None, &none)
}

/// A log group that the stack made is found by its name, and by no part of it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is found otherwise.
pub async fn a_log_group_is_found_by_exactly_its_name(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_log_group_is_found_by_exactly_its_name")?;
    let reader = trial.port::<dyn LogGroupReader>()?;
    for name in trial.parts("AWS::Logs::LogGroup").await? {
        let found = trial.ask(|| reader.log_group(&name)).await?;
        let found = found.map(|group| group.name);
        trial.same("the log group", &Some(name.clone()), &found)?;
        let mut part = name;
        part.pop();
        let found = trial.ask(|| reader.log_group(&part)).await?;
        trial.holds(found.is_none(), format!("{part} is {found:?}"))?;
    }
    let none = trial
        .ask(|| reader.log_group("nobody-made-this-one"))
        .await?;
    trial.holds(none.is_none(), format!("{none:?}"))
}

/// Snapshots are listed, none twice, each in the region that is looked at.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is listed twice or is in another region.
pub async fn snapshots_are_listed_once_each(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "snapshots_are_listed_once_each")?;
    let reader = trial.port::<dyn SnapshotReader>()?;
    let snapshots = trial.ask(|| reader.snapshots()).await?;
    let here = format!(":rds:{}:", subject.target.region);
    let elsewhere = snapshots.iter().find(|one| !one.arn.contains(&here));
    trial.holds(elsewhere.is_none(), format!("{elsewhere:?}"))?;
    let mut arns: Vec<&str> = snapshots.iter().map(|one| one.arn.as_str()).collect();
    arns.sort_unstable();
    arns.dedup();
    let saw = format!("{} snapshots, {} differ", snapshots.len(), arns.len());
    trial.holds(arns.len() == snapshots.len(), saw)
}
