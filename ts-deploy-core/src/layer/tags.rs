//! The limits that Service Catalog and CloudFormation set on tags.

use std::collections::BTreeMap;

use crate::finding::{Finding, Findings};
use crate::ids::printable;

/// How many tags a provisioned product may have.
const MOST: usize = 50;
/// How many characters a tag's key may have.
const KEY: usize = 128;
/// How many characters a tag's value may have.
const VALUE: usize = 256;

/// Adds what is wrong with `tags`.
pub(super) fn check(tags: &BTreeMap<String, String>, found: &mut Findings) {
    if tags.len() > MOST {
        let seen = format!("there are {} tags", tags.len());
        found.push(
            refused("too-many-tags", "tags".to_owned(), seen)
                .remedy(format!("Give at most {MOST}.")),
        );
    }
    for (key, value) in tags {
        let at = format!("tags.{}", printable(key, 40));
        let length = key.chars().count();
        if !(1..=KEY).contains(&length) {
            let seen = format!("the tag's key has {length} characters");
            let remedy = format!("Give it 1 to {KEY} characters.");
            found.push(refused("tag-key-length", at.clone(), seen).remedy(remedy));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            let seen = "the tag's key begins with aws:".to_owned();
            let remedy = "Choose another key: AWS keeps that beginning for itself.";
            found.push(refused("tag-key-reserved", at.clone(), seen).remedy(remedy));
        }
        let length = value.chars().count();
        if !(1..=VALUE).contains(&length) {
            let seen = format!("the tag's value has {length} characters");
            let remedy = format!("Give it 1 to {VALUE} characters.");
            found.push(refused("tag-value-length", at.clone(), seen).remedy(remedy));
        }
        if let Some(odd) = key.chars().chain(value.chars()).find(|c| !allowed(*c)) {
            let seen = format!("the tag holds the character {}", odd.escape_default());
            let remedy = "Use letters, digits, spaces and _ . : / = + - @ only.";
            found.push(refused("tag-character", at, seen).remedy(remedy));
        }
    }
}

fn refused(id: &'static str, at: String, seen: String) -> Finding {
    Finding::blocks(id, at, seen)
        .why("Service Catalog refuses the launch.")
        .row("L")
}

fn allowed(c: char) -> bool {
    c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
}
