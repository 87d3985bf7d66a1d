//! The two stacks as components that a step makes.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use ts_deploy_core::deployment::{DrStackSettings, SnapshotToolSettings};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::StackName;
use ts_deploy_core::layer::Inputs;
use ts_deploy_core::layer::step::StackComponent;
use ts_deploy_core::parameter::{ParameterSet, Wire};
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::stack::{Capability, TemplateSource, TemplateSummary};

use crate::snapshot_tool::{check_template, put_runtime};
use crate::{DrStack, SnapshotTool};

/// The DR stack with its name and template (R13), ready for
/// [`DeployStack`](ts_deploy_core::layer::step::DeployStack).
#[derive(Clone, Debug)]
pub struct DrStackComponent {
    stack: DrStack,
    name: StackName,
    template: TemplateSource,
    protected: bool,
    tags: BTreeMap<String, String>,
}

impl DrStackComponent {
    /// `stack` as it was decided, made of `template`.
    pub fn new(
        stack: DrStack,
        decided: &DrStackSettings,
        template: TemplateSource,
        tags: BTreeMap<String, String>,
    ) -> Self {
        Self {
            stack,
            name: decided.name.clone(),
            template,
            protected: decided.protected,
            tags,
        }
    }
}

#[async_trait]
impl StackComponent for DrStackComponent {
    fn name(&self) -> &'static str {
        crate::stack::DR_STACK
    }

    fn title(&self) -> &'static str {
        "DR stack"
    }

    fn stack_name(&self) -> &StackName {
        &self.name
    }

    fn template(&self) -> &TemplateSource {
        &self.template
    }

    /// Named roles: the template is the vendor's, and replication needs roles.
    fn capabilities(&self) -> BTreeSet<Capability> {
        [Capability::NamedIam, Capability::AutoExpand].into()
    }

    fn wires(&self) -> Vec<Wire> {
        Vec::new()
    }

    fn parameters(&self, inputs: &Inputs) -> ParameterSet {
        self.stack.parameters(inputs)
    }

    fn tags(&self) -> &BTreeMap<String, String> {
        &self.tags
    }

    fn protected(&self) -> bool {
        self.protected
    }

    /// True: it holds the replicas, and the keys without which they cannot be read.
    fn holds_data(&self) -> bool {
        true
    }

    /// The documents say nothing; a few buckets and keys take minutes.
    fn documented_minutes(&self) -> (u32, u32) {
        (3, 30)
    }
}

/// The snapshot tool with its name and template (T2), ready for
/// [`DeployStack`](ts_deploy_core::layer::step::DeployStack).
#[derive(Clone, Debug)]
pub struct SnapshotToolComponent {
    tool: SnapshotTool,
    name: StackName,
    template: TemplateSource,
    /// What was put into the template, and whether it could be.
    substituted: Option<Finding>,
    tags: BTreeMap<String, String>,
}

impl SnapshotToolComponent {
    /// `tool` as it was decided, made of `template`; where a runtime was decided, with that in the
    /// place of those that AWS no longer accepts, which a finding says.
    pub fn new(
        tool: SnapshotTool,
        decided: &SnapshotToolSettings,
        template: TemplateSource,
        tags: BTreeMap<String, String>,
    ) -> Self {
        let (template, substituted) = match &decided.lambda_runtime {
            None => (template, None),
            Some(runtime) => match put_runtime(&template, runtime) {
                Ok((template, finding)) => (template, finding),
                Err(finding) => (template, Some(finding)),
            },
        };
        Self {
            tool,
            name: decided.name.clone(),
            template,
            substituted,
            tags,
        }
    }
}

#[async_trait]
impl StackComponent for SnapshotToolComponent {
    fn name(&self) -> &'static str {
        crate::snapshot_tool::SNAPSHOT_TOOL
    }

    fn title(&self) -> &'static str {
        "Snapshot tool"
    }

    fn stack_name(&self) -> &StackName {
        &self.name
    }

    fn template(&self) -> &TemplateSource {
        &self.template
    }

    /// Roles without names of their own.
    fn capabilities(&self) -> BTreeSet<Capability> {
        [Capability::Iam].into()
    }

    fn wires(&self) -> Vec<Wire> {
        self.tool.wires()
    }

    fn parameters(&self, inputs: &Inputs) -> ParameterSet {
        self.tool.parameters(inputs)
    }

    fn check_inputs(&self, inputs: &Inputs) -> Findings {
        self.tool.check_inputs(inputs)
    }

    fn check_template(&self, summary: &TemplateSummary, text: Option<&str>) -> Findings {
        let mut found = self.tool.check_contract(&summary.contract);
        found.extend(self.substituted.clone());
        match text {
            Some(text) => found.extend(check_template(text)),
            None => found.push(unread(&self.template)),
        }
        found
    }

    async fn check_place(
        &self,
        ports: Readers<'_>,
        summary: &TemplateSummary,
    ) -> Result<Findings, StepError> {
        let tool = &self.tool;
        tool.check_log_group(&self.name, &summary.contract, ports)
            .await
    }

    fn tags(&self) -> &BTreeMap<String, String> {
        &self.tags
    }

    fn protected(&self) -> bool {
        false
    }

    /// False: the copies are the DR account's and stay.
    fn holds_data(&self) -> bool {
        false
    }

    /// The documents say nothing; functions and roles take minutes.
    fn documented_minutes(&self) -> (u32, u32) {
        (2, 15)
    }
}

fn unread(template: &TemplateSource) -> Finding {
    let seen =
        format!("the text of {template} cannot be read, so its Lambda runtimes are not checked");
    Finding::warns("runtime-not-checked", "disaster_recovery.snapshot_tool.template", seen)
        .why("The tool's public template names python3.7, which AWS no longer accepts for new functions: the stack would fail and roll back.")
        .remedy("Look at its Runtime entries, or give the template as a file.")
        .row("T2")
}
