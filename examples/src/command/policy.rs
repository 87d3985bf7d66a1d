//! The least policies of a phase.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::policy::{LeastPolicies, least};

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Options, Phase};
use crate::document::{Document, Doubts};
use crate::show;

/// Prints each policy as IAM takes it, one document after the other; whom each is for is said on
/// stderr. As JSON, one object with all of it.
pub(super) fn policy(
    options: &Options,
    path: &Path,
    phase: Phase,
    account: Option<&str>,
) -> Answer {
    let deployment = Document::read(path)?.into_deployment(options.format, Doubts::Kept)?;
    let mut found = least(&deployment, phase.into());
    if let Some(account) = account {
        of_account(&mut found, account)?;
    }
    for note in &found.notes {
        show::err(&format!("note: {note}"));
    }
    if options.format == Format::Human && found.policies.is_empty() {
        // An empty line would be no policy either.
        return Ok(Outcome::Succeeded);
    }
    let printed = match options.format {
        Format::Json => json!(found).to_string(),
        Format::Human => {
            let documents = found.policies.iter();
            let documents: Vec<String> = documents.map(|one| one.document.to_json()).collect();
            documents.join("\n")
        }
    };
    if options.format == Format::Human && found.policies.len() > 1 {
        let names = found.policies.iter().map(|policy| {
            let places: Vec<&str> = policy.targets.iter().map(|name| name.as_str()).collect();
            format!(
                "  {} in account {} ({})",
                policy.name,
                policy.account,
                places.join(", ")
            )
        });
        let names: Vec<String> = names.collect();
        show::err(&format!(
            "note: Several policies, one document after the other (--account ACCOUNT prints those of one):\n{}",
            names.join("\n")
        ));
    }
    show::out(&printed);
    Ok(Outcome::Succeeded)
}

/// Keeps what is for one account.
fn of_account(found: &mut LeastPolicies, account: &str) -> Result<(), Stop> {
    let all: Vec<String> = found
        .policies
        .iter()
        .map(|policy| policy.account.to_string())
        .collect();
    found
        .policies
        .retain(|policy| policy.account.as_str() == account);
    if found.policies.is_empty() {
        let account = ts_deploy_core::ids::printable(account, 40);
        let has = if all.is_empty() {
            "none".to_owned()
        } else {
            all.join(", ")
        };
        return Err(Stop::invalid(format!(
            "nothing is done in account {account} in this phase; the accounts are: {has}"
        )));
    }
    Ok(())
}
