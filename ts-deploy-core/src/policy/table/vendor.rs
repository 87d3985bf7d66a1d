//! The role through which the vendor reads logs. That it is looked for stands with the other roles.

use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const PLATFORM: &[Place] = &[Place::Platform];
const LOOK: &[Use] = &[(Phase::Deploy, PLATFORM), (Phase::Watch, PLATFORM)];
const CHANGE: &[Use] = &[(Phase::Deploy, PLATFORM)];

/// A row whose one action is named after the operation, on that role.
macro_rules! on_role {
    ($operation:literal, $used:expr) => {
        Operation::new(
            "iam",
            $operation,
            $used,
            &[Need::of(concat!("iam:", $operation), Scope::VendorLogRole)],
        )
        .when(When::VendorLogAccess)
    };
}

pub(super) const TABLE: &[Operation] = &[
    on_role!("ListRolePolicies", LOOK),
    on_role!("GetRolePolicy", LOOK),
    on_role!("ListAttachedRolePolicies", LOOK),
    Operation::new(
        "iam",
        "CreateRole",
        CHANGE,
        &[
            Need::of("iam:CreateRole", Scope::BoundedVendorLogRole),
            Need::implied(
                "iam:TagRole",
                Scope::VendorLogRole,
                "the role is given its tags by the same call",
            ),
        ],
    )
    .when(When::VendorLogAccess),
    Operation::new(
        "iam",
        "PutRolePermissionsBoundary",
        CHANGE,
        &[Need::of(
            "iam:PutRolePermissionsBoundary",
            Scope::BoundedVendorLogRole,
        )],
    )
    .when(When::VendorLogBoundary),
    on_role!("UpdateAssumeRolePolicy", CHANGE),
    on_role!("PutRolePolicy", CHANGE),
    on_role!("TagRole", CHANGE),
    on_role!("DeleteRolePolicy", CHANGE),
    on_role!("DeleteRole", CHANGE),
];
