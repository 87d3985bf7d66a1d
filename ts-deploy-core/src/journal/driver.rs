//! Who drives a deployment: one at a time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Exclusive, Lease};

/// Who drives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// The person or system, as it should appear in messages: `jane`.
    pub name: String,
    /// The machine.
    pub host: String,
    /// The process on it.
    pub process: u32,
}

impl Driver {
    /// `name`, in this process on `host`.
    pub fn new(name: impl Into<String>, host: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            host: host.into(),
            process: std::process::id(),
        }
    }
}

impl std::fmt::Display for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} on {} (process {})",
            self.name, self.host, self.process
        )
    }
}

/// How long a driver holds a deployment without a word, by the store's time.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// How much longer a new driver waits, for clocks that disagree.
pub const MARGIN: SignedDuration = SignedDuration::from_secs(30);

/// Another driver holds the deployment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} drives this deployment since {}; if that process is gone, it can be taken over after {}",
    .lease.driver,
    .lease.since.strftime("%Y-%m-%d %H:%M:%SZ"),
    .free.strftime("%Y-%m-%d %H:%M:%SZ")
)]
pub struct Refused {
    /// Who, and since when.
    pub lease: Lease,
    /// When it may be taken over, by the store's time.
    pub free: Timestamp,
}

/// Whether `driver` may take over what `lease` says at `now`, the store's time.
///
/// A lease that ran out, with the margin, may be taken over; so may one of this machine when the
/// store says that no other process here holds it: that process is gone.
pub(super) fn may_take(
    lease: Option<&Lease>,
    driver: &Driver,
    now: Timestamp,
    exclusive: Exclusive,
) -> Result<(), Refused> {
    let Some(lease) = lease else {
        return Ok(());
    };
    let free = lease.until.checked_add(MARGIN).unwrap_or(Timestamp::MAX);
    let gone = lease.driver.host == driver.host && exclusive == Exclusive::Held;
    if gone || now >= free {
        Ok(())
    } else {
        Err(Refused {
            lease: lease.clone(),
            free,
        })
    }
}
