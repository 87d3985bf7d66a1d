//! A person's word, recorded.

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::error::chain;
use ts_deploy_core::journal::{self, Confirm, ConfirmError, Confirmed};
use ts_deploy_core::plan::{Note, PersonName, StepId};
use ts_deploy_core::target::TargetName;

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Options, Platform};
use crate::session::{Recovery, Session, writer};
use crate::show;

pub(super) async fn confirm(
    options: &Options,
    platform: &Platform,
    step: &str,
    by: &str,
    note: Option<&str>,
) -> Answer {
    let invalid = |error: ts_deploy_core::ids::InvalidValue| Stop::invalid(error.to_string());
    let word = Confirm {
        step: StepId::parse(step).map_err(invalid)?,
        by: PersonName::parse(by).map_err(invalid)?,
        note: note.map(Note::parse).transpose().map_err(invalid)?,
        errand: None,
    };
    let spec = &platform.spec.path;
    let (store, owner, at) = if platform.recovery {
        Recovery::open_journal(options, spec).await?
    } else {
        let Session {
            place,
            deployment,
            owner,
            cloud,
            ..
        } = Session::open_journal(options, spec).await?;
        (
            place.open(options, &deployment, TargetName::Main).await?,
            owner,
            cloud.time(),
        )
    };
    let recorded = journal::confirm(store, &owner, &writer(), &word, at).await;
    let Confirmed {
        confirmation, head, ..
    } = match recorded {
        Err(ConfirmError::Shown { step }) => {
            return super::shown::shown(options, platform, &step).await;
        }
        recorded => recorded.map_err(|error| refused(&error))?,
    };
    match options.format {
        Format::Json => {
            show::out(
                &json!({ "step": word.step, "confirmation": confirmation, "head": head })
                    .to_string(),
            );
        }
        Format::Human => show::out(&format!(
            "{}: done, says {}, at {}; the journal's head is {head}",
            word.step,
            confirmation.by,
            confirmation.at.strftime("%Y-%m-%d %H:%M:%SZ")
        )),
    }
    Ok(Outcome::Succeeded)
}

/// The end of a command whose word was not recorded.
fn refused(error: &ConfirmError) -> Stop {
    let outcome = match error {
        ConfirmError::NotAsked { .. }
        | ConfirmError::Removed { .. }
        | ConfirmError::TooEarly { .. }
        | ConfirmError::Shown { .. } => Outcome::Invalid,
        _ => Outcome::Journal,
    };
    Stop::new(outcome, chain(error))
}
