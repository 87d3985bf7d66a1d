//! What a request gives, before it becomes a service's own type: the parameters as they are
//! spelled, the secrets among them, tags and tokens.

use std::collections::BTreeMap;

use ts_deploy_core::parameter::{Request, Sent};
use ts_deploy_core::port::catalog::OperationToken;
use ts_deploy_core::secret::Secret;

/// How long a token may be, in characters; the same for Service Catalog and `CloudFormation`.
const TOKEN_LIMIT: usize = 128;

/// What the parameters are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Something that is not there yet: nothing has a previous value.
    Launch,
    /// A change of what is there.
    Update,
}

/// Each parameter with its value; `None` stands for the previous one. Every parameter is among
/// them: what the services make of one that is left out differs, and is stated by neither.
///
/// # Errors
/// Why the request cannot be sent.
pub(crate) fn values(request: &Request, basis: Basis) -> Result<Vec<(&str, Option<&str>)>, String> {
    let sent = request.sent.iter();
    sent.map(|(key, sent)| {
        let value = match (sent, basis) {
            (Sent::Value(text), _) => Some(text.as_str()),
            (Sent::Secret(secret), _) => Some(secret.expose()),
            (Sent::Previous, Basis::Update) => None,
            (Sent::Previous, Basis::Launch) => {
                return Err(format!(
                    "the parameter {key} has no previous value in a launch"
                ));
            }
            (Sent::Awaited(_), _) => {
                return Err(format!("the value of the parameter {key} is not known yet"));
            }
        };
        Ok((key.as_str(), value))
    })
    .collect()
}

/// The secrets of a request, to be masked where the service repeats them.
pub(crate) fn secrets(request: &Request) -> Vec<Secret> {
    let sent = request.sent.values();
    sent.filter_map(|sent| match sent {
        Sent::Secret(secret) => Some(secret.clone()),
        Sent::Value(_) | Sent::Previous | Sent::Awaited(_) => None,
    })
    .collect()
}

/// The tags.
///
/// # Errors
/// Which tag is empty: AWS refuses it, and to leave it out would make something else than was
/// asked for.
pub(crate) fn tags(tags: &BTreeMap<String, String>) -> Result<Vec<(&str, &str)>, String> {
    let tags = tags.iter();
    tags.map(|(key, value)| {
        if key.is_empty() || value.is_empty() {
            return Err(format!(
                "the tag \"{key}\" is empty, and AWS takes tags with key and value only"
            ));
        }
        Ok((key.as_str(), value.as_str()))
    })
    .collect()
}

/// The token, of letters, digits, hyphens and what else the service `allows`. For none the SDK would
/// fill in a random one or send none, so that a repeated call would be another change.
///
/// # Errors
/// Why it cannot be sent.
pub(crate) fn token<'a>(token: &'a OperationToken, allows: &str) -> Result<&'a str, String> {
    let text = token.0.as_str();
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || allows.contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && text.len() <= TOKEN_LIMIT && text.chars().all(legal) {
        return Ok(text);
    }
    let beyond = if allows.is_empty() {
        "and hyphens".to_owned()
    } else {
        format!("hyphens and {allows}")
    };
    Err(format!(
        "\"{token}\" is no token: it has 1 to {TOKEN_LIMIT} letters, digits {beyond}, and begins with a letter or \
         digit"
    ))
}
