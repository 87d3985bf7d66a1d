//! What the integrations need in SSM before the Service Layer is launched (X1-X3).

use super::document::{Integration, Integrations};
use super::notes::Notes;
use crate::finding::Finding;

/// The segment of the paths when the document does not set the parameter `Environment`.
const DOCUMENTED_ENVIRONMENT: &str = "production";

/// An integration and the paths that its services read.
struct Secrets {
    name: &'static str,
    at: &'static str,
    row: &'static str,
    paths: &'static [&'static str],
}

const EGNYTE: Secrets = Secrets {
    name: "Egnyte",
    at: "integrations.egnyte",
    row: "X3",
    paths: &["ts-service-web/INT_EGNYTE_CLIENT_ID"],
};

const BOX: Secrets = Secrets {
    name: "Box",
    at: "integrations.box",
    row: "X1",
    paths: &[
        "ts-service-link-file/BOX_CLIENT_ID",
        "ts-service-web/INT_BOX_CLIENT_ID",
        "ts-service-link-file/BOX_CLIENT_SECRET",
    ],
};

/// Warns of the secrets that integrations need and nobody but the customer writes.
pub(super) fn needed(
    integrations: Option<&Integrations>,
    environment: Option<&str>,
    notes: &mut Notes,
) {
    let environment = environment.unwrap_or(DOCUMENTED_ENVIRONMENT);
    let is_on = |one: Option<&Integration>| one.is_some_and(Integration::is_on);
    let Some(integrations) = integrations else {
        return;
    };
    if is_on(integrations.egnyte.as_ref()) {
        notes.add(EGNYTE.warning(environment));
    }
    if is_on(integrations.r#box.as_ref()) {
        notes.add(BOX.warning(environment));
    }
}

impl Secrets {
    fn warning(&self, environment: &str) -> Finding {
        let paths: Vec<String> = self
            .paths
            .iter()
            .map(|path| format!("/tetrascience/{environment}/ECS/{path}"))
            .collect();
        let seen = format!(
            "{} is on, and its secrets in SSM are yours to write.",
            self.name
        );
        Finding::warns("integration-needs-secrets", self.at, seen)
            .why("Containers read them when they start.")
            .remedy(format!(
                "Before the Service Layer is launched, write as SecureString: {}.",
                paths.join(", ")
            ))
            .row(self.row)
    }
}
