//! From the port's requests to Service Catalog's parameters, tags and tokens.

use std::collections::BTreeMap;

use aws_sdk_servicecatalog::types::{ProvisioningParameter, Tag, UpdateProvisioningParameter};
use ts_deploy_core::parameter::{ParameterKey, Request, Sent};
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::secret::Secret;

/// Service Catalog's own limit on tokens, in characters.
const TOKEN_LIMIT: usize = 128;

/// The parameters of a launch: each has its value.
///
/// # Errors
/// Why they cannot be sent.
pub(super) fn for_launch(request: &Request) -> Result<Vec<ProvisioningParameter>, String> {
    let sent = request.sent.iter();
    sent.map(|(key, sent)| {
        let value = match sent {
            Sent::Value(text) => text,
            Sent::Secret(secret) => secret.expose(),
            Sent::Previous => {
                return Err(format!(
                    "the parameter {key} has no previous value in a launch"
                ));
            }
            Sent::Awaited(_) => return Err(awaited(key)),
        };
        Ok(ProvisioningParameter::builder()
            .key(key.as_str())
            .value(value)
            .build())
    })
    .collect()
}

/// The parameters of an update: each has its value or names the previous one. What happens to
/// one that is left out is nowhere stated.
///
/// # Errors
/// Why they cannot be sent.
pub(super) fn for_update(request: &Request) -> Result<Vec<UpdateProvisioningParameter>, String> {
    let sent = request.sent.iter();
    sent.map(|(key, sent)| {
        let parameter = UpdateProvisioningParameter::builder().key(key.as_str());
        let parameter = match sent {
            Sent::Value(text) => parameter.value(text),
            Sent::Secret(secret) => parameter.value(secret.expose()),
            Sent::Previous => parameter.use_previous_value(true),
            Sent::Awaited(_) => return Err(awaited(key)),
        };
        Ok(parameter.build())
    })
    .collect()
}

fn awaited(key: &ParameterKey) -> String {
    format!("the value of the parameter {key} is not known yet")
}

/// The secrets of a request, to be masked where the service repeats them.
pub(super) fn secrets(request: &Request) -> Vec<Secret> {
    let sent = request.sent.values();
    sent.filter_map(|sent| match sent {
        Sent::Secret(secret) => Some(secret.clone()),
        Sent::Value(_) | Sent::Previous | Sent::Awaited(_) => None,
    })
    .collect()
}

/// The tags of a launch.
///
/// # Errors
/// Which tag has no value: Service Catalog refuses it, and to leave it out would make something
/// else than was asked for.
pub(super) fn tags(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, String> {
    let tags = tags.iter();
    tags.map(|(key, value)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.ok().filter(|_| !key.is_empty() && !value.is_empty()).ok_or_else(|| {
            format!(
                "the tag \"{key}\" is empty, and Service Catalog takes tags with key and value only"
            )
        })
    })
    .collect()
}

/// The token. The SDK would fill in a random one for none, so that a repeated call would be
/// another change.
///
/// # Errors
/// Why it cannot be sent.
pub(super) fn token(token: &OperationToken) -> Result<&str, String> {
    let text = token.0.as_str();
    let alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && text.len() <= TOKEN_LIMIT && text.chars().all(alphabet) {
        Ok(text)
    } else {
        Err(format!(
            "\"{token}\" is no token: it has 1 to {TOKEN_LIMIT} letters, digits, '-' and '_', and begins with a \
             letter or digit"
        ))
    }
}
