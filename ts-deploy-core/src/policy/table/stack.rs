//! Stacks: those of the products, which are read, and those of disaster recovery, which are made.

use super::LOOK;
use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const SERVICE: &str = "cloudformation";
const OWN: &[Place] = &[Place::Recovery, Place::Snapshots];
const OWN_CHANGE: &[Use] = &[(Phase::Dr, OWN)];
const OWN_LOOK: &[Use] = &[(Phase::Watch, OWN), (Phase::Dr, OWN)];
/// What the vendor's templates make, and those of one's own declare.
const PLATFORM_LOOK: &[Use] = &[(Phase::Preflight, &[Place::Platform])];
const LIST_LOOK: &[Use] = &[
    (Phase::Preflight, &[Place::Platform]),
    (Phase::Watch, OWN),
    (Phase::Dr, OWN),
];
const SUMMARY_LOOK: &[Use] = &[
    (
        Phase::Preflight,
        &[Place::Platform, Place::Recovery, Place::Snapshots],
    ),
    (Phase::Watch, OWN),
    (Phase::Dr, OWN),
];
/// Looks at the products' stacks and at one's own.
const ANY_LOOK: &[Use] = &[
    (Phase::Preflight, &[Place::Platform, Place::Recovery]),
    (Phase::Deploy, &[Place::Platform]),
    (Phase::Watch, &[Place::Every]),
    (Phase::Dr, &[Place::Every]),
];

const READ_TEMPLATE: Need = Need::implied(
    "s3:GetObject",
    Scope::OwnTemplates,
    "a template at an address is read with the caller's rights",
);

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        SERVICE,
        "DescribeStacks",
        ANY_LOOK,
        &[
            Need::of("cloudformation:DescribeStacks", Scope::ProductStacks),
            Need::of("cloudformation:DescribeStacks", Scope::OwnStacks),
        ],
    ),
    Operation::new(
        SERVICE,
        "DescribeStackEvents",
        ANY_LOOK,
        &[
            Need::of("cloudformation:DescribeStackEvents", Scope::ProductStacks),
            Need::of("cloudformation:DescribeStackEvents", Scope::OwnStacks),
        ],
    ),
    Operation::new(
        SERVICE,
        "DescribeEvents",
        LOOK,
        &[
            Need::of("cloudformation:DescribeEvents", Scope::ProductStacks),
            Need::of("cloudformation:DescribeEvents", Scope::OwnStacks),
        ],
    ),
    Operation::new(
        SERVICE,
        "ListStacks",
        LIST_LOOK,
        &[Need::of("cloudformation:ListStacks", Scope::Any)],
    ),
    Operation::new(
        SERVICE,
        "GetTemplateSummary",
        SUMMARY_LOOK,
        &[
            Need::of("cloudformation:GetTemplateSummary", Scope::Any),
            READ_TEMPLATE,
        ],
    ),
    Operation::new(
        SERVICE,
        "GetTemplate",
        PLATFORM_LOOK,
        &[Need::of("cloudformation:GetTemplate", Scope::ProductStacks)],
    ),
    Operation::new(
        "s3",
        "GetObject",
        OWN_LOOK,
        &[Need::of("s3:GetObject", Scope::OwnTemplates)],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "DescribeChangeSet",
        OWN_LOOK,
        &[Need::of(
            "cloudformation:DescribeChangeSet",
            Scope::OwnStacks,
        )],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "CreateStack",
        OWN_CHANGE,
        &[
            Need::of("cloudformation:CreateStack", Scope::OwnStacks),
            Need::implied(
                "cloudformation:TagResource",
                Scope::OwnStacks,
                "tags given at creation are tagging of their own",
            ),
            READ_TEMPLATE,
        ],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "CreateChangeSet",
        OWN_CHANGE,
        &[
            Need::of("cloudformation:CreateChangeSet", Scope::OwnStacks),
            Need::implied(
                "cloudformation:TagResource",
                Scope::OwnStacks,
                "tags of a change set are tagging of their own",
            ),
            READ_TEMPLATE,
        ],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "ExecuteChangeSet",
        OWN_CHANGE,
        &[Need::of(
            "cloudformation:ExecuteChangeSet",
            Scope::OwnStacks,
        )],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "DeleteChangeSet",
        OWN_CHANGE,
        &[Need::of("cloudformation:DeleteChangeSet", Scope::OwnStacks)],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "DeleteStack",
        OWN_CHANGE,
        &[Need::of("cloudformation:DeleteStack", Scope::OwnStacks)],
    )
    .when(When::OwnStack),
    Operation::new(
        SERVICE,
        "UpdateTerminationProtection",
        OWN_CHANGE,
        &[Need::of(
            "cloudformation:UpdateTerminationProtection",
            Scope::OwnStacks,
        )],
    )
    .when(When::OwnStack),
];
