//! Where a secret value comes from: never the value.

use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::finding::Finding;
use crate::ids::{ParameterPath, Rule as _};
use crate::layer::secrets::{SourceName, ValueFrom, VariableName};
use crate::spec::declare::choice;
use crate::spec::decode::Decode;
use crate::spec::leaf::text;
use crate::spec::notes::{At, Notes};
use crate::spec::tree::{Node, Shape};
use crate::spec::words::FilePath;

choice! {
    /// Where a secret value comes from; the value itself never stands here.
    Named {
        /// The environment variable of this name.
        "env" => Env(Variable),
        /// The file at this path, from the folder of this document unless it is absolute. It holds
        /// the value and nothing else but one line end, and is closed to others than its owner.
        "file" => File(FilePath),
        /// Standard input, which gives one value: true. On a later run without it, the parameter
        /// is kept as it is.
        "stdin" => Stdin(Yes),
        /// The value that another SSM parameter of the same account and region has.
        "parameter" => Parameter(ParameterPath),
    }
}

/// A source. A text in its place may be the value itself, and is not repeated in findings.
#[derive(Debug)]
pub(crate) struct Source(Named);

impl Decode for Source {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let written = matches!(
            node.shape,
            Shape::Text(_) | Shape::Number(_) | Shape::Bool(_) | Shape::Lost
        );
        if !written {
            return Named::decode(node, at, notes).map(Self);
        }
        let seen = format!("{} is a text, where a source is expected.", at.shown());
        let finding = Finding::blocks("secret-in-document", at.to_string(), seen)
            .why("The document is kept and passed on: a secret never stands in it.")
            .remedy(
                "Name the source: { env: NAME }, { file: PATH }, { stdin: true } or \
                 { parameter: PATH }. If it was the value, take another one: this one is known now.",
            );
        notes.add(finding);
        None
    }

    fn example() -> Option<&'static str> {
        Some("{ env: NAME }")
    }
}

impl JsonSchema for Source {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Named::json_schema(generator)
    }
}

/// The name of a variable. A text that is none may be the value itself, and is not repeated.
#[derive(Debug)]
pub(crate) struct Variable(VariableName);

impl Decode for Variable {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let written = text(node, at, VariableName::WHAT, notes)?;
        let parsed = VariableName::parse(written).map(Self);
        parsed
            .map_err(|_| {
                let (what, rule) = (VariableName::WHAT, VariableName::RULE);
                let seen = format!("{} is not {what}: {rule}.", at.shown());
                let finding = Finding::blocks("value-invalid", at.to_string(), seen)
                    .why("The name stands here, never the value.")
                    .remedy(format!("Write a name, such as {}", VariableName::EXAMPLE));
                notes.add(finding);
            })
            .ok()
    }

    fn example() -> Option<&'static str> {
        Some(VariableName::EXAMPLE)
    }
}

impl JsonSchema for Variable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VariableName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": format!("{}: {}.", VariableName::WHAT, VariableName::RULE),
            "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,254}$",
            "examples": [VariableName::EXAMPLE],
        })
    }
}

impl From<Variable> for VariableName {
    fn from(variable: Variable) -> Self {
        variable.0
    }
}

/// The word `true`.
#[derive(Debug)]
pub(crate) struct Yes;

impl Decode for Yes {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        if bool::decode(node, at, notes)? {
            return Some(Self);
        }
        let seen = format!("{} is false.", at.shown());
        let finding = Finding::blocks("value-invalid", at.to_string(), seen)
            .why("Where the value comes from cannot be told.")
            .remedy("Write true, or name another source.");
        notes.add(finding);
        None
    }

    fn example() -> Option<&'static str> {
        Some("true")
    }
}

impl JsonSchema for Yes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "True".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"const": true})
    }
}

impl From<Source> for ValueFrom {
    fn from(source: Source) -> Self {
        match source.0 {
            Named::Env(Variable(name)) => Self::Named(SourceName::Environment(name)),
            Named::File(path) => Self::Named(SourceName::File(PathBuf::from(path.as_str()))),
            Named::Stdin(Yes) => Self::Named(SourceName::StandardInput),
            Named::Parameter(path) => Self::Parameter(path),
        }
    }
}
