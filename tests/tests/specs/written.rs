//! A document as text: JSON, or YAML in blocks.

use std::fmt::Write as _;

use serde_json::Value;

/// JSON on one line, or YAML.
pub(super) fn written(document: &Value, yaml: bool) -> String {
    if !yaml {
        return document.to_string();
    }
    let mut text = String::new();
    block(document, 0, &mut text);
    text
}

fn block(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (name, value) in map {
                write!(text, "{indent}{}:", Value::from(name.as_str())).unwrap();
                inside(value, depth, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                write!(text, "{indent}-").unwrap();
                inside(item, depth, text);
            }
        }
        other => writeln!(text, "{indent}{other}").unwrap(),
    }
}

fn inside(value: &Value, depth: usize, text: &mut String) {
    let nested = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if nested {
        text.push('\n');
        block(value, depth + 1, text);
    } else {
        writeln!(text, " {value}").unwrap();
    }
}
