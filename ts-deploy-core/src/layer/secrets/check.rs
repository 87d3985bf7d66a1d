//! What forbids a list of parameters, before anything is looked at.

use std::collections::BTreeMap;

use super::SecretParameter;
use super::source::{SourceKind, ValueFrom};
use crate::finding::{Finding, Findings};

/// All that is wrong with the parameters together.
pub(super) fn check(parameters: &[SecretParameter], tags: &BTreeMap<String, String>) -> Findings {
    let mut found = Findings::none();
    for (n, parameter) in parameters.iter().enumerate() {
        let before = parameters.iter().take(n);
        found.extend(twice(parameter, before));
        found.extend(copied(parameter, parameters));
    }
    found.extend(spent_twice(parameters));
    if !parameters.is_empty() {
        crate::layer::tags::check(tags, &mut found);
    }
    found
}

fn twice<'a>(
    parameter: &SecretParameter,
    mut before: impl Iterator<Item = &'a SecretParameter>,
) -> Option<Finding> {
    let other = before.find(|other| other.path == parameter.path)?;
    let seen = format!("{} is written by {} as well", parameter.path, other.at);
    let finding = Finding::blocks("secret-path-twice", parameter.at.clone(), seen)
        .why("Each run would overwrite one with the other.")
        .remedy("Keep one of the two.")
        .row(parameter.row);
    Some(finding)
}

fn copied(parameter: &SecretParameter, all: &[SecretParameter]) -> Option<Finding> {
    let ValueFrom::Parameter(from) = &parameter.value else {
        return None;
    };
    let source = all.iter().find(|other| other.path == *from)?;
    let seen = format!(
        "{} takes its value from {from}, which {} writes",
        parameter.path, source.at
    );
    let finding = Finding::blocks("secret-copies-written", parameter.at.clone(), seen)
        .why("Whether it gets the old value or the new one would depend on which is written first.")
        .remedy(format!("Give it the source that {} has.", source.at))
        .row(parameter.row);
    Some(finding)
}

/// Standard input, or another one-shot source of a name, that several decisions want.
fn spent_twice(parameters: &[SecretParameter]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let mut first: Option<&SecretParameter> = None;
    for parameter in parameters {
        let named = matches!(parameter.value, ValueFrom::Named(_));
        if !named || parameter.value.kind() != SourceKind::OneShot {
            continue;
        }
        let Some(first) = first else {
            first = Some(parameter);
            continue;
        };
        // One decision may be written to several paths.
        let known = found.iter().any(|finding| finding.at == parameter.at);
        if parameter.at == first.at || known {
            continue;
        }
        let seen = format!("{} is to give the value of {} too", first.value, first.at);
        let finding = Finding::blocks("secret-source-spent-twice", parameter.at.clone(), seen)
            .why("It gives one value, and only once.")
            .remedy("Give one of them from a file or an environment variable.")
            .row(parameter.row);
        found.push(finding);
    }
    found
}
