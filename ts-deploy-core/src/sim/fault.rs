//! What can be made to go wrong: in the world (scripted), and with a call on its way (a hook).

use serde::{Deserialize, Serialize};

use crate::ids::{ProvisionedProductName, printable};
use crate::port::Call;

/// Something that goes wrong in the world, whoever looks.
///
/// A fault waits for the next operations that touch its resource, on the provisioned product of its
/// name or on the stack of that name that its owner made, and is spent when such an operation is
/// accepted. Resources are named `Stack/Resource`, such as `Database/Instance`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WorldFault {
    /// A launch or an update fails half-way through this resource, and is rolled back.
    ResourceFails {
        /// The name of the provisioned product or stack.
        product: ProvisionedProductName,
        /// The resource, or a nested stack alone.
        resource: String,
        /// What the resource's event says.
        reason: String,
        /// How many operations it happens to.
        times: u32,
    },
    /// A removal fails at this resource: what it stands on remains.
    DeleteFails {
        /// The name of the provisioned product or stack.
        product: ProvisionedProductName,
        /// The resource.
        resource: String,
        /// What the resource's event says.
        reason: String,
        /// How many removals it happens to.
        times: u32,
    },
    /// A launch or an update that fails is not taken back: its stack ends in `ROLLBACK_FAILED` or
    /// `UPDATE_ROLLBACK_FAILED`, and what a launch began remains. It waits for an operation that
    /// fails.
    RollbackFails {
        /// The name of the provisioned product or stack.
        product: ProvisionedProductName,
        /// What the stack's last event says.
        reason: String,
        /// How many failures it happens to.
        times: u32,
    },
    /// A launch or an update takes longer at this resource.
    Stalls {
        /// The name of the provisioned product or stack.
        product: ProvisionedProductName,
        /// The resource.
        resource: String,
        /// How much longer, in minutes.
        minutes: u32,
        /// How many operations it happens to.
        times: u32,
    },
}

impl WorldFault {
    /// The name of the provisioned product or stack that it waits for.
    pub(super) fn product(&self) -> &ProvisionedProductName {
        match self {
            Self::ResourceFails { product, .. }
            | Self::DeleteFails { product, .. }
            | Self::RollbackFails { product, .. }
            | Self::Stalls { product, .. } => product,
        }
    }

    /// True for the same fault, however often it is still to happen.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let mut other = other.clone();
        let mut own = self.clone();
        *other.times() = *own.times();
        own == other
    }

    /// How often it is still to happen.
    pub(super) fn times(&mut self) -> &mut u32 {
        match self {
            Self::ResourceFails { times, .. }
            | Self::DeleteFails { times, .. }
            | Self::RollbackFails { times, .. }
            | Self::Stalls { times, .. } => times,
        }
    }
}

impl std::fmt::Display for WorldFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (product, resource, what, times) = match self {
            Self::ResourceFails {
                product,
                resource,
                times,
                ..
            } => (product, resource.as_str(), "fails".to_owned(), times),
            Self::RollbackFails { product, times, .. } => {
                (product, "the rollback", "fails".to_owned(), times)
            }
            Self::DeleteFails {
                product,
                resource,
                times,
                ..
            } => (
                product,
                resource.as_str(),
                "cannot be deleted".to_owned(),
                times,
            ),
            Self::Stalls {
                product,
                resource,
                minutes,
                times,
            } => {
                let what = format!("takes {minutes} minutes longer");
                (product, resource.as_str(), what, times)
            }
        };
        let resource = printable(resource, 200);
        write!(f, "{resource} of {product}: {what}, {times} left")
    }
}

/// A call about to be made, as the hook of [`SimCloud::on_call`](super::SimCloud::on_call) sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo {
    /// Service, operation and target.
    pub call: Call,
    /// True for a call that changes something.
    pub changing: bool,
    /// How many calls of this operation there were in the world's life, this one included.
    pub count: u64,
}

/// What happens to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CallFault {
    /// Nothing: it is answered.
    #[default]
    None,
    /// The service asks to slow down; there is no effect.
    Throttle,
    /// It is lost on the way: no effect, no answer.
    LostBefore,
    /// It arrives and has its effect, but the answer is lost.
    LostAfter,
    /// The caller has no right to it; there is no effect.
    Denied,
    /// The caller's credentials have ended; there is no effect.
    CredentialsExpired,
}

impl CallFault {
    /// The word for it in scripts: `throttled`, `lost_after`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "answered",
            Self::Throttle => "throttled",
            Self::LostBefore => "lost_before",
            Self::LostAfter => "lost_after",
            Self::Denied => "denied",
            Self::CredentialsExpired => "credentials_expired",
        }
    }
}

/// The hook around all calls.
pub type CallHook = Box<dyn FnMut(&CallInfo) -> CallFault + Send>;
