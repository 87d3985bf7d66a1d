//! Read-only access to logs for the vendor (T9).

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::single_sign_on::list;
use crate::deployment;
use crate::ids::{AccountId, ExternalId, LogGroupPattern, PrincipalArn, RoleName, RolePath};
use crate::spec::declare::{choice, record};
use crate::spec::decode::{Decode, wrong_shape};
use crate::spec::leaf::too_many;
use crate::spec::limit;
use crate::spec::notes::{At, Notes};
use crate::spec::tree::{Node, Shape};

record! {
    /// A role in the main account that reads CloudWatch Logs in its region, made once the platform runs and
    /// removed with it.
    VendorLogAccess {
        /// Who may assume it; the vendor tells.
        vendor: Vendor,
        /// What the vendor says when it assumes the role; agree on it with the vendor. It is no secret.
        external_id: ExternalId,
        /// The role's name. Default: the role prefix, the infrastructure name and -vendor-logs.
        role_name: Option<RoleName>,
        /// The role's path, which cannot be changed later. Default: /.
        role_path: Option<RolePath>,
        /// The log groups that it may read. Default: all of the account in the region.
        log_groups: Option<LogGroups>,
    }
}

choice! {
    /// Who at the vendor may assume the role.
    Vendor {
        /// Whomever the administrators of this account let.
        "account" => Account(AccountId),
        /// One user or role, which must be there already.
        "principal" => Principal(PrincipalArn),
    }
}

list! {
    /// Log groups.
    LogGroups of LogGroupPattern, "log groups", limit::LOG_GROUPS
}

impl From<Vendor> for deployment::Vendor {
    fn from(vendor: Vendor) -> Self {
        match vendor {
            Vendor::Account(account) => Self::Account(account),
            Vendor::Principal(principal) => Self::Principal(principal),
        }
    }
}
