//! Templates in YAML, whose short forms of functions are tags: `!Sub` stands for `Fn::Sub`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::Tagged;

/// What stands before the tags of YAML's own types.
const YAML: &str = "tag:yaml.org,2002:";

/// A template's text with its short forms written out; `None` when it is no YAML.
pub(super) fn parsed(text: &str) -> Option<Value> {
    serde_saphyr::from_str::<Node>(text).ok().map(|node| node.0)
}

/// A value, its tag written out as the function that it stands for.
struct Node(Value);

/// A value without its tag.
struct Bare(Value);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tagged(Bare(value), tag) = Tagged::deserialize(deserializer)?;
        Ok(Self(written_out(value, tag.as_deref())))
    }
}

fn written_out(value: Value, tag: Option<&str>) -> Value {
    let local = tag.filter(|tag| !tag.starts_with(YAML));
    let Some(name) = local.map(|tag| tag.trim_start_matches('!')) else {
        return value;
    };
    let function = match name {
        "" => return value,
        "Ref" | "Condition" => name.to_owned(),
        name => format!("Fn::{name}"),
    };
    Value::Object(Map::from_iter([(function, value)]))
}

impl<'de> Deserialize<'de> for Bare {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BareVisitor).map(Self)
    }
}

struct BareVisitor;

impl<'de> Visitor<'de> for BareVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of a template")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Bare::deserialize(deserializer).map(|bare| bare.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Node(one)) = all.next_element()? {
            list.push(one);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((name, Node(one))) = all.next_entry::<String, Node>()? {
            fields.insert(name, one);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parsed;

    #[test]
    fn short_forms_are_written_out_wherever_they_stand() {
        let text = "A: !Sub '${Name}-role'\nB: !Join [':', [!Ref Name, b]]\nC: !If\n  - Is\n  - { D: 1 }\n  - !Ref AWS::NoValue\n\
                    E: !GetAtt Role.Arn\nF: !Condition Is\nG: !!str 7\n";
        let expected = json!({
            "A": { "Fn::Sub": "${Name}-role" },
            "B": { "Fn::Join": [":", [{ "Ref": "Name" }, "b"]] },
            "C": { "Fn::If": ["Is", { "D": 1 }, { "Ref": "AWS::NoValue" }] },
            "E": { "Fn::GetAtt": "Role.Arn" },
            "F": { "Condition": "Is" },
            "G": "7",
        });
        assert_eq!(parsed(text), Some(expected));
    }

    #[test]
    fn what_is_no_yaml_is_none() {
        assert_eq!(parsed("a: [b"), None);
    }
}
