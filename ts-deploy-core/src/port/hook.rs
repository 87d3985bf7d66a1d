//! One hook around all calls of a backend, whichever it is: to make calls fail, to slow them, to
//! count them.
//!
//! The simulated cloud has a hook of its own (`SimCloud::on_call`), which this one cannot replace:
//! it is told how many calls there were in the world's life, which a saved world remembers, and
//! chooses for both sides of a call at once, so that of two calls under way each meets its own
//! fault.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::catalog::{
    CatalogReader, CatalogWriter, LaunchPath, PathId, Product, ProductId, ProductVersion,
    ProvisionRequest, ProvisionedProduct, ProvisionedProductId, Record, RecordId, TerminateRequest,
    UpdateRequest, VersionId,
};
use super::identity::{CallerIdentity, IdentityReader};
use super::stack::{
    ChangeSet, ChangeSetArn, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack,
    ExecuteChangeSet, Stack, StackArn, StackEvent, StackReader, StackWriter, TemplateReader,
    TemplateSource, TemplateSummary,
};
use super::{Call, ChangePort, PortError, PortResult, Ports, ReadPort};
use crate::ids::ProvisionedProductName;
use crate::parameter::Contract;
use crate::target::TargetName;

/// Stands around every call of a backend. A late call is one whose hook sleeps on a clock.
#[async_trait]
pub trait CallHook: Send + Sync {
    /// Runs before a call. Its error is the call's answer, and the call is not made: it was lost
    /// on the way, or refused.
    ///
    /// # Errors
    /// Whatever the hook wants the caller to be answered.
    async fn before(&self, call: &Call) -> PortResult<()> {
        let _ = call;
        Ok(())
    }

    /// Runs after a call that was made, whatever it answered. Its error takes the place of the
    /// answer: the call had its effect, and nobody learns of it.
    ///
    /// # Errors
    /// Whatever the hook wants the caller to be answered.
    async fn after(&self, call: &Call) -> PortResult<()> {
        let _ = call;
        Ok(())
    }

    /// Runs when a call that was made failed, and answers with the error that its caller gets: the
    /// same, unless the hook has something to add, such as what a person can do about it. The kind
    /// decides what the engine does; leave it as it is.
    fn failed(&self, error: PortError) -> PortError {
        error
    }
}

/// A backend whose every call passes a hook. It implements each port that its backend implements.
pub struct Hooked<P: ?Sized> {
    backend: Arc<P>,
    target: TargetName,
    hook: Arc<dyn CallHook>,
}

impl<P: ?Sized> Hooked<P> {
    /// `backend`, which answers for `target`, behind `hook`.
    pub fn new(backend: Arc<P>, target: TargetName, hook: Arc<dyn CallHook>) -> Self {
        Self {
            backend,
            target,
            hook,
        }
    }

    async fn call<T>(
        &self,
        service: &'static str,
        operation: &'static str,
        answer: impl Future<Output = PortResult<T>> + Send,
    ) -> PortResult<T> {
        let call = Call {
            service,
            operation,
            target: self.target,
        };
        self.hook.before(&call).await?;
        let answer = answer.await;
        self.hook.after(&call).await?;
        answer.map_err(|error| self.hook.failed(error))
    }
}

impl<P: ?Sized> std::fmt::Debug for Hooked<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hooked")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

/// `ports` with `hook` around every call to a port of this crate, in every target. Ports of an
/// embedder's own stay as they are: wrap them where they are registered.
#[must_use]
pub fn hooked(mut ports: Ports, hook: &Arc<dyn CallHook>) -> Ports {
    for target in ports.targets() {
        hook_reader::<dyn CatalogReader>(&mut ports, target, hook, |one| one);
        hook_reader::<dyn StackReader>(&mut ports, target, hook, |one| one);
        hook_reader::<dyn TemplateReader>(&mut ports, target, hook, |one| one);
        hook_writer::<dyn StackWriter>(&mut ports, target, hook, |one| one);
        hook_reader::<dyn IdentityReader>(&mut ports, target, hook, |one| one);
        hook_writer::<dyn CatalogWriter>(&mut ports, target, hook, |one| one);
    }
    ports
}

fn hook_reader<P: ReadPort + ?Sized>(
    ports: &mut Ports,
    target: TargetName,
    hook: &Arc<dyn CallHook>,
    upcast: fn(Arc<Hooked<P>>) -> Arc<P>,
) {
    if let Ok(backend) = ports.readers().get::<P>(target) {
        let hooked = Hooked::new(backend, target, Arc::clone(hook));
        ports.read::<P>(target, upcast(Arc::new(hooked)));
    }
}

fn hook_writer<P: ChangePort + ?Sized>(
    ports: &mut Ports,
    target: TargetName,
    hook: &Arc<dyn CallHook>,
    upcast: fn(Arc<Hooked<P>>) -> Arc<P>,
) {
    if let Ok(backend) = ports.writers().get::<P>(target) {
        let hooked = Hooked::new(backend, target, Arc::clone(hook));
        ports.change::<P>(target, upcast(Arc::new(hooked)));
    }
}

const CATALOG: &str = "servicecatalog";
const STACKS: &str = "cloudformation";

#[async_trait]
impl<P: CatalogReader + ?Sized> CatalogReader for Hooked<P> {
    async fn products(&self) -> PortResult<Vec<Product>> {
        self.call(CATALOG, "SearchProducts", self.backend.products())
            .await
    }

    async fn versions(&self, product: &ProductId) -> PortResult<Vec<ProductVersion>> {
        let answer = self.backend.versions(product);
        self.call(CATALOG, "ListProvisioningArtifacts", answer)
            .await
    }

    async fn launch_paths(&self, product: &ProductId) -> PortResult<Vec<LaunchPath>> {
        let answer = self.backend.launch_paths(product);
        self.call(CATALOG, "ListLaunchPaths", answer).await
    }

    async fn contract(
        &self,
        product: &ProductId,
        version: &VersionId,
        path: &PathId,
    ) -> PortResult<Contract> {
        let answer = self.backend.contract(product, version, path);
        self.call(CATALOG, "DescribeProvisioningParameters", answer)
            .await
    }

    async fn provisioned_product(
        &self,
        name: &ProvisionedProductName,
    ) -> PortResult<Option<ProvisionedProduct>> {
        let answer = self.backend.provisioned_product(name);
        self.call(CATALOG, "DescribeProvisionedProduct", answer)
            .await
    }

    async fn record(&self, id: &RecordId) -> PortResult<Record> {
        self.call(CATALOG, "DescribeRecord", self.backend.record(id))
            .await
    }

    async fn history(
        &self,
        product: &ProductId,
        name: &ProvisionedProductName,
    ) -> PortResult<Vec<RecordId>> {
        let answer = self.backend.history(product, name);
        self.call(CATALOG, "ListRecordHistory", answer).await
    }

    async fn outputs(&self, id: &ProvisionedProductId) -> PortResult<BTreeMap<String, String>> {
        let answer = self.backend.outputs(id);
        self.call(CATALOG, "GetProvisionedProductOutputs", answer)
            .await
    }
}

#[async_trait]
impl<P: CatalogWriter + ?Sized> CatalogWriter for Hooked<P> {
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record> {
        let answer = self.backend.provision(request);
        self.call(CATALOG, "ProvisionProduct", answer).await
    }

    async fn update(&self, request: &UpdateRequest) -> PortResult<Record> {
        let answer = self.backend.update(request);
        self.call(CATALOG, "UpdateProvisionedProduct", answer).await
    }

    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record> {
        let answer = self.backend.terminate(request);
        self.call(CATALOG, "TerminateProvisionedProduct", answer)
            .await
    }
}

#[async_trait]
impl<P: StackReader + ?Sized> StackReader for Hooked<P> {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        let answer = self.backend.stack(arn_or_name);
        self.call(STACKS, "DescribeStacks", answer).await
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        let answer = self.backend.events(stack);
        self.call(STACKS, "DescribeStackEvents", answer).await
    }

    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        let answer = self.backend.change_set(stack, name);
        self.call(STACKS, "DescribeChangeSet", answer).await
    }
}

#[async_trait]
impl<P: TemplateReader + ?Sized> TemplateReader for Hooked<P> {
    async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary> {
        let answer = self.backend.summary(template);
        self.call(STACKS, "GetTemplateSummary", answer).await
    }

    async fn text(&self, template: &TemplateSource) -> PortResult<Option<String>> {
        self.call("s3", "GetObject", self.backend.text(template))
            .await
    }
}

#[async_trait]
impl<P: StackWriter + ?Sized> StackWriter for Hooked<P> {
    async fn create(&self, request: &CreateStack) -> PortResult<StackArn> {
        let answer = self.backend.create(request);
        self.call(STACKS, "CreateStack", answer).await
    }

    async fn create_change_set(&self, request: &CreateChangeSet) -> PortResult<ChangeSetArn> {
        let answer = self.backend.create_change_set(request);
        self.call(STACKS, "CreateChangeSet", answer).await
    }

    async fn execute_change_set(&self, request: &ExecuteChangeSet) -> PortResult<()> {
        let answer = self.backend.execute_change_set(request);
        self.call(STACKS, "ExecuteChangeSet", answer).await
    }

    async fn delete_change_set(&self, change_set: &ChangeSetArn) -> PortResult<()> {
        let answer = self.backend.delete_change_set(change_set);
        self.call(STACKS, "DeleteChangeSet", answer).await
    }

    async fn delete(&self, request: &DeleteStack) -> PortResult<()> {
        let answer = self.backend.delete(request);
        self.call(STACKS, "DeleteStack", answer).await
    }

    async fn set_termination_protection(
        &self,
        stack: &StackArn,
        protected: bool,
    ) -> PortResult<()> {
        let answer = self.backend.set_termination_protection(stack, protected);
        self.call(STACKS, "UpdateTerminationProtection", answer)
            .await
    }
}

#[async_trait]
impl<P: IdentityReader + ?Sized> IdentityReader for Hooked<P> {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        self.call("sts", "GetCallerIdentity", self.backend.caller())
            .await
    }
}
