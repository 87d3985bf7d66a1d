//! One promise being tried: its provisioned product, its waits, and clearing up after it.

use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};

use super::{Broken, Kept, Subject};
use crate::ids::ProvisionedProductName;
use crate::parameter::Sent;
use crate::port::catalog::{
    OperationToken, ProvisionRequest, ProvisionedProduct, ProvisionedProductStatus, Record,
    RecordId, RecordStatus, TerminateRequest, UpdateRequest,
};
use crate::port::stack::Stack;
use crate::port::{ErrorKind, PortResult};

/// A promise under trial. Calls that only lost sight are repeated: they are no verdict.
pub(super) struct Trial<'a> {
    pub(super) subject: &'a Subject,
    pub(super) promise: &'static str,
    /// The provisioned product of this promise.
    pub(super) name: ProvisionedProductName,
    /// Part of the tokens: a backend remembers those of earlier trials.
    began: Timestamp,
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

    /// A token of this trial alone; the same for the same `what`.
    pub(super) fn token(&self, what: &str) -> OperationToken {
        let (name, began) = (self.name.as_str(), self.began.as_millisecond().to_string());
        OperationToken(crate::hash::of_parts([name, what, &began]))
    }

    pub(super) fn launch_request(&self, token: &str) -> ProvisionRequest {
        let subject = self.subject;
        ProvisionRequest {
            token: self.token(token),
            name: self.name.clone(),
            product: subject.product.clone(),
            version: subject.version.clone(),
            path: subject.path.clone(),
            parameters: subject.parameters.clone(),
            tags: subject.tags.clone(),
        }
    }

    /// An update of `product` that sends everything again, and the subject's change.
    pub(super) fn update_request(&self, product: &ProvisionedProduct) -> UpdateRequest {
        let subject = self.subject;
        let mut parameters = subject.parameters.clone();
        let (key, value) = subject.change.clone();
        parameters.sent.insert(key, Sent::Value(value));
        UpdateRequest {
            token: self.token("update"),
            provisioned_product: product.id.clone(),
            product: subject.product.clone(),
            version: subject.version.clone(),
            path: subject.path.clone(),
            parameters,
        }
    }

    pub(super) fn removal_request(&self, product: &ProvisionedProduct) -> TerminateRequest {
        TerminateRequest {
            token: self.token("remove"),
            provisioned_product: product.id.clone(),
        }
    }

    /// A launch that was accepted; asked again, the same one.
    pub(super) async fn launch(&self) -> Result<Record, Broken> {
        let request = self.launch_request("launch");
        let changes = &self.subject.backend.changes;
        self.ask(|| changes.provision(&request)).await
    }

    /// A launch that succeeded, and what it made.
    pub(super) async fn launched(&self) -> Result<(Record, ProvisionedProduct), Broken> {
        let record = self.launch().await?;
        let record = self.succeeded(&record.id).await?;
        let product = self.settled().await?;
        Ok((record, product))
    }

    /// An update that succeeded.
    pub(super) async fn updated(&self, product: &ProvisionedProduct) -> Result<Record, Broken> {
        let request = self.update_request(product);
        let changes = &self.subject.backend.changes;
        let record = self.ask(|| changes.update(&request)).await?;
        self.succeeded(&record.id).await
    }

    /// A removal that succeeded.
    pub(super) async fn removed(&self, product: &ProvisionedProduct) -> Result<Record, Broken> {
        let request = self.removal_request(product);
        let changes = &self.subject.backend.changes;
        let record = self.ask(|| changes.terminate(&request)).await?;
        self.succeeded(&record.id).await
    }

    /// The record, once it is readable and done.
    pub(super) async fn ended(&self, id: &RecordId) -> Result<Record, Broken> {
        let catalog = &self.subject.backend.catalog;
        let longest = self.subject.patience.operation;
        let look = || async {
            let record = match catalog.record(id).await {
                // Not readable yet.
                Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
                record => record?,
            };
            Ok(is_ended(record.status).then_some(record))
        };
        self.until(&format!("end of the record {id}"), longest, look)
            .await
    }

    /// The record, once it succeeded.
    pub(super) async fn succeeded(&self, id: &RecordId) -> Result<Record, Broken> {
        let record = self.ended(id).await?;
        let errors: Vec<String> = record
            .errors
            .iter()
            .map(|(code, words)| format!("{code}: {words}"))
            .collect();
        let saw = format!("the record {id} failed: {}", errors.join("; "));
        self.holds(record.status == RecordStatus::Succeeded, saw)?;
        Ok(record)
    }

    /// The provisioned product, once it can be seen.
    pub(super) async fn found(&self) -> Result<ProvisionedProduct, Broken> {
        let catalog = &self.subject.backend.catalog;
        let what = format!("provisioned product named {}", self.name);
        let look = || catalog.provisioned_product(&self.name);
        self.until(&what, self.subject.patience.sight, look).await
    }

    /// The provisioned product, once it can be seen and nothing runs on it.
    pub(super) async fn settled(&self) -> Result<ProvisionedProduct, Broken> {
        self.found().await?;
        let catalog = &self.subject.backend.catalog;
        let look = || async {
            let product = catalog.provisioned_product(&self.name).await?;
            Ok(product.filter(|one| one.status != ProvisionedProductStatus::UnderChange))
        };
        let what = format!("end to what runs on {}", self.name);
        self.until(&what, self.subject.patience.operation, look)
            .await
    }

    /// The stack of a provisioned product.
    pub(super) async fn stack(&self, product: &ProvisionedProduct) -> Result<Stack, Broken> {
        let arn = product.stack.as_ref();
        let arn = arn.ok_or_else(|| self.broken(format!("{} has no stack", product.id)))?;
        let stacks = &self.subject.backend.stacks;
        let look = || stacks.stack(&arn.0);
        let what = format!("stack {arn}");
        self.until(&what, self.subject.patience.sight, look).await
    }

    /// What came of trying, after what the trial made was removed.
    pub(super) async fn cleared(&self, tried: impl Future<Output = Kept>) -> Kept {
        let kept = tried.await;
        kept.and(self.clear().await)
    }

    async fn clear(&self) -> Kept {
        let catalog = &self.subject.backend.catalog;
        let look = || catalog.provisioned_product(&self.name);
        if self.ask(look).await?.is_none() {
            return Ok(());
        }
        let product = self.settled().await?;
        let mut request = self.removal_request(&product);
        request.token = self.token("clear");
        let changes = &self.subject.backend.changes;
        let record = self.ask(|| changes.terminate(&request)).await?;
        self.succeeded(&record.id).await.map(drop)
    }
}

/// True for a record that will not change any more.
pub(super) fn is_ended(status: RecordStatus) -> bool {
    matches!(status, RecordStatus::Succeeded | RecordStatus::Failed)
}
