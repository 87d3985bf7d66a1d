//! Whether the parameters in SSM are alike, which nothing replicates.

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::port::parameter_store::ParameterDescription;

/// What of `paths` is missing in either account, or of another type.
pub(super) fn compare(
    paths: &[ParameterPath],
    here: &[ParameterDescription],
    there: &[ParameterDescription],
) -> Findings {
    let missing = |of: &[ParameterDescription]| {
        let absent = paths
            .iter()
            .filter(|path| !of.iter().any(|one| one.name == **path));
        let absent: Vec<&str> = absent.map(ParameterPath::as_str).collect();
        (!absent.is_empty()).then(|| absent.join(", "))
    };
    let mut found = Findings::none();
    if let Some(names) = missing(here) {
        let seen = format!("the main account has no parameters {names}");
        found.push(
            Finding::warns("secrets-not-here", "secrets", seen)
                .why("The platform that runs was decided to have them; a recovered one would be given them.")
                .remedy("Deploy what was decided, or take them out of the spec.")
                .row("V2"),
        );
    }
    if let Some(names) = missing(there) {
        let seen = format!("the DR account has no parameters {names}");
        found.push(
            Finding::informs("secrets-not-there", "secrets", seen)
                .why("A recovery writes them from their sources, which must be at hand then.")
                .remedy("Keep the sources where a loss of the main account does not reach them.")
                .row("V2"),
        );
    }
    for one in here {
        let other = there.iter().find(|other| other.name == one.name);
        found.extend(other.and_then(|other| of_another_type(one, other)));
    }
    found
}

fn of_another_type(here: &ParameterDescription, there: &ParameterDescription) -> Option<Finding> {
    (here.parameter_type != there.parameter_type).then(|| {
        let seen = format!(
            "the parameter {} is a {} in the main account and a {} in the DR account",
            here.name,
            here.parameter_type.as_str(),
            there.parameter_type.as_str()
        );
        Finding::warns("secret-of-another-type", here.name.as_str(), seen)
            .why("SSM never changes a type: a recovery stops at it.")
            .remedy("Delete it in the DR account; a recovery makes it anew from its source.")
            .row("V2")
    })
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::port::parameter_store::{ParameterType, ParameterVersion};

    use super::*;

    fn described(name: &str, parameter_type: ParameterType) -> ParameterDescription {
        ParameterDescription {
            name: name.parse().unwrap(),
            parameter_type,
            version: ParameterVersion(1),
            key: None,
            modified: None,
        }
    }

    fn ids(here: &[ParameterDescription], there: &[ParameterDescription]) -> Vec<String> {
        let paths = ["/a/b", "/a/c"].map(|path| path.parse().unwrap());
        let found = compare(&paths, here, there);
        found.iter().map(|one| one.id.to_string()).collect()
    }

    #[test]
    fn parameters_that_are_alike_raise_no_finding() {
        let both = [
            described("/a/b", ParameterType::SecureString),
            described("/a/c", ParameterType::String),
        ];
        assert_eq!(ids(&both, &both), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_in_either_account_is_said() {
        let (b, c) = (
            described("/a/b", ParameterType::String),
            described("/a/c", ParameterType::String),
        );
        assert_eq!(ids(&[b], &[c]), ["secrets-not-here", "secrets-not-there"]);
    }

    #[test]
    fn a_parameter_of_another_type_there_is_said() {
        let c = described("/a/c", ParameterType::String);
        let here = [described("/a/b", ParameterType::SecureString), c.clone()];
        let there = [described("/a/b", ParameterType::String), c];
        assert_eq!(ids(&here, &there), ["secret-of-another-type"]);
    }
}
