//! Which claims fill which attributes.

use ts_deploy_core::finding::{Finding, Findings};

use crate::component::CognitoSsoDraft;

pub(super) fn check(draft: &CognitoSsoDraft, found: &mut Findings) {
    let mapping = &draft.mapping;
    let required = [
        ("email", &mapping.email),
        ("given_name", &mapping.given_name),
        ("family_name", &mapping.family_name),
    ];
    for (attribute, _) in required.iter().filter(|(_, claim)| claim.is_none()) {
        let at = format!("single_sign_on.mapping.{attribute}");
        let seen = format!("no claim is mapped to {attribute}, which the user pool requires");
        found.push(
            Finding::blocks("required-attribute-unmapped", at, seen)
                .why("Every sign-in through the identity provider would fail.")
                .remedy(format!(
                    "Name the claim in which the identity provider sends it: of SAML the attribute's full name, of OpenID Connect usually {attribute}."
                ))
                .row("I4"),
        );
    }
    let groups = draft.groups();
    if mapping.groups.is_none() {
        let seen = format!("no claim is mapped to {groups}");
        found.push(
            Finding::blocks("groups-unmapped", "single_sign_on.mapping.groups", seen)
                .why("The platform gives roles by groups: whoever signs in would have none.")
                .remedy("Let the identity provider send a user's groups, and name the claim.")
                .row("I4"),
        );
    }
    for attribute in mapping.other.keys().map(AsRef::as_ref) {
        let named: &str = attribute;
        if named == groups || required.iter().any(|(required, _)| *required == named) {
            let at = format!("single_sign_on.mapping.other.{named}");
            let seen = format!("{named} is mapped twice");
            found.push(
                Finding::blocks("attribute-mapped-twice", at, seen)
                    .why("Cognito takes one claim for an attribute.")
                    .remedy("Keep it in its own field only.")
                    .row("I4"),
            );
        }
    }
}
