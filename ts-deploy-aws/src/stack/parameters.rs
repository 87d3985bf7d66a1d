//! From the port's requests to `CloudFormation`'s parameters, tags and capabilities.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudformation::types::{Capability as Acknowledged, Parameter, Tag};
use ts_deploy_core::parameter::Request;
use ts_deploy_core::port::stack::Capability;

use crate::given::{self, Basis};

/// What `CloudFormation` allows in tokens beside letters, digits and hyphens: nothing, unlike
/// Service Catalog, whose tokens may have underscores.
pub(super) const TOKEN_ALLOWS: &str = "";

/// The parameters.
///
/// # Errors
/// Why they cannot be sent.
pub(super) fn parameters(request: &Request, basis: Basis) -> Result<Vec<Parameter>, String> {
    let values = given::values(request, basis)?.into_iter();
    let parameters = values.map(|(key, value)| {
        let parameter = Parameter::builder().parameter_key(key);
        match value {
            Some(value) => parameter.parameter_value(value).build(),
            None => parameter.use_previous_value(true).build(),
        }
    });
    Ok(parameters.collect())
}

/// The tags.
///
/// # Errors
/// Which tag cannot be sent.
pub(super) fn tags(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, String> {
    let tags = given::tags(tags)?.into_iter();
    let tags = tags.map(|(key, value)| Tag::builder().key(key).value(value).build());
    Ok(tags.collect())
}

/// What is acknowledged.
///
/// # Errors
/// That something unknown would be.
pub(super) fn capabilities(
    capabilities: &BTreeSet<Capability>,
) -> Result<Vec<Acknowledged>, String> {
    let capabilities = capabilities.iter();
    capabilities
        .map(|capability| match capability {
            Capability::Unknown => Err(
                "a capability that this version does not know cannot be acknowledged".to_owned(),
            ),
            known => Ok(Acknowledged::from(known.as_str())),
        })
        .collect()
}
