//! Commands that look at the cloud and change nothing.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::{Consents, Outcome};
use ts_deploy_core::plan::{self, Graph, Plan, Verdict};

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Options};
use crate::document::Doubts;
use crate::session::{Aim, Session};
use crate::show;

/// The steps that deploy what the session is about.
pub(super) fn deploy_steps(session: &Session) -> Result<Graph, Stop> {
    session
        .deployment
        .deploy()
        .map_err(|error| Stop::invalid(error.to_string()))
}

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
    let session = Session::open(options, spec, Aim::Look, Doubts::Shown).await?;
    let plan = session.plan(&deploy_steps(&session)?).await;
    match options.format {
        Format::Json => show::out(&serde_json::to_string(&plan).unwrap_or_default()),
        Format::Human => show::out(&show::plan(&plan, true, &Consents::default())),
    }
    Ok(outcome_of(&plan))
}

pub(super) async fn status(options: &Options, spec: &Path) -> Answer {
    let session = Session::open(options, spec, Aim::Look, Doubts::Kept).await?;
    let plan = session.plan(&deploy_steps(&session)?).await;
    let state = session.journal.state();
    match options.format {
        Format::Json => {
            let journal = json!({
                "path": session.folder,
                "records": session.journal.len(),
                "head": session.journal.head(),
                "lease": state.lease,
                "run": state.run,
            });
            let steps = &plan.steps;
            show::out(
                &json!({ "steps": steps, "digest": plan.digest, "journal": journal }).to_string(),
            );
        }
        Format::Human => {
            show::out(&show::plan(&plan, false, &Consents::default()));
            show::out(&show::journal_status(state));
        }
    }
    Ok(if plan.unseen().next().is_some() {
        Outcome::LostSight
    } else {
        Outcome::Succeeded
    })
}

pub(super) async fn verify(options: &Options, spec: &Path) -> Answer {
    let session = Session::open(options, spec, Aim::Look, Doubts::Kept).await?;
    let graph = deploy_steps(&session)?;
    let plan = session.plan(&graph).await;
    let known = |id: &_| session.journal.state().step(id);
    let (ports, now) = (session.cloud.ports.readers(), session.cloud.clock.now());
    let verdicts = plan::verify(&graph, &plan, ports, now, &session.tokens, known).await;
    match options.format {
        Format::Json => {
            let steps: Vec<_> = verdicts
                .iter()
                .map(|(id, verdict)| {
                    let mut step = json!({ "id": id });
                    if let (Some(step), Ok(serde_json::Value::Object(fields))) =
                        (step.as_object_mut(), serde_json::to_value(verdict))
                    {
                        step.extend(fields);
                    }
                    step
                })
                .collect();
            show::out(&json!({ "steps": steps }).to_string());
        }
        Format::Human => {
            show::out(&show::verdicts(&verdicts));
            if !plan.is_no_change() {
                show::out(&show::plan(&plan, true, &Consents::default()));
            }
        }
    }
    let any = |test: fn(&Verdict) -> bool| verdicts.iter().any(|(_, verdict)| test(verdict));
    Ok(
        if any(|verdict| matches!(verdict, Verdict::Differs | Verdict::Failed { .. })) {
            Outcome::Failed
        } else if any(|verdict| matches!(verdict, Verdict::Unseen { .. })) {
            Outcome::LostSight
        } else {
            Outcome::Succeeded
        },
    )
}
