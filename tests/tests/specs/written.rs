//! A document as text: JSON, or YAML in blocks.

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
                text.push_str(&format!("{indent}{}:", Value::from(name.as_str())));
                inside(value, depth, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                text.push_str(&format!("{indent}-"));
                inside(item, depth, text);
            }
        }
        other => text.push_str(&format!("{indent}{other}\n")),
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
        text.push_str(&format!(" {value}\n"));
    }
}
