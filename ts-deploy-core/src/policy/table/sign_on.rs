//! Single sign-on: Cognito, and the services that are restarted.

use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const COGNITO: &str = "cognito-idp";
const PLATFORM: &[Place] = &[Place::Platform];
const LOOK: &[Use] = &[(Phase::Sso, PLATFORM), (Phase::Watch, PLATFORM)];
const CHANGE: &[Use] = &[(Phase::Sso, PLATFORM)];
/// What the products' stacks made: looked for by the tasks after a deployment too.
const PARTS: &[Use] = &[
    (Phase::Deploy, PLATFORM),
    (Phase::Sso, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
];
/// Services are restarted after a change of their parameters too.
const SERVICES: &[Use] = PARTS;
const RESTARTS: &[Use] = &[
    (Phase::Deploy, PLATFORM),
    (Phase::Sso, PLATFORM),
    (Phase::Dr, &[Place::Recovery]),
];

/// What the products made is looked at before a deployment too, once they are there (R21, T1).
const RESOURCES: &[Use] = &[
    (Phase::Preflight, PLATFORM),
    (Phase::Deploy, PLATFORM),
    (Phase::Sso, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
];

/// A row whose one action is named after the operation, on user pools.
macro_rules! on_pools {
    ($operation:literal, $used:expr) => {
        Operation::new(
            COGNITO,
            $operation,
            $used,
            &[Need::of(concat!("cognito-idp:", $operation), Scope::UserPools)],
        )
        .when(When::SignOn)
    };
    ($operation:literal, $used:expr, $($more:expr),+) => {
        Operation::new(
            COGNITO,
            $operation,
            $used,
            &[Need::of(concat!("cognito-idp:", $operation), Scope::UserPools), $($more),+],
        )
        .when(When::SignOn)
    };
}

/// Cognito serves a domain of one's own from a distribution of `CloudFront`, which it changes with the
/// caller's rights.
const DISTRIBUTION: Need = Need::implied(
    "cloudfront:UpdateDistribution",
    Scope::SignInDistribution,
    "a custom domain is served by CloudFront, with the caller's rights",
);

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        COGNITO,
        "ListUserPools",
        LOOK,
        &[Need::of("cognito-idp:ListUserPools", Scope::Any)],
    )
    .when(When::SignOn),
    on_pools!("DescribeUserPool", LOOK),
    Operation::new(
        COGNITO,
        "DescribeUserPoolDomain",
        LOOK,
        &[Need::of("cognito-idp:DescribeUserPoolDomain", Scope::Any)],
    )
    .when(When::SignOn),
    on_pools!("DescribeIdentityProvider", LOOK),
    on_pools!("ListUserPoolClients", LOOK),
    on_pools!("DescribeUserPoolClient", LOOK),
    Operation::new(
        COGNITO,
        "CreateUserPool",
        CHANGE,
        &[
            Need::of("cognito-idp:CreateUserPool", Scope::Any),
            Need::implied(
                "cognito-idp:TagResource",
                Scope::UserPools,
                "tags given when a pool is made are tagging of their own",
            ),
        ],
    )
    .when(When::SignOn),
    on_pools!("UpdateUserPool", CHANGE),
    on_pools!("AddCustomAttributes", CHANGE),
    on_pools!("DeleteUserPool", CHANGE),
    on_pools!("CreateUserPoolDomain", CHANGE, DISTRIBUTION),
    on_pools!("UpdateUserPoolDomain", CHANGE, DISTRIBUTION),
    on_pools!("DeleteUserPoolDomain", CHANGE, DISTRIBUTION),
    on_pools!("CreateIdentityProvider", CHANGE),
    on_pools!("UpdateIdentityProvider", CHANGE),
    on_pools!("DeleteIdentityProvider", CHANGE),
    on_pools!("CreateUserPoolClient", CHANGE),
    on_pools!("UpdateUserPoolClient", CHANGE),
    on_pools!("DeleteUserPoolClient", CHANGE),
    Operation::new(
        "cloudformation",
        "ListStackResources",
        RESOURCES,
        &[Need::of(
            "cloudformation:ListStackResources",
            Scope::ProductStacks,
        )],
    ),
    Operation::new(
        "ecs",
        "ListServices",
        SERVICES,
        &[Need::of("ecs:ListServices", Scope::Any)],
    )
    .when(When::SecretsOrSignOn),
    Operation::new(
        "ecs",
        "DescribeServices",
        SERVICES,
        &[Need::of("ecs:DescribeServices", Scope::ContainerServices)],
    )
    .when(When::SecretsOrSignOn),
    Operation::new(
        "ecs",
        "UpdateService",
        RESTARTS,
        &[Need::of("ecs:UpdateService", Scope::ContainerServices)],
    )
    .when(When::SecretsOrSignOn),
];
