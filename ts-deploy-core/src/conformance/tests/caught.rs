use std::sync::Arc;

use async_trait::async_trait;

use super::*;
use crate::conformance::promises;
use crate::ids::{ProvisionedProductName, StackName};
use crate::parameter::{LiveParameters, LiveValue};
use crate::port::PortResult;
use crate::port::catalog::{
    CatalogReader, CatalogWriter, LaunchPath, OperationToken, PathId, Product, ProductId,
    ProductVersion, ProvisionRequest, ProvisionedProduct, ProvisionedProductId, Record, RecordId,
    TerminateRequest, UpdateRequest, VersionId,
};
use crate::port::stack::{ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader};

/// What a broken backend gets wrong.
#[derive(Clone, Copy, PartialEq)]
enum Flaw {
    /// It makes tokens of its own, as an SDK does for those that are left empty.
    OwnTokens,
    /// It finds a name by its beginning, as a search does.
    FindsBeginnings,
    /// Its history has the oldest record first.
    OldestFirst,
    /// It shows what may not be shown.
    Shows,
    /// It finds a stack only while it stands.
    ForgetsStacks,
    /// It reads its pages of events twice.
    RepeatsEvents,
    /// It leaves out the parameters of a contract that have defaults.
    HidesDefaults,
    /// A record is in progress for ever.
    NeverEnds,
}

/// A backend around another, with one flaw.
struct Flawed {
    backend: Backend,
    flaw: Flaw,
    count: std::sync::atomic::AtomicU32,
}

impl Flawed {
    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    /// Another token each time.
    fn token(&self, given: &OperationToken) -> OperationToken {
        let count = self.count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        OperationToken(format!("{given}-{count}"))
    }
}

#[async_trait]
impl CatalogReader for Flawed {
    async fn products(&self) -> PortResult<Vec<Product>> {
        self.backend.catalog.products().await
    }

    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        self.backend.catalog.versions(product).await
    }

    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        self.backend.catalog.launch_paths(product).await
    }

    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
        let mut contract = self
            .backend
            .catalog
            .contract(product, version, path)
            .await?;
        if self.has(Flaw::HidesDefaults) {
            contract.parameters.retain(|_, one| one.default.is_none());
        }
        Ok(contract)
    }

    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        let found = self.backend.catalog.provisioned_product(name).await?;
        let longer = format!("{name}e").parse();
        match (found, longer) {
            (None, Ok(longer)) if self.has(Flaw::FindsBeginnings) => {
                self.backend.catalog.provisioned_product(&longer).await
            }
            (found, _) => Ok(found),
        }
    }

    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        let mut record = self.backend.catalog.record(id).await?;
        if self.has(Flaw::NeverEnds) {
            record.status = crate::port::catalog::RecordStatus::InProgress;
        }
        Ok(record)
    }

    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        let mut history = self.backend.catalog.history(product, name).await?;
        if self.has(Flaw::OldestFirst) {
            history.reverse();
        }
        Ok(history)
    }

    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        self.backend.catalog.outputs(id).await
    }
}

#[async_trait]
impl CatalogWriter for Flawed {
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record> {
        let mut request = request.clone();
        if self.has(Flaw::OwnTokens) {
            request.token = self.token(&request.token);
        }
        self.backend.changes.provision(&request).await
    }

    async fn update(&self, request: &UpdateRequest) -> PortResult<Record> {
        self.backend.changes.update(request).await
    }

    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record> {
        self.backend.changes.terminate(request).await
    }
}

#[async_trait]
impl StackReader for Flawed {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        let mut stack = self.backend.stacks.stack(arn_or_name).await?;
        if self.has(Flaw::ForgetsStacks) {
            stack = stack.filter(|one| one.status.as_str() != "DELETE_COMPLETE");
        }
        if let (true, Some(stack)) = (self.has(Flaw::Shows), &mut stack) {
            let shown = |value: &LiveValue| match value {
                LiveValue::Masked => LiveValue::Known("swordfish".into()),
                known @ LiveValue::Known(_) => known.clone(),
            };
            let parameters = stack.parameters.iter();
            let parameters: LiveParameters = parameters
                .map(|(key, value)| (key.to_owned(), shown(value)))
                .collect();
            stack.parameters = parameters;
        }
        Ok(stack)
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        let mut events = self.backend.stacks.events(stack).await?;
        if self.has(Flaw::RepeatsEvents) {
            let last = events.last().cloned();
            events.extend(last);
        }
        Ok(events)
    }

    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>> {
        self.backend.stacks.last_deleted(name).await
    }

    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        self.backend.stacks.change_set(stack, name).await
    }
}

/// The subject behind a wrapper with this flaw.
async fn flawed(flaw: Flaw) -> Subject {
    let mut subject = subject().await;
    let flawed = Arc::new(Flawed {
        backend: subject.backend.clone(),
        flaw,
        count: 0.into(),
    });
    subject.backend.catalog = flawed.clone();
    subject.backend.changes = flawed.clone();
    subject.backend.stacks = flawed;
    subject
}

/// The words on the first promise that a backend with this flaw breaks.
async fn caught(flaw: Flaw) -> String {
    let tried = promises::all(&flawed(flaw).await).await;
    broken(&tried).into_iter().next().unwrap_or_default()
}

#[tokio::test]
async fn a_backend_that_makes_tokens_of_its_own_is_caught() {
    insta::assert_snapshot!(caught(Flaw::OwnTokens).await, @"the promise a_repeated_launch_answers_with_the_same_record is not kept: servicecatalog:ProvisionProduct in main: already exists: A provisioned product named try-a_repeated_launch_answers_with_the_same_record already exists.");
}

#[tokio::test]
async fn a_backend_that_finds_a_name_by_its_beginning_is_caught() {
    insta::assert_snapshot!(caught(Flaw::FindsBeginnings).await, @"the promise a_launch_is_found_by_its_exact_name is not kept: the name try-a_launch_is_found_by_its_exact_nam found the product named try-a_launch_is_found_by_its_exact_name");
}

#[tokio::test]
async fn a_history_with_the_oldest_first_is_caught() {
    let caught = caught(Flaw::OldestFirst).await;
    let promise = "history_has_the_newest_first_and_keeps_removed_ones is not kept";
    assert!(caught.contains(promise), "{caught}");
}

#[tokio::test]
async fn a_backend_that_shows_what_may_not_be_shown_is_caught_and_not_repeated() {
    insta::assert_snapshot!(caught(Flaw::Shows).await, @"the promise what_may_not_be_shown_is_masked is not kept: the parameter Password is not masked");
}

#[tokio::test]
async fn a_backend_that_forgets_deleted_stacks_is_caught() {
    let caught = caught(Flaw::ForgetsStacks).await;
    let promise = "a_deleted_stack_is_found_by_its_arn_only is not kept: no stack arn:aws";
    assert!(caught.contains(promise), "{caught}");
}

#[tokio::test]
async fn a_backend_that_repeats_events_is_caught() {
    insta::assert_snapshot!(caught(Flaw::RepeatsEvents).await, @"the promise events_come_oldest_first_and_once is not kept: 6 events with 5 ids");
}

#[tokio::test]
async fn a_contract_without_its_defaults_is_caught() {
    insta::assert_snapshot!(caught(Flaw::HidesDefaults).await, @r#"the promise a_stack_has_every_parameter_of_the_contract is not kept: the stack's keys: expected {"Owner", "Password"}, saw {"Colour", "Owner", "Password", "Size"}"#);
}

#[tokio::test]
async fn a_record_without_an_end_is_caught_within_the_patience() {
    let subject = flawed(Flaw::NeverEnds).await;
    let kept = promises::launch::a_record_reaches_an_end(&subject).await;
    let broken = kept.unwrap_err();
    assert!(broken.saw.contains("within 1h"), "{broken}");
}
