//! Decisions that some key of the product carries: the image and key pair of the workers, and keys
//! named for more than one thing.

use std::collections::BTreeMap;

use super::super::carried::carried;
use super::super::rows::ROWS;
use super::super::{DataLayerDraft, EksImage};
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::layer::extra;
use crate::layer::row::row;
use crate::parameter::ParameterKey;

pub(super) fn check(draft: &DataLayerDraft, found: &mut Findings) {
    if let EksImage::Custom { ami, .. } = &draft.eks_image {
        found.push(image_risk());
        if !is_ami(ami) {
            let seen = format!("\"{}\" is not the id of an image", printable(ami, 80));
            found.push(
                Finding::blocks("image-malformed", "eks_image.custom.ami", seen)
                    .why("It is ami- followed by 8 to 17 hexadecimal digits.")
                    .remedy("Give an id such as ami-0a1b2c3d4e5f60718.")
                    .row("P10"),
            );
        }
    }
    if draft
        .key_pair
        .as_ref()
        .is_some_and(|(name, _)| !(1..=255).contains(&name.len()))
    {
        let seen = "the key pair's name is empty or longer than 255 characters";
        found.push(
            Finding::blocks("key-pair-name", "key_pair.name", seen)
                .why("EC2 knows no such key pair.")
                .remedy("Give the name of a key pair of the platform's region.")
                .row("R10"),
        );
    }
    secrets(draft, found);
    key_clashes(draft, found);
}

/// Integrations are carried by keys whose values the customer gives.
fn secrets(draft: &DataLayerDraft, found: &mut Findings) {
    let decisions = carried(draft);
    let integrations = decisions
        .iter()
        .filter(|decision| decision.at.starts_with("integrations."));
    for decision in integrations {
        for (key, value) in &decision.parameters {
            let at = format!("{}.on.parameters.{key}", decision.at);
            found.extend(extra::secret_in_plain_text(key, value, &at));
        }
    }
}

fn is_ami(text: &str) -> bool {
    text.strip_prefix("ami-").is_some_and(|digits| {
        (8..=17).contains(&digits.len())
            && digits.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
    })
}

fn image_risk() -> Finding {
    let seen = "the EKS workers use an image of your own";
    Finding::warns("custom-image", "eks_image.custom", seen)
        .why("An image that is not fully compatible with the provider's makes the platform unstable and the deployment slow or failing; that risk is yours.")
        .remedy("Use the provider's image, as the vendor recommends strongly.")
        .row("P10")
}

fn key_clashes(draft: &DataLayerDraft, found: &mut Findings) {
    let mut taken: BTreeMap<&ParameterKey, &str> = BTreeMap::new();
    let decisions = carried(draft);
    for decision in &decisions {
        for (key, _) in &decision.parameters {
            let other = if row(ROWS, key.as_str()).is_some() {
                Some("the documented parameter of that name")
            } else if draft.extra_parameters.contains_key(key) {
                Some("data_layer.extra_parameters")
            } else {
                taken.insert(key, decision.at)
            };
            if let Some(other) = other {
                let seen = format!("{key} is named for {} and for {other}", decision.at);
                found.push(
                    Finding::blocks("key-named-twice", decision.at, seen)
                        .why("A key carries one value, so one of the two would be lost.")
                        .remedy("Name another key for one of them.")
                        .row("P6-P8, P10, R10"),
                );
            }
        }
    }
}
