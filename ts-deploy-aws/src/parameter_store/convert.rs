//! From SSM's types to the port's. Every function is without effects.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::{Parameter, ParameterMetadata};
use ts_deploy_core::ids::{KmsKeyRef, ParameterPath};
use ts_deploy_core::port::parameter_store::{
    ParameterDescription, ParameterType, ParameterVersion,
};
use ts_deploy_core::secret::Secret;

use crate::read::{Unreadable, present, spelled};
use crate::time::timestamp;

/// What is known of a parameter; `None` for one that was not asked for.
pub(super) fn description(
    metadata: ParameterMetadata,
    asked: &[&ParameterPath],
) -> Result<Option<ParameterDescription>, Unreadable> {
    let name = present(metadata.name, "a parameter's name")?;
    let Some(name) = asked.iter().find(|asked| asked.as_str() == name) else {
        return Ok(None);
    };
    let kind = metadata.r#type.as_ref().map_or("", |kind| kind.as_str());
    Ok(Some(ParameterDescription {
        name: (*name).clone(),
        parameter_type: spelled(kind).unwrap_or(ParameterType::Unknown),
        version: version(metadata.version)?,
        key: metadata.key_id.and_then(|key| KmsKeyRef::parse(key).ok()),
        modified: metadata
            .last_modified_date
            .map(|at| timestamp(Some(at), "when a parameter was made"))
            .transpose()?,
    }))
}

/// A version, which AWS counts from 1.
pub(super) fn version(version: i64) -> Result<ParameterVersion, Unreadable> {
    let version = u64::try_from(version).ok().filter(|version| *version > 0);
    let version = version.ok_or(Unreadable::form("a parameter's version"))?;
    Ok(ParameterVersion(version))
}

/// The values of those that were asked for.
pub(super) fn values(
    parameters: Vec<Parameter>,
    asked: &[&ParameterPath],
) -> BTreeMap<ParameterPath, Secret> {
    let parameters = parameters.into_iter();
    parameters
        .filter_map(|one| {
            let name = one.name?;
            let name = asked.iter().find(|asked| asked.as_str() == name)?;
            Some(((*name).clone(), Secret::new(one.value?)))
        })
        .collect()
}
