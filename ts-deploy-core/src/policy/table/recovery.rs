//! What a drill and a recovery look at besides the products.

use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const BUCKETS: &[Use] = &[(Phase::Dr, &[Place::Platform, Place::Recovery])];
const KEYS: &[Use] = &[
    (Phase::Preflight, &[Place::Platform]),
    (Phase::Deploy, &[Place::Platform]),
    (Phase::Watch, &[Place::Platform]),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
];
const SNAPSHOTS: &[Use] = &[(Phase::Dr, &[Place::Recovery])];
/// Those of the main account count against a quota (R23).
const COUNTED: &[Use] = &[
    (Phase::Preflight, &[Place::Platform]),
    (Phase::Dr, &[Place::Recovery]),
];
const TOOL: &[Use] = &[
    (Phase::Watch, &[Place::Snapshots]),
    (Phase::Dr, &[Place::Snapshots]),
];

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        "s3",
        "HeadBucket",
        BUCKETS,
        &[Need::implied(
            "s3:ListBucket",
            Scope::Buckets,
            "HeadBucket is allowed by the right to list",
        )],
    )
    .when(When::Recovery),
    Operation::new(
        "s3",
        "GetBucketLocation",
        BUCKETS,
        &[Need::of("s3:GetBucketLocation", Scope::Buckets)],
    )
    .when(When::Recovery),
    Operation::new(
        "s3",
        "GetBucketVersioning",
        BUCKETS,
        &[Need::of("s3:GetBucketVersioning", Scope::Buckets)],
    )
    .when(When::Recovery),
    Operation::new(
        "s3",
        "GetBucketReplication",
        BUCKETS,
        &[Need::implied(
            "s3:GetReplicationConfiguration",
            Scope::Buckets,
            "the action of GetBucketReplication has another name",
        )],
    )
    .when(When::Recovery),
    Operation::new(
        "kms",
        "DescribeKey",
        KEYS,
        &[
            Need::of("kms:DescribeKey", Scope::Keys),
            Need::of("kms:DescribeKey", Scope::KeysElsewhere),
        ],
    ),
    Operation::new(
        "kms",
        "GetKeyPolicy",
        SNAPSHOTS,
        &[Need::of("kms:GetKeyPolicy", Scope::Keys)],
    )
    .when(When::Recovery),
    Operation::new(
        "logs",
        "DescribeLogGroups",
        TOOL,
        &[Need::of("logs:DescribeLogGroups", Scope::Any)],
    )
    .when(When::OwnStack),
    Operation::new(
        "rds",
        "DescribeDBSnapshots",
        COUNTED,
        &[Need::of("rds:DescribeDBSnapshots", Scope::Snapshots)],
    ),
];
