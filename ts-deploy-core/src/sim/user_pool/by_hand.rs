//! What somebody sets in the console, and what others have.

use super::held::{HeldPools, Others};
use crate::ids::{DomainPrefix, ProviderName, UserPoolId};
use crate::port::user_pool::{AppClientId, AppClientSettings};
use crate::sim::place::SimPlace;

/// A thing of a user pool with settings that no port names.
#[derive(Clone, Copy, Debug)]
pub enum ByHand<'a> {
    /// The pool itself: `MfaConfiguration`, `Policies`.
    Pool(&'a UserPoolId),
    /// An identity provider: `IdpIdentifiers`.
    Provider(&'a UserPoolId, &'a ProviderName),
    /// An app client: `AccessTokenValidity`, `ExplicitAuthFlows`.
    Client(&'a UserPoolId, &'a AppClientId),
}

impl ByHand<'_> {
    fn others<'a>(&self, pools: &'a mut HeldPools) -> Option<&'a mut Others> {
        let (Self::Pool(id) | Self::Provider(id, _) | Self::Client(id, _)) = self;
        let pool = pools.get_mut(id).ok()?;
        match self {
            Self::Pool(_) => Some(&mut pool.settings.others),
            Self::Provider(_, name) => pool.providers.get_mut(*name).map(|one| &mut one.others),
            Self::Client(_, id) => {
                let mut clients = pool.clients.iter_mut();
                clients
                    .find(|one| one.id == **id)
                    .map(|one| &mut one.others)
            }
        }
    }
}

impl SimPlace {
    /// Sets a setting that no port names, as a person does in the console; nothing happens when the
    /// thing is not there.
    pub fn set_by_hand(&self, thing: ByHand<'_>, setting: &str, value: &str) {
        self.arrange(|place, _| {
            if let Some(others) = thing.others(&mut place.user_pools) {
                others.0.insert(setting.to_owned(), value.to_owned());
            }
        });
    }

    /// The value of a setting that no port names; `None` when it is Cognito's default.
    pub fn setting_by_hand(&self, thing: ByHand<'_>, setting: &str) -> Option<String> {
        self.arrange(|place, _| {
            let others = thing.others(&mut place.user_pools)?;
            others.0.get(setting).cloned()
        })
    }

    /// Makes an app client without a secret, as a person may; `None` when the pool is not there or
    /// would refuse it.
    pub fn client_without_secret(
        &self,
        pool: &UserPoolId,
        settings: &AppClientSettings,
    ) -> Option<AppClientId> {
        self.arrange(|place, seed| {
            let pool = place.user_pools.get_mut(pool).ok()?;
            pool.make_client(seed, settings, false).ok()
        })
    }

    /// Gives this prefix in the region to another customer of AWS, so that it is taken.
    pub fn take_prefix(&self, prefix: &DomainPrefix) {
        self.arrange(|place, _| place.user_pools.taken.insert(prefix.to_string()));
    }
}
