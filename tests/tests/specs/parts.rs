//! What documents are drawn from: values, and maps of fields that may be left out.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Some value of a document.
pub(super) type Part = BoxedStrategy<Value>;

/// A field of a map: its name, and a value or nothing.
pub(super) type Field = (&'static str, BoxedStrategy<Option<Value>>);

/// A field that is always there.
pub(super) fn must(name: &'static str, part: Part) -> Field {
    (name, part.prop_map(Some).boxed())
}

/// A field that may be left out.
pub(super) fn may(name: &'static str, part: Part) -> Field {
    (name, prop::option::of(part).boxed())
}

/// A field that is there only under a condition, and may be left out even then.
pub(super) fn may_when(condition: bool, name: &'static str, part: Part) -> Field {
    if condition {
        may(name, part)
    } else {
        (name, Just(None).boxed())
    }
}

/// A map of these fields.
pub(super) fn map(fields: Vec<Field>) -> Part {
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    let whole = move |values: Vec<Option<Value>>| {
        let pairs = names.iter().zip(values);
        let there = pairs.filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        Value::Object(there.collect::<Map<String, Value>>())
    };
    values.prop_map(whole).boxed()
}

/// A map whose only field has this name.
pub(super) fn only(name: &'static str, part: Part) -> Part {
    map(vec![must(name, part)])
}

/// Always this.
pub(super) fn just(value: impl Into<Value>) -> Part {
    Just(value.into()).boxed()
}

/// One of these texts.
pub(super) fn word(words: &[&'static str]) -> Part {
    prop::sample::select(words.to_vec())
        .prop_map(Value::from)
        .boxed()
}

/// A text of this shape, a regular expression.
pub(super) fn text(shape: &str) -> Part {
    let drawn = prop::string::string_regex(shape).unwrap();
    drawn.prop_map(Value::from).boxed()
}

/// A whole number.
pub(super) fn number(range: std::ops::RangeInclusive<u32>) -> Part {
    range.prop_map(Value::from).boxed()
}

/// True or false.
pub(super) fn flag() -> Part {
    any::<bool>().prop_map(Value::from).boxed()
}

/// One of these.
pub(super) fn either(parts: Vec<Part>) -> Part {
    prop::strategy::Union::new(parts).boxed()
}

/// So many subnets, unlike those of another `kind`.
pub(super) fn subnets(kind: char, count: std::ops::RangeInclusive<usize>) -> Part {
    let named = move |count| {
        let ids = (0..count).map(|n| format!("subnet-0a1b2c3d4e5f6{kind}{n:03}"));
        json!(ids.collect::<Vec<_>>())
    };
    count.prop_map(named).boxed()
}
