//! What a backend promises about the parts of an installation, as functions to try it with: what its
//! stacks made, its cluster and search domain, its services, buckets, keys, log groups and snapshots, and the web.
//!
//! A suite of its own, tried on a stack that stands; the parts are found by it. Nothing is changed
//! unless the subject holds [`InstallationChanges`].

mod changes;
mod parts;
mod services;
mod storage;
mod web;

use std::sync::Arc;

pub use changes::{
    InstallationChanges, a_cluster_is_changed_once_for_a_token, a_domain_comes_to_enforce_https,
    a_restart_is_the_newest_deployment, what_is_not_there_is_not_changed,
};
pub use parts::{
    a_cluster_is_found_by_its_name, a_search_domain_is_found_by_its_name,
    a_stack_is_listed_once_and_its_nested_stacks_are_not, a_stack_tells_its_template,
    a_stack_tells_what_it_and_its_nested_stacks_made, a_stack_that_never_was_made_nothing,
};
pub use services::{
    a_service_is_found_by_its_arn_and_its_cluster, services_of_what_is_not_there_are_not_found,
};
pub use storage::{
    a_bucket_is_seen_in_its_region_by_its_owner, a_bucket_that_is_not_there_is_absent,
    a_key_has_a_policy_and_nobodys_has_none, a_key_is_found_by_id_arn_and_alias,
    a_key_is_found_in_its_region_only, a_log_group_is_found_by_exactly_its_name,
    snapshots_are_listed_once_each,
};
pub use web::{a_host_that_cannot_be_is_unreachable, an_address_is_answered_with_a_status};

use super::trial::{Trial, Tried};
use super::{Broken, Kept, Patience, try_all};
use crate::clock::Clock;
use crate::ids::HttpsUrl;
use crate::port::stack::StackArn;
use crate::port::stack_resource::{StackResource, StackResourceReader};
use crate::port::{ReadPort, Readers};
use crate::target::Target;

/// The readers of a backend, and a stack whose parts they look at.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct InstallationSubject<'a> {
    /// The readers, registered for the target.
    pub ports: Readers<'a>,
    /// The account and region that the stack is in.
    pub target: Target,
    /// The clock that is slept on.
    pub clock: Arc<dyn Clock>,
    /// How long is waited.
    #[builder(default)]
    pub patience: Patience,
    /// The stack. What is promised about parts that it has not is kept by saying nothing.
    pub stack: StackArn,
    /// An address at which somebody answers.
    #[builder(default, setter(strip_option))]
    pub address: Option<HttpsUrl>,
    /// What may be changed; the promises about changes are not tried without.
    #[builder(default, setter(strip_option))]
    pub changes: Option<InstallationChanges<'a>>,
}

impl Tried for InstallationSubject<'_> {
    type Name = &'static str;

    fn name_for(&self, promise: &'static str) -> Result<Self::Name, String> {
        Ok(promise)
    }

    fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    fn patience(&self) -> Patience {
        self.patience
    }
}

/// A name that no part has.
const NOBODY: &str = "nobody-made-this-one";

impl Trial<'_, InstallationSubject<'_>> {
    fn port<P: ReadPort + ?Sized>(&self) -> Result<Arc<P>, Broken> {
        let port = self.subject.ports.get::<P>(self.subject.target.name);
        port.map_err(|missing| self.broken(missing.to_string()))
    }

    /// What stands of the stack.
    async fn standing(&self) -> Result<Vec<StackResource>, Broken> {
        let reader = self.port::<dyn StackResourceReader>()?;
        let made = self.ask(|| reader.resources(&self.subject.stack)).await?;
        Ok(made.into_iter().filter(StackResource::stands).collect())
    }

    /// The ids of the parts of this type that stand.
    async fn parts(&self, kind: &str) -> Result<Vec<String>, Broken> {
        let standing = self.standing().await?.into_iter();
        let parts = standing.filter(|one| one.resource_type == kind);
        Ok(parts.map(|one| one.physical_id).collect())
    }

    /// A stack that never was, in the place of the subject's.
    fn no_stack(&self) -> StackArn {
        let Target {
            account, region, ..
        } = &self.subject.target;
        let partition = region.partition();
        let id = "00000000-0000-0000-0000-000000000000";
        StackArn(format!(
            "arn:{partition}:cloudformation:{region}:{account}:stack/{NOBODY}/{id}"
        ))
    }
}

/// Tries every promise, one after the other, always in the same order; each with its name.
pub async fn all(subject: &InstallationSubject<'_>) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_stack_tells_what_it_and_its_nested_stacks_made,
        a_stack_that_never_was_made_nothing,
        a_stack_tells_its_template,
        a_stack_is_listed_once_and_its_nested_stacks_are_not,
        a_cluster_is_found_by_its_name,
        a_search_domain_is_found_by_its_name,
        a_service_is_found_by_its_arn_and_its_cluster,
        services_of_what_is_not_there_are_not_found,
        a_bucket_is_seen_in_its_region_by_its_owner,
        a_bucket_that_is_not_there_is_absent,
        a_key_is_found_by_id_arn_and_alias,
        a_key_is_found_in_its_region_only,
        a_key_has_a_policy_and_nobodys_has_none,
        a_log_group_is_found_by_exactly_its_name,
        snapshots_are_listed_once_each,
        an_address_is_answered_with_a_status,
        a_host_that_cannot_be_is_unreachable,
        a_restart_is_the_newest_deployment,
        a_cluster_is_changed_once_for_a_token,
        a_domain_comes_to_enforce_https,
        what_is_not_there_is_not_changed,
    ]
}
