//! The steps of disaster recovery, from a deployment's decisions.

use std::sync::Arc;

use ts_deploy_core::deployment::{Deployment, Joined, target_step};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::layer::step::{DeployStack, RemoveStack, WireSource};
use ts_deploy_core::plan::{Step, StepId};
use ts_deploy_core::port::stack::TemplateSource;
use ts_deploy_core::target::TargetName;

use crate::component::{DrStackComponent, SnapshotToolComponent};
use crate::settings::Components;
use crate::snapshot_tool::{SNAPSHOT_TOOL, check_template, put_runtime};
use crate::source::{DatabaseKeySource, DrStackSource};
use crate::stack::DR_STACK;

/// The templates of the two stacks, as they were read from where the spec says.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// `dr.yml`.
    pub stack: Option<TemplateSource>,
    /// `snapshots_tool_rds_dest.json`.
    pub snapshot_tool: Option<TemplateSource>,
}

impl Templates {
    /// What the texts that are at hand forbid or doubt, before anything is called: a Lambda runtime
    /// of the snapshot tool that AWS refuses, or another that is put in its place. A template at an
    /// address is looked at when the step is.
    pub fn check(&self, deployment: &Deployment) -> Findings {
        let settings = deployment.disaster_recovery.as_ref();
        let decided = settings.and_then(|settings| settings.snapshot_tool.as_ref());
        let (Some(decided), Some(template)) = (decided, &self.snapshot_tool) else {
            return Findings::none();
        };
        let mut found = Findings::none();
        let put = decided.lambda_runtime.as_ref();
        let sent = match put.map(|runtime| put_runtime(template, runtime)) {
            None => template.clone(),
            Some(Ok((sent, finding))) => {
                found.extend(finding);
                sent
            }
            Some(Err(refused)) => {
                found.push(refused);
                template.clone()
            }
        };
        found.extend(sent.as_body().map(check_template).unwrap_or_default());
        found
    }
}

/// The steps of disaster recovery, and how they meet those of the products.
#[derive(Default)]
pub struct DrSteps {
    /// Those that deploy: the DR stack before the Data Layer, the snapshot tool after it.
    pub deploy: Vec<Arc<dyn Step>>,
    /// Those that remove: the snapshot tool, and the DR stack after the Data Layer.
    pub destroy: Vec<Arc<dyn Step>>,
    /// What changes about the products' own steps.
    pub joined: Joined,
    /// What is doubtful: nothing here blocks.
    pub findings: Findings,
}

/// The steps that disaster recovery of `deployment` takes; none without it, or for a stack whose
/// template is not in `templates`.
///
/// # Errors
/// All findings, when one of them blocks.
pub fn steps(deployment: &Deployment, templates: &Templates) -> Result<DrSteps, Findings> {
    let Some(components) = Components::of(deployment)? else {
        return Ok(DrSteps::default());
    };
    let data = deployment.data_layer.draft();
    let data_layer = StepId::known(DATA_LAYER);
    let mut made = DrSteps {
        findings: components.findings.clone(),
        ..DrSteps::default()
    };
    let outputs = components.stack.as_ref().map(|(_, decided)| {
        let names = components.output_names.clone();
        let judged = data.disaster_recovery.clone();
        DrStackSource::new(decided.name.clone(), names, judged)
    });
    let outputs: Option<Arc<dyn WireSource>> = outputs.map(|one| Arc::new(one) as _);
    if let (Some((stack, decided)), Some(template)) = (&components.stack, &templates.stack) {
        let target = stack.target().clone();
        let component =
            DrStackComponent::new(stack.clone(), decided, template.clone(), data.tags.clone());
        let component = Arc::new(component);
        let id = StepId::known(DR_STACK);
        let check = target_step(TargetName::Dr);
        let deploy = DeployStack::new(id.clone(), target.clone(), component.clone());
        let destroy = RemoveStack::new(id.clone(), target, component);
        made.deploy.push(Arc::new(deploy.after([check.clone()])));
        made.destroy
            .push(Arc::new(destroy.after([check, data_layer.clone()])));
        made.joined.before_data_layer.push(id);
        made.joined.targets.push(TargetName::Dr);
    }
    made.joined.data_layer_takes.extend(outputs.clone());
    if let (Some((tool, decided)), Some(template)) =
        (&components.snapshot_tool, &templates.snapshot_tool)
    {
        let target = tool.target().clone();
        let tags = data.tags.clone();
        let component = SnapshotToolComponent::new(tool.clone(), decided, template.clone(), tags);
        let component = Arc::new(component);
        let id = StepId::known(SNAPSHOT_TOOL);
        let check = target_step(TargetName::DrInMainRegion);
        let deploy = DeployStack::new(id.clone(), target.clone(), component.clone())
            .after([check.clone(), data_layer])
            .takes(Arc::new(DatabaseKeySource));
        let deploy = outputs.into_iter().fold(deploy, DeployStack::takes);
        made.deploy.push(Arc::new(deploy));
        let destroy = RemoveStack::new(id, target, component).after([check]);
        made.destroy.push(Arc::new(destroy));
        made.joined.targets.push(TargetName::DrInMainRegion);
    }
    Ok(made)
}

const DATA_LAYER: &str = "data-layer";
