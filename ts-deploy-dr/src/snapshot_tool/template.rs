//! What a template's text shows before AWS refuses it.

use std::collections::BTreeSet;

use fancy_regex::{Captures, Regex};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::printable;
use ts_deploy_core::port::stack::TemplateSource;

/// The greatest template that `CloudFormation` takes, in bytes.
pub const TEMPLATE_LIMIT: usize = 1024 * 1024;

const AT: &str = "snapshot-tool template";
/// AWS refuses Python 3.7, which the tool's template names, and what is older.
const FIRST_NOT_REFUSED: (u32, u32) = (3, 8);
/// What a runtime is called that may be put into a template: a Python from 3.8 on.
const ACCEPTED: &str = r"^python3\.([89]|[1-9][0-9])$";
/// A property `Runtime` with a Python version, in JSON or YAML.
const RUNTIME: &str = r#"\bRuntime["']?\s*:\s*["']?python(\d{1,2})\.(\d{1,2})\b"#;

/// Scans the text of the snapshot tool's template, JSON or YAML: a Python runtime that AWS no
/// longer accepts for new functions blocks. Nothing is changed in it.
pub fn check_template(text: &str) -> Findings {
    if text.len() > TEMPLATE_LIMIT {
        let seen = format!(
            "the template has {} bytes, and CloudFormation takes {TEMPLATE_LIMIT}",
            text.len()
        );
        return Finding::blocks("template-too-large", AT, seen)
            .why("It was not looked at any further.")
            .remedy("Give the template of the snapshot tool as the vendor sent it.")
            .row("T2")
            .into();
    }
    refused_runtimes(text)
        .into_iter()
        .map(|(major, minor)| refused(major, minor))
        .collect()
}

/// `template` with `runtime` (`python3.12`) in the place of each Python that AWS no longer accepts
/// for new functions, and the finding that says so; no finding when there was none to replace.
///
/// # Errors
/// A [`Finding`] that blocks, when `runtime` is no such name, or the template's text is not at hand
/// and so cannot be changed.
pub fn put_runtime(
    template: &TemplateSource,
    runtime: &str,
) -> Result<(TemplateSource, Option<Finding>), Finding> {
    const FIELD: &str = "disaster_recovery.snapshot_tool.lambda_runtime";
    let refuse = |seen: String, remedy: &str| {
        Finding::blocks("runtime-not-put", FIELD, seen)
            .why("The template would be sent with a runtime that AWS refuses, or with another than was meant.")
            .remedy(remedy)
            .row("T2")
    };
    let accepted = Regex::new(ACCEPTED).is_ok_and(|rule| rule.is_match(runtime).unwrap_or(false));
    if !accepted {
        let seen = format!(
            "\"{}\" is no Python that AWS accepts",
            printable(runtime, 80)
        );
        return Err(refuse(seen, "Give python3.12 or later."));
    }
    let Some(text) = template.as_body() else {
        let seen = format!("{template} is read by AWS itself, and nothing can be changed in it");
        return Err(refuse(seen, "Give the template as a file."));
    };
    let old = refused_runtimes(text);
    let Ok(regex) = Regex::new(RUNTIME) else {
        return Ok((template.clone(), None));
    };
    if old.is_empty() {
        return Ok((template.clone(), None));
    }
    let put = regex.replace_all(text, |found: &Captures<'_, str>| {
        let number = |n: usize| found.get(n).and_then(|n| n.as_str().parse::<u32>().ok());
        let whole = found.get(0).map_or("", |whole| whole.as_str());
        match (number(1), number(2)) {
            (Some(major), Some(minor)) if (major, minor) < FIRST_NOT_REFUSED => {
                whole.replace(&format!("python{major}.{minor}"), runtime)
            }
            _ => whole.to_owned(),
        }
    });
    let changed = TemplateSource::body(put.into_owned()).map_err(|refused| {
        refuse(
            refused.to_string(),
            "Ask the vendor for a shorter template.",
        )
    })?;
    let old: Vec<String> = old.iter().map(|(a, b)| format!("python{a}.{b}")).collect();
    let seen = format!(
        "the template is sent with {runtime} in the place of {}",
        old.join(", ")
    );
    let finding = Finding::informs("runtime-put", FIELD, seen)
        .why("AWS no longer accepts the template's own runtime for new functions; the code was not written for the other.")
        .remedy("Try one copy, and read the functions' logs.")
        .row("T2");
    Ok((changed, Some(finding)))
}

fn refused_runtimes(text: &str) -> BTreeSet<(u32, u32)> {
    let Ok(regex) = Regex::new(RUNTIME) else {
        return BTreeSet::new();
    };
    regex
        .captures_iter(text)
        .filter_map(|found| {
            let found = found.ok()?;
            let number = |n: usize| found.get(n)?.as_str().parse::<u32>().ok();
            Some((number(1)?, number(2)?))
        })
        .filter(|version| *version < FIRST_NOT_REFUSED)
        .collect()
}

fn refused(major: u32, minor: u32) -> Finding {
    let seen =
        format!("the template makes Lambda functions with the runtime python{major}.{minor}");
    Finding::blocks("runtime-refused", AT, seen)
        .why("AWS no longer accepts it for new functions: the stack fails and rolls back.")
        .remedy("Ask the vendor for a template with a runtime that AWS accepts, or, with the vendor's consent, have python3.12 or later put in its place with lambda_runtime in the spec.")
        .row("T2")
}
