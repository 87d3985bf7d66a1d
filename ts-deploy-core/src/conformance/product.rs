//! The provisioned product of a trial: launched, found, removed.

use super::trial::Trial;
use super::{Broken, Kept};
use crate::parameter::Sent;
use crate::port::ErrorKind;
use crate::port::catalog::{
    ProvisionRequest, ProvisionedProduct, ProvisionedProductStatus, Record, RecordId, RecordStatus,
    TerminateRequest, UpdateRequest,
};
use crate::port::stack::Stack;

impl Trial<'_> {
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

    /// A launch that succeeded, and what it made, its stack among it.
    pub(super) async fn launched(&self) -> Result<(Record, ProvisionedProduct), Broken> {
        let record = self.launch().await?;
        let record = self.succeeded(&record.id).await?;
        self.settled().await?;
        let catalog = &self.subject.backend.catalog;
        let look = || async {
            let product = catalog.provisioned_product(&self.name).await?;
            Ok(product.filter(|product| product.stack.is_some()))
        };
        let (what, sight) = ("stack of what was launched", self.subject.patience.sight);
        let product = self.until(what, sight, look).await?;
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

    /// The stack of a provisioned product, once it can be seen.
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
