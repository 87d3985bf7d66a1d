//! One promise being tried: what it asks, and how long it waits for an answer. The same for every
//! suite; what a suite makes and removes stands beside its promises.

use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};

use super::{Broken, Kept, Patience, Subject};
use crate::clock::Clock;
use crate::port::catalog::OperationToken;
use crate::port::{ErrorKind, PortError, PortResult};

/// What a suite is tried with, as far as every trial needs it.
pub(super) trait Tried {
    /// The name of what a promise works on.
    type Name: std::fmt::Display;

    /// The name of what this promise works on, or why it cannot be given one.
    fn name_for(&self, promise: &'static str) -> Result<Self::Name, String>;

    /// The clock that is slept on.
    fn clock(&self) -> &dyn Clock;

    /// How long is waited.
    fn patience(&self) -> Patience;
}

/// A promise under trial. Calls that only lost sight are repeated: they are no verdict.
pub(super) struct Trial<'a, S: Tried = Subject> {
    pub(super) subject: &'a S,
    pub(super) promise: &'static str,
    /// What this promise works on.
    pub(super) name: S::Name,
    /// Part of the tokens: a backend remembers those of earlier trials.
    began: Timestamp,
}

impl<'a, S: Tried> Trial<'a, S> {
    pub(super) fn new(subject: &'a S, promise: &'static str) -> Result<Self, Broken> {
        let name = subject.name_for(promise);
        let name = name.map_err(|why| Broken {
            promise,
            saw: format!("it was not tried, {why}"),
        })?;
        let began = subject.clock().now();
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

    /// A token of this trial alone; the same for the same `what`.
    pub(super) fn token(&self, what: &str) -> OperationToken {
        let (name, began) = (
            self.name.to_string(),
            self.began.as_millisecond().to_string(),
        );
        OperationToken(crate::hash::of_parts([name.as_str(), what, &began]))
    }

    /// What a call answers that is made once, since a second one would have another effect. Only one
    /// that was throttled is repeated, which had none.
    pub(super) async fn once<T, F>(&self, call: impl Fn() -> F) -> Result<T, Broken>
    where
        F: Future<Output = PortResult<T>>,
    {
        let sight = self.subject.patience().sight;
        let answer = self.until("answer", sight, || {
            let answer = call();
            async move {
                match answer.await {
                    Err(error) if error.kind == ErrorKind::Throttled => Err(error),
                    answer => Ok(Some(answer)),
                }
            }
        });
        let answer = answer.await?;
        answer.map_err(|error| self.broken(crate::error::chain(&error)))
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
        let clock = self.subject.clock();
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
            let next = soon(self.subject.patience().every).unwrap_or(end);
            clock.sleep_until(next).await;
        }
    }

    /// What a call answers.
    pub(super) async fn ask<T, F>(&self, call: impl Fn() -> F) -> Result<T, Broken>
    where
        F: Future<Output = PortResult<T>>,
    {
        let sight = self.subject.patience().sight;
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
        let became = self.until(what, self.subject.patience().sight, look).await;
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
        match self.refusal(call).await? {
            Some(error) if error.kind == kind => Ok(error.message),
            Some(error) => Err(self.broken(format!(
                "it was to be {}, but {}",
                kind.as_str(),
                crate::error::chain(&error)
            ))),
            None => Err(self.broken(format!("it was to be {}, but accepted", kind.as_str()))),
        }
    }

    /// That a call is accepted, or refused since what it makes is there already.
    pub(super) async fn accepted_or_there<F>(&self, call: impl Fn() -> F) -> Kept
    where
        F: Future<Output = PortResult<()>>,
    {
        match self.refusal(call).await? {
            Some(error) if error.kind != ErrorKind::AlreadyExists => {
                Err(self.broken(crate::error::chain(&error)))
            }
            _ => Ok(()),
        }
    }

    /// The error with which a call is refused; `None` when it is accepted.
    async fn refusal<T, F>(&self, call: impl Fn() -> F) -> Result<Option<PortError>, Broken>
    where
        F: Future<Output = PortResult<T>>,
    {
        self.ask(|| {
            let answer = call();
            async move {
                match answer.await {
                    Err(error) if !error.kind.is_loss_of_sight() => Ok(Some(error)),
                    Err(error) => Err(error),
                    Ok(_) => Ok(None),
                }
            }
        })
        .await
    }
}
