//! The tasks after a deployment, which are part of every deploy: the cluster's endpoint (T3) and the
//! search domain's (T4).

use super::{CHANGE, LOOK, Operation, Phase, Place, Use};
use crate::policy::operation::Need;
use crate::policy::scope::Scope;

/// Finds what the products made; single sign-on finds the services that it restarts so too.
const FIND: &[Use] = &[
    (Phase::Deploy, &[Place::Platform]),
    (Phase::Watch, &[Place::Platform]),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
    (Phase::Sso, &[Place::Platform]),
];

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        "cloudformation",
        "ListStackResources",
        FIND,
        &[Need::of(
            "cloudformation:ListStackResources",
            Scope::ProductStacks,
        )],
    ),
    Operation::new(
        "eks",
        "DescribeCluster",
        LOOK,
        &[Need::of("eks:DescribeCluster", Scope::WorkerClusters)],
    ),
    Operation::new(
        "eks",
        "DescribeUpdate",
        LOOK,
        &[Need::of("eks:DescribeUpdate", Scope::WorkerClusters)],
    ),
    Operation::new(
        "eks",
        "UpdateClusterConfig",
        CHANGE,
        &[Need::of("eks:UpdateClusterConfig", Scope::WorkerClusters)],
    ),
    Operation::new(
        "es",
        "DescribeElasticsearchDomainConfig",
        LOOK,
        &[Need::of(
            "es:DescribeElasticsearchDomainConfig",
            Scope::SearchDomains,
        )],
    ),
    Operation::new(
        "es",
        "UpdateElasticsearchDomainConfig",
        CHANGE,
        &[Need::of(
            "es:UpdateElasticsearchDomainConfig",
            Scope::SearchDomains,
        )],
    ),
];
