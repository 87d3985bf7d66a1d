//! The document's JSON Schema.

use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

use super::decode::Section;
use super::document::Document;

/// The JSON Schema (2020-12) of the document: every field with its meaning, rule and example.
///
/// What the schema accepts may still be refused by [`read`](super::read), which knows what fields
/// mean together. What it refuses is refused there too, but for two kindnesses: an account or
/// another text written without quotes is read as it stands, and so is the name `on` that a reader
/// of YAML 1.1 made `true`.
pub fn schema() -> Value {
    of::<Document>("ts-deploy deployment")
}

/// The schema of a document of this type.
pub(super) fn of<T: JsonSchema>(title: &str) -> Value {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>();
    RecursiveTransform(without_null).transform(&mut schema);
    RecursiveTransform(with_booleans).transform(&mut schema);
    schema.insert("title".to_owned(), title.into());
    schema.into()
}

/// A field that may be left out may not be empty: takes `null` out of what `Option` allows.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
}

/// A choice takes true for `on` and false for `off`: readers of YAML 1.1 make these of the words.
fn with_booleans(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let boolean = match object.get("const").and_then(Value::as_str) {
        Some("on") => true,
        Some("off") => false,
        _ => return,
    };
    if let Some(word) = object.remove("const") {
        object.remove("type");
        object.insert("enum".to_owned(), Value::Array(vec![word, boolean.into()]));
    }
}

impl<T: JsonSchema> JsonSchema for Section<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
