//! The platform that is, or is to be, brought up in the DR account.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::host::sources_named;
use ts_deploy_core::journal::Owner;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Step;
use ts_deploy_dr::recovery::recovery_name;

use super::{Opened, Session, folder, pace};
use crate::answer::Stop;
use crate::backend::{self, Cloud, Reach};
use crate::cli::{Format, Options};
use crate::compose::Composition;
use crate::document::{Document, Doubts};
use crate::show;

/// A deployment whose main account may be lost, before it is known what it is recovered from.
pub(crate) struct Recovery {
    pub(crate) deployment: Deployment,
    pub(crate) cloud: Cloud,
    folder: PathBuf,
    sources: Sources,
    format: Format,
}

impl Recovery {
    /// Reads the spec and opens the cloud. The journal is the deployment's own folder with
    /// `-recovery` at its end. A rehearsal goes on from the world of the deployment's rehearsal: a day
    /// later its main account is lost.
    pub(crate) async fn open(options: &Options, spec: &Path) -> Result<Self, Stop> {
        Self::reaching(Reach::Cloud, options, spec).await
    }

    /// The same for a command that needs the journal alone: its folder, and whose it is.
    pub(crate) async fn open_journal(
        options: &Options,
        spec: &Path,
    ) -> Result<(PathBuf, Owner), Stop> {
        let opened = Self::reaching(Reach::Journal, options, spec).await?;
        let name = recovery_name(&opened.deployment.name)
            .map_err(|finding| Stop::invalid(finding.to_string()))?;
        let owner = if opened.cloud.rehearsal {
            Owner::rehearsal(name)
        } else {
            Owner::real(name)
        };
        Ok((opened.folder, owner))
    }

    async fn reaching(reach: Reach, options: &Options, spec: &Path) -> Result<Self, Stop> {
        pace(options)?;
        show::about_a_recovery();
        let document = Document::read(spec)?;
        let deployment = document.into_deployment(options.format, Doubts::Kept)?;
        let lost = folder(options, spec, &deployment)?;
        let mut name = lost.clone().into_os_string();
        name.push("-recovery");
        let folder = PathBuf::from(name);
        let folder_of_spec = spec.parent().unwrap_or(Path::new(""));
        let sources = sources_named(deployment.source_names(), folder_of_spec);
        let cloud = backend::open_after_a_loss(reach, options, &folder, &lost, &deployment).await?;
        if cloud.rehearsal && options.format == Format::Human {
            show::err(
                "This is a rehearsal on the simulated cloud: a day after the deployment's own rehearsal, its main \
                 account is lost. Nothing real is called or changed.",
            );
        }
        Ok(Self {
            deployment,
            cloud,
            folder,
            sources,
            format: options.format,
        })
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
            folder: self.folder,
            sources: self.sources,
            format: self.format,
            composition: Composition::of_recovery(errands),
            findings: findings.collect(),
        };
        opened.session().await
    }
}
