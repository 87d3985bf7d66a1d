//! What a document says, and what is said about a document.

mod decisions;
mod limits;
mod options;
mod places;
mod portfolio;
#[cfg(feature = "sim")]
mod rehearsal;
mod samples;
mod schema;
mod secrets;
mod single_sign_on;
mod structure;
mod targets;
mod text;
mod values;

use super::{Reading, read, sample};
use crate::deployment::Deployment;
use crate::finding::{Finding, Severity};

const FULL: &str = include_str!("../../../../examples/specs/full.yaml");
const EXISTING_VPC: &str = include_str!("../../../../examples/specs/existing-vpc.yaml");

/// The minimal sample with each text replaced by the other.
fn minimal(changes: &[(&str, &str)]) -> String {
    changed(&sample(false), changes)
}

/// The minimal sample with one more field at its top level.
fn with_option(option: &str) -> String {
    minimal(&[("data_layer:", &format!("{option}\ndata_layer:"))])
}

fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "\"{from}\" is not in the document");
        text.replacen(from, to, 1)
    })
}

/// The findings that block as `line:column id at: seen`, one a line.
fn found(text: &str) -> String {
    let shown: Vec<String> = read(text)
        .findings
        .iter()
        .filter(|located| located.finding.severity == Severity::Blocks)
        .map(|located| {
            let (finding, span) = (&located.finding, located.span);
            let place = span.map_or_else(String::new, |s| format!("{}:{}", s.line, s.column));
            format!("{place} {} {}: {}", finding.id, finding.at, finding.seen)
        })
        .collect();
    shown.join("\n")
}

/// The ids of all findings.
fn ids(text: &str) -> Vec<String> {
    let findings = read(text).findings;
    findings
        .into_iter()
        .map(|l| l.finding.id.into_owned())
        .collect()
}

/// The first finding with this id.
fn finding(text: &str, id: &str) -> Finding {
    let reading = read(text);
    let located = reading.findings.into_iter().find(|l| l.finding.id == id);
    located.unwrap().finding
}

/// Its remedy.
fn remedy(text: &str, id: &str) -> String {
    finding(text, id).remedy
}

fn deployment(text: &str) -> Deployment {
    let Reading {
        deployment,
        findings,
    } = read(text);
    deployment.unwrap_or_else(|| panic!("{findings:#?}"))
}

/// The Data Layer as it was decided, in words that a change of its fields changes.
fn data_layer(text: &str) -> String {
    format!("{:?}", deployment(text).data_layer)
}

/// The Service Layer, likewise.
fn service_layer(text: &str) -> String {
    format!("{:?}", deployment(text).service_layer)
}
