//! The calls on identity providers, whose details hold a secret.

use std::collections::HashMap;

use aws_sdk_cognitoidentityprovider::types::{IdentityProviderType, IdentityProviderTypeType};
use ts_deploy_core::ids::{ProviderName, UserPoolId};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::user_pool::{CLIENT_SECRET, DetailSecret, ProviderRequest};
use ts_deploy_core::secret::Secret;

use super::AwsUserPools;
use super::kept::{ProviderRest, kept};
use crate::read::present;

impl AwsUserPools {
    /// A provider with its secret.
    ///
    /// # Errors
    /// What the call answers; kind `NotFound` for a pool and for a provider that is not there.
    pub(super) async fn described_provider(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
    ) -> PortResult<IdentityProviderType> {
        const OPERATION: &str = "DescribeIdentityProvider";
        let call = self.client.describe_identity_provider();
        let call = call.user_pool_id(pool.as_str());
        let sent = call.provider_name(name.as_str()).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        self.readable(OPERATION, present(answer.identity_provider, "the provider"))
    }

    /// The secret that a provider has.
    ///
    /// # Errors
    /// As [`described_provider`](Self::described_provider).
    pub(super) async fn provider_secret(
        &self,
        pool: &UserPoolId,
        name: &ProviderName,
    ) -> PortResult<Option<Secret>> {
        let read = self.described_provider(pool, name).await?;
        let mut details = read.provider_details.unwrap_or_default();
        Ok(details.remove(CLIENT_SECRET).map(Secret::new))
    }

    /// Makes a provider.
    pub(super) async fn make_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        const OPERATION: &str = "CreateIdentityProvider";
        let rest: ProviderRest = kept(self.line, OPERATION, &request.other)?;
        let secret = match &request.details.secret {
            DetailSecret::None => None,
            DetailSecret::Given(secret) => Some(secret.clone()),
            DetailSecret::Kept => {
                let why = "a provider that is not there yet has no secret to keep";
                return Err(self.line.not_sent(OPERATION, why));
            }
        };
        let call = self.client.create_identity_provider();
        let call = call
            .user_pool_id(request.pool.as_str())
            .provider_name(request.name.as_str())
            .provider_type(IdentityProviderTypeType::from(request.kind.as_str()))
            .set_provider_details(Some(details(request, secret.as_ref())))
            .set_attribute_mapping(Some(mapping(request)))
            .set_idp_identifiers(rest.identifiers)
            .set_acr_mapping(rest.acr);
        let secrets = secret.into_iter().collect();
        let failed = self.line.failed_with(OPERATION, secrets);
        call.send().await.map_err(failed).map(drop)
    }

    /// Gives a provider all its details, and all of its mapping: each map takes the place of the
    /// one that is there.
    pub(super) async fn set_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        const OPERATION: &str = "UpdateIdentityProvider";
        let rest: ProviderRest = kept(self.line, OPERATION, &request.other)?;
        let secret = match &request.details.secret {
            DetailSecret::None => None,
            DetailSecret::Given(secret) => Some(secret.clone()),
            DetailSecret::Kept => {
                let held = self.provider_secret(&request.pool, &request.name).await?;
                let why = format!("{} has no secret to keep", request.name);
                Some(held.ok_or_else(|| self.line.not_sent(OPERATION, &why))?)
            }
        };
        let call = self.client.update_identity_provider();
        let call = call
            .user_pool_id(request.pool.as_str())
            .provider_name(request.name.as_str())
            .set_provider_details(Some(details(request, secret.as_ref())))
            .set_attribute_mapping(Some(mapping(request)))
            .set_idp_identifiers(rest.identifiers)
            .set_acr_mapping(rest.acr);
        let secrets = secret.into_iter().collect();
        let failed = self.line.failed_with(OPERATION, secrets);
        call.send().await.map_err(failed).map(drop)
    }
}

fn details(request: &ProviderRequest, secret: Option<&Secret>) -> HashMap<String, String> {
    let shown = request.details.shown.clone().into_iter();
    let secret = secret.map(|secret| (CLIENT_SECRET.to_owned(), secret.expose().to_owned()));
    shown.chain(secret).collect()
}

fn mapping(request: &ProviderRequest) -> HashMap<String, String> {
    request.mapping.clone().into_iter().collect()
}
