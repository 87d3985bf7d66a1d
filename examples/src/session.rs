//! A deployment, its cloud and its journal, opened for one command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Outcome, Pace, TokenSeed};
use ts_deploy_core::error::chain;
use ts_deploy_core::journal::{Driver, FolderStore, Journal, JournalError, Owner};
use ts_deploy_core::plan::{Graph, Plan, plan};

use crate::answer::Stop;
use crate::backend::{self, Cloud};
use crate::cli::{Format, Options};
use crate::document::{Document, Doubts};
use crate::show;

/// Everything that a command on a deployment works with.
pub(crate) struct Session {
    pub(crate) deployment: Deployment,
    pub(crate) cloud: Cloud,
    pub(crate) journal: Journal,
    pub(crate) folder: PathBuf,
    pub(crate) owner: Owner,
    pub(crate) tokens: TokenSeed,
}

/// Whether a command may change something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// It only looks.
    Look,
    /// It may change something.
    Change,
}

impl Session {
    /// Reads the spec and opens what it needs.
    pub(crate) async fn open(
        options: &Options,
        spec: &Path,
        aim: Aim,
        doubts: Doubts,
    ) -> Result<Self, Stop> {
        pace(options)?;
        let deployment = Document::read(spec)?.into_deployment(options.format, doubts)?;
        let folder = options.journal.clone().unwrap_or_else(|| {
            let beside = spec.parent().unwrap_or(Path::new(""));
            beside.join(".ts-deploy").join(deployment.name.as_str())
        });
        let targets = deployment.targets();
        let cloud = backend::open(options, &folder, &targets, aim == Aim::Change)?;
        if cloud.rehearsal && options.format == Format::Human {
            show::err(
                "This is a rehearsal on the simulated cloud: nothing real is called or changed.",
            );
        }
        let name = deployment.name.clone();
        let owner = if cloud.rehearsal {
            Owner::rehearsal(name.clone())
        } else {
            Owner::real(name.clone())
        };
        let store = Arc::new(FolderStore::new(&folder));
        let journal = Journal::open(store, writer(), &owner)
            .await
            .map_err(|error| refused(&error, &folder))?;
        Ok(Self {
            deployment,
            cloud,
            journal,
            folder,
            owner,
            tokens: TokenSeed::new(name),
        })
    }

    /// What `graph` would do now.
    pub(crate) async fn plan(&self, graph: &Graph) -> Plan {
        let known = |id: &_| self.journal.state().step(id);
        plan(
            graph,
            self.cloud.ports.readers(),
            self.cloud.clock.now(),
            &self.tokens,
            known,
        )
        .await
    }
}

/// What goes wrong with a journal, as a command's end.
fn refused(error: &JournalError, folder: &Path) -> Stop {
    let outcome = match error {
        JournalError::Refused(_) | JournalError::TakenOver { .. } => Outcome::OtherDriver,
        JournalError::Foreign { .. } => Outcome::Invalid,
        _ => Outcome::Journal,
    };
    Stop::new(
        outcome,
        format!("{} (journal {})", chain(error), folder.display()),
    )
}

/// An id for this process's records, unlike any other's.
pub(crate) fn writer() -> String {
    let now = jiff::SignedDuration::from_nanos(
        i64::try_from(
            ts_deploy_core::clock::Clock::now(&ts_deploy_core::clock::SystemClock).as_nanosecond(),
        )
        .unwrap_or_default(),
    );
    format!("{}-{}-{}", host(), std::process::id(), now.as_nanos())
}

fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// Who this process is, in messages and in the journal.
pub(crate) fn driver() -> Driver {
    #[expect(
        clippy::disallowed_methods,
        reason = "the binary, not the library, reads who its user is"
    )]
    let user = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    let name = user
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "unknown".to_owned());
    Driver::new(name, host())
}

/// How often to look, as the options say.
pub(crate) fn pace(options: &Options) -> Result<Pace, Stop> {
    let standard = Pace::default();
    let floor = options.poll_floor.unwrap_or(standard.floor);
    let ceiling = options.poll_ceiling.unwrap_or(standard.ceiling.max(floor));
    if floor.as_secs() < 1 {
        return Err(Stop::invalid(
            "--poll-floor is at least 1s: AWS throttles who asks more often",
        ));
    }
    if ceiling < floor {
        return Err(Stop::invalid(format!(
            "--poll-ceiling {ceiling:#} is below --poll-floor {floor:#}"
        )));
    }
    Ok(Pace { floor, ceiling })
}
