//! The one place where the steps of the crates are put together.
//!
//! The core knows none of its siblings: each gives its own steps, and says how they meet those of
//! the products.

use std::path::Path;
use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Findings, Severity};
use ts_deploy_core::host::metadata;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, GraphError, Step};
use ts_deploy_core::spec::{Reading, locate};

use crate::answer::Stop;

/// What the siblings add to the core's own steps.
pub(crate) struct Composition {
    sso: Vec<Arc<dyn Step>>,
    sso_removal: Vec<Arc<dyn Step>>,
}

impl Composition {
    /// What `deployment` takes of the siblings; secrets come from `sources`.
    pub(crate) fn of(deployment: &Deployment, sources: &Sources) -> Result<Self, Stop> {
        Ok(Self {
            sso: ts_deploy_sso::steps(deployment, sources).map_err(|found| refused(&found))?,
            sso_removal: ts_deploy_sso::remove_steps(deployment)
                .map_err(|found| refused(&found))?,
        })
    }

    /// The steps that deploy everything.
    pub(crate) fn deploy(&self, deployment: &Deployment, sources: &Sources) -> Result<Graph, Stop> {
        joined(deployment.deploy_with(sources), &self.sso)
    }

    /// The steps that remove everything.
    pub(crate) fn destroy(&self, deployment: &Deployment) -> Result<Graph, Stop> {
        joined(deployment.destroy(), &self.sso_removal)
    }
}

/// The core's own steps and those of the siblings as one graph.
fn joined(own: Result<Graph, GraphError>, siblings: &[Arc<dyn Step>]) -> Result<Graph, Stop> {
    let steps = own.map(|own| {
        own.steps()
            .iter()
            .chain(siblings)
            .cloned()
            .collect::<Vec<_>>()
    });
    let graph = steps.and_then(Graph::new);
    graph.map_err(|error| Stop::invalid(error.to_string()))
}

fn refused(found: &Findings) -> Stop {
    Stop::invalid(format!("{found}\nThe spec cannot be used as it is."))
}

/// The reading of a document with what the siblings find in it, and the files read that it names
/// and that are no secrets; they are meant from `folder`, the document's own.
pub(crate) fn complete(mut reading: Reading, text: &str, folder: &Path) -> Reading {
    let Some(deployment) = &mut reading.deployment else {
        return reading;
    };
    let mut found = Findings::none();
    match metadata(deployment, folder) {
        Err(finding) => found.push(finding),
        Ok(()) => match ts_deploy_sso::component(deployment) {
            None => {}
            Some(Ok(sso)) => found.extend(sso.findings().clone()),
            Some(Err(refused)) => found.extend(refused),
        },
    }
    if found.block() {
        reading.deployment = None;
    } else {
        deployment.findings.extend(found.clone());
    }
    reading.findings.extend(locate(text, &found));
    reading.findings.sort_by_key(|located| {
        let last = located.span.is_none() && located.finding.severity == Severity::Informs;
        (last, located.span.map(|span| span.offset))
    });
    reading
}
