//! The spec, and a rehearsal's script: read from their files, their findings shown where they are in
//! the text.

use std::io::Read as _;
use std::path::Path;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report,
};

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::finding::Severity;
use ts_deploy_core::ids::printable;
use ts_deploy_core::secret::sounds_secret;
use ts_deploy_core::sim::Script;
use ts_deploy_core::spec::{self, Located, limit};

use crate::answer::Stop;
use crate::cli::Format;
use crate::show;

/// Whether what is merely doubtful about the spec is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubts {
    /// It is.
    Shown,
    /// The command is about something else.
    Kept,
}

/// A document that was read.
pub(crate) struct Document {
    pub(crate) deployment: Option<Deployment>,
    pub(crate) findings: Vec<Located>,
    written: Written,
}

/// The text of a file, and what people call the file.
struct Written {
    name: String,
    text: String,
}

/// Reads the script at `path` for the rehearsal of `deployment`.
pub(crate) fn script(path: &Path, deployment: &Deployment) -> Result<Script, Stop> {
    let written = Written::read(path, "script")?;
    let reading = spec::rehearsal::read(&written.text, deployment);
    reading.script.ok_or_else(|| {
        let report = written.report(&reading.findings, show::is_terminal());
        let name = printable(&written.name, 200);
        Stop::invalid(format!(
            "{report}\nThe script {name} cannot be used as it is."
        ))
    })
}

impl Written {
    /// Reads the file at `path`, a `what`.
    fn read(path: &Path, what: &str) -> Result<Self, Stop> {
        let name = path.display().to_string();
        let fail = |why: &dyn std::fmt::Display| {
            Stop::invalid(format!(
                "cannot read the {what} {}: {why}",
                printable(&name, 200)
            ))
        };
        let file = std::fs::File::open(path).map_err(|error| fail(&error))?;
        let mut text = String::new();
        // One byte more than the limit, so that the library can say that it is too long.
        let most = u64::try_from(limit::TEXT_BYTES)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        file.take(most)
            .read_to_string(&mut text)
            .map_err(|error| fail(&error))?;
        Ok(Self { name, text })
    }

    /// Findings as text, each with the line it points at.
    fn report(&self, findings: &[Located], colour: bool) -> String {
        let theme = if colour {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler =
            GraphicalReportHandler::new_themed(theme).with_width(show::columns().min(100));
        let mut text = String::new();
        for located in findings {
            let report = self.diagnostic(located);
            // Rendering into a String cannot fail.
            let _ = handler.render_report(&mut text, report.as_ref());
            text.push('\n');
        }
        text.trim_end().to_owned()
    }

    fn diagnostic(&self, Located { finding, span }: &Located) -> Report {
        let severity = match finding.severity {
            Severity::Blocks => miette::Severity::Error,
            Severity::Warns => miette::Severity::Warning,
            _ => miette::Severity::Advice,
        };
        let safe = |text: &str| printable(text, 1000);
        let row = if finding.row.is_empty() {
            String::new()
        } else {
            format!(" ({})", finding.row)
        };
        let mut diagnostic =
            MietteDiagnostic::new(format!("{}: {}", finding.at, safe(&finding.seen)))
                .with_severity(severity)
                .with_code(format!("{}{row}", finding.id));
        let help = [finding.why.as_str(), finding.remedy.as_str()].join(" ");
        if !help.trim().is_empty() {
            diagnostic = diagnostic.with_help(safe(help.trim()));
        }
        // A value that stands where a source's name should may be the secret itself.
        let variable = finding.at.rsplit('.').next() == Some("env");
        let secret = variable || finding.id == "secret-in-document";
        if let Some(span) = span.filter(|_| !secret) {
            let label = LabeledSpan::new(None, span.offset, span.len);
            diagnostic = diagnostic.with_label(label);
        }
        let source =
            NamedSource::new(printable(&self.name, 200), shown(&self.text)).with_language("YAML");
        let report = Report::new(diagnostic);
        if secret {
            report
        } else {
            report.with_source_code(source)
        }
    }
}

/// The text as it is printed beside findings: what stands where a secret does not belong is covered,
/// byte for byte, so that all else keeps its place.
fn shown(text: &str) -> String {
    text.split_inclusive('\n').map(covered).collect()
}

fn covered(line: &str) -> String {
    let Some((field, value)) = line.split_once(':') else {
        return line.to_owned();
    };
    let begins = value.trim_start();
    // What names a source, or begins a map or a list, holds no value.
    let names = begins.is_empty() || begins.starts_with(['{', '[', '&', '*', '#']);
    if names || !sounds_secret(field) {
        return line.to_owned();
    }
    let cover = |c: char| {
        if c.is_whitespace() {
            c.to_string()
        } else {
            "*".repeat(c.len_utf8())
        }
    };
    let value: String = value.chars().map(cover).collect();
    format!("{field}:{value}")
}

impl Document {
    /// Reads the file at `path`; what is wrong in the text is a finding, not an error.
    pub(crate) fn read(path: &Path) -> Result<Self, Stop> {
        let written = Written::read(path, "spec")?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let reading = crate::compose::complete(spec::read(&written.text), &written.text, folder);
        Ok(Self {
            deployment: reading.deployment,
            findings: reading.findings,
            written,
        })
    }

    /// The deployment, its doubts shown on stderr; or a stop that shows everything.
    pub(crate) fn into_deployment(
        self,
        format: Format,
        doubts: Doubts,
    ) -> Result<Deployment, Stop> {
        if format == Format::Json && self.deployment.is_none() {
            for located in &self.findings {
                show::out(&event(json(located)));
            }
        }
        let report = self.report(format == Format::Human && show::is_terminal());
        match self.deployment {
            Some(deployment) => {
                if format == Format::Human && doubts == Doubts::Shown && !report.is_empty() {
                    show::err(&report);
                }
                Ok(deployment)
            }
            None => Err(Stop::new(
                Outcome::Invalid,
                format!(
                    "{report}\nThe spec {} cannot be used as it is.",
                    printable(&self.written.name, 200)
                ),
            )),
        }
    }

    /// All findings as text, each with the line it points at.
    pub(crate) fn report(&self, colour: bool) -> String {
        self.written.report(&self.findings, colour)
    }
}

/// A finding's JSON as an event.
pub(crate) fn event(mut finding: serde_json::Value) -> String {
    if let Some(object) = finding.as_object_mut() {
        object.insert("event".to_owned(), "finding".into());
    }
    finding.to_string()
}

/// A finding as JSON, with where it stands.
pub(crate) fn json(Located { finding, span }: &Located) -> serde_json::Value {
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    if let (Some(object), Some(span)) = (value.as_object_mut(), span) {
        object.insert("line".to_owned(), span.line.into());
        object.insert("column".to_owned(), span.column.into());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_where_a_secret_does_not_belong_is_covered_in_its_place() {
        let text = "box:\n  client_secret: \"hünter\"\n  ApiPassword: x\n  image: ami-1\n";
        let shown = shown(text);
        assert_eq!(shown.len(), text.len());
        let covered = "box:\n  client_secret: *********\n  ApiPassword: *\n  image: ami-1\n";
        assert_eq!(shown, covered);
    }

    #[test]
    fn where_a_secret_comes_from_is_shown() {
        let text = "client_secret: { env: BOX }\nsecrets:\n  - path: /a\n";
        assert_eq!(shown(text), text);
    }
}
