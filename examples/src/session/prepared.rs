//! A deployment as its spec says, before anything is called.

use std::path::Path;

use ts_deploy_core::check::Means;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::host::sources_named;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::target::TargetName;

use super::{Opened, Session, means, other_accounts_refused, pace};
use crate::answer::Stop;
use crate::backend::{self, Reach};
use crate::built::{Part, built_in};
use crate::cli::{Backend, Format, Options};
use crate::compose::Composition;
use crate::document::{Document, Doubts};
use crate::place::Place;
use crate::show;

/// All that is known of a deployment without a call: what the command line says is held against it.
pub(crate) struct Prepared {
    pub(crate) deployment: Deployment,
    place: Place,
    sources: Sources,
    composition: Composition,
    /// What the checks are handed for what they mend.
    pub(crate) means: Means,
    findings: Vec<serde_json::Value>,
}

impl Prepared {
    /// Reads the spec, and what it names beside itself.
    pub(crate) fn read(options: &Options, spec: &Path, doubts: Doubts) -> Result<Self, Stop> {
        pace(options)?;
        let document = Document::read(spec)?;
        let findings = document.findings.iter().map(crate::document::json);
        let findings = findings.collect();
        let deployment = document.into_deployment(options.format, doubts)?;
        let place = Place::of(options, spec, &deployment)?;
        // Once: what standard input gives is gone when it was read.
        let folder_of_spec = spec.parent().unwrap_or(Path::new(""));
        let sources = sources_named(deployment.source_names(), folder_of_spec);
        let composition = Composition::of(&deployment, &sources, folder_of_spec)?;
        let mut means = means::means(&deployment, folder_of_spec, options.backend == Backend::Sim);
        let templates = &composition.templates;
        means.dr_stack_template.clone_from(&templates.stack);
        means
            .snapshot_tool_template
            .clone_from(&templates.snapshot_tool);
        Ok(Self {
            deployment,
            place,
            sources,
            composition,
            means,
            findings,
        })
    }

    /// The steps that deploy it.
    pub(crate) fn deploy_steps(&self) -> Result<Graph, Stop> {
        self.composition.deploy(&self.deployment, &self.sources)
    }

    /// The steps that remove it.
    pub(crate) fn destroy_steps(&self) -> Result<Graph, Stop> {
        self.composition.destroy(&self.deployment)
    }

    /// Opens what a command that reaches so far needs.
    pub(crate) async fn open(self, reach: Reach, options: &Options) -> Result<Session, Stop> {
        let Self {
            deployment,
            place,
            sources,
            composition,
            means,
            findings,
        } = self;
        let cloud = backend::open(reach, options, &place, &deployment).await?;
        if reach == Reach::Cloud {
            built_in(&Part::of(&deployment), cloud.readers())?;
        }
        cloud.put_templates(&composition.templates);
        if cloud.rehearsal && options.format == Format::Human {
            show::rehearses(
                "This is a rehearsal on the simulated cloud: nothing real is called or changed.",
            );
        }
        if reach == Reach::Cloud && !place.is_local() {
            // A journal in a bucket is a call with these credentials, of the wrong account perhaps.
            other_accounts_refused(&cloud, &deployment, options.format).await?;
        }
        let store = place.open(options, &deployment, TargetName::Main).await?;
        let opened = Opened {
            deployment,
            cloud,
            place,
            store,
            sources,
            means,
            format: options.format,
            composition,
            findings,
        };
        opened.session().await
    }
}
