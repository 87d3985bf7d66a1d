//! Disaster recovery (P1, R13, T2, V1, V3).

use std::path::PathBuf;

use super::{Extra, Network, Place, Web};
use crate::deployment::{
    DisasterRecoverySettings, DrStackSettings, ObjectiveSettings, RecoverySettings,
    SnapshotToolSettings, TemplateLocation,
};
use crate::finding::Finding;
use crate::ids::{
    BucketName, InfrastructureName, KmsKeyArn, LogRetentionDays, PolicyArn, SnapshotId, StackName,
};
use crate::layer::data;
use crate::spec::declare::{choice, record};
use crate::spec::notes::Notes;
use crate::spec::words::{FilePath, Line, TemplateUrl};

record! {
    /// Disaster recovery into the target dr (P1, EnableDR true). Exactly one of outputs and stack.
    #[schemars(extend("oneOf" = [{"required": ["outputs"]}, {"required": ["stack"]}]))]
    DisasterRecovery {
        /// What the DR stack (R13) gave, where it was made elsewhere.
        outputs: Option<DrOutputs>,
        /// The DR stack (R13), made from here in the target dr.
        stack: Option<DrStack>,
        /// The snapshot tool (T2), made from here in the DR account and the main region. Left out:
        /// it is not made from here.
        snapshot_tool: Option<SnapshotTool>,
        /// What may be lost, and how long a recovery may take (V3). Left out: what the vendor
        /// published.
        objectives: Option<Objectives>,
        /// How the platform is brought up in the target dr (V1), where that differs from main.
        recovery: Option<Recovery>,
    }
}

record! {
    /// The outputs of the DR stack that the Data Layer takes: all of them.
    DrOutputs {
        /// The key of the data lake (DRDatalakeKMSKey).
        datalake_kms_key: KmsKeyArn,
        /// The bucket of the data lake (DRDatalakeBucket).
        datalake_bucket: BucketName,
        /// The bucket of the streams (DRStreamBucket).
        stream_bucket: BucketName,
        /// The bucket of the backups (DRBackupBucket).
        backup_bucket: BucketName,
        /// The bucket of the local artifacts (DRLocalArtifactsBucket).
        local_artifacts_bucket: BucketName,
    }
}

choice! {
    /// Where a template is.
    Template {
        /// The file at this path, from the folder of this document unless it is absolute; at most
        /// 51,200 bytes.
        "file" => File(FilePath),
        /// Its address in S3, https only; at most 1 MB.
        "url" => Url(TemplateUrl),
    }
}

record! {
    /// The DR stack (R13).
    DrStack {
        /// The stack's name. Default: the infrastructure name and -dr.
        name: Option<StackName>,
        /// The vendor's dr.yml.
        template: Template,
        /// The names of its outputs, by the parameter that takes each: DRDatalakeKMSKey,
        /// DRDatalakeBucket, DRStreamBucket, DRBackupBucket, DRLocalArtifactsBucket and
        /// DRRDSKMSKey. Default: the same names.
        output_names: Option<Extra>,
        /// Whether AWS refuses to delete the stack. Default: true.
        termination_protection: Option<bool>,
        /// Parameters beyond the documented ones.
        extra_parameters: Option<Extra>,
    }
}

record! {
    /// The snapshot tool (T2).
    SnapshotTool {
        /// The stack's name. Default: the infrastructure name and -snapshot-tool.
        name: Option<StackName>,
        /// The vendor's snapshots_tool_rds_dest.json.
        template: Template,
        /// A runtime such as python3.12, put in the place of a Python that AWS no longer accepts for
        /// new functions; only in a template given as a file. Ask the vendor first. Left out: the
        /// template is sent as it is.
        lambda_runtime: Option<Line>,
        /// A bucket in the main region with the functions' code (CodeBucket). Default:
        /// DEFAULT_BUCKET, which only templates before 2022 know.
        code_bucket: Option<BucketName>,
        /// Whether old copies are deleted in the DR region (DeleteOldSnapshots). Default: true.
        delete_old_snapshots: Option<bool>,
        /// The key of the snapshots (KmsKeySource). Default: that of alias/ts-rds-production.
        source_key: Option<KmsKeyArn>,
        /// The key of the copies (KmsKeyDestination). Default: the DR stack's DRRDSKMSKey.
        destination_key: Option<KmsKeyArn>,
        /// LambdaCWLogRetention. Default: 7.
        log_retention_days: Option<LogRetentionDays>,
        /// LogLevel: DEBUG, INFO, WARNING, ERROR or CRITICAL. Default: INFO.
        log_level: Option<Line>,
        /// How many days copies are kept (RetentionDays). Default: 7.
        retention_days: Option<u32>,
        /// Which databases' snapshots are copied (SnapshotPattern). Default: ts-platform.*
        snapshot_pattern: Option<Line>,
        /// The database's identifier, which the pattern is held against. Left out: not checked.
        database: Option<Line>,
        /// LogGroupName; a second tool in the same account and region needs a name of its own.
        log_group_name: Option<Line>,
        /// Parameters beyond the documented ones.
        extra_parameters: Option<Extra>,
    }
}

record! {
    /// What may be lost at most, and how long a recovery may take (V3).
    Objectives {
        /// Data lake, in minutes. Default: 15.
        data_lake_minutes: Option<u32>,
        /// Database, in hours. Default: 12.
        database_hours: Option<u32>,
        /// Search index, in hours. Default: 6.
        index_hours: Option<u32>,
        /// Until the platform is up again, in hours. Default: 12.
        recover_within_hours: Option<u32>,
    }
}

record! {
    /// How the platform is brought up in the target dr (V1).
    Recovery {
        /// The snapshot (RDSSnapShot). Default: the newest copy.
        snapshot: Option<SnapshotId>,
        /// A policy of the DR account that bounds its roles (IAMBoundaryPolicy). Needed when main
        /// has one of its own account.
        boundary_policy: Option<PolicyArn>,
        /// The network there. Default: as in main, which only works for a new VPC.
        network: Option<Network>,
        /// How people reach it there. Default: as in main, which only works without a hosted zone of
        /// main; a certificate of main cannot be used.
        web: Option<Web>,
    }
}

impl DisasterRecovery {
    /// As the Data Layer takes it, with account and region of the target dr, and what is beyond
    /// that; `None` when it is not said once where the outputs come from, which is noted.
    pub(crate) fn into_parts(
        self,
        dr: &Place,
        infrastructure: &InfrastructureName,
        notes: &mut Notes,
    ) -> Option<(data::DisasterRecovery, DisasterRecoverySettings)> {
        let outputs = match (self.outputs, &self.stack) {
            (Some(outputs), None) => data::DrOutputSource::Given(outputs.into()),
            (None, Some(_)) => data::DrOutputSource::OfStack,
            (outputs, _) => {
                notes.add(not_once(outputs.is_some()));
                return None;
            }
        };
        let layer = data::DisasterRecovery {
            account: dr.account.clone(),
            region: dr.region.clone(),
            outputs,
        };
        let stack = match self.stack {
            Some(stack) => Some(stack.settings(infrastructure)?),
            None => None,
        };
        let snapshot_tool = match self.snapshot_tool {
            Some(tool) => Some(tool.settings(infrastructure)?),
            None => None,
        };
        let settings = DisasterRecoverySettings {
            stack,
            snapshot_tool,
            objectives: self.objectives.map(Into::into).unwrap_or_default(),
            recovery: self.recovery.map(Into::into).unwrap_or_default(),
        };
        Some((layer, settings))
    }
}

fn not_once(both: bool) -> Finding {
    let (id, seen) = if both {
        (
            "choice-not-single",
            "disaster_recovery gives the outputs of a DR stack and describes one.",
        )
    } else {
        (
            "field-missing",
            "disaster_recovery neither gives the outputs of the DR stack nor describes one.",
        )
    };
    Finding::blocks(id, "disaster_recovery", seen)
        .why("The Data Layer takes five values of the DR stack.")
        .remedy("Keep one: \"stack\" with its template makes it from here, \"outputs\" takes what another gave.")
        .row("R13")
}

/// A name made of the infrastructure name, which has letters, digits and hyphens only.
fn named(
    given: Option<StackName>,
    infrastructure: &InfrastructureName,
    suffix: &str,
) -> Option<StackName> {
    given.or_else(|| StackName::parse(format!("{infrastructure}-{suffix}")).ok())
}

impl From<Template> for TemplateLocation {
    fn from(template: Template) -> Self {
        match template {
            Template::File(path) => Self::File(PathBuf::from(String::from(path))),
            Template::Url(url) => Self::Url(url.into()),
        }
    }
}

impl DrStack {
    fn settings(self, infrastructure: &InfrastructureName) -> Option<DrStackSettings> {
        let names = self.output_names.unwrap_or_default().0;
        Some(DrStackSettings {
            name: named(self.name, infrastructure, "dr")?,
            template: self.template.into(),
            output_names: names
                .into_iter()
                .map(|(key, name)| (key.to_string(), name))
                .collect(),
            protected: self.termination_protection.unwrap_or(true),
            extra_parameters: self.extra_parameters.unwrap_or_default().into_parameters(),
        })
    }
}

impl SnapshotTool {
    fn settings(self, infrastructure: &InfrastructureName) -> Option<SnapshotToolSettings> {
        Some(SnapshotToolSettings {
            name: named(self.name, infrastructure, "snapshot-tool")?,
            template: self.template.into(),
            lambda_runtime: self.lambda_runtime.map(Into::into),
            code_bucket: self.code_bucket,
            delete_old_snapshots: self.delete_old_snapshots.unwrap_or(true),
            source_key: self.source_key,
            destination_key: self.destination_key,
            log_retention: self.log_retention_days,
            log_level: self.log_level.map(Into::into),
            retention_days: self.retention_days,
            snapshot_pattern: self.snapshot_pattern.map(Into::into),
            database: self.database.map(Into::into),
            log_group_name: self.log_group_name.map(Into::into),
            extra_parameters: self.extra_parameters.unwrap_or_default().into_parameters(),
        })
    }
}

impl From<DrOutputs> for data::DrOutputs {
    fn from(outputs: DrOutputs) -> Self {
        Self {
            datalake_kms_key: outputs.datalake_kms_key,
            datalake_bucket: outputs.datalake_bucket,
            stream_bucket: outputs.stream_bucket,
            backup_bucket: outputs.backup_bucket,
            local_artifacts_bucket: outputs.local_artifacts_bucket,
        }
    }
}

impl From<Objectives> for ObjectiveSettings {
    fn from(objectives: Objectives) -> Self {
        Self {
            data_lake_minutes: objectives.data_lake_minutes,
            database_hours: objectives.database_hours,
            index_hours: objectives.index_hours,
            recover_within_hours: objectives.recover_within_hours,
        }
    }
}

impl From<Recovery> for RecoverySettings {
    fn from(recovery: Recovery) -> Self {
        Self {
            snapshot: recovery.snapshot,
            boundary_policy: recovery.boundary_policy,
            network: recovery.network.map(Into::into),
            web: recovery.web.map(Into::into),
        }
    }
}
