//! What is looked at in the accounts, and mended there.

use crate::policy::operation::{Need, Operation, Phase, Place, Use};
use crate::policy::scope::Scope;

const EVERY: &[Place] = &[Place::Every];
const RECOVERY: &[Place] = &[Place::Recovery];
const PLATFORM: &[Place] = &[Place::Platform];
const CHECKED: &[Use] = &[(Phase::Preflight, EVERY), (Phase::Fix, EVERY)];
const MENDED: &[Use] = &[(Phase::Fix, EVERY)];
const LOOKED_AT: &[Use] = &[(Phase::Preflight, EVERY)];
/// What the caller may do: asked by a check, and about a snapshot's key.
const RIGHTS: &[Use] = &[(Phase::Preflight, EVERY), (Phase::Dr, RECOVERY)];
const ROLES: &[Use] = &[
    (Phase::Preflight, EVERY),
    (Phase::Fix, EVERY),
    (Phase::Deploy, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, RECOVERY),
];

pub(super) const TABLE: &[Operation] = &[
    // Needs no right, and no policy can take it away.
    Operation::new(
        "sts",
        "GetCallerIdentity",
        &[
            (Phase::Preflight, EVERY),
            (Phase::Fix, EVERY),
            (Phase::Deploy, EVERY),
            (Phase::Watch, EVERY),
            (Phase::Dr, EVERY),
            (Phase::Sso, EVERY),
        ],
        &[],
    ),
    Operation::new(
        "cloudtrail",
        "DescribeTrails",
        LOOKED_AT,
        &[Need::of("cloudtrail:DescribeTrails", Scope::Any)],
    ),
    Operation::new(
        "cloudtrail",
        "GetTrailStatus",
        LOOKED_AT,
        &[Need::of("cloudtrail:GetTrailStatus", Scope::Trails)],
    ),
    Operation::new(
        "organizations",
        "DescribeEffectivePolicy",
        LOOKED_AT,
        &[Need::of(
            "organizations:DescribeEffectivePolicy",
            Scope::OrganizationAccount,
        )],
    ),
    Operation::new(
        "logs",
        "DescribeResourcePolicies",
        CHECKED,
        &[Need::of("logs:DescribeResourcePolicies", Scope::Any)],
    ),
    Operation::new(
        "logs",
        "PutResourcePolicy",
        MENDED,
        &[Need::of("logs:PutResourcePolicy", Scope::Any)],
    ),
    Operation::new(
        "iam",
        "GetRole",
        ROLES,
        &[
            Need::of("iam:GetRole", Scope::Roles),
            Need::of("iam:GetRole", Scope::VendorLogRole),
        ],
    ),
    Operation::new(
        "iam",
        "GetUser",
        RIGHTS,
        &[Need::of("iam:GetUser", Scope::Users)],
    ),
    Operation::new(
        "iam",
        "GetPolicy",
        LOOKED_AT,
        &[Need::of("iam:GetPolicy", Scope::BoundaryPolicies)],
    ),
    Operation::new(
        "iam",
        "SimulatePrincipalPolicy",
        RIGHTS,
        &[
            Need::of("iam:SimulatePrincipalPolicy", Scope::Roles),
            Need::of("iam:SimulatePrincipalPolicy", Scope::Users),
        ],
    ),
];
