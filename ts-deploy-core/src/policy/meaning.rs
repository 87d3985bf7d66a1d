//! What a policy document says, whatever way it is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::written::texts;
use crate::ids::{AccountId, Arn};

/// The version that documents without one have.
const OLDEST: &str = "2008-10-17";
/// Members whose texts stand for a set, and whose letters have no case in IAM.
const ACTIONS: [&str; 2] = ["Action", "NotAction"];

/// What a policy document says. Two documents of one meaning allow and deny the same, whatever the order
/// of their statements, members and values, and whether one value stands alone or in a list. Names of
/// statements (`Sid`) mean nothing.
///
/// Documents of different meanings may allow the same all the same: wildcards are not worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    version: String,
    statements: BTreeSet<Said>,
}

/// One statement: its members, each with what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said(BTreeMap<String, BTreeSet<String>>);

impl Meaning {
    /// What `document` says; `None` when it is no policy document.
    pub fn of(document: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(document).ok()?;
        let version = document.get("Version").and_then(Value::as_str);
        let statements = match document.get("Statement")? {
            Value::Array(all) => all.iter().map(said).collect::<Option<_>>()?,
            one => BTreeSet::from([said(one)?]),
        };
        Some(Self {
            version: version.unwrap_or(OLDEST).to_owned(),
            statements,
        })
    }

    /// The principals that its statements name: `AWS` with ARNs, `Service` with names.
    pub fn principals(&self) -> BTreeSet<(&str, &str)> {
        let of = |said| principals_of(said).collect::<Vec<_>>();
        self.statements.iter().flat_map(of).collect()
    }
}

fn principals_of(said: &Said) -> impl Iterator<Item = (&str, &str)> {
    let members = said.0.iter().filter_map(|(name, values)| {
        let kind = name.strip_prefix("Principal ")?;
        Some(values.iter().map(move |value| (kind, value.as_str())))
    });
    members.flatten()
}

/// `None` for what is no statement: it has an effect at least.
fn said(statement: &Value) -> Option<Said> {
    let members = statement.as_object()?;
    members.get("Effect")?;
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, value) in members {
        match name.as_str() {
            "Sid" => {}
            "Principal" | "NotPrincipal" => principals(name, value, &mut found),
            "Condition" => conditions(value, &mut found)?,
            name => {
                let lower = ACTIONS.contains(&name);
                let values = texts(Some(value)).map(|text| {
                    if lower {
                        text.to_ascii_lowercase()
                    } else {
                        text.to_owned()
                    }
                });
                found.entry(name.to_owned()).or_default().extend(values);
            }
        }
    }
    Some(Said(found))
}

fn principals(name: &str, value: &Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let mut add = |kind: &str, value: &Value| {
        let values = texts(Some(value)).map(|text| match kind {
            "AWS" => whole(text),
            _ => text.to_owned(),
        });
        let entry = found.entry(format!("{name} {kind}")).or_default();
        entry.extend(values);
    };
    match value {
        Value::Object(kinds) => kinds.iter().for_each(|(kind, value)| add(kind, value)),
        // A star alone is everybody, as among accounts.
        everybody => add("AWS", everybody),
    }
}

/// An account by its id alone is its root, as IAM writes it.
fn whole(principal: &str) -> String {
    match AccountId::parse(principal) {
        Ok(account) => format!("root of {account}"),
        Err(_) => match Arn::parse(principal) {
            Ok(arn) if arn.service == "iam" && arn.resource == "root" => {
                let account = arn.account.map(|account| account.to_string());
                format!("root of {}", account.unwrap_or_default())
            }
            _ => principal.to_owned(),
        },
    }
}

/// Keys of conditions have no case; operators and values do.
fn conditions(value: &Value, found: &mut BTreeMap<String, BTreeSet<String>>) -> Option<()> {
    for (operator, keys) in value.as_object()? {
        for (key, values) in keys.as_object()? {
            let plain = |value: &Value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
                _ => None,
            };
            let values: Option<BTreeSet<String>> = match values {
                Value::Array(all) => all.iter().map(plain).collect(),
                one => plain(one).map(|text| BTreeSet::from([text])),
            };
            let name = format!("Condition {operator} {}", key.to_ascii_lowercase());
            found.entry(name).or_default().extend(values?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::Meaning;

    const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Vendor","Effect":"Allow",
        "Principal":{"AWS":"arn:aws:iam::555566667777:root"},"Action":"sts:AssumeRole",
        "Condition":{"StringEquals":{"sts:ExternalId":"acme"}}}]}"#;

    fn same(other: &str) -> bool {
        Meaning::of(TRUST).unwrap() == Meaning::of(other).unwrap()
    }

    #[test]
    fn order_case_of_actions_and_lists_of_one_mean_nothing() {
        assert!(same(
            r#"{"Statement":{"Action":["STS:AssumeRole"],"Effect":"Allow",
            "Condition":{"StringEquals":{"STS:externalid":["acme"]}},
            "Principal":{"AWS":["555566667777"]}},"Version":"2012-10-17"}"#
        ));
    }

    #[test]
    fn another_value_anywhere_is_another_meaning() {
        for (from, to) in [
            ("\"acme\"", "\"Acme\""),
            ("555566667777", "555566667778"),
            ("StringEquals", "StringLike"),
            ("sts:ExternalId", "aws:userid"),
            ("\"Allow\"", "\"Deny\""),
            ("sts:AssumeRole", "sts:*"),
            ("\"AWS\"", "\"Service\""),
            ("\"Principal\"", "\"NotPrincipal\""),
            ("2012-10-17", "2008-10-17"),
        ] {
            assert!(!same(&TRUST.replace(from, to)), "{from} {to}");
        }
    }

    #[test]
    fn a_statement_more_is_another_meaning_and_one_said_twice_is_not() {
        let more = |statement: &str| TRUST.replace("[{", &format!("[{statement},{{"));
        let other = r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#;
        assert!(!same(&more(other)));
        let (_, rest) = TRUST.split_once('[').unwrap();
        assert!(same(&more(rest.trim_end_matches("]}"))));
    }

    #[test]
    fn yes_and_no_are_the_same_as_words() {
        let of = |value: &str| {
            Meaning::of(&format!(
                r#"{{"Statement":{{"Effect":"Deny","Condition":{{"Bool":{{"aws:SecureTransport":{value}}}}}}}}}"#
            ))
        };
        assert_eq!(of("false"), of("\"false\""));
    }

    #[test]
    fn what_is_no_policy_means_nothing() {
        for text in ["", "[]", "{}", "{\"Statement\":1}", "{\"Statement\":[{}]}"] {
            assert_eq!(Meaning::of(text), None, "{text}");
        }
    }

    #[test]
    fn principals_are_told_with_their_kind() {
        let meaning = Meaning::of(TRUST).unwrap();
        let told: Vec<_> = meaning.principals().into_iter().collect();
        assert_eq!(told, [("AWS", "root of 555566667777")]);
    }
}
