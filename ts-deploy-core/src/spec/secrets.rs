//! The secrets that the document names (X1-X4), and those that an integration needs and nobody
//! names.

use super::document::{Box, Egnyte, Integrations, SecretList};
use super::leaf::invalid;
use super::notes::{At, Notes};
use crate::finding::Finding;
use crate::ids::{EnvironmentName, ParameterPath, Rule as _};
use crate::layer::secrets::{
    BoxSecrets, DatabaseHost, EgnyteSecrets, Secrets, box_paths, egnyte_paths,
};
use crate::target::TargetName;

/// The secrets of the document. Takes the sources out of `integrations`, whose parameters are the
/// Data Layer's.
pub(super) fn secrets(
    integrations: Option<&mut Integrations>,
    further: Option<SecretList>,
    database_host: Option<DatabaseHost>,
    environment: Option<&str>,
    tags: &super::document::Tags,
    notes: &mut Notes,
) -> Option<Secrets> {
    let environment = environment_name(environment, notes)?;
    let (mut box_, mut egnyte) = (None, None);
    if let Some(integrations) = integrations {
        box_ = box_secrets(integrations.r#box.as_mut(), &environment, notes);
        egnyte = egnyte_secrets(integrations.egnyte.as_mut(), &environment, notes);
    }
    let built = Secrets::builder()
        .target(TargetName::Main)
        .environment(environment)
        .box_(box_)
        .egnyte(egnyte)
        .database_host(database_host)
        .further(further.map(|list| list.0).unwrap_or_default())
        .tags(tags.0.clone())
        .build();
    built.map_err(|found| notes.add_all(&found)).ok()
}

/// The segment of the paths; the documented one when the document does not set it.
fn environment_name(written: Option<&str>, notes: &mut Notes) -> Option<EnvironmentName> {
    let Some(written) = written else {
        return Some(EnvironmentName::default());
    };
    let parsed = EnvironmentName::parse(written);
    parsed
        .map_err(|refused| {
            let layer = At::Field(&At::Root, "data_layer");
            let extra = At::Field(&layer, "extra_parameters");
            let at = At::Field(&extra, "Environment");
            notes.add(invalid(at, &refused, EnvironmentName::EXAMPLE));
        })
        .ok()
}

fn box_secrets(
    integration: Option<&mut Box>,
    environment: &EnvironmentName,
    notes: &mut Notes,
) -> Option<BoxSecrets> {
    let (client_id, client_secret) = match integration? {
        Box::Off => return None,
        Box::On => (None, None),
        Box::OnWith(parts) => (parts.client_id.take(), parts.client_secret.take()),
    };
    let (given, missing) = match (client_id, client_secret) {
        (Some(client_id), Some(client_secret)) => {
            return Some(BoxSecrets {
                client_id: client_id.into(),
                client_secret: client_secret.into(),
            });
        }
        (None, None) => {
            notes.add(needed(
                "Box",
                "integrations.box",
                "X1",
                &box_paths(environment),
            ));
            return None;
        }
        (Some(_), None) => ("client_id", "client_secret"),
        (None, Some(_)) => ("client_secret", "client_id"),
    };
    let seen = format!("Box has a source for {given} and none for {missing}.");
    let finding = Finding::blocks(
        "integration-secrets-incomplete",
        "integrations.box.on",
        seen,
    )
    .why("The platform signs in to Box with both, and both come from one application.")
    .remedy(format!(
        "Add {missing}: {{ env: BOX_{} }}",
        missing.to_ascii_uppercase()
    ))
    .row("X1");
    notes.add(finding);
    None
}

fn egnyte_secrets(
    integration: Option<&mut Egnyte>,
    environment: &EnvironmentName,
    notes: &mut Notes,
) -> Option<EgnyteSecrets> {
    let client_id = match integration? {
        Egnyte::Off => return None,
        Egnyte::On => None,
        Egnyte::OnWith(parts) => parts.client_id.take(),
    };
    if client_id.is_none() {
        let paths = egnyte_paths(environment);
        notes.add(needed("Egnyte", "integrations.egnyte", "X3", &paths));
    }
    client_id.map(|client_id| EgnyteSecrets {
        client_id: client_id.into(),
    })
}

/// An integration is on, and nothing says where its secrets come from.
fn needed(name: &str, at: &'static str, row: &'static str, paths: &[ParameterPath]) -> Finding {
    let paths: Vec<&str> = paths.iter().map(ParameterPath::as_str).collect();
    let seen = format!("{name} is on, and its secrets in SSM are yours to write.");
    Finding::warns("integration-needs-secrets", at, seen)
        .why("Containers read them when they start.")
        .remedy(format!(
            "Name their sources below it, as client_id: {{ env: NAME }}, or write as SecureString \
             before the Service Layer is launched: {}.",
            paths.join(", ")
        ))
        .row(row)
}
