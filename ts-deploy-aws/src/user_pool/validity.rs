//! How long a password that an administrator gave is valid, which Cognito says in two places.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

const OLD: &str = "UnusedAccountValidityDays";
const NEW: &str = "TemporaryPasswordValidityDays";

/// Why a request could not be made as Cognito takes it.
#[derive(Debug, thiserror::Error)]
#[error("the request has no form that can be read")]
pub(super) struct NoForm(#[source] BoxError);

impl NoForm {
    fn of(error: impl Into<BoxError>) -> Self {
        Self(error.into())
    }
}

/// The request with one of the two members at most. Cognito refuses both, and the SDK writes each as
/// 0 where nobody set it, which would be another setting than none.
pub(super) fn in_one_place(mut request: HttpRequest) -> Result<HttpRequest, NoForm> {
    let body = request.body().bytes().unwrap_or_default();
    let mut sent: Value = serde_json::from_slice(body).map_err(NoForm::of)?;
    choose(&mut sent);
    let body = serde_json::to_vec(&sent).map_err(NoForm::of)?;
    let length = body.len().to_string();
    *request.body_mut() = SdkBody::from(body);
    let headers = request.headers_mut();
    headers
        .try_insert("content-length", length)
        .map_err(NoForm::of)?;
    Ok(request)
}

fn choose(sent: &mut Value) {
    let days = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_i64);
    let old = days(sent, &format!("/AdminCreateUserConfig/{OLD}")).unwrap_or(0);
    let new = days(sent, &format!("/Policies/PasswordPolicy/{NEW}")).unwrap_or(0);
    let (place, member) = if old > 0 && new == 0 {
        ("/Policies/PasswordPolicy", NEW)
    } else {
        ("/AdminCreateUserConfig", OLD)
    };
    if let Some(Value::Object(members)) = sent.pointer_mut(place) {
        members.remove(member);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chosen(old: i64, new: i64) -> Value {
        let mut sent = json!({
            "AdminCreateUserConfig": { OLD: old },
            "Policies": { "PasswordPolicy": { NEW: new } },
        });
        choose(&mut sent);
        sent
    }

    #[test]
    fn the_newer_of_two_places_is_sent_when_both_say_something() {
        let sent = json!({
            "AdminCreateUserConfig": {},
            "Policies": { "PasswordPolicy": { NEW: 7 } },
        });
        assert_eq!(chosen(7, 7), sent);
        assert_eq!(chosen(0, 7), sent);
    }

    #[test]
    fn the_older_of_two_places_is_sent_when_it_alone_says_something() {
        let sent = json!({
            "AdminCreateUserConfig": { OLD: 30 },
            "Policies": { "PasswordPolicy": {} },
        });
        assert_eq!(chosen(30, 0), sent);
    }
}
