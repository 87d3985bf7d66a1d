//! What a backend of user pools promises. A suite of its own: it needs no product.

mod client;
mod domain;
mod made;
mod pool;
mod provider;

use std::sync::Arc;

pub use client::{
    a_client_has_a_secret_and_keeps_it_through_an_update, a_removed_client_is_gone,
    an_update_gives_all_settings_that_it_is_handed,
};
pub use domain::{
    a_domain_leads_to_its_pool_until_it_is_taken_away, a_domain_that_nobody_has_is_none,
    a_prefix_is_given_no_certificate,
};
pub use pool::{
    a_custom_attribute_is_added_once, a_pool_is_found_by_its_name_with_what_it_was_given,
    a_protected_pool_is_not_removed, pools_of_one_name_stand_side_by_side,
};
pub use provider::{
    a_provider_has_what_its_update_gave, a_removed_provider_is_gone,
    a_second_provider_of_one_name_already_exists, a_secret_is_known_and_kept_through_an_update,
};

use super::trial::Tried;
use super::{Kept, Patience, try_all};
use crate::clock::Clock;
use crate::ids::{DomainPrefix, UserPoolName};
use crate::port::user_pool::{UserPoolReader, UserPoolWriter};

/// A backend of user pools, and the name of the pools that are made and removed there.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct UserPoolSubject {
    /// Reads.
    pub reader: Arc<dyn UserPoolReader>,
    /// Changes.
    pub writer: Arc<dyn UserPoolWriter>,
    /// The clock that is slept on.
    pub clock: Arc<dyn Clock>,
    /// How long is waited.
    #[builder(default)]
    pub patience: Patience,
    /// The name of the pools that the suite makes; nobody else's may have it.
    pub name: UserPoolName,
    /// A prefix for sign-in pages that nobody in the region has: it is taken and given back. What is
    /// promised about domains that are there is not tried without.
    #[builder(default, setter(strip_option))]
    pub prefix: Option<DomainPrefix>,
}

impl Tried for UserPoolSubject {
    type Name = UserPoolName;

    fn name_for(&self, _: &'static str) -> Result<Self::Name, String> {
        Ok(self.name.clone())
    }

    fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    fn patience(&self) -> Patience {
        self.patience
    }
}

/// Tries every promise, one after the other, always in the same order; each with its name. Each
/// removes what it made.
pub async fn all(subject: &UserPoolSubject) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_pool_is_found_by_its_name_with_what_it_was_given,
        pools_of_one_name_stand_side_by_side,
        a_protected_pool_is_not_removed,
        a_custom_attribute_is_added_once,
        a_client_has_a_secret_and_keeps_it_through_an_update,
        an_update_gives_all_settings_that_it_is_handed,
        a_removed_client_is_gone,
        a_second_provider_of_one_name_already_exists,
        a_provider_has_what_its_update_gave,
        a_secret_is_known_and_kept_through_an_update,
        a_removed_provider_is_gone,
        a_domain_that_nobody_has_is_none,
        a_domain_leads_to_its_pool_until_it_is_taken_away,
        a_prefix_is_given_no_certificate,
    ]
}
