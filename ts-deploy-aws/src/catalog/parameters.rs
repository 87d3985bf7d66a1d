//! From the port's requests to Service Catalog's parameters and tags.

use std::collections::BTreeMap;

use aws_sdk_servicecatalog::types::{ProvisioningParameter, Tag, UpdateProvisioningParameter};
use ts_deploy_core::parameter::Request;

use crate::given::{self, Basis};

/// What Service Catalog allows in tokens beside letters, digits and hyphens.
pub(super) const TOKEN_ALLOWS: &str = "_";

/// The parameters of a launch.
///
/// # Errors
/// Why they cannot be sent.
pub(super) fn for_launch(request: &Request) -> Result<Vec<ProvisioningParameter>, String> {
    let values = given::values(request, Basis::Launch)?.into_iter();
    let parameters = values.map(|(key, value)| {
        let parameter = ProvisioningParameter::builder().key(key);
        parameter.set_value(value.map(str::to_owned)).build()
    });
    Ok(parameters.collect())
}

/// The parameters of an update.
///
/// # Errors
/// Why they cannot be sent.
pub(super) fn for_update(request: &Request) -> Result<Vec<UpdateProvisioningParameter>, String> {
    let values = given::values(request, Basis::Update)?.into_iter();
    let parameters = values.map(|(key, value)| {
        let parameter = UpdateProvisioningParameter::builder().key(key);
        match value {
            Some(value) => parameter.value(value).build(),
            None => parameter.use_previous_value(true).build(),
        }
    });
    Ok(parameters.collect())
}

/// The tags of a launch.
///
/// # Errors
/// Which tag cannot be sent.
pub(super) fn tags(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, String> {
    let tags = given::tags(tags)?.into_iter();
    tags.map(|(key, value)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.map_err(|error| error.to_string())
    })
    .collect()
}
