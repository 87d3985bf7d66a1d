//! The snapshot tool as a component: what it sends.

use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::KmsKeyArn;
use ts_deploy_core::layer::Inputs;
use ts_deploy_core::layer::table::Sheet;
use ts_deploy_core::parameter::{ParameterSet, Wire};
use ts_deploy_core::target::Target;

use super::rows::{EXTRA, ROWS};
use super::{CodeBucket, DestinationKey, SnapshotToolDraft, SnapshotToolDraftBuilder, SourceKey};
use crate::stack::DR_STACK;

/// The component's name.
pub const SNAPSHOT_TOOL: &str = "snapshot-tool";

/// What `KmsKeyDestination` waits for: the DR stack's output `DRRDSKMSKey`.
pub fn rds_key_wire() -> Wire {
    Wire {
        from: DR_STACK.to_owned(),
        what: "DRRDSKMSKey".to_owned(),
    }
}

/// What `KmsKeySource` waits for: the ARN of the key (not of the alias) that
/// `alias/ts-rds-production` names in the main account and region.
pub fn source_key_wire() -> Wire {
    Wire {
        from: "data-layer".to_owned(),
        what: "key of alias/ts-rds-production".to_owned(),
    }
}

/// The snapshot tool, checked: keys and regions are those that its copies go through, and the
/// pattern finds the database. What is merely doubtful stays with it as
/// [`findings`](Self::findings).
#[derive(Clone, Debug)]
pub struct SnapshotTool {
    pub(super) draft: SnapshotToolDraft,
    pub(super) findings: Findings,
}

impl SnapshotTool {
    /// The capability that its template needs from whoever makes the stack: it makes roles, and
    /// names none.
    pub const CAPABILITY: &str = "CAPABILITY_IAM";

    /// Starts building one; `build` answers with the tool or with all that forbids it.
    pub fn builder() -> SnapshotToolDraftBuilder {
        SnapshotToolDraft::builder()
    }

    /// What was decided.
    pub fn draft(&self) -> &SnapshotToolDraft {
        &self.draft
    }

    /// Where it is made: the DR account in the main region.
    pub fn target(&self) -> &Target {
        &self.draft.target
    }

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What it takes from other components once they are deployed.
    pub fn wires(&self) -> Vec<Wire> {
        let source = matches!(self.draft.source_key, SourceKey::OfAlias).then(source_key_wire);
        let destination =
            matches!(self.draft.destination_key, DestinationKey::FromDrStack).then(rds_key_wire);
        destination.into_iter().chain(source).collect()
    }

    /// What it sends: the 11 documented parameters in the documents' order, `LogGroupName` and the
    /// extra parameters. What `inputs` does not hold is awaited.
    pub fn parameters(&self, inputs: &Inputs) -> ParameterSet {
        let draft = &self.draft;
        let mut sheet = Sheet::new(SNAPSHOT_TOOL, ROWS);
        match &draft.code_bucket {
            CodeBucket::Documented => sheet.standard("CodeBucket"),
            CodeBucket::Named(bucket) => sheet.choice("CodeBucket", Some(bucket)),
        }
        sheet.standard("CrossAccountCopy");
        let keep = (!draft.delete_old_snapshots).then_some("FALSE");
        sheet.choice("DeleteOldSnapshots", keep);
        sheet.choice("DestinationRegion", Some(&draft.destination_region));
        let destination = match &draft.destination_key {
            DestinationKey::FromDrStack => Err(rds_key_wire()),
            DestinationKey::Given(key) => Ok(key),
        };
        key(&mut sheet, inputs, "KmsKeyDestination", destination);
        let source = match &draft.source_key {
            SourceKey::OfAlias => Err(source_key_wire()),
            SourceKey::Given(key) => Ok(key),
        };
        key(&mut sheet, inputs, "KmsKeySource", source);
        let log_retention = draft.log_retention.map(|days| days.to_string());
        sheet.choice("LambdaCWLogRetention", log_retention);
        sheet.choice("LogLevel", draft.log_level);
        sheet.choice("RetentionDays", draft.retention_days);
        sheet.choice("SnapshotPattern", draft.snapshot_pattern.as_ref());
        sheet.standard("SourceRegionOverride");
        sheet.choice("LogGroupName", draft.log_group_name.as_ref());
        sheet.extra(&draft.extra_parameters, inputs, EXTRA);
        sheet.finish()
    }
}

fn key(sheet: &mut Sheet, inputs: &Inputs, parameter: &'static str, key: Result<&KmsKeyArn, Wire>) {
    match key {
        Ok(key) => sheet.choice(parameter, Some(key)),
        Err(wire) => sheet.output(parameter, wire, inputs),
    }
}
