//! The one place where the steps of the crates are put together.
//!
//! The core knows none of its siblings: each gives its own steps, and says how they meet those of
//! the products.

use std::path::Path;
use std::sync::Arc;

use ts_deploy_core::check::Guards;
use ts_deploy_core::deployment::{Deployment, Joined, TemplateLocation};
use ts_deploy_core::error::chain;
use ts_deploy_core::finding::{Finding, Findings, Severity};
use ts_deploy_core::host::{metadata, template};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Step};
use ts_deploy_core::port::stack::TemplateSource;
use ts_deploy_core::spec::{Reading, locate};
use ts_deploy_dr::{Components, DrSteps, Templates};
use ts_deploy_sso::roles_step;

use crate::answer::Stop;

/// The components of disaster recovery; `None` without it.
pub(crate) fn components(deployment: &Deployment) -> Result<Option<Components>, Stop> {
    Components::of(deployment).map_err(|found| refused(&found))
}

/// What the siblings add to the core's own steps.
#[derive(Default)]
pub(crate) struct Composition {
    /// The templates of the stacks, read once.
    pub(crate) templates: Templates,
    dr: DrSteps,
    sso: Vec<Arc<dyn Step>>,
    sso_removal: Vec<Arc<dyn Step>>,
}

impl Composition {
    /// What `deployment` takes of the siblings; secrets come from `sources`, and files are meant from
    /// `folder`, the spec's own.
    pub(crate) fn of(
        deployment: &Deployment,
        sources: &Sources,
        folder: &Path,
    ) -> Result<Self, Stop> {
        let templates = templates(deployment, folder).map_err(|found| refused(&found))?;
        let dr = ts_deploy_dr::steps(deployment, &templates).map_err(|found| refused(&found))?;
        let sso = ts_deploy_sso::steps(deployment, sources).map_err(|found| refused(&found))?;
        let sso_removal =
            ts_deploy_sso::remove_steps(deployment).map_err(|found| refused(&found))?;
        Ok(Self {
            templates,
            dr,
            sso,
            sso_removal,
        })
    }

    /// Nothing but `errands`, for a recovery: the DR stack and the snapshot tool are as they are.
    pub(crate) fn of_recovery(errands: Vec<Arc<dyn Step>>) -> Self {
        let dr = DrSteps {
            deploy: errands,
            ..DrSteps::default()
        };
        Self {
            dr,
            ..Self::default()
        }
    }

    /// The steps that deploy everything.
    pub(crate) fn deploy(&self, deployment: &Deployment, sources: &Sources) -> Result<Graph, Stop> {
        let own = deployment.deploy_joined(sources, &self.dr.joined);
        let siblings = self.dr.deploy.iter().chain(&self.sso).cloned();
        let roles = self.sso.iter().map(|step| step.id().clone());
        let joined = Joined {
            before_administrator: roles.filter(|id| *id == roles_step()).collect(),
            ..Joined::default()
        };
        let after = deployment.tasks_after_joined(&joined);
        graph(own.into_iter().chain(siblings).chain(after))
    }

    /// The steps of `steps`, each with the checks that are looked at again right before its change.
    pub(crate) fn guarded(&self, deployment: &Deployment, steps: &Graph) -> Result<Graph, Stop> {
        let stacks = self.dr.deploy.iter().map(|step| step.id().clone());
        let guards = stacks.fold(Guards::of(deployment), Guards::and_stack);
        let guarded = steps.steps().iter().cloned();
        graph(guarded.map(|step| guards.before(step)))
    }

    /// The steps that remove everything.
    pub(crate) fn destroy(&self, deployment: &Deployment) -> Result<Graph, Stop> {
        let own = deployment.destroy_joined(&self.dr.joined);
        let siblings = self.dr.destroy.iter().chain(&self.sso_removal).cloned();
        graph(own.into_iter().chain(siblings))
    }
}

fn graph(steps: impl Iterator<Item = Arc<dyn Step>>) -> Result<Graph, Stop> {
    Graph::new(steps).map_err(|error| Stop::invalid(error.to_string()))
}

fn refused(found: &Findings) -> Stop {
    Stop::invalid(format!("{found}\nThe spec cannot be used as it is."))
}

/// The templates of the stacks; those in files are read, from `folder`.
fn templates(deployment: &Deployment, folder: &Path) -> Result<Templates, Findings> {
    let mut found = Findings::none();
    let mut read = |at: &str, location: &TemplateLocation| -> Option<TemplateSource> {
        match location {
            TemplateLocation::Url(source) => Some(source.clone()),
            TemplateLocation::File(path) => match template(&folder.join(path)) {
                Ok(source) => Some(source),
                Err(error) => {
                    found.push(unreadable(at, &chain(&error)));
                    None
                }
            },
        }
    };
    let Some(settings) = &deployment.disaster_recovery else {
        return Ok(Templates::default());
    };
    let stack = settings.stack.as_ref();
    let tool = settings.snapshot_tool.as_ref();
    let templates = Templates {
        stack: stack
            .and_then(|stack| read("disaster_recovery.stack.template.file", &stack.template)),
        snapshot_tool: tool.and_then(|tool| {
            read(
                "disaster_recovery.snapshot_tool.template.file",
                &tool.template,
            )
        }),
    };
    if found.block() {
        Err(found)
    } else {
        Ok(templates)
    }
}

fn unreadable(at: &str, why: &str) -> Finding {
    Finding::blocks("template-unreadable", at, why)
        .why("A stack is made of it, and CloudFormation is sent its text.")
        .remedy("Put the vendor's file there; its path is meant from the spec's own folder.")
        .row("R13, T2")
}

/// What disaster recovery of `deployment` forbids or doubts, its templates in files included.
fn disaster_recovery(deployment: &Deployment, folder: &Path) -> Findings {
    let mut found = match Components::of(deployment) {
        Ok(None) => return Findings::none(),
        Ok(Some(dr)) => dr.findings,
        Err(refused) => refused,
    };
    found.extend(match templates(deployment, folder) {
        Ok(templates) => templates.check(deployment),
        Err(refused) => refused,
    });
    found
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
    found.extend(disaster_recovery(deployment, folder));
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
