//! The platform that is, or is to be, brought up in the DR account.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use ts_deploy_core::check::Means;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::host::sources_named;
use ts_deploy_core::journal::{JournalStore, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Step};
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::recovery::{outlined, recovery_name};

use super::{Opened, Session, pace};
use crate::answer::Stop;
use crate::backend::{self, Cloud, Reach};
use crate::built::{Part, built_in};
use crate::cli::{Format, Options};
use crate::compose::Composition;
use crate::document::{Document, Doubts};
use crate::place::Place;
use crate::show;

/// A deployment whose main account may be lost, as its spec says, before anything is called.
pub(crate) struct Lost {
    deployment: Deployment,
    /// Where its own journal is.
    place: Place,
    sources: Sources,
}

impl Lost {
    /// Reads the spec.
    pub(crate) fn read(options: &Options, spec: &Path) -> Result<Self, Stop> {
        pace(options)?;
        show::about_a_recovery();
        let document = Document::read(spec)?;
        let deployment = document.into_deployment(options.format, Doubts::Kept)?;
        let place = Place::of(options, spec, &deployment)?;
        let folder_of_spec = spec.parent().unwrap_or(Path::new(""));
        let sources = sources_named(deployment.source_names(), folder_of_spec);
        Ok(Self {
            deployment,
            place,
            sources,
        })
    }

    /// The steps that bring it up; `None` where findings will forbid that.
    pub(crate) fn deploy_steps(&self) -> Result<Option<Graph>, Stop> {
        let steps = |outline| Composition::default().deploy(&outline, &self.sources);
        outlined(&self.deployment).ok().map(steps).transpose()
    }

    /// The steps that remove what was brought up; `None` where findings will forbid that.
    pub(crate) fn destroy_steps(&self) -> Result<Option<Graph>, Stop> {
        let steps = |outline| Composition::default().destroy(&outline);
        outlined(&self.deployment).ok().map(steps).transpose()
    }

    /// Opens the cloud. The journal is at the deployment's own place with `-recovery` at its end, and
    /// is written as the operator of the DR account. A rehearsal goes on from the world of the
    /// deployment's rehearsal: a day later its main account is lost.
    pub(crate) async fn open(self, options: &Options) -> Result<Recovery, Stop> {
        self.reaching(Reach::Cloud, options).await
    }

    async fn reaching(self, reach: Reach, options: &Options) -> Result<Recovery, Stop> {
        let Self {
            deployment,
            place: lost,
            sources,
        } = self;
        let place = lost.of_recovery();
        let cloud = backend::open_after_a_loss(reach, options, &place, &lost, &deployment).await?;
        if reach == Reach::Cloud {
            built_in(&[Part::DisasterRecovery], cloud.readers())?;
        }
        if cloud.rehearsal && options.format == Format::Human {
            show::rehearses(
                "This is a rehearsal on the simulated cloud: a day after the deployment's own rehearsal, its main \
                 account is lost. Nothing real is called or changed.",
            );
        }
        let store = place.open(options, &deployment, TargetName::Dr).await?;
        Ok(Recovery {
            deployment,
            cloud,
            place,
            store,
            sources,
            format: options.format,
        })
    }
}

/// A deployment whose main account may be lost, before it is known what it is recovered from.
pub(crate) struct Recovery {
    pub(crate) deployment: Deployment,
    pub(crate) cloud: Cloud,
    place: Place,
    store: Arc<dyn JournalStore>,
    sources: Sources,
    format: Format,
}

impl Recovery {
    /// For a command that needs the journal alone: where it is, whose, and what time it is there.
    pub(crate) async fn open_journal(
        options: &Options,
        spec: &Path,
    ) -> Result<(Arc<dyn JournalStore>, Owner, Timestamp), Stop> {
        let lost = Lost::read(options, spec)?;
        let opened = lost.reaching(Reach::Journal, options).await?;
        let name = recovery_name(&opened.deployment.name)
            .map_err(|finding| Stop::invalid(finding.to_string()))?;
        let owner = if opened.cloud.rehearsal {
            Owner::rehearsal(name)
        } else {
            Owner::real(name)
        };
        Ok((opened.store, owner, opened.cloud.time()))
    }

    /// The session that brings `deployment` up.
    pub(crate) async fn session(
        self,
        deployment: Deployment,
        errands: Vec<Arc<dyn Step>>,
        findings: &Findings,
    ) -> Result<Session, Stop> {
        let findings = findings.iter().map(|one| serde_json::json!(one));
        let opened = Opened {
            deployment,
            cloud: self.cloud,
            place: self.place,
            store: self.store,
            sources: self.sources,
            means: Means::default(),
            format: self.format,
            composition: Composition::of_recovery(errands),
            findings: findings.collect(),
        };
        opened.session().await
    }
}
