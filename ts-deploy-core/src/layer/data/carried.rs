//! Decisions for which the documents name no parameter, with the keys that are to carry them.

use super::{DataLayerDraft, EksImage, Integration};
use crate::parameter::{Decision, ParameterKey};

/// A decision (P6-P8, P10, R10) and the keys the customer named for it.
pub(super) struct Carried {
    /// Where it stands in the spec.
    pub(super) at: &'static str,
    /// The keys with their values, as the product declares them; empty when none was named.
    pub(super) parameters: Vec<(ParameterKey, String)>,
    row: &'static str,
    what: String,
    hint: &'static str,
}

impl Carried {
    /// What reconciliation looks for.
    pub(super) fn decision(&self) -> Decision {
        Decision {
            row: self.row,
            what: self.what.clone(),
            at: self.at.to_owned(),
            keys: self.parameters.iter().map(|(key, _)| key.clone()).collect(),
            hint: self.hint,
        }
    }
}

/// All decisions of `draft` that some key must carry.
///
/// The documents do not say which product carries them: they go with the Data Layer, which makes
/// the cluster and the network that they are about.
pub(super) fn carried(draft: &DataLayerDraft) -> Vec<Carried> {
    let optional = &draft.integrations;
    let parts = [
        ("P6", "integrations.anylink", "Anylink", &optional.anylink),
        ("P7", "integrations.egnyte", "Egnyte", &optional.egnyte),
        ("P8", "integrations.box", "Box", &optional.box_),
    ];
    let mut all: Vec<Carried> = Vec::new();
    for (row, at, hint, part) in parts {
        if let Integration::On { parameters } = part {
            let what = format!("{hint} is on");
            let parameters = parameters.clone();
            all.push(Carried {
                at,
                parameters,
                row,
                what,
                hint,
            });
        }
    }
    if let EksImage::Custom { ami, parameter } = &draft.eks_image {
        all.push(Carried {
            at: "eks_image.custom",
            parameters: named(parameter.as_ref(), ami),
            row: "P10",
            what: format!(
                "the EKS workers use the image {}",
                crate::ids::printable(ami, 80)
            ),
            hint: "Ami",
        });
    }
    if let Some((name, parameter)) = &draft.key_pair {
        all.push(Carried {
            at: "key_pair",
            parameters: named(parameter.as_ref(), name),
            row: "R10",
            what: format!(
                "the EKS workers use the key pair {}",
                crate::ids::printable(name, 80)
            ),
            hint: "KeyPair",
        });
    }
    all
}

fn named(key: Option<&ParameterKey>, value: &str) -> Vec<(ParameterKey, String)> {
    key.map(|key| (key.clone(), value.to_owned()))
        .into_iter()
        .collect()
}
