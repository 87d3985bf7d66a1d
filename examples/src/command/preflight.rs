//! The checks of the accounts.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::check::{Preflight, rows};
use ts_deploy_core::engine::Outcome;

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Options};
use crate::document::Doubts;
use crate::session::Session;
use crate::show;

pub(super) async fn preflight(options: &Options, spec: &Path) -> Answer {
    let session = Session::open(options, spec, Doubts::Shown).await?;
    let seen = look(&session).await;
    match options.format {
        Format::Json => {
            let mut object = session.json();
            object.insert("findings".to_owned(), json!(session.findings));
            object.insert("checks".to_owned(), json!(seen));
            object.insert("counts".to_owned(), json!(seen.counts()));
            show::out(&serde_json::Value::Object(object).to_string());
        }
        Format::Human => {
            show::out(&session.header());
            show::out(&show::preflight(&seen, &session.deployment.targets()));
        }
    }
    Ok(if seen.blocks() {
        Outcome::Blocked
    } else {
        Outcome::Succeeded
    })
}

async fn look(session: &Session) -> Preflight {
    let checks = rows::all(&session.deployment);
    let (ports, clock) = (session.cloud.readers(), session.cloud.clock.as_ref());
    Preflight::run(&checks, ports, clock).await
}

/// Looks before anything is planned: what blocks ends the command, the rest is said.
pub(super) async fn before_deploy(options: &Options, session: &Session) -> Result<(), Stop> {
    let seen = look(session).await;
    if options.format == Format::Json {
        for checked in &seen.0 {
            for finding in checked.verdict.findings() {
                let mut event = json!(finding);
                if let Some(event) = event.as_object_mut() {
                    event.insert("check".to_owned(), checked.id.into());
                    event.insert("target".to_owned(), json!(checked.target));
                }
                show::out(&crate::document::event(event));
            }
        }
    }
    let found = show::preflight_findings(&seen);
    if seen.blocks() {
        let header = session.header();
        let why =
            "Nothing was begun. Mend what blocks, or leave the checks out with --no-preflight.";
        return Err(Stop::new(
            Outcome::Blocked,
            format!("{header}\n{found}\n{why}"),
        ));
    }
    if options.format == Format::Human && !found.is_empty() {
        show::err(&found);
    }
    Ok(())
}
