//! The settings that the port does not name, as they were read.

use aws_sdk_cognitoidentityprovider::types::{
    DomainDescriptionType, IdentityProviderType, UserPoolClientType, UserPoolType,
};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::user_pool::OtherSettings;

use crate::answer::Line;

/// What an identity provider has beside details and mapping. Its description as a whole is not kept,
/// since it holds a secret.
#[derive(Clone, Debug, Default)]
pub(super) struct ProviderRest {
    pub(super) identifiers: Option<Vec<String>>,
    pub(super) acr: Option<std::collections::HashMap<String, String>>,
}

impl ProviderRest {
    pub(super) fn of(provider: &IdentityProviderType) -> Self {
        Self {
            identifiers: provider.idp_identifiers.clone(),
            acr: provider.acr_mapping.clone(),
        }
    }
}

/// What nothing was read of.
pub(super) trait Unread {
    fn unread() -> Self;
}

impl Unread for UserPoolType {
    fn unread() -> Self {
        Self::builder().build()
    }
}

impl Unread for UserPoolClientType {
    fn unread() -> Self {
        Self::builder().build()
    }
}

impl Unread for DomainDescriptionType {
    fn unread() -> Self {
        Self::builder().build()
    }
}

impl Unread for ProviderRest {
    fn unread() -> Self {
        Self::default()
    }
}

/// What was kept of this type; nothing, when Cognito's defaults are wanted.
///
/// # Errors
/// When another backend kept it: to leave it out would lose what was set by hand.
pub(super) fn kept<T: Unread + Clone + 'static>(
    line: Line,
    operation: &'static str,
    other: &OtherSettings,
) -> PortResult<T> {
    if other.is_none() {
        return Ok(T::unread());
    }
    let foreign = "the settings that are to stay were read by another backend";
    let kept = other.get::<T>().cloned();
    kept.ok_or_else(|| line.not_sent(operation, foreign))
}
