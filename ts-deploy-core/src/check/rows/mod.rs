//! The checks of the deployment documents' rows, and all of them for one deployment.

mod addresses;
mod box_application;
mod certificate;
#[cfg(feature = "certificate-files")]
mod certificate_import;
mod certificate_renewal;
mod credentials;
mod dr_stack;
mod egress;
mod forbidden_services;
mod installation;
mod instance_types;
mod key_pair;
mod log_policy;
mod machine_size;
mod mail;
mod neighbours;
mod network;
mod other_regions;
mod own_template;
mod portfolio;
mod private_zone;
mod product;
mod production_access;
mod promises;
mod public_zone;
mod quotas;
mod region;
mod resolver;
mod rights;
mod rights_barrier;
mod rights_pairs;
mod rights_questions;
mod running_templates;
mod s3_endpoint;
mod service_linked_role;
mod subscription;
mod tag_options;
mod tag_policy;
mod tagged;
mod template_bound;
mod template_policy;
mod template_references;
mod template_text;
mod template_value;
#[cfg(feature = "spec")]
mod template_yaml;
#[cfg(test)]
mod tests;
mod trail;
mod vendor_details;
mod vendor_parts;
mod vendor_template;
mod vpc;

use std::sync::Arc;

pub use addresses::AddressCheck;
pub use box_application::BoxApplicationCheck;
pub use certificate::CertificateCheck;
#[cfg(feature = "certificate-files")]
pub use certificate_import::CertificateImportCheck;
pub use credentials::CredentialsCheck;
pub use dr_stack::DrStackCheck;
pub use egress::EgressCheck;
#[cfg(feature = "sim")]
pub(crate) use egress::SERVICES as CALLED_SERVICES;
pub use forbidden_services::ForbiddenServiceCheck;
pub use installation::InstallationCheck;
pub use instance_types::{InstanceTypeCheck, Ordered};
pub use key_pair::KeyPairCheck;
pub use log_policy::LogPolicyCheck;
pub use mail::MailSenderCheck;
pub use neighbours::{OtherStackCheck, OtherVpcCheck};
pub use other_regions::OtherRegionCheck;
pub use own_template::OwnTemplateCheck;
pub use portfolio::{DeployerCheck, PortfolioCheck};
pub use private_zone::PrivateZoneCheck;
pub use product::ProductCheck;
pub use production_access::ProductionAccessCheck;
pub use promises::PromiseCheck;
pub use public_zone::PublicZoneCheck;
pub use quotas::{QuotaCheck, QuotaNeeds};
pub use region::RegionCheck;
pub use resolver::ResolverCheck;
pub use rights::RightsCheck;
pub(crate) use s3_endpoint::Call as S3Call;
pub use s3_endpoint::S3EndpointCheck;
pub use service_linked_role::{LinkedService, ServiceLinkedRoleCheck};
pub use subscription::SubscriptionCheck;
pub use tag_options::TagOptionCheck;
pub use tag_policy::TagPolicyCheck;
pub use trail::TrailCheck;
pub use vendor_details::VendorDetailsCheck;
pub use vendor_parts::VendorPartsCheck;
pub use vendor_template::VendorTemplateCheck;
pub use vpc::VpcCheck;

use super::{Check, Means};
use crate::deployment::Deployment;
use crate::target::TargetName;

/// Every check of a deployment, each in every target that needs it, in the order they are shown. What
/// needs [`Means`] to be mended is left to a person.
pub fn all(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    all_with(deployment, &Means::default())
}

/// The same with what the program has for the fixes.
pub fn all_with(deployment: &Deployment, means: &Means) -> Vec<Arc<dyn Check>> {
    let mut all: Vec<Arc<dyn Check>> = Vec::new();
    for target in deployment.targets() {
        all.push(Arc::new(CredentialsCheck::new(target.clone())));
        all.push(Arc::new(RegionCheck::new(target.clone())));
        all.push(Arc::new(ForbiddenServiceCheck::new(target.clone())));
        all.push(Arc::new(TrailCheck::new(target.clone())));
        // Roles are the account's, and the DR account is looked at once; in its other region only
        // copies of snapshots live, and no search domain is ever made.
        if target.name != TargetName::DrInMainRegion {
            for check in ServiceLinkedRoleCheck::both(&target) {
                all.push(Arc::new(check));
            }
            all.push(Arc::new(LogPolicyCheck::new(target)));
        }
    }
    let installation = InstallationCheck::of(deployment).consented(&means.consents);
    all.push(Arc::new(installation));
    all.push(Arc::new(OtherRegionCheck::of(deployment)));
    all.extend(neighbours::checks(deployment));
    if let Some(check) = KeyPairCheck::of(deployment) {
        let kept = means.private_key.clone();
        let check = kept.into_iter().fold(check, KeyPairCheck::kept_in);
        all.push(Arc::new(check));
    }
    if let Some(check) = CertificateCheck::of(deployment) {
        #[cfg(feature = "certificate-files")]
        if let Some(files) = &means.certificate {
            let tags = deployment.service_layer.draft().tags.clone();
            let import = CertificateImportCheck::new(check.clone(), Arc::clone(files), tags);
            all.push(Arc::new(import));
        }
        all.push(Arc::new(check));
    }
    all.push(Arc::new(MailSenderCheck::of(deployment)));
    if let Some(check) = ProductionAccessCheck::of(deployment) {
        all.push(Arc::new(check));
    }
    if let Some(check) = BoxApplicationCheck::of(deployment) {
        all.push(Arc::new(check));
    }
    if let Some(check) = DrStackCheck::of(deployment) {
        all.push(Arc::new(check));
    }
    for check in OwnTemplateCheck::all(deployment, means) {
        all.push(Arc::new(check));
    }
    all.push(Arc::new(VendorDetailsCheck::of(deployment)));
    all.extend(portfolio::checks(deployment));
    all.extend(ProductCheck::both(deployment).map(|check| Arc::new(check) as Arc<dyn Check>));
    all.extend(product_terms(deployment));
    all.push(Arc::new(SubscriptionCheck::of(deployment)));
    all.extend(RightsCheck::all(deployment).map(|check| Arc::new(check) as Arc<dyn Check>));
    all.extend(network::checks(deployment));
    all
}

/// R24 and R21: what the vendor asks for with its products, and what their templates make.
fn product_terms(deployment: &Deployment) -> Vec<Arc<dyn Check>> {
    let mut checks: Vec<Arc<dyn Check>> = Vec::new();
    for check in VendorTemplateCheck::both(deployment) {
        checks.push(Arc::new(check));
    }
    for check in VendorPartsCheck::both(deployment) {
        checks.push(Arc::new(check));
    }
    for check in TagOptionCheck::both(deployment) {
        checks.push(Arc::new(check));
    }
    for check in TagPolicyCheck::all(deployment) {
        checks.push(Arc::new(check));
    }
    for check in PromiseCheck::both(deployment) {
        checks.push(Arc::new(check));
    }
    checks
}
