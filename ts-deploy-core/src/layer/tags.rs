//! The tags that are sent: the limits that Service Catalog and CloudFormation set on them, and the one
//! that says whose a thing is.

use std::collections::BTreeMap;

use crate::finding::{Finding, Findings};
use crate::ids::{DeploymentName, printable};
use crate::layer::step::own_stack::TEMPLATE_TAG;
use crate::plan::DEPLOYMENT_TAG;

/// How many tags a provisioned product, a stack or a parameter may have.
const MOST: usize = 50;
/// How many of them are written here: [`DEPLOYMENT_TAG`], and [`TEMPLATE_TAG`] on stacks of one's own,
/// which bear the same tags.
const OWN: usize = 2;
/// How many tags a spec may give.
pub(crate) const GIVEN: usize = MOST - OWN;
/// How many characters a tag's key may have.
const KEY: usize = 128;
/// How many characters a tag's value may have.
const VALUE: usize = 256;

/// `tags`, and the one that says that they are of something that `deployment` made.
pub(super) fn marked(
    tags: &BTreeMap<String, String>,
    deployment: &DeploymentName,
) -> BTreeMap<String, String> {
    let mut tags = tags.clone();
    tags.insert(DEPLOYMENT_TAG.to_owned(), deployment.to_string());
    tags
}

/// Adds what is wrong with `tags`.
pub(super) fn check(tags: &BTreeMap<String, String>, found: &mut Findings) {
    if tags.len() > GIVEN {
        let seen = format!("there are {} tags", tags.len());
        let remedy =
            format!("Give at most {GIVEN}: AWS takes {MOST}, and {OWN} are ts-deploy's own.");
        found.push(refused("too-many-tags", "tags".to_owned(), seen).remedy(remedy));
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
        if [DEPLOYMENT_TAG, TEMPLATE_TAG].contains(&key.as_str()) {
            let seen = "the tag's key is one that ts-deploy writes itself".to_owned();
            found.push(
                Finding::blocks("tag-key-own", at.clone(), seen)
                    .why("By it ts-deploy knows whose a product is, and what a stack was made of.")
                    .remedy("Choose another key.")
                    .row("L"),
            );
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
