//! Which combinations single sign-on refuses or doubts.

mod domain;
mod groups;
mod mapping;

use ts_deploy_core::finding::{Finding, Findings};

use crate::component::{CognitoSso, CognitoSsoDraft};
use crate::decisions::Protocol;

impl From<CognitoSsoDraft> for Result<CognitoSso, Findings> {
    fn from(draft: CognitoSsoDraft) -> Self {
        let findings = check(&draft);
        if findings.block() {
            Err(findings)
        } else {
            Ok(CognitoSso { draft, findings })
        }
    }
}

fn check(draft: &CognitoSsoDraft) -> Findings {
    let mut found = Findings::none();
    domain::check(draft, &mut found);
    client(draft, &mut found);
    mapping::check(draft, &mut found);
    groups::check(draft, &mut found);
    found
}

fn client(draft: &CognitoSsoDraft, found: &mut Findings) {
    let Protocol::Oidc {
        client_id,
        client_secret,
        ..
    } = &draft.identity_provider.protocol
    else {
        return;
    };
    let empty = [
        ("client_id", client_id.trim().is_empty()),
        ("client_secret", client_secret.expose().trim().is_empty()),
    ];
    for (field, _) in empty.iter().filter(|(_, is_empty)| *is_empty) {
        let at = format!("sso.identity_provider.oidc.{field}");
        found.push(
            Finding::blocks("oidc-client-incomplete", at, format!("{field} is empty"))
                .why("The identity provider answers only to an application it knows, with its secret.")
                .remedy("Register an application for the platform there, and give its id and secret.")
                .row("I4"),
        );
    }
}
