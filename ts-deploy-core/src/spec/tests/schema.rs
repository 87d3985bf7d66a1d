use std::collections::BTreeSet;

use serde_json::Value;

use super::{EXISTING_VPC, FULL, changed, minimal, sample, with_option};
use crate::spec::{parse, schema};

fn json(text: &str) -> Value {
    serde_saphyr::from_str_with_options(text, parse::options()).unwrap()
}

fn complaints(text: &str) -> String {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let complaints: Vec<String> = validator
        .iter_errors(&json(text))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    complaints.join("\n")
}

#[test]
fn the_schema_accepts_the_samples_and_the_examples() {
    for text in [
        sample(false),
        sample(true),
        FULL.into(),
        EXISTING_VPC.into(),
    ] {
        assert_eq!(complaints(&text), "");
    }
}

#[test]
fn the_schema_refuses_an_unknown_field() {
    let text = minimal(&[("region:", "regoin:")]);
    assert!(complaints(&text).contains("'regoin' was unexpected"));
}

#[test]
fn the_schema_refuses_a_value_that_breaks_its_pattern() {
    let text = minimal(&[("10.40.0.0/16", "10.40.0.0")]);
    assert!(
        complaints(&text).contains("10.40.0.0"),
        "{}",
        complaints(&text)
    );
}

#[test]
fn the_schema_refuses_an_empty_field() {
    let text = minimal(&[("data_layer:", "integrations:\ndata_layer:")]);
    assert!(complaints(&text).contains("null"), "{}", complaints(&text));
}

#[test]
fn the_schema_takes_true_and_false_where_it_takes_on_and_off() {
    for word in ["on", "off", "true", "false"] {
        let text = with_option(&format!("integrations: {{ box: {word} }}"));
        assert_eq!(complaints(&text), "", "{word}");
        let written = format!("windows_workers: {word}");
        let text = changed(EXISTING_VPC, &[("windows_workers: \"on\"", &written)]);
        assert_eq!(complaints(&text), "", "{word}");
    }
    assert!(complaints(&with_option("eks_image: true")).contains("/eks_image"));
}

#[test]
fn the_schema_takes_the_day_of_the_agreement_once() {
    let days = |days: &str| {
        complaints(&with_option(&format!(
            "agreed_with_vendor: {{ by: Jane Doe{days} }}"
        )))
    };
    assert_eq!(days(", date: 2026-10-01"), "");
    assert_eq!(days(", on: 2026-10-01"), "");
    for wrong in ["", ", date: 2026-10-01, on: 2026-10-02"] {
        assert!(days(wrong).contains("/agreed_with_vendor"), "{wrong}");
    }
}

#[test]
fn the_schema_refuses_two_networks() {
    let text = minimal(&[(
        "  new_vpc: { cidr: 10.40.0.0/16 }",
        "  new_vpc: { cidr: 10.40.0.0/16 }\n  existing_vpc: {}",
    )]);
    assert!(
        complaints(&text).contains("/network"),
        "{}",
        complaints(&text)
    );
}

#[test]
fn every_pattern_accepts_its_own_examples() {
    let schema = schema();
    let ruled: Vec<&Value> = schema["$defs"]
        .as_object()
        .unwrap()
        .values()
        .filter(|definition| definition.get("pattern").is_some())
        .collect();
    assert!(ruled.len() > 20);
    for definition in ruled {
        let validator = jsonschema::validator_for(definition).unwrap();
        for example in definition["examples"].as_array().unwrap() {
            assert!(validator.is_valid(example), "{definition}");
        }
    }
}

#[test]
fn every_field_of_the_schema_is_described() {
    let mut without = BTreeSet::new();
    fields(&schema(), &mut |name, field| {
        if field.get("description").is_none() {
            without.insert(name.to_owned());
        }
    });
    // What a choice needs is described by the choice.
    assert_eq!(without, BTreeSet::new());
}

#[test]
fn every_map_of_the_schema_refuses_unknown_fields() {
    fn walk(value: &Value) {
        if value.get("properties").is_some() {
            assert_eq!(
                value.get("additionalProperties"),
                Some(&Value::Bool(false)),
                "{value}"
            );
        }
        match value {
            Value::Object(fields) => fields.values().for_each(walk),
            Value::Array(items) => items.iter().for_each(walk),
            _ => {}
        }
    }
    walk(&schema());
}

#[test]
fn every_field_and_every_word_of_the_schema_stands_in_the_full_sample() {
    let sample = sample(true);
    let mut names = BTreeSet::new();
    fields(&schema(), &mut |name, _| {
        names.insert(name.to_owned());
    });
    assert!(names.len() > 60, "{names:?}");
    let missing: Vec<String> = names
        .into_iter()
        .filter(|name| !sample.contains(&format!("{name}:")))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
    let mut words = BTreeSet::new();
    collect_words(&schema(), &mut words);
    assert!(words.contains("issued_by_acm"), "{words:?}");
    assert!(
        words.iter().all(|word| sample.contains(word.as_str())),
        "{words:?}"
    );
}

/// Every word that a choice of the schema knows.
fn collect_words(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let several = object
                .get("enum")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let found = object.get("const").into_iter().chain(several);
            words.extend(found.filter_map(Value::as_str).map(str::to_owned));
            object
                .values()
                .for_each(|inner| collect_words(inner, words));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_words(item, words)),
        _ => {}
    }
}

#[test]
fn the_schema_knows_no_null() {
    assert!(!schema().to_string().contains("\"null\""));
}

/// Every field that a map of the schema declares.
fn fields(value: &Value, seen: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                let single_choice = object.get("description").is_some() && properties.len() == 1;
                for (name, field) in properties {
                    let described = if single_choice { value } else { field };
                    seen(name, described);
                }
            }
            object.values().for_each(|inner| fields(inner, seen));
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, seen)),
        _ => {}
    }
}
