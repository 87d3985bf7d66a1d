//! Policy documents: statements by what they are about, and within IAM's limit of size.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Condition;

/// How many characters a managed policy may have, white space not counted.
pub const MANAGED_LIMIT: usize = 6_144;

/// What is allowed on the same resources under the same condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its name in the document: `Servicecatalog1`.
    pub sid: String,
    /// The actions, in alphabetical order.
    pub actions: BTreeSet<String>,
    /// The resources, in alphabetical order.
    pub resources: BTreeSet<String>,
    /// The condition under which alone it holds.
    pub condition: Option<Condition>,
}

/// A policy document that only allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyDocument {
    /// Its statements, by service.
    pub statements: Vec<Statement>,
}

impl PolicyDocument {
    /// As IAM takes it. The keys are in the order in which people write them.
    pub fn to_json(&self) -> String {
        let mut text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [".to_owned();
        for (n, statement) in self.statements.iter().enumerate() {
            text.push_str(if n == 0 { "\n    {" } else { ",\n    {" });
            for (n, (key, value)) in statement.members().into_iter().enumerate() {
                text.push_str(if n == 0 { "\n" } else { ",\n" });
                let value = indented(&value);
                text.push_str("      \"");
                text.push_str(key);
                text.push_str("\": ");
                text.push_str(&value);
            }
            text.push_str("\n    }");
        }
        text.push_str("\n  ]\n}");
        text
    }

    /// As a JSON value.
    pub fn to_value(&self) -> Value {
        let statements = self.statements.iter().map(|statement| {
            let members = statement.members().into_iter();
            Value::Object(
                members
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect::<Map<_, _>>(),
            )
        });
        json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() })
    }

    /// How many characters IAM counts.
    pub fn characters(&self) -> usize {
        let text = self.to_value().to_string();
        text.chars().filter(|c| !c.is_whitespace()).count()
    }
}

/// A value over several lines, as deep as a statement's members.
fn indented(value: &Value) -> String {
    format!("{value:#}").replace('\n', "\n      ")
}

impl Statement {
    fn members(&self) -> Vec<(&'static str, Value)> {
        let mut members = vec![
            ("Sid", json!(self.sid)),
            ("Effect", json!("Allow")),
            ("Action", json!(self.actions)),
            ("Resource", json!(self.resources)),
        ];
        if let Some(one) = &self.condition {
            let condition = json!({ one.operator: { &one.key: one.value } });
            members.push(("Condition", condition));
        }
        members
    }

    fn characters(&self) -> usize {
        let statements = vec![self.clone()];
        PolicyDocument { statements }.characters()
    }

    /// The statement in parts of at most `limit` characters, as far as its resources can be parted.
    fn parted(self, limit: usize) -> Vec<Self> {
        let half = self.resources.len() / 2;
        if half == 0 || self.characters() <= limit {
            return vec![self];
        }
        let part = |resources: BTreeSet<String>, letter: char| Self {
            sid: format!("{}{letter}", self.sid),
            resources,
            ..self.clone()
        };
        let (first, second) = (
            self.resources.iter().take(half).cloned().collect(),
            self.resources.iter().skip(half).cloned().collect(),
        );
        [part(first, 'a'), part(second, 'b')]
            .into_iter()
            .flat_map(|part| part.parted(limit))
            .collect()
    }
}

/// An action under a condition, and on what it is allowed.
#[derive(Default)]
pub(super) struct Gathered(BTreeMap<(String, Option<Condition>), BTreeSet<String>>);

impl Gathered {
    /// Allows `action` on `resources` too.
    pub(super) fn allow(
        &mut self,
        action: &str,
        resources: Vec<String>,
        condition: Option<Condition>,
    ) {
        if !resources.is_empty() {
            let key = (action.to_owned(), condition);
            self.0.entry(key).or_default().extend(resources);
        }
    }

    /// The documents, each within `limit` characters: most often one, none when nothing is allowed.
    pub(super) fn documents(self, limit: usize) -> Vec<PolicyDocument> {
        let mut documents: Vec<PolicyDocument> = Vec::new();
        for statement in self
            .statements()
            .into_iter()
            .flat_map(|one| one.parted(limit))
        {
            let last = documents.last_mut().filter(|last| {
                let mut longer = (*last).clone();
                longer.statements.push(statement.clone());
                longer.characters() <= limit
            });
            match last {
                Some(last) => last.statements.push(statement),
                None => documents.push(PolicyDocument {
                    statements: vec![statement],
                }),
            }
        }
        documents
    }

    fn statements(self) -> Vec<Statement> {
        let mut grouped: BTreeMap<(String, BTreeSet<String>, Option<Condition>), BTreeSet<String>> =
            BTreeMap::new();
        for ((action, condition), mut resources) in self.0 {
            if resources.contains("*") {
                resources = BTreeSet::from(["*".to_owned()]);
            }
            let service = action.split(':').next().unwrap_or_default().to_owned();
            let key = (service, resources, condition);
            grouped.entry(key).or_default().insert(action);
        }
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let named = grouped
            .into_iter()
            .map(|((service, resources, condition), actions)| {
                let number = numbers.entry(service.clone()).or_default();
                *number += 1;
                Statement {
                    sid: sid(&service, *number),
                    actions,
                    resources,
                    condition,
                }
            });
        named.collect()
    }
}

/// The name of a statement: letters and digits only.
fn sid(service: &str, number: usize) -> String {
    let mut letters = service.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let name: String = first.into_iter().chain(letters).collect();
    format!("{name}{number}")
}
