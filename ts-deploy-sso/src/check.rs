//! Which combinations single sign-on refuses or doubts.

mod domain;
mod groups;
mod mapping;

use ts_deploy_core::deployment::single_sign_on::{ApplicationSecret, Protocol, SamlSource};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::printable;

use crate::component::{CognitoSso, CognitoSsoDraft};

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
    metadata(draft, &mut found);
    client(draft, &mut found);
    mapping::check(draft, &mut found);
    groups::check(draft, &mut found);
    found
}

/// Metadata in a file that the program did not read.
fn metadata(draft: &CognitoSsoDraft, found: &mut Findings) {
    if let Protocol::Saml(SamlSource::Path(path)) = &draft.identity_provider.protocol {
        let shown = printable(&path.to_string_lossy(), 200);
        let seen = format!("the metadata in the file {shown} was not read");
        let at = "single_sign_on.identity_provider.protocol.saml.metadata_file";
        found.push(
            Finding::blocks("saml-metadata-unread", at, seen)
                .why("Cognito is given the text, not the file.")
                .remedy("Let the program read it first, or give the metadata's address.")
                .row("I4"),
        );
    }
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
    let secret = match client_secret {
        ApplicationSecret::Given(secret) => Some(secret),
        ApplicationSecret::From(_) => None,
    };
    let no_secret = secret.is_some_and(|secret| secret.expose().trim().is_empty());
    let empty = [
        ("client_id", client_id.trim().is_empty()),
        ("client_secret", no_secret),
    ];
    for (field, _) in empty.iter().filter(|(_, is_empty)| *is_empty) {
        let at = format!("single_sign_on.identity_provider.protocol.oidc.{field}");
        found.push(
            Finding::blocks("oidc-client-incomplete", at, format!("{field} is empty"))
                .why("The identity provider answers only to an application it knows, with its secret.")
                .remedy("Register an application for the platform there, and give its id and secret.")
                .row("I4"),
        );
    }
}
