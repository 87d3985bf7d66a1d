//! From the document to the role through which the vendor reads logs (T9).

use std::collections::BTreeMap;

use super::document::{Iam, VendorLogAccess};
use super::notes::Notes;
use crate::deployment;
use crate::finding::Finding;
use crate::ids::{DeploymentName, InfrastructureName, RoleName};
use crate::target::Target;

/// What it takes from the rest of the document.
pub(super) struct Around<'a> {
    pub(super) target: &'a Target,
    pub(super) deployment: &'a DeploymentName,
    pub(super) infrastructure_name: &'a InfrastructureName,
    pub(super) iam: Option<&'a Iam>,
    pub(super) tags: &'a BTreeMap<String, String>,
}

/// The access that is written, with what is wrong or doubtful about it noted.
pub(super) fn vendor_log_access(
    written: VendorLogAccess,
    around: &Around<'_>,
    notes: &mut Notes,
) -> Option<deployment::VendorLogAccess> {
    let role = match written.role_name {
        Some(name) => name,
        None => default_name(around, notes)?,
    };
    let built = deployment::VendorLogAccess::builder()
        .target(around.target.clone())
        .deployment(around.deployment.clone())
        .vendor(written.vendor.into())
        .external_id(written.external_id)
        .role(role)
        .path(written.role_path)
        .log_groups(written.log_groups.map(|list| list.0).unwrap_or_default())
        .role_prefix(around.iam.and_then(|iam| iam.role_prefix.clone()))
        .boundary(around.iam.and_then(|iam| iam.boundary_policy.clone()))
        .tags(around.tags.clone())
        .build();
    match built {
        Ok(access) => {
            notes.add_all(access.findings());
            Some(access)
        }
        Err(refused) => {
            notes.add_all(&refused);
            None
        }
    }
}

fn default_name(around: &Around<'_>, notes: &mut Notes) -> Option<RoleName> {
    let prefix = around.iam.and_then(|iam| iam.role_prefix.as_ref());
    let name = deployment::VendorLogAccess::default_name(prefix, around.infrastructure_name);
    name.map_err(|refused| {
        let finding = Finding::blocks("value-invalid", "vendor_log_access", refused.to_string())
            .why("The role is named after the role prefix and the infrastructure name.")
            .remedy("Add role_name.")
            .row("T9");
        notes.add(finding);
    })
    .ok()
}
