//! Commands that look at the cloud and change nothing.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::{Consents, Outcome};
use ts_deploy_core::plan::{Plan, StepId, Verdict};

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Options, Platform};
use crate::document::Doubts;
use crate::session::{Session, driver};
use crate::show;

/// What a plan alone ends as.
pub(super) fn outcome_of(plan: &Plan) -> Outcome {
    if plan.is_blocked() {
        Outcome::Blocked
    } else if plan.unseen().next().is_some() {
        Outcome::LostSight
    } else {
        Outcome::Succeeded
    }
}

pub(super) async fn plan(options: &Options, spec: &Path) -> Answer {
    let session = Session::open(options, spec, Doubts::Shown).await?;
    let plan = session.plan(&session.deploy_steps()?).await?;
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("findings".to_owned(), json!(session.findings));
            object.insert("steps".to_owned(), json!(plan.steps));
            object.insert("digest".to_owned(), json!(plan.digest));
            object.insert("left_behind".to_owned(), json!(session.left_behind()?));
            show::obstacles_json(&mut object, &plan, &Consents::default());
            show::out(&serde_json::Value::Object(object).to_string());
        }
        Format::Human => {
            show::say(&session.header());
            show::say(&show::plan(&plan, true, &Consents::default()));
            say_left_behind(&session)?;
        }
    }
    Ok(outcome_of(&plan))
}

/// Says what the spec says nothing about any more.
fn say_left_behind(session: &Session) -> Result<(), Stop> {
    if let Some(left) = session.left_behind_shown()? {
        show::say(&left);
    }
    Ok(())
}

pub(super) async fn status(options: &Options, platform: &Platform) -> Answer {
    let session = super::dr::session(options, platform).await?;
    let graph = session.deploy_steps()?;
    let plan = session.plan(&graph).await?;
    let verdicts = session.verify(&graph, &plan).await;
    let state = session.journal.state();
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("steps".to_owned(), json!(plan.steps));
            object.insert("verdicts".to_owned(), json!(verdicts_json(&verdicts)));
            let (records, head) = (session.journal.len(), session.journal.head());
            let gone = session.journal.driver_is_gone(&driver());
            let journal = json!({
                "records": records,
                "head": head,
                "lease": state.lease,
                "driver_gone": gone,
                "run": state.run,
                "preflight": state.preflight,
            });
            object.insert("journal".to_owned(), journal);
            object.insert("left_behind".to_owned(), json!(session.left_behind()?));
            show::out(&serde_json::Value::Object(object).to_string());
        }
        Format::Human => {
            show::say(&session.header());
            show::say(&show::standing(&plan, &verdicts, state));
            say_left_behind(&session)?;
            let gone = session.journal.driver_is_gone(&driver());
            show::say(&show::journal_status(state, session.cloud.rehearsal, gone));
            if let Some(seen) = &state.preflight {
                show::say(&show::kept_preflight(seen, session.cloud.clock.now()));
            }
        }
    }
    Ok(if plan.unseen().next().is_some() {
        Outcome::LostSight
    } else {
        Outcome::Succeeded
    })
}

/// The verdicts as JSON, each with its step's id.
fn verdicts_json(verdicts: &[(StepId, Verdict)]) -> Vec<serde_json::Value> {
    let object = |(id, verdict): &(StepId, Verdict)| {
        let mut step = json!({ "id": id });
        let fields = serde_json::to_value(verdict)
            .ok()
            .and_then(|value| value.as_object().cloned());
        if let (Some(step), Some(fields)) = (step.as_object_mut(), fields) {
            step.extend(fields);
        }
        step
    };
    verdicts.iter().map(object).collect()
}

pub(super) async fn verify(options: &Options, platform: &Platform) -> Answer {
    let session = super::dr::session(options, platform).await?;
    let graph = session.deploy_steps()?;
    let plan = session.plan(&graph).await?;
    let verdicts = session.verify(&graph, &plan).await;
    let any = |test: fn(&Verdict) -> bool| verdicts.iter().any(|(_, verdict)| test(verdict));
    let outcome = if any(|verdict| matches!(verdict, Verdict::Differs | Verdict::Failed { .. })) {
        Outcome::Failed
    } else if any(|verdict| matches!(verdict, Verdict::Running)) {
        Outcome::Running
    } else if any(|verdict| matches!(verdict, Verdict::Unseen { .. })) {
        Outcome::LostSight
    } else {
        Outcome::Succeeded
    };
    let unlooked = verdicts.iter();
    let unlooked = unlooked.filter(|(_, one)| matches!(one, Verdict::NotChecked { .. }));
    let unlooked = unlooked.count();
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("not_checked".to_owned(), json!(unlooked));
            object.insert("steps".to_owned(), json!(verdicts_json(&verdicts)));
            object.insert("planned".to_owned(), json!(plan.steps));
            object.insert("left_behind".to_owned(), json!(session.left_behind()?));
            object.insert("outcome".to_owned(), json!(outcome));
            show::out(&serde_json::Value::Object(object).to_string());
        }
        Format::Human => {
            show::say(&session.header());
            show::say(&show::verdicts(&plan, &verdicts, session.journal.state()));
            if outcome == Outcome::Failed {
                show::say("\nWhat a deploy would do now:");
                show::say(&show::plan(&plan, true, &Consents::default()));
            }
            say_left_behind(&session)?;
            if unlooked > 0 {
                show::say(&format!("{unlooked} of {} not checked.", verdicts.len()));
            }
            show::say(match outcome {
                Outcome::Succeeded if unlooked > 0 => {
                    "What could be looked at is as the spec says."
                }
                Outcome::Succeeded => "Everything is as the spec says.",
                Outcome::Failed => "It is not as the spec says.",
                Outcome::Running => "It is being changed: verify again when that has ended.",
                _ => "Not everything could be seen.",
            });
        }
    }
    Ok(outcome)
}
