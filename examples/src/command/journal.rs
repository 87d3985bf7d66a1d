//! Looking into a journal.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::error::chain;
use ts_deploy_core::journal::{FolderStore, verify};

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Journal, Options};
use crate::show;

pub(super) async fn run(options: &Options, command: &Journal) -> Answer {
    let Journal::Verify { path, head } = command;
    whole(options, path, head.as_deref()).await
}

async fn whole(options: &Options, path: &Path, head: Option<&str>) -> Answer {
    if !path.is_dir() {
        return Err(Stop::invalid(format!(
            "there is no journal at {}",
            path.display()
        )));
    }
    let verified = verify(&FolderStore::new(path), head)
        .await
        .map_err(|broken| Stop::new(Outcome::Journal, chain(&broken)))?;
    if verified.records == 0 {
        return Err(Stop::invalid(format!(
            "the journal at {} has no record",
            path.display()
        )));
    }
    match options.format {
        Format::Json => {
            show::out(&json!({ "records": verified.records, "head": verified.head }).to_string());
        }
        Format::Human => show::out(&format!(
            "whole: {} records, head {}",
            verified.records, verified.head
        )),
    }
    Ok(Outcome::Succeeded)
}
