//! Where the values come from that components of the core and of this crate wait for.

use async_trait::async_trait;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::StackName;
use ts_deploy_core::layer::data::DisasterRecovery;
use ts_deploy_core::layer::step::{Given, WireSource};
use ts_deploy_core::parameter::Wire;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::key::{KeyReader, KeyState};
use ts_deploy_core::port::stack::{StackGroup, StackReader};
use ts_deploy_core::target::TargetName;

use crate::snapshot_tool::{rds_key_wire, source_key_wire};
use crate::stack::NamedOutput;
use crate::{DrStackOutputs, OutputNames};

/// The alias of the database's key, which the Data Layer makes (`Environment` is always
/// `production`).
pub(crate) const RDS_ALIAS: &str = "alias/ts-rds-production";

/// The outputs of the DR stack, read each time from the stack itself. While the stack is not there
/// or moving, nothing is known; a value that is missing or malformed is a finding that names the
/// parameter it is for.
#[derive(Clone, Debug)]
pub struct DrStackSource {
    stack: StackName,
    names: OutputNames,
    /// What the Data Layer decided, against which the values are judged.
    data_layer: Option<DisasterRecovery>,
}

impl DrStackSource {
    /// The outputs of `stack`, called as `names` say; the Data Layer's decision judges them.
    pub fn new(stack: StackName, names: OutputNames, data_layer: Option<DisasterRecovery>) -> Self {
        Self {
            stack,
            names,
            data_layer,
        }
    }

    /// The outputs as they are now; `None` while the stack is not there, moving or failed.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told.
    pub async fn outputs(&self, ports: Readers<'_>) -> Result<Option<DrStackOutputs>, StepError> {
        let stacks = ports.get::<dyn StackReader>(TargetName::Dr)?;
        let stack = stacks.stack(self.stack.as_str()).await?;
        let sound = |group| matches!(group, StackGroup::Complete | StackGroup::RolledBack);
        let stack = stack.filter(|stack| sound(stack.status.group()));
        Ok(stack.map(|stack| DrStackOutputs::read(&stack.outputs, &self.names)))
    }
}

/// The parameter of the Data Layer that takes an output.
fn key_of(output: NamedOutput) -> Option<&'static str> {
    match output {
        NamedOutput::DatalakeKmsKey => Some("DRDatalakeKMSKey"),
        NamedOutput::DatalakeBucket => Some("DRDatalakeBucket"),
        NamedOutput::StreamBucket => Some("DRStreamBucket"),
        NamedOutput::BackupBucket => Some("DRBackupBucket"),
        NamedOutput::LocalArtifactsBucket => Some("DRLocalArtifactsBucket"),
        NamedOutput::RdsKmsKey => None,
    }
}

#[async_trait]
impl WireSource for DrStackSource {
    fn component(&self) -> &str {
        crate::stack::DR_STACK
    }

    async fn values(&self, ports: Readers<'_>, wires: &[&Wire]) -> Result<Given, StepError> {
        let Some(outputs) = self.outputs(ports).await? else {
            return Ok(Given::default());
        };
        let tool = rds_key_wire();
        let mut values = std::collections::BTreeMap::new();
        for wire in wires {
            let taken = NamedOutput::ALL
                .into_iter()
                .find(|output| match key_of(*output) {
                    Some(key) => wire.what == key,
                    None => **wire == tool,
                });
            let value = taken.and_then(|output| outputs.get(output));
            values.extend(value.map(|value| ((*wire).clone(), value.to_owned())));
        }
        let mut findings = Findings::none();
        let only_tool = wires.iter().all(|wire| **wire == tool);
        for finding in outputs.findings() {
            // Each component is told of its own values only.
            let tools = NamedOutput::RdsKmsKey.taken_as();
            let is_tools = finding.seen.contains(tools) || finding.why.contains(tools);
            if is_tools == only_tool {
                findings.push(finding.clone());
            }
        }
        if let (Some(decided), Ok(read), false) =
            (&self.data_layer, outputs.data_layer(), only_tool)
        {
            findings.extend(decided.judge(read));
        }
        if only_tool && values.is_empty() {
            findings.push(no_key());
        }
        Ok(Given { values, findings })
    }
}

fn no_key() -> Finding {
    let seen =
        "the DR stack gives no DRRDSKMSKey, which is for the snapshot tool's KmsKeyDestination";
    Finding::blocks("snapshot-key-unknown", "disaster_recovery.snapshot_tool.destination_key", seen)
        .why("Copies of encrypted snapshots cannot be made in the DR region without a key there.")
        .remedy("Give destination_key in the spec, or the output's name in disaster_recovery.stack.output_names.")
        .row("T2")
}

/// The key that `alias/ts-rds-production` names in the main account and region: the key's own ARN,
/// since an alias means nothing to another account.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatabaseKeySource;

#[async_trait]
impl WireSource for DatabaseKeySource {
    fn component(&self) -> &'static str {
        "data-layer"
    }

    async fn values(&self, ports: Readers<'_>, wires: &[&Wire]) -> Result<Given, StepError> {
        let wire = source_key_wire();
        if !wires.contains(&&wire) {
            return Ok(Given::default());
        }
        let keys = ports.get::<dyn KeyReader>(TargetName::Main)?;
        let Some(key) = keys.key(RDS_ALIAS).await? else {
            return Ok(Given::default());
        };
        let mut given = Given::default();
        if key.state != KeyState::Enabled {
            let seen = format!("the key of {RDS_ALIAS} is {}", key.state.as_str());
            given.findings.push(
                Finding::warns("snapshot-key-not-usable", "snapshot-tool", seen)
                    .why("Snapshots encrypted with it cannot be copied.")
                    .remedy("Look at the key in the main account's KMS console.")
                    .row("T2"),
            );
        }
        given.values.insert(wire, key.arn.to_string());
        Ok(given)
    }
}
