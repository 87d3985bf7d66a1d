//! The deployment that brings the platform up in the DR account and region.

use std::sync::Arc;

use ts_deploy_core::deployment::{Deployment, Requested, TargetSettings};
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::DeploymentName;
use ts_deploy_core::layer::data::{DataLayerDraft, RecoverySource};
use ts_deploy_core::layer::service::ServiceLayerDraft;
use ts_deploy_core::layer::{DataLayer, ServiceLayer};
use ts_deploy_core::plan::Step;
use ts_deploy_core::target::TargetName;

use super::errands::errands;
use super::left_behind::left_behind;

/// A recovery, ready to be planned and run.
pub struct Recovered {
    /// The platform in the DR account and region, under a name of its own and so with a journal of
    /// its own.
    pub deployment: Deployment,
    /// What persons do afterwards: restore the search index, set single sign-on up anew, and let the
    /// names point there.
    pub errands: Vec<Arc<dyn Step>>,
}

/// The two layers as they would be in the DR account and region.
struct Layers {
    data_layer: DataLayer,
    service_layer: ServiceLayer,
    place: TargetSettings,
}

/// `deployment`, brought up in its DR account and region from `source`: without disaster recovery of
/// its own, since the account it would replicate into is the one it runs in.
///
/// # Errors
/// All findings that forbid it, such as a certificate of another region.
pub fn recovered(deployment: &Deployment, source: &RecoverySource) -> Result<Recovered, Findings> {
    let mut found = left_behind(deployment);
    let layers = layers(deployment, Some(source));
    let name = recovery_name(&deployment.name);
    let (Ok(layers), Ok(name), false) = (&layers, &name, found.block()) else {
        found.extend(layers.err().unwrap_or_default());
        found.extend(name.err());
        return Err(found);
    };
    let errands = errands(deployment, &layers.service_layer, source);
    Ok(Recovered {
        deployment: brought_up(deployment, name.clone(), layers, found),
        errands,
    })
}

/// What [`recovered`] makes of `deployment`, before it is known what it is brought up from: its steps
/// have the ids of those, so that consents can be held against them before anything is called. It is
/// not to be deployed: its Data Layer would begin empty.
///
/// # Errors
/// All findings that forbid it, as [`recovered`] says them.
pub fn outlined(deployment: &Deployment) -> Result<Deployment, Findings> {
    let layers = layers(deployment, None)?;
    let name = recovery_name(&deployment.name)?;
    Ok(brought_up(deployment, name, &layers, Findings::none()))
}

fn brought_up(
    deployment: &Deployment,
    name: DeploymentName,
    layers: &Layers,
    findings: Findings,
) -> Deployment {
    Deployment {
        name,
        targets: vec![layers.place.clone()],
        agreed: deployment.agreed.clone(),
        data_layer: layers.data_layer.clone(),
        service_layer: layers.service_layer.clone(),
        secrets: deployment.secrets.clone().in_target(TargetName::Dr),
        // The code of the main region is good there only.
        portfolio: None,
        // User pools stay behind: an errand sets sign-on up anew on the recovered platform.
        single_sign_on: None,
        disaster_recovery: None,
        // Files and requests are those of the platform that was lost.
        requested: Requested::default(),
        findings,
    }
}

/// What a recovery of `deployment` would be refused or doubted for by its own values, with nothing
/// called; from `source`, where one is known. What [`look`](super::look) says is not said again.
pub fn foreseen(deployment: &Deployment, source: Option<&RecoverySource>) -> Findings {
    let mut found = match layers(deployment, source) {
        Err(refused) => refused,
        Ok(layers) => {
            let mut doubts = layers.data_layer.findings().clone();
            doubts.extend(layers.service_layer.findings().clone());
            let known = [
                deployment.data_layer.findings(),
                deployment.service_layer.findings(),
            ];
            let is_new =
                |one: &&Finding| !known.iter().any(|all| all.iter().any(|own| own == *one));
            doubts.iter().filter(is_new).cloned().collect()
        }
    };
    found.extend(recovery_name(&deployment.name).err());
    found
}

/// The layers in the DR account and region; from `source`, or as if there were nothing to bring back.
fn layers(deployment: &Deployment, source: Option<&RecoverySource>) -> Result<Layers, Findings> {
    let settings = deployment.disaster_recovery.as_ref();
    let (Some(settings), Some(place)) = (settings, deployment.target(TargetName::Dr)) else {
        let seen = "the deployment has no disaster recovery";
        let finding = Finding::blocks("dr-target-missing", "disaster_recovery", seen)
            .why("The platform is brought up in the DR account.");
        return Err(finding
            .remedy("Add targets.dr and disaster_recovery.")
            .into());
    };
    let target = place.target.clone();
    let old = deployment.data_layer.draft();
    let mut iam = old.iam.clone();
    if let Some(policy) = &settings.recovery.boundary_policy {
        iam.boundary_policy = Some(policy.clone());
    }
    let network = settings.recovery.network.clone();
    let data = DataLayerDraft {
        iam,
        target: target.clone(),
        network: network.unwrap_or_else(|| old.network.clone()),
        disaster_recovery: None,
        recovery: source.cloned(),
        ..old.clone()
    };
    let old = deployment.service_layer.draft();
    let web = settings.recovery.web.clone();
    let service = ServiceLayerDraft {
        target,
        web: web.unwrap_or_else(|| old.web.clone()),
        ..old.clone()
    };
    let data: Result<DataLayer, Findings> = data.into();
    let service: Result<ServiceLayer, Findings> = service.into();
    match (data, service) {
        (Ok(data_layer), Ok(service_layer)) => Ok(Layers {
            data_layer,
            service_layer,
            place: place.clone(),
        }),
        (data, service) => {
            let mut found = data.err().unwrap_or_default();
            found.extend(service.err().unwrap_or_default());
            Err(found)
        }
    }
}

/// The name of the platform that is brought up for the deployment `name`, and so that of its journal:
/// `acme-production-recovery`.
///
/// # Errors
/// A finding that blocks when a name that long is none.
pub fn recovery_name(name: &DeploymentName) -> Result<DeploymentName, Finding> {
    DeploymentName::parse(format!("{name}-recovery")).map_err(|refused| {
        Finding::blocks("value-invalid", "name", refused.to_string())
            .why("The recovery is journalled under the deployment's name and -recovery.")
            .remedy("Shorten the name.")
    })
}
