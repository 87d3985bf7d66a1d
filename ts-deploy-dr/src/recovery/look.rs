//! The checks that a recovery must pass, by readers of the DR account.

use jiff::Timestamp;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{BucketName, SnapshotId};
use ts_deploy_core::layer::ProductComponent;
use ts_deploy_core::layer::data::{DrOutputSource, DrOutputs, RecoverySource};
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::bucket::BucketReader;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::port::key::KeyReader;
use ts_deploy_core::port::snapshot::{DbSnapshot, SnapshotReader};
use ts_deploy_core::target::{Target, TargetName};

use super::key_rights::key_rights;
use super::left_behind::left_behind;
use super::running::running_from;
use super::{check_bucket, choose, judge};
use crate::RecoveryObjectives;
use crate::settings::Components;
use crate::source::DrStackSource;

/// What the checks found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the platform is brought up from, or runs from already; `None` when it cannot be.
    pub source: Option<RecoverySource>,
    /// Stream and data lake bucket of the DR stack; `None` when they are not known.
    pub buckets: Option<(BucketName, BucketName)>,
    /// True when the Data Layer runs there already.
    pub running: bool,
    /// The snapshot chosen; `None` when there is none, or the platform runs there already.
    pub snapshot: Option<DbSnapshot>,
    /// All that is wrong, doubtful or not checked.
    pub findings: Findings,
}

/// Runs the checks for a recovery of `deployment`, with the readers of the target `dr` alone. Ages
/// are as of `now`.
///
/// # Errors
/// [`StepError`] when something cannot be told: nothing is known then.
pub async fn look(
    deployment: &Deployment,
    components: &Components,
    ports: Readers<'_>,
    now: Timestamp,
) -> Result<Found, StepError> {
    let mut findings = Findings::none();
    let Some(target) = deployment
        .target(TargetName::Dr)
        .map(|one| one.target.clone())
    else {
        findings.push(no_target());
        return Ok(Found {
            source: None,
            buckets: None,
            running: false,
            snapshot: None,
            findings,
        });
    };
    shared(deployment, ports, &target, &mut findings).await?;
    findings.push(not_checked());
    findings.extend(secrets(deployment));
    findings.extend(left_behind(deployment));
    let settings = deployment.disaster_recovery.as_ref();
    let wanted = settings.and_then(|settings| settings.recovery.snapshot.as_ref());
    if let Some(source) = running_from(deployment, ports).await? {
        if let Some(other) = wanted.filter(|wanted| **wanted != source.snapshot) {
            findings.push(other_snapshot(other.as_str(), source.snapshot.as_str()));
        }
        return Ok(Found {
            buckets: Some((source.stream_bucket.clone(), source.datalake_bucket.clone())),
            source: Some(source),
            running: true,
            snapshot: None,
            findings,
        });
    }
    let buckets = buckets(deployment, components, ports, &mut findings).await?;
    if let Some((stream, datalake)) = &buckets {
        let reader = ports.get::<dyn BucketReader>(TargetName::Dr)?;
        for (bucket, key) in [(stream, "STBucket"), (datalake, "DLBucket")] {
            findings.extend(check_bucket(reader.as_ref(), bucket, key, &target).await?);
        }
    }
    let at = (now, &target);
    let chosen = snapshot(wanted, &components.objectives, ports, at, &mut findings).await?;
    let source = chosen
        .as_ref()
        .zip(buckets.clone())
        .map(|(snapshot, (stream, datalake))| RecoverySource {
            snapshot: snapshot.id.clone(),
            stream_bucket: stream,
            datalake_bucket: datalake,
        });
    Ok(Found {
        source,
        buckets,
        running: false,
        snapshot: chosen,
        findings,
    })
}

/// The snapshot that the database would be made of, judged with its key; `None` when there is none.
async fn snapshot(
    wanted: Option<&SnapshotId>,
    objectives: &RecoveryObjectives,
    ports: Readers<'_>,
    (now, target): (Timestamp, &Target),
    findings: &mut Findings,
) -> Result<Option<DbSnapshot>, StepError> {
    let reader = ports.get::<dyn SnapshotReader>(TargetName::Dr)?;
    let snapshots = reader.snapshots().await?;
    let chosen = choose(&snapshots, wanted).cloned();
    let key = match chosen.as_ref().and_then(|one| one.key.as_ref()) {
        Some(key) => {
            let keys = ports.get::<dyn KeyReader>(TargetName::Dr)?;
            keys.key(key.as_str()).await?
        }
        None => None,
    };
    let judged = judge(&snapshots, wanted, key.as_ref(), (now, target), objectives);
    let usable = judged.find("snapshot-key-not-usable").is_none();
    findings.extend(judged);
    if let Some(key) = key.filter(|_| usable) {
        findings.extend(key_rights(ports, target, &key.arn).await?);
    }
    Ok(chosen)
}

fn no_target() -> Finding {
    Finding::blocks(
        "dr-target-missing",
        "targets.dr",
        "the deployment has no DR account",
    )
    .why("The platform is brought up there.")
    .remedy("Add targets.dr and disaster_recovery.")
    .row("V1")
}

/// Stream and data lake bucket, as the DR stack gives them now or as they were given.
async fn buckets(
    deployment: &Deployment,
    components: &Components,
    ports: Readers<'_>,
    findings: &mut Findings,
) -> Result<Option<(BucketName, BucketName)>, StepError> {
    let pair = |outputs: &DrOutputs| {
        (
            outputs.stream_bucket.clone(),
            outputs.datalake_bucket.clone(),
        )
    };
    let data = deployment.data_layer.draft();
    if let Some(DrOutputSource::Given(outputs)) =
        data.disaster_recovery.as_ref().map(|dr| &dr.outputs)
    {
        return Ok(Some(pair(outputs)));
    }
    let Some((_, decided)) = &components.stack else {
        return Ok(None);
    };
    let names = components.output_names.clone();
    let source = DrStackSource::new(decided.name.clone(), names, None);
    let Some(outputs) = source.outputs(ports).await? else {
        let seen = format!(
            "the DR stack {} is not there, or not complete",
            decided.name
        );
        findings.push(
            Finding::blocks("dr-stack-missing", "disaster_recovery.stack", seen)
                .why("It tells which buckets the platform is brought up from.")
                .remedy("If its buckets are still there, give their names as disaster_recovery.outputs.")
                .row("V2"),
        );
        return Ok(None);
    };
    match outputs.data_layer() {
        Ok(read) => Ok(Some(pair(read))),
        Err(refused) => {
            findings.extend(refused.clone());
            Ok(None)
        }
    }
}

/// Whether both products are offered in the DR account and region: shares are regional.
async fn shared(
    deployment: &Deployment,
    ports: Readers<'_>,
    target: &Target,
    findings: &mut Findings,
) -> Result<(), StepError> {
    let catalog = ports.get::<dyn CatalogReader>(TargetName::Dr)?;
    let products = catalog.products().await?;
    let layers: [&dyn ProductComponent; 2] = [&deployment.data_layer, &deployment.service_layer];
    for layer in layers {
        let wanted = &layer.choice().product;
        if !products.iter().any(|product| wanted.selects(product)) {
            let seen = format!(
                "the product {wanted} is not offered to the caller in {} in {}",
                target.account, target.region
            );
            findings.push(
                Finding::blocks("product-not-shared", layer.name(), seen)
                    .why("Portfolios are shared for each account and region: that of the main account does not count here.")
                    .remedy("Ask the vendor to share the portfolio with this account and region, import it and associate the caller.")
                    .row("V2, R16"),
            );
        }
    }
    Ok(())
}

fn not_checked() -> Finding {
    let seen = "service-linked roles, the log policy, certificate, SES, key pair and Elastic IPs of the DR account and region are not checked here";
    Finding::informs("not-checked-here", "targets.dr", seen)
        .why("Each is regional or the account's own, and the platform needs it there as it did in the main account.")
        .remedy("Look at them as before the first deployment (rows R7 to R12).")
        .row("V2")
}

fn secrets(deployment: &Deployment) -> Option<Finding> {
    let secrets = &deployment.secrets;
    let paths: Vec<&str> = secrets
        .parameters()
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    (!paths.is_empty()).then(|| {
        let seen = format!("parameters in SSM are not replicated: {}", paths.join(", "));
        Finding::informs("secrets-given-again", "secrets", seen)
            .why("They are written in the DR account from the same sources, which must be at hand then.")
            .remedy("Keep the sources where a loss of the main account does not reach them.")
            .row("V2, X1-X4")
    })
}

fn other_snapshot(wanted: &str, running: &str) -> Finding {
    let seen =
        format!("the Data Layer runs from the snapshot {running}, and {wanted} is asked for");
    Finding::blocks("snapshot-of-a-running-platform", "disaster_recovery.recovery.snapshot", seen)
        .why("Another snapshot would replace the database, with all that was written since.")
        .remedy("Leave the field out, or give the one it runs from. To begin again, destroy the recovered platform first.")
        .row("V1")
}
