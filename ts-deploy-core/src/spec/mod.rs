//! The deployment document: one YAML (or JSON) text for a whole deployment.
//!
//! [`read`] parses it, checks every value and every combination, and answers with the
//! [`Deployment`] or with all that forbids it; each finding says at which line and column it is.
//! [`schema`] describes it for editors, [`sample`] shows it.
//!
//! Secrets never stand in the document: not in a field, and not in extra parameters, which are
//! plain text.
//!
//! ```
//! use ts_deploy_core::spec;
//!
//! let text = spec::sample(false).replace("us-east-1", "virginia");
//! let reading = spec::read(&text);
//! assert!(reading.blocks());
//! for located in &reading.findings {
//!     println!("{located}");
//! }
//! ```

mod assemble;
mod declare;
mod decode;
mod document;
mod leaf;
mod left;
pub mod limit;
mod notes;
mod parse;
#[cfg(feature = "sim")]
pub mod rehearsal;
mod sample;
mod schema;
mod secrets;
mod span;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;
mod vendor_log_access;
mod words;

pub use sample::sample;
pub use schema::schema;
pub use span::{Located, Span};

use crate::deployment::Deployment;
use crate::finding::{Findings, Severity};
use decode::Decode as _;

/// What reading a document gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The deployment; there exactly when nothing [`blocks`](Self::blocks).
    pub deployment: Option<Deployment>,
    /// All that is wrong or doubtful, in the order of the text. When values that do not read keep a
    /// layer from being checked as a whole, the last one says so (`checks-left`).
    pub findings: Vec<Located>,
}

impl Reading {
    /// True when at least one finding blocks.
    pub fn blocks(&self) -> bool {
        self.findings
            .iter()
            .any(|located| located.finding.severity == Severity::Blocks)
    }
}

/// Finds the places in a document's text of findings that were made outside the core, such as by
/// `ts-deploy-sso`: the [`at`](crate::finding::Finding::at) of each is a path in the document.
pub fn locate(text: &str, findings: &Findings) -> Vec<Located> {
    let mut notes = notes::Notes::default();
    let tree = parse::parse(text, &mut notes::Notes::default());
    notes.add_all(findings);
    notes.located(tree.as_ref())
}

/// Reads a document. Every text gives an answer: what cannot be read is a finding that blocks.
pub fn read(text: &str) -> Reading {
    let mut notes = notes::Notes::default();
    let tree = parse::parse(text, &mut notes);
    let deployment = tree
        .as_ref()
        .and_then(|tree| document::Document::decode(tree, notes::At::Root, &mut notes))
        .and_then(|document| assemble::assemble(document, &mut notes));
    let findings = notes.located(tree.as_ref());
    let mut reading = Reading {
        deployment: None,
        findings,
    };
    if !reading.blocks() {
        reading.deployment = deployment.map(|deployment| Deployment {
            findings: reading
                .findings
                .iter()
                .map(|located| located.finding.clone())
                .collect(),
            ..deployment
        });
    }
    reading
}
