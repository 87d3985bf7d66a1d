//! What a template's text shows before AWS refuses it.

use std::collections::BTreeSet;

use fancy_regex::Regex;
use ts_deploy_core::finding::{Finding, Findings};

/// The greatest template that `CloudFormation` takes, in bytes.
pub const TEMPLATE_LIMIT: usize = 1024 * 1024;

const AT: &str = "snapshot-tool template";
/// AWS refuses Python 3.7, which the tool's template names, and what is older.
const FIRST_NOT_REFUSED: (u32, u32) = (3, 8);
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
        .remedy("Ask the vendor for a template with a runtime that AWS accepts, or, with the vendor's consent, put python3.12 or later in its place and try the copy once.")
        .row("T2")
}
