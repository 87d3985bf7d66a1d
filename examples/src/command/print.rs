//! Commands that need the spec alone, or nothing.

use std::path::Path;

use serde_json::json;

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::layer::{Inputs, ProductComponent as _, VersionSelector};
use ts_deploy_core::spec;

use crate::answer::{Answer, Stop};
use crate::cli::{Format, Layer, Options, Shape};
use crate::document::{self, Document, Doubts};
use crate::show;

/// What tells editors which schema the document has.
const MODELINE: &str = "# yaml-language-server: $schema=ts-deploy.schema.json
# With that file beside it (ts-deploy schema > ts-deploy.schema.json), editors check and complete this one.
#";

pub(super) fn init(format: Format, full: bool) -> Outcome {
    let sample = format!("{MODELINE}\n{}", spec::sample(full).trim_end());
    match format {
        Format::Json => show::out(&json!({ "spec": format!("{sample}\n") }).to_string()),
        Format::Human => show::out(&sample),
    }
    Outcome::Succeeded
}

pub(super) fn schema(format: Format, script: bool) -> Outcome {
    let schema = if script {
        spec::rehearsal::schema()
    } else {
        spec::schema()
    };
    show::out(&match format {
        Format::Json => schema.to_string(),
        Format::Human => format!("{schema:#}"),
    });
    Outcome::Succeeded
}

fn findings(count: usize) -> String {
    match count {
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    }
}

pub(super) fn validate(options: &Options, path: &Path) -> Answer {
    let document = Document::read(path)?;
    match options.format {
        Format::Json => {
            let findings: Vec<_> = document.findings.iter().map(document::json).collect();
            show::out(&json!({ "findings": findings }).to_string());
        }
        Format::Human => {
            let report = document.report(show::prints_on_terminal());
            let verdict = match (&document.deployment, document.findings.len()) {
                (Some(_), 0) => "The spec is valid; nothing about it is doubtful.".to_owned(),
                (Some(_), n) => format!("\nThe spec is valid; {} to look at.", findings(n)),
                (None, n) => {
                    let findings = findings(n);
                    format!("\nThe spec cannot be used as it is; {findings} to look at.")
                }
            };
            show::out(format!("{report}{verdict}").trim_start());
        }
    }
    Ok(if document.deployment.is_some() {
        Outcome::Succeeded
    } else {
        Outcome::Invalid
    })
}

pub(super) fn params(options: &Options, path: &Path, layer: Layer, shape: Option<Shape>) -> Answer {
    let deployment = Document::read(path)?.into_deployment(options.format, Doubts::Kept)?;
    let set = match layer {
        Layer::Data => {
            let component = &deployment.data_layer;
            component.parameters(&inputs(&component.choice().version))
        }
        Layer::Service => {
            let component = &deployment.service_layer;
            component.parameters(&inputs(&component.choice().version))
        }
        Layer::Dr => {
            let stack = crate::compose::components(&deployment)?.and_then(|all| all.stack);
            let (stack, _) = stack.ok_or_else(|| absent("disaster_recovery.stack"))?;
            stack.parameters(&Inputs::default())
        }
        Layer::SnapshotTool => {
            let tool = crate::compose::components(&deployment)?.and_then(|all| all.snapshot_tool);
            let (tool, _) = tool.ok_or_else(|| absent("disaster_recovery.snapshot_tool"))?;
            tool.parameters(&Inputs::default())
        }
    };
    match (shape, options.format) {
        (None, Format::Human) => show::out(&show::parameters_table(&set)),
        (None, Format::Json) => {
            let parameters = show::parameters_object(&set);
            show::out(&json!({ "parameters": parameters }).to_string());
        }
        (Some(shape), format) => {
            let (json, left_out) = show::parameters_json(&set, shape);
            show::out(&match format {
                Format::Json => json.to_string(),
                Format::Human => format!("{json:#}"),
            });
            for key in left_out {
                show::err(&format!("left out: {key}"));
            }
        }
    }
    Ok(Outcome::Succeeded)
}

fn absent(section: &str) -> Stop {
    Stop::invalid(format!(
        "the spec has no {section}: it is not made from here"
    ))
}

/// What is known without any call: the version, when it was chosen by name.
fn inputs(version: &VersionSelector) -> Inputs {
    match version {
        VersionSelector::Latest => Inputs::default(),
        VersionSelector::Named(name) => Inputs {
            version: Some(name.clone()),
            ..Inputs::default()
        },
    }
}
