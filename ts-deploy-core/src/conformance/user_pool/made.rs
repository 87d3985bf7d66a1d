//! The pools of a trial, and what stands in them.

use std::collections::BTreeMap;

use super::UserPoolSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept};
use crate::ids::{ProviderName, UserPoolId};
use crate::port::user_pool::{
    AppClientSettings, AttributeType, DetailSecret, DetailsChange, OtherSettings, PoolSettings,
    ProviderRequest, ProviderType, SchemaAttribute,
};
use crate::secret::Secret;

impl Trial<'_, UserPoolSubject> {
    /// A pool that was made.
    pub(super) async fn pool(&self) -> Result<UserPoolId, Broken> {
        let UserPoolSubject { writer, name, .. } = self.subject;
        let (schema, settings) = ([email()], settings(false));
        self.once(|| writer.create_pool(name, &schema, &settings))
            .await
    }

    /// A provider of users with a secret, for this pool.
    pub(super) fn provider(&self, pool: UserPoolId) -> Result<ProviderRequest, Broken> {
        let name = ProviderName::parse("try-idp");
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        Ok(ProviderRequest {
            pool,
            name: name.map_err(|error| self.broken(error.to_string()))?,
            kind: ProviderType::Oidc,
            details: DetailsChange {
                shown: BTreeMap::from([
                    pair("client_id", "try"),
                    pair("attributes_request_method", "GET"),
                    pair("oidc_issuer", "https://accounts.google.com"),
                    pair("authorize_scopes", "openid email"),
                ]),
                secret: DetailSecret::Given(secret()),
            },
            mapping: BTreeMap::from([pair("email", "email")]),
            other: OtherSettings::none(),
        })
    }

    /// What came of trying, after the pools were removed.
    pub(super) async fn cleared(&self, tried: impl Future<Output = Kept>) -> Kept {
        let kept = tried.await;
        kept.and(self.clear().await)
    }

    async fn clear(&self) -> Kept {
        let UserPoolSubject { reader, writer, .. } = self.subject;
        let unprotected = settings(false);
        for id in self.ask(|| reader.pools_named(&self.name)).await? {
            if let Some(prefix) = &self.subject.prefix {
                let domain = self.ask(|| reader.domain(prefix.as_str())).await?;
                if domain.is_some_and(|domain| domain.pool == id) {
                    self.once(|| writer.delete_domain(&id, prefix.as_str()))
                        .await?;
                }
            }
            self.ask(|| writer.update_pool(&id, &unprotected)).await?;
            self.once(|| writer.delete_pool(&id)).await?;
        }
        Ok(())
    }
}

/// The secret of the provider.
pub(super) fn secret() -> Secret {
    Secret::new("try".to_owned())
}

fn email() -> SchemaAttribute {
    SchemaAttribute {
        name: "email".to_owned(),
        kind: AttributeType::String,
        required: true,
        mutable: true,
        max_length: None,
    }
}

pub(super) fn groups() -> SchemaAttribute {
    SchemaAttribute {
        name: "custom:groups".to_owned(),
        required: false,
        max_length: Some(2048),
        ..email()
    }
}

pub(super) fn settings(deletion_protection: bool) -> PoolSettings {
    PoolSettings {
        only_administrators_create_users: true,
        deletion_protection,
        tags: BTreeMap::from([("purpose".to_owned(), "try".to_owned())]),
        other: OtherSettings::none(),
    }
}

pub(super) fn client() -> AppClientSettings {
    AppClientSettings {
        name: "try".to_owned(),
        callback_urls: vec!["https://try.example/back".to_owned()],
        scopes: vec!["openid".to_owned()],
        flows: vec!["code".to_owned()],
        flows_enabled: true,
        read_attributes: vec!["email".to_owned()],
        write_attributes: vec!["email".to_owned()],
        providers: vec!["COGNITO".to_owned()],
        ..AppClientSettings::default()
    }
}
