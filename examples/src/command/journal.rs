//! Looking into a journal.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::{Broken, JournalError, verify};

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Journal, Options};
use crate::place::Place;
use crate::session;
use crate::show;

pub(super) async fn run(options: &Options, command: &Journal) -> Answer {
    let Journal::Verify { path, head } = command;
    whole(options, path, head.as_deref()).await
}

async fn whole(options: &Options, path: &Path, head: Option<&str>) -> Answer {
    let place = Place::parse(path)?;
    if let Some(head) =
        head.filter(|head| head.len() != 64 || !head.chars().all(|c| c.is_ascii_hexdigit()))
    {
        let head = printable(head, 80);
        return Err(Stop::invalid(format!(
            "--head {head}: a hash has 64 hexadecimal digits"
        )));
    }
    let store = place.open_alone(options).await?;
    let head = head.map(str::to_ascii_lowercase);
    let verified = verify(store.as_ref(), head.as_deref())
        .await
        .map_err(|broken| session::refused(&not_proved(broken), &place, place.has_world()))?;
    if verified.records == 0 {
        return Err(Stop::invalid(format!(
            "the journal at {place} has no record"
        )));
    }
    let since = verified.kept.map(|kept| verified.records - kept);
    match options.format {
        Format::Json => {
            show::out(&json!({ "records": verified.records, "head": verified.head, "records_since_head": since }).to_string());
        }
        Format::Human => {
            let since = match since {
                None => {
                    "; what the last one says is proved only with a head that was kept: --head HASH"
                        .to_owned()
                }
                Some(0) => "; the last one has the hash that was kept".to_owned(),
                Some(n) => format!("; {n} since the one whose hash was kept"),
            };
            show::out(&format!(
                "whole: {} records, head {}{since}",
                verified.records, verified.head
            ));
        }
    }
    Ok(Outcome::Succeeded)
}

/// What keeps a journal from being proved whole, as any command tells it.
fn not_proved(broken: Broken) -> JournalError {
    match broken {
        Broken::Store(error) => error.into(),
        broken => broken.into(),
    }
}
