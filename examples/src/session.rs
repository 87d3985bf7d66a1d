//! A deployment, its cloud and its journal, opened for one command.

mod means;
mod prepared;
mod recovery;

use std::path::Path;
use std::sync::Arc;

use ts_deploy_core::check::{self, Means, Unseen};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Outcome, Pace, TokenSeed};
use ts_deploy_core::error::chain;
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::{Driver, Journal, JournalError, JournalStore, LeftBehind, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::{Graph, Plan, StepId, Verdict, plan, verify};

use crate::answer::Stop;
use crate::backend::{self, Cloud, Reach};
use crate::cli::{Format, Options};
use crate::compose::Composition;
use crate::document::Doubts;
use crate::place::Place;
use crate::show;

pub(crate) use prepared::Prepared;
pub(crate) use recovery::{Lost, Recovery};

/// Everything that a command on a deployment works with.
pub(crate) struct Session {
    pub(crate) deployment: Deployment,
    pub(crate) cloud: Cloud,
    pub(crate) journal: Journal,
    pub(crate) place: Place,
    pub(crate) owner: Owner,
    pub(crate) tokens: TokenSeed,
    /// Where the secrets that the spec names come from.
    sources: Sources,
    pub(crate) format: Format,
    /// What the checks are handed for what they mend.
    pub(crate) means: Means,
    /// What the other crates add.
    composition: Composition,
    /// What was found about the spec, as JSON.
    pub(crate) findings: Vec<serde_json::Value>,
}

impl Session {
    /// Reads the spec and opens what it needs.
    pub(crate) async fn open(options: &Options, spec: &Path, doubts: Doubts) -> Result<Self, Stop> {
        let prepared = Prepared::read(options, spec, doubts)?;
        prepared.open(Reach::Cloud, options).await
    }

    /// The same for a command that needs the journal alone: its cloud has no ports.
    pub(crate) async fn open_journal(options: &Options, spec: &Path) -> Result<Self, Stop> {
        let prepared = Prepared::read(options, spec, Doubts::Kept)?;
        prepared.open(Reach::Journal, options).await
    }

    /// The steps that deploy what the session is about.
    pub(crate) fn deploy_steps(&self) -> Result<Graph, Stop> {
        self.composition.deploy(&self.deployment, &self.sources)
    }

    /// The steps of `graph`, each with the checks that guard it.
    pub(crate) fn guarded(&self, graph: &Graph) -> Result<Graph, Stop> {
        self.composition.guarded(&self.deployment, graph)
    }

    /// The steps that remove it.
    pub(crate) fn destroy_steps(&self) -> Result<Graph, Stop> {
        self.composition.destroy(&self.deployment)
    }

    /// What the journal saw made, and neither deploying nor removing what the spec says is about.
    pub(crate) fn left_behind(&self) -> Result<Vec<LeftBehind>, Stop> {
        let (deploy, destroy) = (self.deploy_steps()?, self.destroy_steps()?);
        Ok(self.journal.state().left_behind(&[&deploy, &destroy]))
    }

    /// The same for people; `None` where there is nothing such.
    pub(crate) fn left_behind_shown(&self) -> Result<Option<String>, Stop> {
        let targets = self.deployment.targets();
        Ok(show::left_behind(&self.left_behind()?, &targets))
    }

    /// Which deployment this is, where, and with which journal.
    pub(crate) fn header(&self) -> String {
        let rehearsal = if self.cloud.rehearsal {
            ", a rehearsal"
        } else {
            ""
        };
        let places: Vec<String> = self
            .deployment
            .targets
            .iter()
            .map(|place| place.target.to_string())
            .collect();
        let (places, journal) = (places.join("; "), &self.place);
        format!(
            "{}{rehearsal}: {places}; journal {journal}",
            self.deployment.name
        )
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> serde_json::Map<String, serde_json::Value> {
        let targets: Vec<_> = self
            .deployment
            .targets
            .iter()
            .map(|place| &place.target)
            .collect();
        let mut object = serde_json::Map::new();
        object.insert(
            "deployment".to_owned(),
            self.deployment.name.as_str().into(),
        );
        object.insert("rehearsal".to_owned(), self.cloud.rehearsal.into());
        object.insert("targets".to_owned(), serde_json::json!(targets));
        object.insert("journal_path".to_owned(), self.place.json());
        object
    }

    /// Says what was found about the spec as events.
    pub(crate) fn say_findings(&self) {
        for finding in &self.findings {
            show::out(&crate::document::event(finding.clone()));
        }
    }

    /// Everything observed again, and shown to be so.
    pub(crate) async fn verify(&self, graph: &Graph, plan: &Plan) -> Vec<(StepId, Verdict)> {
        let known = |id: &_| self.journal.state().step(id);
        let (ports, now) = (self.cloud.readers(), self.cloud.clock.now());
        verify(graph, plan, ports, now, &self.tokens, known).await
    }

    /// What `graph` would do now. Before a real cloud is looked at, the account behind each
    /// target's credentials is; nothing else is asked when one is not as the spec says.
    pub(crate) async fn plan(&self, graph: &Graph) -> Result<Plan, Stop> {
        for other in self.check_accounts(graph).await? {
            let why = printable(&other.why, 1200);
            let target = other.target;
            show::err(&format!(
                "{target}, where nothing is done now, cannot be seen: {why}"
            ));
        }
        let known = |id: &_| self.journal.state().step(id);
        let plan = plan(
            graph,
            self.cloud.readers(),
            self.cloud.clock.now(),
            &self.tokens,
            known,
        )
        .await;
        Ok(plan)
    }

    /// Refuses credentials of other accounts than the spec says, before anything else of a real cloud
    /// is asked; answers with the targets that cannot be seen, and why.
    pub(crate) async fn refuse_other_accounts(&self) -> Result<Vec<Unseen>, Stop> {
        other_accounts_refused(&self.cloud, &self.deployment, self.format).await
    }

    /// Refuses what [`refuse_other_accounts`](Self::refuse_other_accounts) does, and to go on where the
    /// steps of `graph` work in a target that cannot be seen; answers with the other such targets.
    pub(crate) async fn check_accounts(&self, graph: &Graph) -> Result<Vec<Unseen>, Stop> {
        let unseen = self.refuse_other_accounts().await?;
        let worked_in = |target| graph.steps().iter().any(|step| step.target() == target);
        let (needed, other): (Vec<_>, Vec<_>) =
            unseen.into_iter().partition(|one| worked_in(one.target));
        if needed.is_empty() {
            return Ok(other);
        }
        Err(out_of_sight(&needed, "Nothing else was called."))
    }
}

/// The end of a command that needs targets where nobody knows who is calling. Without any credentials
/// that is how things were set up, and not something that passes.
pub(crate) fn out_of_sight(unseen: &[Unseen], more: &str) -> Stop {
    let lines = unseen.iter().map(cannot_be_seen);
    let lines: Vec<String> = lines.chain([more.to_owned()]).collect();
    let outcome = if unseen.iter().any(|one| one.no_credentials) {
        Outcome::Invalid
    } else {
        Outcome::LostSight
    };
    Stop::new(outcome, lines.join("\n"))
}

/// That nobody knows who is calling in a target, and why.
pub(crate) fn cannot_be_seen(unseen: &Unseen) -> String {
    let why = printable(&unseen.why, 1200);
    format!("{} cannot be seen: {why}", unseen.target)
}

/// As [`Session::refuse_other_accounts`], which needs no journal.
async fn other_accounts_refused(
    cloud: &Cloud,
    deployment: &Deployment,
    format: Format,
) -> Result<Vec<Unseen>, Stop> {
    if cloud.rehearsal {
        return Ok(Vec::new());
    }
    let accounts = check::accounts(cloud.readers(), &deployment.targets()).await;
    if accounts.findings.block() {
        let message = "The credentials are not as the spec says: nothing else was called.";
        let (outcome, findings) = (Outcome::Blocked, &accounts.findings);
        return Err(backend::found(format, outcome, findings, message));
    }
    Ok(accounts.unseen)
}

/// Everything but the journal.
struct Opened {
    deployment: Deployment,
    cloud: Cloud,
    place: Place,
    store: Arc<dyn JournalStore>,
    sources: Sources,
    means: Means,
    composition: Composition,
    findings: Vec<serde_json::Value>,
    format: Format,
}

impl Opened {
    async fn session(self) -> Result<Session, Stop> {
        let name = self.deployment.name.clone();
        let owner = if self.cloud.rehearsal {
            Owner::rehearsal(name.clone())
        } else {
            Owner::real(name.clone())
        };
        let journal = Journal::open(self.store, writer(), &owner)
            .await
            .map_err(|error| refused(&error, &self.place, self.cloud.rehearsal))?;
        Ok(Session {
            deployment: self.deployment,
            cloud: self.cloud,
            journal,
            place: self.place,
            owner,
            tokens: TokenSeed::new(name),
            sources: self.sources,
            means: self.means,
            format: self.format,
            composition: self.composition,
            findings: self.findings,
        })
    }
}

/// What goes wrong with a journal, as a command's end.
pub(crate) fn refused(error: &JournalError, place: &Place, rehearsal: bool) -> Stop {
    let outcome = match error {
        JournalError::Refused(_) | JournalError::TakenOver { .. } => Outcome::OtherDriver,
        JournalError::Foreign { .. } => Outcome::Invalid,
        _ => Outcome::Journal,
    };
    let remedy = match error {
        JournalError::Broken(_) => {
            let there = if rehearsal {
                "copy world.json from this folder into DIR first, since what a rehearsal has deployed is in that file, and \
                 without it everything is launched anew. The other journal then finds what is there"
            } else {
                "it finds what is in AWS"
            };
            format!(
                "\nKeep it as it is for whoever has to explain it, and put back an older copy of what was changed. Or go \
                 on with another one (--journal DIR): {there} and launches nothing twice, but knows nothing of \
                 confirmations, of what was seen deployed before, or of another operator."
            )
        }
        _ => String::new(),
    };
    let error = chain(error);
    Stop::new(outcome, format!("{error} (journal {place}){remedy}"))
}

/// An id unlike any other process's: of containers that share their host's name, each may have the
/// same number, so the moment is in it.
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

/// The number of the user whose process this is, where the system tells.
#[cfg(target_os = "linux")]
fn user_number() -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let process = std::fs::metadata("/proc/self").ok()?;
    Some(format!("user {}", process.uid()))
}

/// The number of the user whose process this is, where the system tells.
#[cfg(not(target_os = "linux"))]
fn user_number() -> Option<String> {
    None
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
        .or_else(user_number)
        .unwrap_or_else(|| "somebody".to_owned());
    Driver::new(name, host()).instance(writer())
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
