//! Whether one version declares the same parameters in both accounts.

use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::ProductVersionName;
use ts_deploy_core::parameter::Contract;

/// The parameters of the component `layer` that are declared `here`, in the main account, otherwise
/// than `there`.
pub(super) fn compare(
    layer: &'static str,
    version: &ProductVersionName,
    here: &Contract,
    there: &Contract,
) -> Option<Finding> {
    let missing = |of: &Contract, from: &Contract, place: &str| {
        let keys = of.parameters.keys();
        let keys = keys.filter(|key| from.get(key.as_str()).is_none());
        keys.map(|key| format!("{key} only in the {place} account"))
            .collect::<Vec<_>>()
    };
    let mut differing = missing(here, there, "main");
    differing.extend(missing(there, here, "DR"));
    let both = here.parameters.iter();
    differing.extend(both.filter_map(|(key, declared)| {
        let other = there.get(key.as_str())?;
        let what = if declared.kind != other.kind {
            "type"
        } else if declared.constraints != other.constraints {
            "bounds"
        } else if declared.default != other.default {
            "default"
        } else if declared.no_echo != other.no_echo {
            "masking"
        } else {
            return None;
        };
        Some(format!("{key} with another {what}"))
    }));
    (!differing.is_empty()).then(|| {
        let seen = format!(
            "version {version} declares other parameters in the DR account: {}",
            differing.join(", ")
        );
        Finding::warns("contract-differs", layer, seen)
            .why("It bears the same name and is not the same: a recovery may be refused, or bring the platform up otherwise.")
            .remedy("Ask the vendor to share the same version with both accounts.")
            .row("V2")
    })
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::parameter::{Declaration, ParameterKey};

    use super::*;

    fn contract(keys: &[(&str, &str)]) -> Contract {
        keys.iter()
            .fold(Contract::default(), |whole, (key, default)| {
                let key: ParameterKey = key.parse().unwrap();
                whole.declare(key, Declaration::of("String").default_to(*default))
            })
    }

    fn compared(there: &[(&str, &str)]) -> Option<String> {
        let version = "v1.0.0".parse().unwrap();
        let here = contract(&[("A", "1"), ("B", "2")]);
        let found = compare("data-layer", &version, &here, &contract(there));
        found.map(|finding| finding.seen)
    }

    #[test]
    fn the_same_parameters_in_another_order_raise_no_finding() {
        assert_eq!(compared(&[("B", "2"), ("A", "1")]), None);
    }

    #[test]
    fn every_parameter_that_is_declared_otherwise_is_named() {
        insta::assert_snapshot!(compared(&[("B", "3"), ("C", "1")]).unwrap(), @"version v1.0.0 declares other parameters in the DR account: A only in the main account, C only in the DR account, B with another default");
    }
}
