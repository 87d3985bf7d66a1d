//! Who drives a deployment: one at a time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::process;
use super::{Exclusive, Journal, JournalEntry, JournalError, Lease};

/// Who drives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// The person or system, as it should appear in messages: `jane`.
    pub name: String,
    /// The machine.
    pub host: String,
    /// The process on it.
    pub process: u32,
    /// What tells it from another process that has the same name, host and number, as containers
    /// have that share their host's name; `None` for one that is to be known again after it forgot
    /// everything, and goes on at once with what it drove.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Where its number is known: what tells the running system, and the container on it, from all
    /// others; `None` where the system does not tell. Of a process elsewhere nobody asks by number
    /// whether it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<String>,
}

impl Driver {
    /// `name`, in this process on `host`.
    pub fn new(name: impl Into<String>, host: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            host: host.into(),
            process: std::process::id(),
            instance: None,
            numbers: process::numbers(),
        }
    }

    /// True of the same driver, wherever its number is known now.
    fn is(&self, other: &Self) -> bool {
        let told = |one: &Self| (one.name.clone(), one.host.clone(), one.process);
        told(self) == told(other) && self.instance == other.instance
    }

    /// Told apart by `instance`, which no other process has, from all that are called the same.
    #[must_use]
    pub fn instance(mut self, instance: impl Into<String>) -> Self {
        self.instance = Some(instance.into());
        self
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
#[non_exhaustive]
pub enum Refused {
    /// By a lease that has not run out.
    #[error(
        "{}; if that process is gone, it can be taken over after {}{}",
        since(.lease),
        .free.strftime("%Y-%m-%d %H:%M:%SZ"),
        clock(*.shows)
    )]
    Leased {
        /// Who, and since when.
        lease: Lease,
        /// When it may be taken over, by the store's time.
        free: Timestamp,
        /// What the store's clock shows, where that is not the time of the run that was refused: a
        /// rehearsal has the simulated cloud's.
        shows: Option<Timestamp>,
    },
    /// By a process that runs on this machine: it may be taken over when that process ended.
    #[error("{}", here(.lease.as_ref(), *.shows))]
    Here {
        /// Who, and since when; `None` when it has not written that it drives.
        lease: Option<Lease>,
        /// What the store's clock shows, where that is not the time of the run that was refused.
        shows: Option<Timestamp>,
    },
}

fn since(lease: &Lease) -> String {
    format!(
        "{} drives this deployment since {}",
        lease.driver,
        lease.since.strftime("%Y-%m-%d %H:%M:%SZ")
    )
}

/// Whose clock a lease's times are by, where it shows another time than the run has.
fn clock(shows: Option<Timestamp>) -> String {
    let told = |now: Timestamp| {
        format!(
            " by the journal's clock, which now shows {}",
            now.strftime("%Y-%m-%d %H:%M:%SZ")
        )
    };
    shows.map(told).unwrap_or_default()
}

fn here(lease: Option<&Lease>, shows: Option<Timestamp>) -> String {
    match lease {
        Some(lease) => format!(
            "{}{}, and that process still runs on this machine: let it end, then run again",
            since(lease),
            clock(shows)
        ),
        None => "another process on this machine holds this deployment, to begin or to end a run: let it end, then run again".to_owned(),
    }
}

/// What the store's clock shows, where it is another one than that by which it is `at`.
fn other_clock(now: Timestamp, at: Timestamp) -> Option<Timestamp> {
    (now.duration_since(at).abs() > MARGIN).then_some(now)
}

/// Whether `driver` may take over what `lease` says at `now`, the store's time; `at` is the run's.
///
/// A lease that ran out, with the margin, may be taken over; so may one of this machine when the
/// store says that no other process here holds it, and that process is known to be gone. A copy of a
/// store is held by nobody while its driver drives the original, so that one of both is not enough. The
/// driver that the lease names goes on with it. A store held by another process here is never taken over.
fn may_take(
    lease: Option<&Lease>,
    driver: &Driver,
    (now, at): (Timestamp, Timestamp),
    exclusive: Exclusive,
) -> Result<(), Refused> {
    let shows = other_clock(now, at);
    if exclusive == Exclusive::Taken {
        let lease = lease.filter(|lease| lease.driver.host == driver.host);
        let lease = lease.cloned();
        return Err(Refused::Here { lease, shows });
    }
    let Some(lease) = lease else {
        return Ok(());
    };
    let free = lease.until.checked_add(MARGIN).unwrap_or(Timestamp::MAX);
    let gone = exclusive == Exclusive::Held && ended_here(lease, driver);
    if gone || lease.driver.is(driver) || now >= free {
        Ok(())
    } else {
        let lease = lease.clone();
        Err(Refused::Leased { lease, free, shows })
    }
}

/// True when the process that the lease names was one of `driver`'s machine and is known to be gone.
fn ended_here(lease: &Lease, driver: &Driver) -> bool {
    let other = &lease.driver;
    other.host == driver.host && other.numbers == driver.numbers && process::is_gone(other.process)
}

fn after(now: Timestamp) -> Timestamp {
    now.checked_add(LEASE).unwrap_or(Timestamp::MAX)
}

impl Journal {
    /// Takes the deployment to drive it, and begins the journal where there is none. When that
    /// fails, nothing stays held on this machine.
    ///
    /// # Errors
    /// [`JournalError::Refused`] when another driver holds it; others when the journal cannot be
    /// written.
    pub async fn drive(&mut self, driver: &Driver, at: Timestamp) -> Result<(), JournalError> {
        let taken = self.take(driver, at).await;
        self.driving |= taken.is_ok();
        if !self.driving {
            self.store.release();
        }
        taken
    }

    /// True when the driver that the lease names was a process of `driver`'s machine that is known to
    /// be gone, and no process there holds the deployment any more: it ended without letting go, and
    /// whoever drives next there need not wait. Where nobody can tell, as on Windows, it is false.
    ///
    /// It looks by taking the store and giving it up at once, and so not while this journal drives.
    pub fn driver_is_gone(&self, driver: &Driver) -> bool {
        let ended = |lease: &Lease| !lease.driver.is(driver) && ended_here(lease, driver);
        if self.driving || !self.state.lease.as_ref().is_some_and(ended) {
            return false;
        }
        let exclusive = self.store.exclusive();
        if exclusive == Exclusive::Held {
            self.store.release();
        }
        exclusive == Exclusive::Held
    }

    async fn take(&mut self, driver: &Driver, at: Timestamp) -> Result<(), JournalError> {
        self.store.probe().await?;
        let exclusive = self.store.exclusive();
        let now = self.store.now().await?;
        may_take(self.state.lease.as_ref(), driver, (now, at), exclusive).map_err(Box::new)?;
        if self.is_empty() {
            let owner = self.owner().clone();
            self.append(JournalEntry::Opened { owner }, at).await?;
        }
        let entry = JournalEntry::Driving {
            driver: driver.clone(),
            since: now,
            until: after(now),
        };
        self.append(entry, at).await?;
        self.store.clear_remains(now).await;
        Ok(())
    }

    /// Holds the deployment on: reads what persons confirmed meanwhile, and renews the lease when
    /// less than half of it is left. Called before every changing call and at every wake.
    ///
    /// # Errors
    /// [`JournalError::NotDriving`] when the deployment was not taken;
    /// [`JournalError::TakenOver`] when somebody else drives by now; others when the journal cannot
    /// be written.
    pub async fn hold(&mut self, at: Timestamp) -> Result<(), JournalError> {
        if !self.driving {
            return Err(JournalError::NotDriving);
        }
        self.catch_up().await?;
        let now = self.store.now().await?;
        let until = self.state.lease.as_ref().map(|lease| lease.until);
        let fresh = until.is_some_and(|until| until.duration_since(now) > LEASE / 2);
        if !fresh {
            let until = after(now);
            self.append(JournalEntry::Renewed { until }, at).await?;
        }
        Ok(())
    }

    /// Lets go of the deployment, if it was taken. Nothing stays held on this machine, whatever
    /// comes of it; where it cannot be written, the lease runs out by itself.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be written.
    pub async fn let_go(&mut self, at: Timestamp) -> Result<(), JournalError> {
        if !std::mem::take(&mut self.driving) {
            return Ok(());
        }
        // Who drives may have written it already.
        let written = match self.state.lease {
            Some(_) => self.append(JournalEntry::Released, at).await,
            None => Ok(()),
        };
        self.store.release();
        written
    }
}
