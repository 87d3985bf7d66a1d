//! From `DescribeProvisioningParameters` to the contract of a version.

use aws_sdk_servicecatalog::types::{ParameterConstraints, ProvisioningArtifactParameter};
use ts_deploy_core::ids::printable;
use ts_deploy_core::parameter::{Constraints, Contract, Declaration, ParameterKey};

/// The contract, in the order declared.
///
/// # Errors
/// Which key no parameter can have: a contract that lacked it could not be met.
pub(super) fn contract(declared: Vec<ProvisioningArtifactParameter>) -> Result<Contract, String> {
    let mut contract = Contract::default();
    for parameter in declared {
        let key = parameter.parameter_key.unwrap_or_default();
        let key = ParameterKey::parse(key).map_err(|error| {
            format!("the version declares a parameter without a usable key: {error}")
        })?;
        let declaration = Declaration {
            kind: parameter.parameter_type.unwrap_or_default(),
            // Absent and empty differ: without a default a value must be given.
            default: parameter.default_value,
            no_echo: parameter.is_no_echo,
            description: parameter.description.unwrap_or_default(),
            constraints: parameter
                .parameter_constraints
                .map(constraints)
                .unwrap_or_default(),
        };
        let repeated = printable(key.as_str(), 300);
        if contract.parameters.insert(key, declaration).is_some() {
            return Err(format!("the version declares {repeated} twice"));
        }
    }
    Ok(contract)
}

/// The constraints. Bounds are texts; one that is sent empty is none.
fn constraints(constraints: ParameterConstraints) -> Constraints {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    Constraints {
        allowed_values: constraints.allowed_values.unwrap_or_default(),
        allowed_pattern: given(constraints.allowed_pattern),
        description: given(constraints.constraint_description),
        min_length: given(constraints.min_length),
        max_length: given(constraints.max_length),
        min_value: given(constraints.min_value),
        max_value: given(constraints.max_value),
    }
}
