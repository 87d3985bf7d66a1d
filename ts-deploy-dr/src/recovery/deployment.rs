//! The deployment that brings the platform up in the DR account and region.

use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::DeploymentName;
use ts_deploy_core::layer::data::{DataLayerDraft, Network, RecoverySource};
use ts_deploy_core::layer::service::ServiceLayerDraft;
use ts_deploy_core::layer::{DataLayer, ProductComponent as _, ServiceLayer};
use ts_deploy_core::plan::{ErrandKind, Launch, ManualStep, Step, StepId};
use ts_deploy_core::target::TargetName;

/// A recovery, ready to be planned and run.
pub struct Recovered {
    /// The platform in the DR account and region, under a name of its own and so with a journal of
    /// its own.
    pub deployment: Deployment,
    /// What persons do afterwards: restore the search index, and let the names point there.
    pub errands: Vec<Arc<dyn Step>>,
}

/// `deployment`, brought up in its DR account and region from `source`: without disaster recovery of
/// its own, since the account it would replicate into is the one it runs in.
///
/// # Errors
/// All findings that forbid it, such as a certificate of another region.
pub fn recovered(deployment: &Deployment, source: &RecoverySource) -> Result<Recovered, Findings> {
    let mut found = Findings::none();
    let settings = deployment.disaster_recovery.as_ref();
    let (Some(settings), Some(place)) = (settings, deployment.target(TargetName::Dr)) else {
        let seen = "the deployment has no disaster recovery";
        let finding = Finding::blocks("dr-target-missing", "disaster_recovery", seen);
        return Err(finding
            .remedy("Add targets.dr and disaster_recovery.")
            .into());
    };
    let target = place.target.clone();
    let old = deployment.data_layer.draft();
    if settings.recovery.network.is_none() && matches!(old.network, Network::ExistingVpc(_)) {
        found.push(main_network());
    }
    let mut iam = old.iam.clone();
    if let Some(policy) = &settings.recovery.boundary_policy {
        iam.boundary_policy = Some(policy.clone());
    }
    let data = DataLayerDraft {
        iam,
        target: target.clone(),
        network: settings
            .recovery
            .network
            .clone()
            .unwrap_or_else(|| old.network.clone()),
        disaster_recovery: None,
        recovery: Some(source.clone()),
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
    let name = DeploymentName::parse(format!("{}-recovery", deployment.name));
    let name = name.map_err(|refused| {
        Finding::blocks("value-invalid", "name", refused.to_string())
            .why("The recovery is journalled under the deployment's name and -recovery.")
            .remedy("Shorten the name.")
    });
    let (Ok(data_layer), Ok(service_layer), Ok(name), false) =
        (&data, &service, &name, found.block())
    else {
        found.extend(
            data.err()
                .into_iter()
                .flat_map(|one| one.iter().cloned().collect::<Vec<_>>()),
        );
        found.extend(
            service
                .err()
                .into_iter()
                .flat_map(|one| one.iter().cloned().collect::<Vec<_>>()),
        );
        found.extend(name.err());
        return Err(found);
    };
    let errands = errands(deployment, source)?;
    Ok(Recovered {
        deployment: Deployment {
            name: name.clone(),
            targets: vec![place.clone()],
            agreed: deployment.agreed.clone(),
            data_layer: data_layer.clone(),
            service_layer: service_layer.clone(),
            secrets: deployment.secrets.clone().in_target(TargetName::Dr),
            // The code of the main region is good there only.
            portfolio: None,
            // User pools stay behind: what signs in is set up anew on the recovered platform.
            single_sign_on: None,
            disaster_recovery: None,
            findings: found,
        },
        errands,
    })
}

fn main_network() -> Finding {
    let seen = "the platform is in an existing VPC of the main account, and none is given for the recovery";
    Finding::blocks("recovery-network-missing", "disaster_recovery.recovery.network", seen)
        .why("A VPC belongs to its account and region.")
        .remedy("Give disaster_recovery.recovery.network: a VPC of the DR account and region, or a new one.")
        .row("V1")
}

fn errands(
    deployment: &Deployment,
    source: &RecoverySource,
) -> Result<Vec<Arc<dyn Step>>, Findings> {
    let id = |text: &str| {
        StepId::parse(text).map_err(|refused| {
            Findings::from(Finding::blocks(
                "step-id-invalid",
                text.to_owned(),
                refused.to_string(),
            ))
        })
    };
    let after = vec![id("service-layer")?];
    let launch = Launch {
        target: TargetName::Dr,
        product: deployment
            .service_layer
            .choice()
            .provisioned_product
            .clone(),
    };
    let index = ManualStep::builder()
        .id(id("search-index")?)
        .title("Search index")
        .target(TargetName::Dr)
        .kind(ErrandKind::FollowUp)
        .instructions([
            "Ask TetraScience how the search index is filled again from the data lake or its backups.".to_owned(),
            format!("The data lake is {}, the database came from {}.", source.datalake_bucket, source.snapshot),
        ])
        .why("The index is made empty, and the documents name no way to restore it (V1).")
        .about([source.datalake_bucket.to_string(), source.snapshot.to_string()])
        .launch(launch.clone())
        .after(after.clone())
        .build();
    let domain = deployment.service_layer.draft().web.domain.to_string();
    let names = ManualStep::builder()
        .id(id("dns-cut-over")?)
        .title("Names")
        .target(TargetName::Dr)
        .kind(ErrandKind::FollowUp)
        .instructions([format!(
            "Let {domain} and its api. subdomain point at the recovered platform, unless its stack did so in the zone it was given."
        )])
        .why("People and agents still ask the lost one (V1).")
        .about([domain])
        .launch(launch)
        .after(after)
        .build();
    Ok(vec![Arc::new(index), Arc::new(names)])
}
