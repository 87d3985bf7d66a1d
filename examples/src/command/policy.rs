//! The least policies of a phase.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::{BucketName, Partition, printable};
use ts_deploy_core::policy::{LeastPolicies, Phase as Of, least};

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
    if let Some(place) = &options.journal
        && !found.policies.is_empty()
    {
        let partition = deployment.data_layer.target().region.partition();
        found
            .notes
            .extend(rights_on_journal(place, partition, found.phase)?);
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

/// The rights on a bucket that holds the journal; `None` for a folder.
fn rights_on_journal(
    place: &Path,
    partition: Partition,
    phase: Of,
) -> Result<Option<String>, Stop> {
    let Some(rest) = place.to_str().and_then(|text| text.strip_prefix("s3://")) else {
        return Ok(None);
    };
    let shown = printable(&place.display().to_string(), 200);
    let invalid = || {
        Stop::invalid(format!(
            "--journal {shown}: a place in S3 is s3://BUCKET/PREFIX"
        ))
    };
    let rest = rest.split('?').next().unwrap_or(rest);
    let (bucket, prefix) = rest.split_once('/').ok_or_else(invalid)?;
    let bucket = BucketName::parse(bucket).map_err(|_| invalid())?;
    let prefix = printable(prefix.trim_end_matches('/'), 900);
    let bucket = format!("arn:{partition}:s3:::{bucket}");
    let objects = match phase {
        Of::Preflight => "s3:GetObject",
        Of::Watch => "s3:GetObject and, to attach to what runs, s3:PutObject",
        _ => "s3:GetObject and s3:PutObject",
    };
    let recovery = if phase == Of::Dr {
        format!(
            " A recovery keeps its own as the operator of dr, who needs the same on {bucket}/{prefix}-recovery/*."
        )
    } else {
        String::new()
    };
    Ok(Some(format!(
        "The journal is in a bucket, whose rights are not in these policies: {objects} on {bucket}/{prefix}/*, and \
         s3:ListBucket on {bucket}, for the credentials of main.{recovery}"
    )))
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
