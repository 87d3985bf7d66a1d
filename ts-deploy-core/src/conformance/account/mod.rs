//! What a backend promises about an account around the platform, as functions to try it with.
//!
//! A suite of its own: it needs no product. Nothing is changed unless the subject holds
//! [`AccountChanges`].

mod around;
mod certificate;
mod changes;
mod key_pair;
mod limits;
mod network;
mod production_access;
mod rights;
mod role;
mod zone;

use std::sync::Arc;

pub use around::{
    a_certificate_is_found_by_its_arn, a_certificate_that_is_not_there_is_none,
    a_role_that_is_not_there_is_none, a_tag_policy_is_a_document,
    a_trail_that_is_listed_has_a_status, an_identity_is_found_by_its_name,
    an_identity_that_is_not_there_is_none, an_unknown_trail_is_not_found,
    log_policies_are_listed_once_each, subscriptions_name_topic_and_endpoint,
    what_may_be_sent_is_told,
};
pub use certificate::a_certificate_is_imported_and_found_by_its_serial_number;
pub use changes::{
    AccountChanges, GatewayChange, a_gateway_endpoint_is_made_once, a_gateway_endpoint_is_removed,
    a_linked_role_is_made_once, a_log_policy_that_is_put_is_listed_once,
    a_service_without_a_role_is_refused, a_table_is_led_to_a_gateway_once,
    an_address_is_verified_once,
};
pub use key_pair::a_key_pair_is_made_once_and_removed;
pub use limits::{
    a_quota_has_a_value_and_a_default, a_type_that_nobody_knows_is_offered_nowhere,
    addresses_are_listed_once_each, an_unknown_quota_is_not_found,
    what_is_offered_is_told_once_each,
};
pub use network::{
    a_vpc_that_is_listed_is_found, an_unknown_vpc_is_not_found, networks_are_listed_once_each,
    subnets_that_are_not_there_are_left_out,
};
pub use production_access::production_access_is_asked_for_once;
pub use rights::{
    a_policy_of_aws_is_there_and_an_absent_one_is_not, a_principal_that_is_not_there_is_not_found,
    a_verdict_comes_for_each_action_in_its_order, the_caller_is_found_with_its_path,
};
pub use role::{
    a_role_has_what_it_is_given, a_role_is_made_once_as_it_was_asked_for,
    a_role_is_removed_after_its_policies, a_role_of_nobodys_is_none,
};
pub use zone::{
    a_listed_zone_is_found_by_its_id, an_unknown_zone_is_not_told,
    names_in_a_vpc_are_told_without_a_final_dot,
};

use super::trial::{Trial, Tried};
use super::{Broken, Kept, Patience, try_all};
use crate::clock::Clock;
use crate::ids::{CertificateArn, InstanceType, PolicyArn, RdsInstanceClass, SubnetId};
use crate::port::quota::QuotaId;
use crate::port::{ReadPort, Readers};
use crate::target::Target;

/// The readers of a backend, the account that they look at, and what is there.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct AccountSubject<'a> {
    /// The readers, registered for the target.
    pub ports: Readers<'a>,
    /// The account and region. It need not hold anything.
    pub target: Target,
    /// The clock that is slept on.
    pub clock: Arc<dyn Clock>,
    /// How long is waited.
    #[builder(default)]
    pub patience: Patience,
    /// What is known to be there; what is promised about other things is not tried.
    #[builder(default)]
    pub holds: AccountHoldings,
    /// What may be changed; the promises about changes are not tried without.
    #[builder(default, setter(strip_option))]
    pub changes: Option<AccountChanges<'a>>,
}

/// What is known to be there in an account. What can be listed need not be told.
#[derive(Clone, Debug, Default)]
pub struct AccountHoldings {
    /// A certificate in ACM.
    pub certificate: Option<CertificateArn>,
    /// An address or a domain that mail is sent from.
    pub sender: Option<String>,
    /// A subnet.
    pub subnet: Option<SubnetId>,
    /// A quota.
    pub quota: Option<QuotaId>,
    /// A type of instances that the region offers.
    pub instance_type: Option<InstanceType>,
    /// A class of databases that the region offers.
    pub database_class: Option<RdsInstanceClass>,
    /// The ARN that a policy of the account could have, and none has.
    pub absent_policy: Option<PolicyArn>,
}

impl Tried for AccountSubject<'_> {
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

impl Trial<'_, AccountSubject<'_>> {
    fn port<P: ReadPort + ?Sized>(&self) -> Result<Arc<P>, Broken> {
        let port = self.subject.ports.get::<P>(self.subject.target.name);
        port.map_err(|missing| self.broken(missing.to_string()))
    }

    /// That no two of these are the same.
    fn once_each<T: Ord>(&self, what: &str, listed: impl IntoIterator<Item = T>) -> Kept {
        let mut listed: Vec<T> = listed.into_iter().collect();
        let count = listed.len();
        listed.sort();
        listed.dedup();
        let saw = format!("{count} {what}, {} of them differ", listed.len());
        self.holds(listed.len() == count, saw)
    }
}

/// Tries every promise, one after the other, always in the same order; each with its name.
pub async fn all(subject: &AccountSubject<'_>) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_trail_that_is_listed_has_a_status,
        an_unknown_trail_is_not_found,
        a_tag_policy_is_a_document,
        log_policies_are_listed_once_each,
        a_role_that_is_not_there_is_none,
        a_certificate_is_found_by_its_arn,
        a_certificate_that_is_not_there_is_none,
        an_identity_is_found_by_its_name,
        an_identity_that_is_not_there_is_none,
        what_may_be_sent_is_told,
        subscriptions_name_topic_and_endpoint,
        a_vpc_that_is_listed_is_found,
        an_unknown_vpc_is_not_found,
        networks_are_listed_once_each,
        subnets_that_are_not_there_are_left_out,
        addresses_are_listed_once_each,
        a_quota_has_a_value_and_a_default,
        an_unknown_quota_is_not_found,
        what_is_offered_is_told_once_each,
        a_type_that_nobody_knows_is_offered_nowhere,
        a_listed_zone_is_found_by_its_id,
        an_unknown_zone_is_not_told,
        names_in_a_vpc_are_told_without_a_final_dot,
        the_caller_is_found_with_its_path,
        a_principal_that_is_not_there_is_not_found,
        a_policy_of_aws_is_there_and_an_absent_one_is_not,
        a_verdict_comes_for_each_action_in_its_order,
        a_log_policy_that_is_put_is_listed_once,
        an_address_is_verified_once,
        production_access_is_asked_for_once,
        a_linked_role_is_made_once,
        a_service_without_a_role_is_refused,
        a_gateway_endpoint_is_made_once,
        a_table_is_led_to_a_gateway_once,
        a_gateway_endpoint_is_removed,
        a_key_pair_is_made_once_and_removed,
        a_certificate_is_imported_and_found_by_its_serial_number,
        a_role_of_nobodys_is_none,
        a_role_is_made_once_as_it_was_asked_for,
        a_role_has_what_it_is_given,
        a_role_is_removed_after_its_policies,
    ]
}
