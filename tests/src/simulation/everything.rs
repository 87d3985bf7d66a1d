//! A deployment with all that stands beside the products: stacks of one's own, single sign-on, and the
//! tasks after it.

use std::sync::Arc;

use ts_deploy_core::deployment::{Deployment, Joined, TemplateLocation};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Step};
use ts_deploy_core::port::stack::TemplateSource;
use ts_deploy_core::sim::{SimCloud, documented_dr_stack, documented_snapshot_tool};
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::Templates;
use ts_deploy_sso::roles_step;

/// The templates of the stacks, which the document names by their addresses.
fn templates(deployment: &Deployment) -> Templates {
    let settings = deployment.disaster_recovery.as_ref();
    let by_url = |location: &TemplateLocation| match location {
        TemplateLocation::Url(source) => Some(source.clone()),
        TemplateLocation::File(_) => None,
    };
    let stack = settings.and_then(|settings| settings.stack.as_ref());
    let tool = settings.and_then(|settings| settings.snapshot_tool.as_ref());
    Templates {
        stack: stack.and_then(|stack| by_url(&stack.template)),
        snapshot_tool: tool.and_then(|tool| by_url(&tool.template)),
    }
}

/// The steps that make all of it.
#[expect(clippy::unwrap_used, reason = "a scenario's document is valid")]
pub(super) fn steps(deployment: &Deployment, sources: &Sources) -> Graph {
    let dr = ts_deploy_dr::steps(deployment, &templates(deployment)).unwrap();
    let sso = ts_deploy_sso::steps(deployment, sources).unwrap();
    let own = deployment.deploy_joined(sources, &dr.joined);
    let before_administrator = Joined {
        before_administrator: vec![roles_step()],
        ..Joined::default()
    };
    let after = deployment.tasks_after_joined(&before_administrator);
    let beside = dr.deploy.into_iter().chain(sso).chain(after);
    Graph::new(
        own.into_iter()
            .chain(beside)
            .collect::<Vec<Arc<dyn Step>>>(),
    )
    .unwrap()
}

/// Puts into a new world what the deployment takes for granted, its templates among it.
pub(super) fn furnish(cloud: &SimCloud, deployment: &Deployment) {
    cloud.furnish_for(deployment);
    let Templates {
        stack,
        snapshot_tool,
    } = templates(deployment);
    let put = |name, source: Option<TemplateSource>, file| {
        if let (Some(settings), Some(source)) = (deployment.target(name), source) {
            cloud.at(&settings.target).put_template(&source, file);
        }
    };
    put(TargetName::Dr, stack, documented_dr_stack());
    let tool = documented_snapshot_tool();
    put(TargetName::DrInMainRegion, snapshot_tool, tool);
}
