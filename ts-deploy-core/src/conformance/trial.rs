//! One promise being tried: what it asks, and how long it waits for an answer.

use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};

use super::{Broken, Kept, Subject};
use crate::ids::ProvisionedProductName;
use crate::port::{ErrorKind, PortResult};

/// A promise under trial. Calls that only lost sight are repeated: they are no verdict.
pub(super) struct Trial<'a> {
    pub(super) subject: &'a Subject,
    pub(super) promise: &'static str,
    /// The provisioned product of this promise.
    pub(super) name: ProvisionedProductName,
    /// Part of the tokens: a backend remembers those of earlier trials.
    pub(super) began: Timestamp,
}

impl<'a> Trial<'a> {
    pub(super) fn new(subject: &'a Subject, promise: &'static str) -> Result<Self, Broken> {
        let name = ProvisionedProductName::parse(format!("{}{promise}", subject.prefix));
        let name = name.map_err(|error| Broken {
            promise,
            saw: format!("it was not tried, the prefix is too long: {error}"),
        })?;
        let began = subject.clock.now();
        Ok(Self {
            subject,
            promise,
            name,
            began,
        })
    }

    pub(super) fn broken(&self, saw: impl Into<String>) -> Broken {
        let (promise, saw) = (self.promise, saw.into());
        Broken { promise, saw }
    }

    pub(super) fn holds(&self, holds: bool, saw: impl Into<String>) -> Kept {
        if holds { Ok(()) } else { Err(self.broken(saw)) }
    }

    pub(super) fn same<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        wanted: &T,
        seen: &T,
    ) -> Kept {
        let saw = format!("{what}: expected {wanted:?}, saw {seen:?}");
        self.holds(wanted == seen, saw)
    }

    /// The first `Some` that `look` answers within `longest`.
    pub(super) async fn until<T, F>(
        &self,
        what: &str,
        longest: SignedDuration,
        look: impl Fn() -> F,
    ) -> Result<T, Broken>
    where
        F: Future<Output = PortResult<Option<T>>>,
    {
        let clock = &self.subject.clock;
        let soon = |after: SignedDuration| clock.now().saturating_add(after);
        let end = soon(longest).unwrap_or(Timestamp::MAX);
        loop {
            let unseen = match look().await {
                Ok(Some(seen)) => return Ok(seen),
                Ok(None) => String::new(),
                Err(error) if error.kind.is_loss_of_sight() => crate::error::chain(&error),
                Err(error) => return Err(self.broken(crate::error::chain(&error))),
            };
            if clock.now() >= end {
                return Err(self.broken(format!("no {what} within {longest:#} {unseen}").trim()));
            }
            let next = soon(self.subject.patience.every).unwrap_or(end);
            clock.sleep_until(next).await;
        }
    }

    /// What a call answers.
    pub(super) async fn ask<T, F>(&self, call: impl Fn() -> F) -> Result<T, Broken>
    where
        F: Future<Output = PortResult<T>>,
    {
        let sight = self.subject.patience.sight;
        self.until("answer", sight, || {
            let answer = call();
            async move { answer.await.map(Some) }
        })
        .await
    }

    /// That a call comes to answer what is wanted, as soon as what was changed can be seen.
    pub(super) async fn becomes<T, F>(&self, what: &str, wanted: &T, call: impl Fn() -> F) -> Kept
    where
        T: PartialEq + std::fmt::Debug,
        F: Future<Output = PortResult<T>>,
    {
        let seen = std::sync::Mutex::new(None);
        let look = || {
            let answer = call();
            let seen = &seen;
            async move {
                let answer = answer.await?;
                let is = answer == *wanted;
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                Ok(is.then_some(()))
            }
        };
        let became = self.until(what, self.subject.patience.sight, look).await;
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (became, seen) {
            (Err(_), Some(seen)) => self.same(what, wanted, &seen),
            (became, _) => became,
        }
    }

    /// That a call is refused with this kind; the words it is refused with.
    pub(super) async fn refused<T, F>(
        &self,
        kind: ErrorKind,
        call: impl Fn() -> F,
    ) -> Result<String, Broken>
    where
        F: Future<Output = PortResult<T>>,
    {
        let refusal = self.ask(|| {
            let answer = call();
            async move {
                match answer.await {
                    Err(error) if !error.kind.is_loss_of_sight() => Ok(Some(error)),
                    Err(error) => Err(error),
                    Ok(_) => Ok(None),
                }
            }
        });
        match refusal.await? {
            Some(error) if error.kind == kind => Ok(error.message),
            Some(error) => Err(self.broken(format!(
                "it was to be {}, but {}",
                kind.as_str(),
                crate::error::chain(&error)
            ))),
            None => Err(self.broken(format!("it was to be {}, but accepted", kind.as_str()))),
        }
    }
}
