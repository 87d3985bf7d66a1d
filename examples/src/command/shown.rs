//! A person's part that AWS shows to be done: it is looked at, in the place of a word about it.

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::error::chain;
use ts_deploy_core::plan::{
    Errand, Evidence, Observation, ReadContext, Step, StepError, StepId, proof,
};

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Options, Platform};
use crate::session::Session;
use crate::show;

/// Says that nothing has to be confirmed where AWS shows that `step` was done, and refuses with what is
/// seen where it does not. Nothing is recorded either way.
pub(super) async fn shown(options: &Options, platform: &Platform, step: &StepId) -> Answer {
    let session = super::dr::session(options, platform).await?;
    let graph = session.deploy_steps()?;
    let Some(asked) = graph.get(step) else {
        let message = format!("{step}: a run asked for it, and the spec no longer does");
        return Err(Stop::invalid(message));
    };
    session.refuse_other_accounts().await?;
    let evidence = look(&session, asked.as_ref()).await?;
    match options.format {
        Format::Json => {
            let object = json!({ "step": step, "confirmation": null, "evidence": evidence });
            show::out(&object.to_string());
        }
        Format::Human => {
            let head =
                format!("{step}: it is there already, as AWS shows: nothing has to be confirmed");
            let seen = evidence
                .iter()
                .map(|one| format!("{}: {}", show::whole(&one.what), show::whole(&one.seen)));
            show::say(&lines(head, seen));
        }
    }
    Ok(Outcome::Succeeded)
}

/// What shows that the step is done.
async fn look(session: &Session, step: &dyn Step) -> Result<Vec<Evidence>, Stop> {
    let known = session.journal.state().step(step.id());
    let cx = ReadContext {
        ports: session.cloud.readers(),
        now: session.cloud.clock.now(),
        open: known.and_then(|step| step.open.as_ref()),
        confirmed: known.and_then(|step| step.confirmed.as_ref()),
        tokens: &session.tokens,
        detail: false,
    };
    let id = step.id();
    match step.observe(&cx).await {
        Ok(Observation::InSync { .. }) => {
            proof(step, &cx).await.map_err(|error| untold(id, &error))
        }
        Ok(Observation::Person(errand)) if errand.observed => Err(open(id, &errand)),
        Ok(_) => Err(Stop::invalid(format!(
            "{id}: what is to be done is no longer what a run asked for: plan shows it, and the next run asks anew"
        ))),
        Err(error) => Err(untold(id, &error)),
    }
}

/// That it is not done, by what AWS shows, and what is to be done.
fn open(step: &StepId, errand: &Errand) -> Stop {
    let head = format!(
        "{step}: AWS shows when it is done, and it is not, so that nobody's word counts for it"
    );
    let seen = errand.findings.iter().map(|finding| finding.seen.as_str());
    let seen: Vec<&str> = seen.collect();
    let why = Some(errand.why.as_str()).filter(|_| seen.is_empty());
    let to_do = errand.instructions.iter().map(String::as_str);
    let more = seen.into_iter().chain(why).chain(to_do).map(show::whole);
    Stop::invalid(lines(head, more))
}

/// That it cannot be told.
fn untold(step: &StepId, error: &StepError) -> Stop {
    let head = format!("{step}: AWS shows when it is done, and that could not be seen");
    if let StepError::NotLooked(finding) = error {
        let more = [&finding.seen, &finding.remedy].map(|one| show::whole(one));
        return Stop::invalid(lines(head, more));
    }
    let outcome = if error.is_loss_of_sight() {
        Outcome::LostSight
    } else {
        Outcome::Invalid
    };
    Stop::new(outcome, lines(head, [show::whole(&chain(error))]))
}

/// The first line, and the others set in below it.
fn lines(head: String, more: impl IntoIterator<Item = String>) -> String {
    let more = more.into_iter().map(|line| format!("    {line}"));
    let all: Vec<String> = std::iter::once(head).chain(more).collect();
    all.join("\n")
}
