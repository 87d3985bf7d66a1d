//! What is refused in a request whatever the world looks like.

use std::collections::BTreeMap;

use super::provisioned::Held;
use super::refusal::{Answer, Refusal};
use crate::hash::of_parts;
use crate::parameter::{Checked, Contract, Declaration, ParameterKey, Request, Sent};
use crate::port::catalog::OperationToken;

/// The longest token that Service Catalog takes.
const TOKEN_LIMIT: usize = 128;
/// How many tags Service Catalog takes.
const TAG_LIMIT: usize = 50;

/// Refuses a token that is missing or outside Service Catalog's alphabet. The SDK fills a missing
/// one with a random value, so that a repeated call launches twice; here it is an error.
pub(super) fn check_token(token: &OperationToken) -> Answer<()> {
    let text = &token.0;
    let legal = text.len() <= TOKEN_LIMIT
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if legal {
        return Ok(());
    }
    let rule = "[a-zA-Z0-9][a-zA-Z0-9_-]*, at most 128 characters";
    let shown = crate::ids::printable(text, 80);
    Err(Refusal::invalid(format!(
        "the token \"{shown}\" does not match {rule}"
    )))
}

/// Refuses tags that AWS refuses: an empty value above all, which fails far from where it was
/// written ("Missing required parameter in Tags").
pub(super) fn check_tags(tags: &BTreeMap<String, String>) -> Answer<()> {
    let mut wrong: Vec<String> = Vec::new();
    if tags.len() > TAG_LIMIT {
        wrong.push(format!(
            "at most {TAG_LIMIT} tags are taken, these are {}",
            tags.len()
        ));
    }
    for (key, value) in tags {
        if value.is_empty() {
            wrong.push(format!("the tag {key} has an empty value"));
        }
        if value.chars().count() > 256 {
            wrong.push(format!(
                "the value of the tag {key} is longer than 256 characters"
            ));
        }
        if key.is_empty() || key.chars().count() > 128 {
            wrong.push(format!("the tag key \"{key}\" has not 1 to 128 characters"));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            wrong.push(format!(
                "the tag key {key} begins with aws:, which AWS keeps for itself"
            ));
        }
    }
    all_right(&wrong)
}

/// Refuses a token that is missing or outside `CloudFormation`'s alphabet, which has no underscore.
pub(super) fn check_stack_token(token: &OperationToken) -> Answer<()> {
    check_token(token)?;
    if token.0.contains('_') {
        let rule = "[a-zA-Z0-9][-a-zA-Z0-9]*, without underscores";
        return Err(Refusal::invalid(format!(
            "the token {token} does not match {rule}"
        )));
    }
    Ok(())
}

fn all_right(wrong: &[String]) -> Answer<()> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(wrong.join("; ")))
    }
}

/// Brings a request's parameters against what a version declares.
pub(super) struct Parameters<'a> {
    /// What the version declares.
    pub(super) contract: &'a Contract,
    /// What the running stack has; `None` for a launch.
    pub(super) previous: Option<&'a BTreeMap<String, Held>>,
    /// What makes digests of secrets this world's and place's own.
    pub(super) salt: [&'a str; 3],
}

impl Parameters<'_> {
    /// The value of every declared parameter, or all that is wrong with the request.
    ///
    /// Service Catalog notices much of this only minutes later, in the record; here it is said at
    /// once. A key that is left out falls back to the template's default, also on an update, so
    /// that forgetting it shows.
    pub(super) fn take(&self, request: &Request) -> Answer<BTreeMap<String, Held>> {
        let mut wrong: Vec<String> = Vec::new();
        for key in request.sent.keys() {
            if !self.contract.parameters.contains_key(key) {
                wrong.push(format!("the version declares no parameter {key}"));
            }
        }
        let mut taken = BTreeMap::new();
        for (key, declaration) in &self.contract.parameters {
            match self.value(key, declaration, request.sent.get(key)) {
                Ok(held) => {
                    taken.insert(key.to_string(), held);
                }
                Err(rule) => wrong.push(rule),
            }
        }
        all_right(&wrong).map(|()| taken)
    }

    fn value(
        &self,
        key: &ParameterKey,
        declaration: &Declaration,
        sent: Option<&Sent>,
    ) -> Result<Held, String> {
        match sent {
            Some(Sent::Value(text)) => self.given(key, declaration, text, declaration.no_echo),
            // A secret stays one even where the contract would show it: the world is a file.
            Some(Sent::Secret(secret)) => self.given(key, declaration, secret.expose(), true),
            Some(Sent::Previous) => self.kept(key),
            Some(Sent::Awaited(wire)) => Err(format!(
                "the parameter {key} is not known yet: it awaits the {wire}"
            )),
            None => match &declaration.default {
                Some(default) => Ok(self.hold(key, default, declaration.no_echo)),
                None => Err(format!(
                    "the parameter {key} must have a value: it has no default"
                )),
            },
        }
    }

    fn kept(&self, key: &ParameterKey) -> Result<Held, String> {
        let Some(previous) = self.previous else {
            return Err(format!(
                "the parameter {key} has no previous value: nothing is there yet"
            ));
        };
        let held = previous.get(key.as_str()).cloned();
        held.ok_or_else(|| {
            format!("the parameter {key} has no previous value: the stack does not have it")
        })
    }

    fn given(
        &self,
        key: &ParameterKey,
        declaration: &Declaration,
        text: &str,
        secret: bool,
    ) -> Result<Held, String> {
        match declaration.constraints.check(&declaration.kind, text) {
            // The rule may quote what it was given.
            Checked::Breaks(_) if secret => Err(format!(
                "the parameter {key} breaks the rule of the version for it"
            )),
            Checked::Breaks(rule) => Err(format!("the parameter {key} is out of bounds: {rule}")),
            Checked::Fits | Checked::Unchecked(_) => Ok(self.hold(key, text, secret)),
        }
    }

    fn hold(&self, key: &ParameterKey, text: &str, secret: bool) -> Held {
        if secret {
            Held::Digest(digest(self.salt, key, text))
        } else {
            Held::Text(text.to_owned())
        }
    }
}

/// What the world keeps of a secret: a digest that no other world, place or parameter shares.
fn digest(salt: [&str; 3], key: &ParameterKey, text: &str) -> String {
    of_parts(salt.into_iter().chain([key.as_str(), text]))
}

/// A digest of a whole request, to tell a repetition from another request with the same token.
/// `what` is everything but the parameters and tags.
pub(super) fn fingerprint(
    salt: [&str; 3],
    what: &[&str],
    parameters: Option<&Request>,
    tags: Option<&BTreeMap<String, String>>,
) -> String {
    let mut parts: Vec<String> = salt
        .iter()
        .chain(what)
        .map(|part| (*part).to_owned())
        .collect();
    let mut sent: Vec<_> = parameters
        .iter()
        .flat_map(|request| &request.sent)
        .collect();
    sent.sort_by_key(|(key, _)| *key);
    for (key, value) in sent {
        let (spelling, text) = match value {
            Sent::Value(text) => ("value", text.clone()),
            Sent::Secret(secret) => ("secret", digest(salt, key, secret.expose())),
            Sent::Previous => ("previous", String::new()),
            Sent::Awaited(wire) => ("awaited", wire.to_string()),
        };
        parts.extend([key.to_string(), spelling.to_owned(), text]);
    }
    parts.push("tags".to_owned());
    for (key, value) in tags.into_iter().flatten() {
        parts.extend([key.clone(), value.clone()]);
    }
    of_parts(parts.iter().map(String::as_str))
}
