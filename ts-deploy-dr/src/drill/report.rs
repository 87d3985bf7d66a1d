//! What a drill found, for people and programs.

use jiff::Timestamp;
use serde::Serialize;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::fingerprint::FingerprintKey;
use ts_deploy_core::ids::BucketName;
use ts_deploy_core::journal::JournalState;
use ts_deploy_core::layer::ProductComponent;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::bucket::BucketReader;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::target::TargetName;

use super::durations::{Estimate, estimate};
use super::parity::{ParameterParity, parity};
use super::replication::replication;
use crate::recovery::{foreseen, look};
use crate::settings::Components;

/// What a drill found.
#[derive(Clone, Debug, Serialize)]
pub struct DrillReport {
    /// When the drill was made.
    pub at: Timestamp,
    /// True when nothing that was looked at would stop a recovery today.
    pub ready: bool,
    /// True when the platform was brought up in the DR account and runs there: a recovery would keep
    /// it, and nothing of the database is lost any more.
    pub running: bool,
    /// True when what would be lost today, and how long a recovery would take, is within what the
    /// objectives allow: the newest copy's age, the intervals of backups, and the products' time.
    pub within_objectives: bool,
    /// What of the database would be lost.
    pub database: DatabaseReport,
    /// How the buckets are replicated.
    pub buckets: Vec<BucketReplication>,
    /// The parameters in SSM that both accounts have, and how their values are to each other.
    pub parameters: Vec<ParameterParity>,
    /// How long a recovery would take.
    pub recovery: Estimate,
    /// How long a recovery may take, in minutes (V3).
    pub recover_within_minutes: u64,
    /// All that is wrong, doubtful or was not looked at.
    pub findings: Vec<Finding>,
}

/// What of the database would be lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatabaseReport {
    /// The newest copy that could be used.
    pub snapshot: Option<String>,
    /// The time of the data in it.
    pub made: Option<Timestamp>,
    /// How much would be lost now, in minutes; `None` without a copy, where that is everything, and
    /// once the platform runs in the DR account.
    pub loses_minutes: Option<i64>,
    /// How much may be lost, in minutes (V3).
    pub may_lose_minutes: i64,
}

/// How one bucket is replicated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BucketReplication {
    /// The platform's bucket.
    pub bucket: String,
    /// The DR stack's.
    pub replica: String,
    /// Whether a rule in force copies into it.
    pub replicated: bool,
    /// Within how many minutes S3 promises a copy; `None` when it promises none.
    pub within_minutes: Option<u32>,
}

/// Whether `deployment` could be recovered today, by readers of all of its targets. What launches
/// took is read from `journal`; ages are as of `now`. Values of parameters are compared under `key`,
/// which the caller makes anew for each drill.
///
/// # Errors
/// [`StepError`] when something cannot be told.
pub async fn drill(
    deployment: &Deployment,
    components: &Components,
    ports: Readers<'_>,
    journal: &JournalState,
    now: Timestamp,
    key: &FingerprintKey,
) -> Result<DrillReport, StepError> {
    let found = look(deployment, components, ports, now).await?;
    let objectives = &components.objectives;
    let mut findings = found.findings;
    let draft = deployment.data_layer.draft();
    let intervals = objectives.check(&draft.database.backups, &draft.elasticsearch);
    let mut within_objectives = intervals.is_empty();
    findings.extend(intervals);
    let (differences, parameters) = parity(deployment, ports, key).await?;
    findings.extend(differences);
    if !found.running {
        findings.extend(foreseen(deployment, found.source.as_ref()));
    }
    let buckets = buckets(deployment, ports, found.buckets.as_ref(), &mut findings).await?;
    let layers: [&dyn ProductComponent; 2] = [&deployment.data_layer, &deployment.service_layer];
    let recovery = estimate(&layers, journal);
    let within = u64::from(objectives.recover_within_hours).saturating_mul(60);
    findings.extend(too_long(&recovery, within));
    findings.extend(promised(&buckets, objectives.data_lake_minutes));
    let made = found.snapshot.as_ref().map(|one| one.created);
    let database = DatabaseReport {
        snapshot: found.snapshot.as_ref().map(|one| one.id.to_string()),
        made,
        loses_minutes: made.map(|made| now.duration_since(made).as_mins()),
        may_lose_minutes: i64::from(objectives.database_hours).saturating_mul(60),
    };
    let loses = database.loses_minutes;
    within_objectives &=
        found.running || loses.is_some_and(|loses| loses <= database.may_lose_minutes);
    within_objectives &= recovery.most_minutes <= within;
    Ok(DrillReport {
        at: now,
        ready: !findings.block(),
        running: found.running,
        within_objectives,
        database,
        buckets,
        parameters,
        recovery,
        recover_within_minutes: within,
        findings: findings.iter().cloned().collect(),
    })
}

/// How the platform's buckets are replicated, where its outputs tell what they are called.
async fn buckets(
    deployment: &Deployment,
    ports: Readers<'_>,
    replicas: Option<&(BucketName, BucketName)>,
    findings: &mut Findings,
) -> Result<Vec<BucketReplication>, StepError> {
    let Some((stream, datalake)) = replicas else {
        return Ok(Vec::new());
    };
    let catalog = ports.get::<dyn CatalogReader>(TargetName::Main)?;
    let name = &deployment.data_layer.choice().provisioned_product;
    let outputs = match catalog.provisioned_product(name).await? {
        Some(product) => catalog.outputs(&product.id).await?,
        None => return Ok(Vec::new()),
    };
    let reader = ports.get::<dyn BucketReader>(TargetName::Main)?;
    let mut all = Vec::new();
    for (output, replica) in [("DatalakeBucket", datalake), ("StreamBucket", stream)] {
        let bucket = outputs
            .get(output)
            .and_then(|text| BucketName::parse(text.as_str()).ok());
        let Some(bucket) = bucket else {
            findings.push(not_told(output, replica));
            continue;
        };
        let (report, found) = replication(reader.as_ref(), &bucket, replica).await?;
        findings.extend(found);
        all.push(report);
    }
    Ok(all)
}

fn not_told(output: &str, replica: &BucketName) -> Finding {
    let seen = format!(
        "the Data Layer has no output {output}, so that what is replicated into {replica} is not checked"
    );
    Finding::warns("replication-not-checked", "data-layer", seen)
        .why("The names of the Data Layer's outputs are not documented.")
        .remedy("Look at the replication rules of the platform's buckets in the console.")
        .row("V2")
}

fn too_long(recovery: &Estimate, within: u64) -> Option<Finding> {
    (recovery.most_minutes > within).then(|| {
        let seen = format!(
            "a recovery takes up to {} minutes, and may take {within}",
            recovery.most_minutes
        );
        Finding::warns("recovery-too-long", "disaster_recovery.objectives", seen)
            .why("The two products alone take that long; what persons decide comes on top.")
            .remedy("Accept the longer time, or keep a platform running in the DR account.")
            .row("V3")
    })
}

fn promised(buckets: &[BucketReplication], most: u32) -> Option<Finding> {
    let open: Vec<&str> = buckets
        .iter()
        .filter(|one| one.replicated && one.within_minutes.is_none_or(|within| within > most))
        .map(|one| one.bucket.as_str())
        .collect();
    (!open.is_empty()).then(|| {
        let seen = format!(
            "S3 promises no time within which {} are copied, and {most} minutes may be lost",
            open.join(" and ")
        );
        Finding::informs("replication-without-promise", "disaster_recovery.objectives", seen)
            .why("Most objects are copied within minutes; only replication time control promises it.")
            .remedy("Look at the metrics of the replication, or ask the vendor about replication time control.")
            .row("V3")
    })
}
