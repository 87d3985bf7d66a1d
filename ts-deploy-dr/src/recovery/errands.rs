//! What persons do once the platform was brought up in the DR account.

use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::layer::data::RecoverySource;
use ts_deploy_core::layer::{Inputs, ProductComponent as _, ServiceLayer};
use ts_deploy_core::plan::{ErrandKind, Launch, ManualStep, Step, StepId};
use ts_deploy_core::target::TargetName;

/// The follow-ups of a recovery of `deployment` as `service`, from `source`.
pub(super) fn errands(
    deployment: &Deployment,
    service: &ServiceLayer,
    source: &RecoverySource,
) -> Vec<Arc<dyn Step>> {
    let launch = Launch {
        target: TargetName::Dr,
        product: service.choice().provisioned_product.clone(),
    };
    let mut errands = vec![search_index(source, launch.clone())];
    if deployment.single_sign_on.is_some() {
        errands.push(sign_on(deployment, service, launch.clone()));
    }
    errands.push(names(deployment, launch));
    errands
        .into_iter()
        .map(|step| Arc::new(step) as Arc<dyn Step>)
        .collect()
}

fn search_index(source: &RecoverySource, launch: Launch) -> ManualStep {
    ManualStep::builder()
        .id(StepId::known("search-index"))
        .title("Search index")
        .target(TargetName::Dr)
        .kind(ErrandKind::FollowUp)
        .instructions([
            "Ask TetraScience how the search index is filled again from the data lake or its backups.".to_owned(),
            format!("The data lake is {}, the database came from {}.", source.datalake_bucket, source.snapshot),
        ])
        .why("The index is made empty, and the documents name no way to restore it (V1).")
        .about([source.datalake_bucket.to_string(), source.snapshot.to_string()])
        .launch(launch)
        .after(vec![StepId::known("service-layer")])
        .build()
}

fn sign_on(deployment: &Deployment, service: &ServiceLayer, launch: Launch) -> ManualStep {
    let sent = deployment.data_layer.parameters(&Inputs::default());
    let environment = sent.plain("Environment").unwrap_or("production");
    let domain = &service.draft().web.domain;
    ManualStep::builder()
        .id(StepId::known("sign-on-anew"))
        .title("Single sign-on, set up anew")
        .target(TargetName::Dr)
        .kind(ErrandKind::FollowUp)
        .instructions([
            "Sign in as a local administrator, and do not disable the default administrator before \
             somebody has signed in through the identity provider again."
                .to_owned(),
            format!(
                "Make the user pool, its domain, client and identity provider in the DR account (I1 to I4); \
                 it sends users back to https://{domain}/login/sso and https://{domain}/logout."
            ),
            format!(
                "Write SSO_DOMAIN, SSO_CLIENT_ID, SSO_CLIENT_SECRET, SSO_REDIRECT_URI and \
                 SSO_GROUPS_ATTRIBUTE under /tetrascience/{environment}/ECS/ts-service-user-org/ there (I5), then \
                 restart ts-service-user-org and ts-service-web (I6)."
            ),
            "Give whoever runs the identity provider the new pool's entity id and address (I8).".to_owned(),
        ])
        .why("The user pool stayed in the main account: until then nobody can sign in through the identity provider (V1).")
        .about([domain.to_string()])
        .launch(launch)
        .after(vec![StepId::known("service-layer")])
        .build()
}

fn names(deployment: &Deployment, launch: Launch) -> ManualStep {
    let domain = deployment.service_layer.draft().web.domain.to_string();
    ManualStep::builder()
        .id(StepId::known("dns-cut-over"))
        .title("DNS cut-over")
        .target(TargetName::Dr)
        .kind(ErrandKind::FollowUp)
        .instructions([format!(
            "Let {domain} and its api. subdomain point at the recovered platform, unless its stack did so in the zone it was given."
        )])
        .why("People and agents still ask the lost one (V1).")
        .about([domain])
        .launch(launch)
        .after(vec![StepId::known("service-layer")])
        .build()
}
