//! The drill and the recovery.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::{Consents, Outcome};
use ts_deploy_core::error::chain;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::fingerprint::FingerprintKey;
use ts_deploy_core::layer::data::RecoverySource;
use ts_deploy_core::plan::{Plan, StepError};
use ts_deploy_dr::Components;
use ts_deploy_dr::drill::drill as run_drill;
use ts_deploy_dr::recovery::{Found, Recovered, look, recovered};

use super::drive::{Begun, drive};
use super::known;
use super::look::outcome_of;
use super::run::{Told, agree, approved};
use crate::answer::{Answer, Stop};
use crate::built::{Part, built_in};
use crate::cli::{Format, Options, Platform};
use crate::document::Doubts;
use crate::session::{Lost, Recovery, Session};
use crate::show;

/// Whether the platform could be recovered today.
pub(super) async fn drill(options: &Options, spec: &Path) -> Answer {
    let session = Session::open(options, spec, Doubts::Kept).await?;
    let components = components(&session.deployment)?;
    session.cloud.pass_a_day();
    if session.cloud.rehearsal && options.format == Format::Human {
        show::err(
            "The drill looks a day after the deployment's own rehearsal, when a backup was copied.",
        );
    }
    let (ports, now) = (session.cloud.readers(), session.cloud.clock.now());
    built_in(&[Part::DisasterRecovery], ports)?;
    let journal = session.journal.state();
    let report = run_drill(
        &session.deployment,
        &components,
        ports,
        journal,
        now,
        &key()?,
    )
    .await
    .map_err(|error| unseen(&error))?;
    let outcome = if report.ready {
        Outcome::Succeeded
    } else {
        Outcome::Blocked
    };
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("drill".to_owned(), json!(report));
            object.insert("findings".to_owned(), json!(report.findings));
            object.insert("outcome".to_owned(), json!(outcome));
            show::out(&serde_json::Value::Object(object).to_string());
        }
        Format::Human => {
            show::say(&session.header());
            show::say(&show::drill(&report));
        }
    }
    Ok(outcome)
}

/// Chance from the operating system, for the fingerprints of this one drill.
fn key() -> Result<FingerprintKey, Stop> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let message = format!(
            "the operating system gives no random bytes, by which secrets are compared: {error}"
        );
        Stop::new(Outcome::Failed, message)
    })?;
    Ok(FingerprintKey::new(bytes))
}

/// Brings the platform up in the DR account: planned, and with `--yes` run.
pub(super) async fn recover(
    options: &Options,
    spec: &Path,
    approve: Option<&str>,
    told: Told<'_>,
) -> Answer {
    told.fits(options)?;
    let lost = Lost::read(options, spec)?;
    let steps = lost.deploy_steps()?.as_ref().map(known::names);
    let mut said = known::consents(steps.as_deref(), told.allow);
    if approve.is_some() && !options.yes {
        // Otherwise a plan that was approved would be shown once more, as if it had been run.
        said.push(
            "--approve: a recovery is run with --yes; without it its plan is shown".to_owned(),
        );
    }
    known::refuse_any(said)?;
    let (opened, found) = looked(options, lost).await?;
    if options.format == Format::Human {
        show::err(&show::findings(&found.findings));
    }
    if found.findings.block() {
        if options.format == Format::Json {
            for finding in &found.findings {
                show::out(&crate::document::event(json!(finding)));
            }
        }
        let stop = blocked(&found.findings);
        return Err(stop.brief("Nothing was begun: findings block."));
    }
    let (session, source) = brought_up(opened, &found).await?;
    let script = told.script(&session)?;
    let graph = session.deploy_steps()?;
    let plan = session.plan(&graph).await?;
    let approved = approved(&session, &graph, &plan, approve)?;
    if !options.yes {
        return Ok(planned(options, &session, &plan, &source));
    }
    if options.format == Format::Json {
        session.say_findings();
    }
    let (allow, question) = (told.allow, "Recover?");
    agree(options, &session, &plan, allow, approved, question)?;
    let begun = Begun::deploy(plan, approved);
    drive(options, session, graph, begun, (told.allow, script)).await
}

/// Shows what a recovery from `source` would do.
fn planned(options: &Options, session: &Session, plan: &Plan, source: &RecoverySource) -> Outcome {
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("findings".to_owned(), json!(session.findings));
            object.insert("steps".to_owned(), json!(plan.steps));
            object.insert("digest".to_owned(), json!(plan.digest));
            show::obstacles_json(&mut object, plan, &Consents::default());
            show::out(&serde_json::Value::Object(object).to_string());
        }
        Format::Human => {
            show::say(&session.header());
            let from = &source.snapshot;
            show::say(&format!("Brought up from the snapshot {from}."));
            show::say(&show::plan(plan, true, &Consents::default()));
            show::say("Nothing was begun: run it with --yes.");
        }
    }
    outcome_of(plan)
}

/// The session on the platform that a command is about: the spec's own, or the recovered one.
pub(super) async fn session(options: &Options, platform: &Platform) -> Result<Session, Stop> {
    let spec = &platform.spec.path;
    if !platform.recovery {
        return Session::open(options, spec, Doubts::Kept).await;
    }
    session_after(options, Lost::read(options, spec)?).await
}

/// The session on the platform that was recovered from `lost`.
pub(super) async fn session_after(options: &Options, lost: Lost) -> Result<Session, Stop> {
    let (opened, found) = looked(options, lost).await?;
    Ok(brought_up(opened, &found).await?.0)
}

/// The recovery of a spec's platform, with what the checks before it found.
async fn looked(options: &Options, lost: Lost) -> Result<(Recovery, Found), Stop> {
    let opened = lost.open(options).await?;
    let components = components(&opened.deployment)?;
    let (ports, now) = (opened.cloud.readers(), opened.cloud.clock.now());
    let found = look(&opened.deployment, &components, ports, now).await;
    let found = found.map_err(|error| unseen(&error))?;
    Ok((opened, found))
}

/// The session on the recovered platform, and what that comes, or came, from.
async fn brought_up(opened: Recovery, found: &Found) -> Result<(Session, RecoverySource), Stop> {
    let source = found.source.clone();
    let source = source.ok_or_else(|| blocked(&found.findings))?;
    let Recovered {
        deployment,
        errands,
    } = recovered(&opened.deployment, &source).map_err(|found| blocked(&found))?;
    let session = opened.session(deployment, errands, &found.findings).await?;
    Ok((session, source))
}

fn components(deployment: &ts_deploy_core::deployment::Deployment) -> Result<Components, Stop> {
    Components::of(deployment)
        .map_err(|found| blocked(&found))?
        .ok_or_else(|| {
            Stop::invalid(
                "the spec decides no disaster recovery: add disaster_recovery and targets.dr",
            )
        })
}

fn blocked(found: &Findings) -> Stop {
    let told: Vec<String> = found.blocking().map(ToString::to_string).collect();
    let message = format!("{}\nNothing was begun.", told.join("\n"));
    Stop::new(Outcome::Blocked, message)
}

fn unseen(error: &StepError) -> Stop {
    let outcome = if error.is_loss_of_sight() {
        Outcome::LostSight
    } else {
        Outcome::Failed
    };
    Stop::new(outcome, chain(error))
}
