//! Single sign-on of a whole deployment, as it was decided there.

use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{EnvironmentName, KmsKeyRef};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::layer::service::{CustomerCertificate, Dns};
use ts_deploy_core::layer::{Inputs, ProductComponent as _};
use ts_deploy_core::plan::{Step, StepId};

use crate::component::{CognitoSso, CognitoSsoDraft, documented_services};
use crate::steps::ServicesIn;

/// Single sign-on of this deployment; `None` when it is off.
///
/// # Errors
/// The findings that forbid it.
pub fn component(deployment: &Deployment) -> Option<Result<CognitoSso, Findings>> {
    let decided = deployment.single_sign_on.as_ref()?;
    let service = deployment.service_layer.draft();
    let data = deployment.data_layer.parameters(&Inputs::default());
    let environment = data.plain("Environment").map(EnvironmentName::parse);
    let draft = CognitoSsoDraft {
        target: deployment.service_layer.target().clone(),
        platform_domain: service.web.domain.clone(),
        environment: environment.and_then(Result::ok).unwrap_or_default(),
        hosted_domain: decided.hosted_domain.clone(),
        identity_provider: decided.identity_provider.clone(),
        mapping: decided.mapping.clone(),
        groups_attribute: decided.groups_attribute.clone(),
        sso_domain_format: decided.sso_domain_format,
        organisations: decided.organisations.clone(),
        user_pool: decided.user_pool.clone(),
        kms_key: decided.kms_key.clone().unwrap_or_else(KmsKeyRef::aws_ssm),
        restarted: decided
            .restarted
            .clone()
            .unwrap_or_else(documented_services),
        tags: service.tags.clone(),
    };
    let built: Result<CognitoSso, Findings> = draft.into();
    Some(match plain_http(&service.web.dns) {
        None => built,
        Some(finding) => {
            let mut refused = built.err().unwrap_or_default();
            refused.push(finding);
            Err(refused)
        }
    })
}

/// Cognito sends users back through TLS only.
fn plain_http(dns: &Dns) -> Option<Finding> {
    let Dns::CustomerManaged {
        certificate: CustomerCertificate::UnencryptedHttp,
    } = dns
    else {
        return None;
    };
    let seen = "single sign-on is on, and the platform speaks plain HTTP";
    Some(
        Finding::blocks(
            "sign-on-without-tls",
            "web.dns.customer_managed.certificate",
            seen,
        )
        .why("Cognito sends users back to https addresses only.")
        .remedy("Give the platform a certificate, or leave single_sign_on out.")
        .row("I3"),
    )
}

/// Where the services of this deployment run.
fn services(deployment: &Deployment) -> ServicesIn {
    let decided = deployment.single_sign_on.as_ref();
    if let Some(cluster) = decided.and_then(|decided| decided.cluster.clone()) {
        return ServicesIn::Cluster(cluster);
    }
    let choice = deployment.service_layer.choice();
    ServicesIn::Product(choice.provisioned_product.clone())
}

/// The id of the Service Layer's step.
fn service_layer(deployment: &Deployment) -> StepId {
    StepId::known(deployment.service_layer.name())
}

/// The steps of single sign-on in this deployment, to stand beside those of
/// [`Deployment::deploy_with`]; none when it is off.
///
/// # Errors
/// The findings that forbid single sign-on.
pub fn steps(deployment: &Deployment, sources: &Sources) -> Result<Vec<Arc<dyn Step>>, Findings> {
    let Some(component) = component(deployment) else {
        return Ok(Vec::new());
    };
    let component = component?;
    let checked = Deployment::check_step(component.target().name);
    let platform = [service_layer(deployment)];
    let choice = deployment.service_layer.choice();
    let launch = component.launch_of(&choice.provisioned_product);
    let services = services(deployment);
    let steps = component.steps_for(Some(launch), sources, &services, &[checked], &platform);
    Ok(on_platform(deployment, &component, steps))
}

/// The steps that remove single sign-on, to stand beside those of [`Deployment::destroy`]; none
/// when it is off.
///
/// # Errors
/// The findings that forbid single sign-on.
pub fn remove_steps(deployment: &Deployment) -> Result<Vec<Arc<dyn Step>>, Findings> {
    let Some(component) = component(deployment) else {
        return Ok(Vec::new());
    };
    let component = component?;
    let steps = component.remove_steps(&[service_layer(deployment)]);
    Ok(on_platform(deployment, &component, steps))
}

/// `steps`, of which those that write what the platform reads, or restart its services, take a consent where
/// it is another deployment's. What is made in Cognito is one's own by the tag of the pool.
fn on_platform(
    deployment: &Deployment,
    component: &CognitoSso,
    steps: Vec<Arc<dyn Step>>,
) -> Vec<Arc<dyn Step>> {
    let ids = component.steps_on_platform();
    let each = steps.into_iter().map(|step| {
        if ids.contains(step.id()) {
            deployment.on_platform(step)
        } else {
            step
        }
    });
    each.collect()
}
