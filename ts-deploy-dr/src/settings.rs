//! From a deployment's decisions to the checked components of this crate.

use ts_deploy_core::deployment::{Deployment, DrStackSettings, SnapshotToolSettings};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::InvalidValue;
use ts_deploy_core::layer::data::Backups;
use ts_deploy_core::target::{Target, TargetName};

use crate::snapshot_tool::{
    CodeBucket, DbInstanceId, DestinationKey, LogGroupName, LogLevel, SnapshotPattern, SourceKey,
};
use crate::{DrStack, OutputNames, RecoveryObjectives, SnapshotTool};

const TOOL: &str = "disaster_recovery.snapshot_tool";
const NAMES: &str = "disaster_recovery.stack.output_names";

/// What a deployment decided for disaster recovery, checked.
#[derive(Clone, Debug)]
pub struct Components {
    /// The DR stack, when it is made from here.
    pub stack: Option<(DrStack, DrStackSettings)>,
    /// What its outputs are called.
    pub output_names: OutputNames,
    /// The snapshot tool, when it is made from here.
    pub snapshot_tool: Option<(SnapshotTool, SnapshotToolSettings)>,
    /// What may be lost, and how long a recovery may take.
    pub objectives: RecoveryObjectives,
    /// What is doubtful: nothing here blocks.
    pub findings: Findings,
}

impl Components {
    /// What `deployment` decided; `None` when it has no disaster recovery.
    ///
    /// # Errors
    /// All findings, when one of them blocks.
    pub fn of(deployment: &Deployment) -> Result<Option<Self>, Findings> {
        let Some(settings) = &deployment.disaster_recovery else {
            return Ok(None);
        };
        let place = |name| deployment.target(name).map(|place| place.target.clone());
        let (Some(main), Some(dr), Some(between)) = (
            place(TargetName::Main),
            place(TargetName::Dr),
            place(TargetName::DrInMainRegion),
        ) else {
            let seen = "disaster recovery is decided, and not all of its three targets are there";
            let found = Finding::blocks("dr-target-missing", "targets.dr", seen)
                .why("Stacks are made in the DR account in both regions.")
                .remedy("Give the targets main, dr and dr-in-main-region.");
            return Err(found.into());
        };
        let data = deployment.data_layer.draft();
        let mut found = Findings::none();
        let output_names = settings
            .stack
            .as_ref()
            .map(|stack| names(stack, &mut found));
        let stack = settings.stack.as_ref().and_then(|stack| {
            let built = DrStack::builder()
                .main(main.clone())
                .target(dr.clone())
                .infrastructure_name(data.infrastructure_name.clone())
                .extra_parameters(stack.extra_parameters.clone())
                .build();
            let built = kept(built, DrStack::findings, &mut found)?;
            Some((built, stack.clone()))
        });
        let tool = settings.snapshot_tool.as_ref().and_then(|tool| {
            let backups = &data.database.backups;
            let built = snapshot_tool(tool, backups, (&main, &dr, &between), &mut found)?;
            Some((built, tool.clone()))
        });
        if let Some((tool, decided)) = &tool
            && stack.is_none()
            && tool.draft().destination_key == DestinationKey::FromDrStack
        {
            found.push(no_destination_key(decided));
        }
        let objectives = objectives(settings.objectives);
        found.extend(objectives.check(&data.database.backups, &data.elasticsearch));
        if found.block() {
            return Err(found);
        }
        Ok(Some(Self {
            stack,
            output_names: output_names.unwrap_or_default(),
            snapshot_tool: tool,
            objectives,
            findings: found,
        }))
    }
}

fn no_destination_key(tool: &SnapshotToolSettings) -> Finding {
    let seen = format!(
        "the stack {} waits for the DR stack's key, and the DR stack is not made from here",
        tool.name
    );
    Finding::blocks(
        "snapshot-key-unknown",
        format!("{TOOL}.destination_key"),
        seen,
    )
    .why("Copies are encrypted with it in the DR region.")
    .remedy("Give destination_key: the output DRRDSKMSKey of the DR stack.")
    .row("T2")
}

fn objectives(decided: ts_deploy_core::deployment::ObjectiveSettings) -> RecoveryObjectives {
    let standard = RecoveryObjectives::default();
    RecoveryObjectives {
        data_lake_minutes: decided
            .data_lake_minutes
            .unwrap_or(standard.data_lake_minutes),
        database_hours: decided.database_hours.unwrap_or(standard.database_hours),
        index_hours: decided.index_hours.unwrap_or(standard.index_hours),
        recover_within_hours: decided
            .recover_within_hours
            .unwrap_or(standard.recover_within_hours),
    }
}

/// A component with its doubts noted, or what refused it.
fn kept<T>(
    built: Result<T, Findings>,
    findings: impl FnOnce(&T) -> &Findings,
    found: &mut Findings,
) -> Option<T> {
    match built {
        Ok(component) => {
            found.extend(findings(&component).clone());
            Some(component)
        }
        Err(refused) => {
            found.extend(refused);
            None
        }
    }
}

fn names(stack: &DrStackSettings, found: &mut Findings) -> OutputNames {
    let mut names = OutputNames::default();
    for (key, name) in &stack.output_names {
        let place = match key.as_str() {
            "DRDatalakeKMSKey" => &mut names.datalake_kms_key,
            "DRDatalakeBucket" => &mut names.datalake_bucket,
            "DRStreamBucket" => &mut names.stream_bucket,
            "DRBackupBucket" => &mut names.backup_bucket,
            "DRLocalArtifactsBucket" => &mut names.local_artifacts_bucket,
            "DRRDSKMSKey" => &mut names.rds_kms_key,
            other => {
                let seen = format!("nothing takes an output of the DR stack as {other}");
                found.push(
                    Finding::blocks("dr-output-name-unknown", format!("{NAMES}.{other}"), seen)
                        .why("The name given for it would be used for nothing.")
                        .remedy("Give the name of an output for DRDatalakeKMSKey, DRDatalakeBucket, DRStreamBucket, DRBackupBucket, DRLocalArtifactsBucket or DRRDSKMSKey.")
                        .row("R13"),
                );
                continue;
            }
        };
        place.clone_from(name);
    }
    names
}

fn snapshot_tool(
    decided: &SnapshotToolSettings,
    backups: &Backups,
    (main, dr, between): (&Target, &Target, &Target),
    found: &mut Findings,
) -> Option<SnapshotTool> {
    let before = found.len();
    let database = read(
        decided.database.as_ref(),
        "database",
        found,
        DbInstanceId::parse,
    );
    let pattern = read(
        decided.snapshot_pattern.as_ref(),
        "snapshot_pattern",
        found,
        SnapshotPattern::parse,
    );
    let log_group = read(
        decided.log_group_name.as_ref(),
        "log_group_name",
        found,
        LogGroupName::parse,
    );
    let log_level = read(
        decided.log_level.as_ref(),
        "log_level",
        found,
        LogLevel::parse,
    );
    if found.len() > before {
        return None;
    }
    let draft = crate::snapshot_tool::SnapshotToolDraft {
        target: between.clone(),
        main_account: main.account.clone(),
        destination_region: dr.region.clone(),
        backups: backups.clone(),
        database,
        code_bucket: decided
            .code_bucket
            .clone()
            .map_or(CodeBucket::Documented, CodeBucket::Named),
        delete_old_snapshots: decided.delete_old_snapshots,
        destination_key: decided
            .destination_key
            .clone()
            .map_or(DestinationKey::FromDrStack, DestinationKey::Given),
        source_key: decided
            .source_key
            .clone()
            .map_or(SourceKey::OfAlias, SourceKey::Given),
        log_retention: decided.log_retention,
        log_level,
        retention_days: decided.retention_days,
        snapshot_pattern: pattern,
        log_group_name: log_group,
        extra_parameters: decided.extra_parameters.clone(),
    };
    kept(draft.into(), SnapshotTool::findings, found)
}

/// A value of the snapshot tool, parsed; what it is refused for is noted.
fn read<T>(
    text: Option<&String>,
    field: &str,
    found: &mut Findings,
    parse: impl FnOnce(String) -> Result<T, InvalidValue>,
) -> Option<T> {
    parse(text?.clone())
        .map_err(|refused| {
            let at = format!("{TOOL}.{field}");
            let finding = Finding::blocks("value-invalid", at, refused.to_string());
            found.push(
                finding
                    .why("The tool would be refused, or copy nothing.")
                    .remedy("Correct it in the spec, or leave it out for the documented default.")
                    .row("T2"),
            );
        })
        .ok()
}
