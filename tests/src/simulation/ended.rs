//! What a deployment with everything has made in the end.

use std::collections::BTreeMap;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::parameter::LiveParameters;
use ts_deploy_core::port::catalog::CatalogReader as _;
use ts_deploy_core::port::parameter_store::ParameterReader as _;
use ts_deploy_core::port::stack::StackReader as _;
use ts_deploy_core::port::user_pool::UserPoolReader as _;
use ts_deploy_core::sim::SimPlace;
use ts_deploy_core::target::TargetName;
use ts_deploy_sso::CognitoSso;

use super::Wanted;
use super::stage::{PATH, Stage, named};
use crate::{DATA, SERVICE};

/// What a stack was given and gives.
pub type Made = (LiveParameters, BTreeMap<String, String>);

/// What there is in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// What the stacks of both products were given and give, and the stacks beside, by name.
    pub made: BTreeMap<String, Made>,
    /// How many launches of the two products were accepted.
    pub launches: u64,
    /// The version of each parameter: how often it was written.
    pub versions: BTreeMap<String, u64>,
    /// The user pools of the platform's name, each with its domain, provider and app clients, without
    /// their ids.
    pub pools: Vec<String>,
    /// How often each call was sent that AWS would do again.
    pub sent: BTreeMap<String, u64>,
}

/// The calls that change something and take no token.
const WITHOUT_TOKEN: [&str; 15] = [
    "cognito-idp:AddCustomAttributes",
    "cognito-idp:CreateIdentityProvider",
    "cognito-idp:CreateUserPool",
    "cognito-idp:CreateUserPoolClient",
    "cognito-idp:CreateUserPoolDomain",
    "cognito-idp:UpdateIdentityProvider",
    "cognito-idp:UpdateUserPool",
    "cognito-idp:UpdateUserPoolClient",
    "cognito-idp:UpdateUserPoolDomain",
    "ecs:UpdateService",
    "es:UpdateElasticsearchDomainConfig",
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "ssm:DeleteParameter",
    "ssm:PutParameter",
];

fn place(stage: &Stage, deployment: &Deployment, name: TargetName) -> Option<SimPlace> {
    let settings = deployment.target(name)?;
    Some(stage.cloud.at(&settings.target))
}

#[expect(clippy::unwrap_used, reason = "what was deployed is there")]
pub(super) async fn look(stage: &Stage, wanted: &Wanted) -> Ended {
    let deployment = &*wanted.deployment;
    let main = place(stage, deployment, TargetName::Main).unwrap();
    let sso = ts_deploy_sso::component(deployment).map(|built| built.unwrap());
    let mut paths = vec![ParameterPath::parse(PATH).unwrap()];
    if let Some(sso) = &sso {
        paths.extend(sso.ssm_entries().map(|entry| entry.name));
    }
    let described = main.describe(&paths).await.unwrap().into_iter();
    let calls = stage.cloud.calls().into_iter();
    Ended {
        made: stacks(stage, deployment, &main).await,
        launches: stage.launches(),
        versions: described
            .map(|one| (one.name.to_string(), one.version.0))
            .collect(),
        pools: match &sso {
            Some(sso) => pools(sso, &main).await,
            None => Vec::new(),
        },
        sent: calls
            .filter(|(name, _)| WITHOUT_TOKEN.contains(&name.as_str()))
            .collect(),
    }
}

#[expect(clippy::unwrap_used, reason = "what was deployed is there")]
async fn stacks(stage: &Stage, deployment: &Deployment, main: &SimPlace) -> BTreeMap<String, Made> {
    let mut made = BTreeMap::new();
    for name in [DATA, SERVICE] {
        let product = main.provisioned_product(&named(name)).await;
        let stack = product.unwrap().unwrap().stack.unwrap();
        let stack = main.stack(&stack.0).await.unwrap().unwrap();
        made.insert(name.to_owned(), (stack.parameters, stack.outputs));
    }
    let beside = [
        (TargetName::Dr, "acme-tetra-dr"),
        (TargetName::DrInMainRegion, "acme-tetra-snapshot-tool"),
    ];
    for (target, name) in beside {
        let Some(place) = place(stage, deployment, target) else {
            continue;
        };
        if let Some(stack) = place.stack(name).await.unwrap() {
            made.insert(name.to_owned(), (stack.parameters, stack.outputs));
        }
    }
    made
}

/// The pools as text, since what they hold beside what is set cannot be compared.
#[expect(clippy::unwrap_used, reason = "what was deployed is there")]
async fn pools(sso: &CognitoSso, main: &SimPlace) -> Vec<String> {
    let mut told = Vec::new();
    for id in main.pools_named(&sso.user_pool_name()).await.unwrap() {
        let pool = main.pool(&id).await.unwrap().unwrap();
        let provider = &sso.draft().identity_provider.name;
        let provider = main.provider(&id, provider).await.unwrap();
        let provider = provider.map(|one| (one.details, one.mapping));
        let mut clients = Vec::new();
        for client in main.clients(&id).await.unwrap() {
            let client = main.client(&id, &client.id).await.unwrap().unwrap();
            clients.push(client.settings);
        }
        let domain = pool.prefix_domain;
        told.push(format!(
            "{:?} {domain:?} {provider:?} {clients:?}",
            pool.settings
        ));
    }
    told
}
