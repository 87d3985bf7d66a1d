//! What a component sends, as a table or as the AWS CLI takes it.

use std::fmt::Write as _;

use serde_json::{Value as Json, json as value_of};

use ts_deploy_core::ids::printable;
use ts_deploy_core::parameter::{ParameterSet, Spelling, Value};

use crate::cli::Shape;

/// Key, value and where the value comes from.
pub(crate) fn table(set: &ParameterSet) -> String {
    let rows: Vec<(String, String, String)> = set
        .iter()
        .map(|(key, parameter)| {
            (
                key.to_string(),
                value(&parameter.spelling),
                parameter.provenance.to_string(),
            )
        })
        .collect();
    let width = |column: fn(&(String, String, String)) -> &String, most: usize| {
        rows.iter()
            .map(|row| column(row).chars().count())
            .max()
            .unwrap_or(0)
            .min(most)
    };
    let (keys, values) = (width(|row| &row.0, 40), width(|row| &row.1, 48));
    let mut text = String::new();
    for (key, value, provenance) in &rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{key:<keys$}  {value:<values$}  {provenance}");
    }
    text.trim_end().to_owned()
}

fn value(spelling: &Spelling) -> String {
    match spelling {
        Spelling::NotSent => "(not sent)".to_owned(),
        Spelling::Empty => "(empty)".to_owned(),
        Spelling::Previous => "(previous value)".to_owned(),
        Spelling::Value(Value::Plain(text)) => printable(text, 200),
        Spelling::Value(Value::Secret(_)) => "****".to_owned(),
        Spelling::Value(Value::Awaited(wire)) => format!("(known later: {wire})"),
    }
}

/// Every parameter with how it is spelled and where that comes from, for programs.
pub(crate) fn object(set: &ParameterSet) -> Json {
    let parameters = set.iter().map(|(key, parameter)| {
        let from = parameter.provenance.to_string();
        let (spelling, value) = match &parameter.spelling {
            Spelling::NotSent => ("not-sent", Json::Null),
            Spelling::Empty => ("empty", Json::Null),
            Spelling::Previous => ("previous", Json::Null),
            Spelling::Value(Value::Plain(text)) => ("value", text.as_str().into()),
            Spelling::Value(Value::Secret(_)) => ("secret", Json::Null),
            Spelling::Value(Value::Awaited(wire)) => ("awaited", wire.to_string().into()),
        };
        value_of!({"key": key.as_str(), "spelling": spelling, "value": value, "from": from})
    });
    parameters.collect()
}

/// The parameters in the shape asked for, and the keys that had to be left out with the reason.
pub(crate) fn json(set: &ParameterSet, shape: Shape) -> (Json, Vec<String>) {
    let mut left_out = Vec::new();
    let mut entries = Vec::new();
    for (key, parameter) in set {
        let text = match &parameter.spelling {
            Spelling::NotSent => continue,
            Spelling::Previous => {
                entries.push(match shape {
                    Shape::ServiceCatalog => {
                        value_of!({"Key": key.as_str(), "UsePreviousValue": true})
                    }
                    Shape::Cloudformation => {
                        value_of!({"ParameterKey": key.as_str(), "UsePreviousValue": true})
                    }
                });
                continue;
            }
            Spelling::Empty => String::new(),
            Spelling::Value(Value::Plain(text)) => text.clone(),
            Spelling::Value(Value::Secret(_)) => {
                left_out.push(format!("{key}: it is a secret"));
                continue;
            }
            Spelling::Value(Value::Awaited(wire)) => {
                left_out.push(format!("{key}: known later ({wire})"));
                continue;
            }
        };
        entries.push(match shape {
            Shape::ServiceCatalog => value_of!({"Key": key.as_str(), "Value": text}),
            Shape::Cloudformation => {
                value_of!({"ParameterKey": key.as_str(), "ParameterValue": text})
            }
        });
    }
    (Json::Array(entries), left_out)
}
