//! One hook around all calls of a backend, whichever it is: to make calls fail, to slow them, to
//! count them.
//!
//! The simulated cloud has a hook of its own (`SimCloud::on_call`), which this one cannot replace:
//! it is told how many calls there were in the world's life, which a saved world remembers, and
//! chooses for both sides of a call at once, so that of two calls under way each meets its own
//! fault.

mod address;
mod bucket;
mod catalog;
mod certificate;
mod cluster;
mod container_service;
mod identity;
mod key;
mod key_pair;
mod log_group;
mod log_policy;
mod mail;
mod network;
mod offering;
mod parameter_store;
mod portfolio;
mod product_terms;
mod quota;
mod regional_key;
mod rights;
mod role;
mod search_domain;
mod service_linked_role;
mod snapshot;
mod stack;
mod stack_list;
mod stack_resource;
mod stack_template;
mod tag_policy;
mod topic;
mod trail;
mod user_pool;
mod zone;

use std::sync::Arc;

use async_trait::async_trait;

use super::{Call, ChangePort, PortError, PortResult, Ports, ReadPort};
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

/// `ports` with `hook` around every call that a port of this crate makes to AWS, in every target. The
/// web reader, which asks no service of AWS, and ports of an embedder's own stay as they are: wrap
/// them where they are registered.
#[must_use]
pub fn hooked(mut ports: Ports, hook: &Arc<dyn CallHook>) -> Ports {
    for target in ports.targets() {
        bucket::hook(&mut ports, target, hook);
        key::hook(&mut ports, target, hook);
        snapshot::hook(&mut ports, target, hook);
        catalog::hook(&mut ports, target, hook);
        cluster::hook(&mut ports, target, hook);
        search_domain::hook(&mut ports, target, hook);
        stack_resource::hook(&mut ports, target, hook);
        stack_template::hook(&mut ports, target, hook);
        stack_list::hook(&mut ports, target, hook);
        tag_policy::hook(&mut ports, target, hook);
        product_terms::hook(&mut ports, target, hook);
        container_service::hook(&mut ports, target, hook);
        user_pool::hook(&mut ports, target, hook);
        identity::hook(&mut ports, target, hook);
        log_group::hook(&mut ports, target, hook);
        log_policy::hook(&mut ports, target, hook);
        network::hook(&mut ports, target, hook);
        offering::hook(&mut ports, target, hook);
        parameter_store::hook(&mut ports, target, hook);
        portfolio::hook(&mut ports, target, hook);
        rights::hook(&mut ports, target, hook);
        regional_key::hook(&mut ports, target, hook);
        role::hook(&mut ports, target, hook);
        stack::hook(&mut ports, target, hook);
        trail::hook(&mut ports, target, hook);
        certificate::hook(&mut ports, target, hook);
        mail::hook(&mut ports, target, hook);
        service_linked_role::hook(&mut ports, target, hook);
        topic::hook(&mut ports, target, hook);
        zone::hook(&mut ports, target, hook);
        quota::hook(&mut ports, target, hook);
        address::hook(&mut ports, target, hook);
        key_pair::hook(&mut ports, target, hook);
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
