//! What the functions of a template can come to, as far as the template itself tells.

use serde_json::{Map, Value};

/// How deep functions are followed.
const DEPTH: usize = 32;
/// How many texts one value may come to; of one with more nothing is said.
const MOST: usize = 64;
/// Stands in a text for what nobody can tell from the template.
const UNKNOWN: &str = "${?}";

/// What functions refer to: the template's mappings and parameters.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    mappings: Option<&'a Map<String, Value>>,
    parameters: Option<&'a Map<String, Value>>,
}

/// True when part of a text cannot be told from the template.
pub(super) fn is_unknown(text: &str) -> bool {
    text.contains(UNKNOWN)
}

/// True for what takes a member away: `Ref: AWS::NoValue`.
fn is_no_value(value: &Value) -> bool {
    value.get("Ref").and_then(Value::as_str) == Some("AWS::NoValue")
}

/// What a value is one of: itself, or the branches of each `Fn::If` that it is. Lists that stand
/// where a list may stand are taken apart.
pub(super) fn branches(value: &Value) -> Vec<&Value> {
    let mut all = Vec::new();
    let mut open = vec![(value, DEPTH)];
    while let Some((value, depth)) = open.pop() {
        let Some(depth) = depth.checked_sub(1) else {
            continue;
        };
        match value {
            Value::Array(list) => open.extend(list.iter().rev().map(|one| (one, depth))),
            value => match value.get("Fn::If") {
                Some(Value::Array(parts)) => {
                    let branches = parts.get(1..).unwrap_or_default();
                    open.extend(branches.iter().rev().map(|one| (one, depth)));
                }
                _ if is_no_value(value) => {}
                _ => all.push(value),
            },
        }
    }
    all
}

impl<'a> Lookup<'a> {
    /// Of a whole template.
    pub(super) fn of(template: &'a Value) -> Self {
        let section = |name: &str| template.get(name).and_then(Value::as_object);
        Self {
            mappings: section("Mappings"),
            parameters: section("Parameters"),
        }
    }

    /// Of a template whose parameters have other values than their defaults, as far as anybody knows.
    pub(super) fn of_mappings(template: &'a Value) -> Self {
        Self {
            parameters: None,
            ..Self::of(template)
        }
    }

    /// Every text that `value` can come to: what parameters name stays `${Name}` unless they have a
    /// default, and what nobody can tell is [unknown](is_unknown).
    pub(super) fn texts(&self, value: &Value) -> Vec<String> {
        self.below(value, DEPTH)
    }

    fn below(&self, value: &Value, depth: usize) -> Vec<String> {
        let unknown = || vec![UNKNOWN.to_owned()];
        let Some(depth) = depth.checked_sub(1) else {
            return unknown();
        };
        let fields = match value {
            Value::String(text) => return vec![text.clone()],
            // An account that YAML takes for a number.
            Value::Number(number) => return vec![number.to_string()],
            Value::Bool(flag) => return vec![flag.to_string()],
            Value::Null => return Vec::new(),
            Value::Array(list) => {
                let all = list.iter().flat_map(|one| self.below(one, depth));
                return bounded(all.collect());
            }
            Value::Object(fields) => fields,
        };
        let (name, given) = match fields.iter().next() {
            Some(one) if fields.len() == 1 => one,
            _ => return unknown(),
        };
        let all = match (name.as_str(), given) {
            ("Ref", Value::String(_)) if is_no_value(value) => Vec::new(),
            ("Ref", Value::String(name)) => vec![self.named(name)],
            ("Fn::GetAtt", given) => vec![attribute(given)],
            ("Fn::Sub", given) => self.substituted(given, depth),
            ("Fn::Join", Value::Array(join)) => self.joined(join, depth),
            ("Fn::If", Value::Array(parts)) => {
                let branches = parts.get(1..).unwrap_or_default().iter();
                branches.flat_map(|one| self.below(one, depth)).collect()
            }
            ("Fn::Select", Value::Array(select)) => self.selected(select, depth),
            ("Fn::FindInMap", Value::Array(keys)) => self.found(keys, depth),
            _ => unknown(),
        };
        bounded(all)
    }

    /// What a name stands for: the default of a parameter, which holds unless somebody gives
    /// another value, or `${Name}`.
    fn named(&self, name: &str) -> String {
        let parameter = self.parameters.and_then(|all| all.get(name));
        let default = parameter.and_then(|one| one.get("Default"));
        let default = match default {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        default.unwrap_or_else(|| format!("${{{name}}}"))
    }

    /// `Fn::Sub`, with or without values of its own.
    fn substituted(&self, given: &Value, depth: usize) -> Vec<String> {
        let (text, own) = match given {
            Value::String(text) => (text.as_str(), None),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(text), Value::Object(own)] => (text.as_str(), Some(own)),
                _ => return vec![UNKNOWN.to_owned()],
            },
            _ => return vec![UNKNOWN.to_owned()],
        };
        let mut pieces = text.split("${");
        let mut parts = vec![vec![pieces.next().unwrap_or_default().to_owned()]];
        for piece in pieces {
            let Some((name, rest)) = piece.split_once('}') else {
                parts.push(vec![format!("${{{piece}")]);
                continue;
            };
            parts.push(match own.and_then(|own| own.get(name)) {
                Some(value) => self.below(value, depth),
                None if name.contains('.') => vec![attribute(&Value::from(name))],
                None => vec![self.named(name)],
            });
            parts.push(vec![rest.to_owned()]);
        }
        together(parts, "")
    }

    fn joined(&self, join: &[Value], depth: usize) -> Vec<String> {
        let [Value::String(between), parts] = join else {
            return vec![UNKNOWN.to_owned()];
        };
        match parts {
            Value::Array(parts) => {
                let parts = parts.iter().map(|one| self.below(one, depth));
                together(parts.collect(), between)
            }
            one => self.below(one, depth),
        }
    }

    fn selected(&self, select: &[Value], depth: usize) -> Vec<String> {
        let [index, Value::Array(list)] = select else {
            return vec![UNKNOWN.to_owned()];
        };
        let index = match index {
            Value::Number(index) => index.as_u64(),
            Value::String(index) => index.parse().ok(),
            _ => None,
        };
        let one = index.and_then(|index| list.get(usize::try_from(index).ok()?));
        match one {
            Some(one) => self.below(one, depth),
            None => list.iter().flat_map(|one| self.below(one, depth)).collect(),
        }
    }

    /// `Fn::FindInMap`: a key that is not written out may be any.
    fn found(&self, keys: &[Value], depth: usize) -> Vec<String> {
        let [map, first, second, ..] = keys else {
            return vec![UNKNOWN.to_owned()];
        };
        let map = map.as_str().and_then(|name| self.mappings?.get(name));
        let mut found: Vec<&Value> = map.into_iter().collect();
        for key in [first, second] {
            let below = found.iter().filter_map(|value| value.as_object());
            found = match key {
                Value::String(key) => below.filter_map(|fields| fields.get(key)).collect(),
                _ => below.flat_map(Map::values).collect(),
            };
        }
        if found.is_empty() {
            return vec![UNKNOWN.to_owned()];
        }
        found
            .into_iter()
            .flat_map(|one| self.below(one, depth))
            .collect()
    }
}

/// An attribute of what the template makes, which is the account's own; what a nested stack gives is
/// not told here.
fn attribute(given: &Value) -> String {
    let parts: Vec<&str> = match given {
        Value::String(text) => text.split('.').collect(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    match parts.as_slice() {
        [] | [_] => UNKNOWN.to_owned(),
        [_, output, ..] if output.starts_with("Outputs") => UNKNOWN.to_owned(),
        parts => format!("${{{}}}", parts.join(".")),
    }
}

/// Every text that parts come to when they are put together.
fn together(parts: Vec<Vec<String>>, between: &str) -> Vec<String> {
    let mut all: Option<Vec<String>> = None;
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        all = Some(match all {
            None => part,
            Some(before) if before.len().saturating_mul(part.len()) > MOST => {
                return vec![UNKNOWN.to_owned()];
            }
            Some(before) => {
                let with = |head: &String| {
                    let ends = part.iter().map(|tail| format!("{head}{between}{tail}"));
                    ends.collect::<Vec<_>>()
                };
                before.iter().flat_map(with).collect()
            }
        });
    }
    all.unwrap_or_default()
}

fn bounded(all: Vec<String>) -> Vec<String> {
    if all.len() > MOST {
        return vec![UNKNOWN.to_owned()];
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Lookup, MOST, is_unknown};

    fn texts(value: &Value) -> Vec<String> {
        let template = json!({
            "Parameters": { "Vendor": { "Default": "999988887777" }, "Name": { "Type": "String" } },
            "Mappings": { "Accounts": {
                "us-east-1": { "Logs": "127311923021" },
                "eu-west-1": { "Logs": "156460612806" },
            } },
        });
        Lookup::of(&template).texts(value)
    }

    #[test]
    fn functions_come_to_the_texts_that_the_template_tells() {
        let cases = [
            (
                json!({ "Fn::Sub": "${Name}-${AWS::Region}" }),
                "${Name}-${AWS::Region}",
            ),
            (
                json!({ "Fn::Sub": ["${A}:root", { "A": { "Ref": "Vendor" } }] }),
                "999988887777:root",
            ),
            (
                json!({ "Fn::Join": [":", ["a", { "Ref": "Name" }, "b"]] }),
                "a:${Name}:b",
            ),
            (json!({ "Fn::Select": [1, ["a", "b"]] }), "b"),
            (
                json!({ "Fn::FindInMap": ["Accounts", "eu-west-1", "Logs"] }),
                "156460612806",
            ),
            (json!({ "Fn::GetAtt": ["Role", "Arn"] }), "${Role.Arn}"),
            (json!(999_988_887_777_u64), "999988887777"),
        ];
        for (value, text) in cases {
            assert_eq!(texts(&value), [text], "{value}");
        }
    }

    #[test]
    fn a_choice_comes_to_each_of_its_branches_and_no_value_to_none() {
        let choice = json!({ "Fn::If": ["Big", "a", { "Fn::If": ["Small", "b", { "Ref": "AWS::NoValue" }] }] });
        assert_eq!(texts(&choice), ["a", "b"]);
        let joined = json!({ "Fn::Join": ["-", ["x", choice]] });
        assert_eq!(texts(&joined), ["x-a", "x-b"]);
    }

    #[test]
    fn a_key_of_a_map_that_is_known_only_later_may_be_any() {
        let found =
            texts(&json!({ "Fn::FindInMap": ["Accounts", { "Ref": "AWS::Region" }, "Logs"] }));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_the_template_does_not_tell_is_unknown() {
        for value in [
            json!({ "Fn::ImportValue": "role" }),
            json!({ "Fn::GetAtt": "Roles.Outputs.Arn" }),
            json!({ "Fn::FindInMap": ["Elsewhere", "a", "b"] }),
            json!({ "Fn::Select": [0, { "Fn::Split": [",", "a,b"] }] }),
            json!({ "Fn::Join": [":", ["arn", { "Fn::Transform": {} }]] }),
            json!({ "a": 1, "b": 2 }),
        ] {
            assert!(texts(&value).iter().all(|text| is_unknown(text)), "{value}");
        }
    }

    #[test]
    fn a_value_that_could_come_to_too_many_texts_is_unknown() {
        let choice = json!({ "Fn::If": ["Is", "a", "b"] });
        let many = vec![choice; MOST];
        assert!(is_unknown(&texts(&json!({ "Fn::Join": ["", many] }))[0]));
    }
}
