//! User pools as the world keeps them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CertificateArn, ProviderName, UserPoolId, UserPoolName};
use crate::port::user_pool::{
    AppClient, AppClientId, AppClientSettings, DomainStatus, OtherSettings, PoolSettings, Provider,
    ProviderType, SchemaAttribute, SignInDomain, UserPool,
};
use crate::secret::Secret;
use crate::sim::naming::digits;
use crate::sim::refusal::{Answer, Refusal};

/// Settings that the ports do not name, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Others(pub(super) BTreeMap<String, String>);

impl Others {
    /// What an update sends of them: all that it leaves out are defaults again.
    pub(super) fn sent(other: &OtherSettings) -> Answer<Self> {
        match other.get::<Self>() {
            Some(others) => Ok(others.clone()),
            None if other.is_none() => Ok(Self::default()),
            None => Err(Refusal::invalid(
                "InvalidParameterException: these settings were read from another backend",
            )),
        }
    }

    fn shown(&self) -> OtherSettings {
        OtherSettings::keep(self.clone())
    }
}

/// The user pools of one place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::sim) struct HeldPools {
    pub(super) pools: Vec<HeldPool>,
    /// How many were ever made.
    pub(super) made: u64,
    /// Prefixes that other customers of the region have.
    pub(super) taken: BTreeSet<String>,
}

/// A user pool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sim) struct HeldPool {
    pub(super) id: UserPoolId,
    pub(super) name: UserPoolName,
    pub(super) schema: Vec<SchemaAttribute>,
    pub(super) settings: HeldPoolSettings,
    pub(super) domains: Vec<HeldDomain>,
    pub(super) providers: BTreeMap<ProviderName, HeldProvider>,
    pub(super) clients: Vec<HeldClient>,
    /// How many clients were ever made.
    pub(super) clients_made: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldPoolSettings {
    pub(super) only_administrators_create_users: bool,
    pub(super) deletion_protection: bool,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) others: Others,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldDomain {
    pub(super) name: String,
    pub(super) certificate: Option<CertificateArn>,
    /// When it answers.
    pub(super) ready: Timestamp,
    /// True while a changed certificate is taken over.
    pub(super) updating: bool,
    pub(super) others: Others,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldProvider {
    pub(super) kind: ProviderType,
    pub(super) details: BTreeMap<String, String>,
    /// A digest of its secret.
    pub(super) secret: Option<String>,
    pub(super) mapping: BTreeMap<String, String>,
    pub(super) others: Others,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldClient {
    pub(super) id: AppClientId,
    /// True when it was made with a secret, which follows from its id.
    pub(super) has_secret: bool,
    pub(super) name: String,
    pub(super) callback_urls: Vec<String>,
    pub(super) logout_urls: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) flows: Vec<String>,
    pub(super) flows_enabled: bool,
    pub(super) read_attributes: Vec<String>,
    pub(super) write_attributes: Vec<String>,
    pub(super) providers: Vec<String>,
    pub(super) others: Others,
}

impl HeldPools {
    /// True when there is no pool.
    pub(in crate::sim) fn is_empty(&self) -> bool {
        self.pools.is_empty()
    }

    /// The pool of this id.
    pub(super) fn get(&self, id: &UserPoolId) -> Answer<&HeldPool> {
        let pool = self.pools.iter().find(|pool| pool.id == *id);
        pool.ok_or_else(|| no_pool(id))
    }

    /// The pool of this id, to change it.
    pub(super) fn get_mut(&mut self, id: &UserPoolId) -> Answer<&mut HeldPool> {
        let pool = self.pools.iter_mut().find(|pool| pool.id == *id);
        pool.ok_or_else(|| no_pool(id))
    }

    /// True when somebody has the domain of this name.
    pub(super) fn has_domain(&self, name: &str) -> bool {
        let mut domains = self.pools.iter().flat_map(|pool| &pool.domains);
        self.taken.contains(name) || domains.any(|domain| domain.name == name)
    }

    /// Each client that can be used at `host` now, with its pool.
    pub(in crate::sim) fn clients_at<'a>(
        &'a self,
        now: Timestamp,
        host: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = UsableClient<'a>> {
        let domains = self.pools.iter().flat_map(move |pool| {
            let names = pool.domains.iter().filter(move |d| d.ready <= now);
            names.map(move |domain| (pool, domain))
        });
        domains
            .filter(move |(_, domain)| host(&domain.name))
            .flat_map(|(pool, domain)| {
                let clients = pool.clients.iter().filter(|client| client.flows_enabled);
                clients.map(|client| UsableClient {
                    domain: &domain.name,
                    client,
                })
            })
    }
}

/// A client at a domain that answers.
pub(in crate::sim) struct UsableClient<'a> {
    pub(in crate::sim) domain: &'a str,
    client: &'a HeldClient,
}

impl UsableClient<'_> {
    /// Its id.
    pub(in crate::sim) fn id(&self) -> &str {
        &self.client.id.0
    }

    /// Its secret; `None` when it has none.
    pub(in crate::sim) fn secret(&self, seed: u64) -> Option<String> {
        self.client.secret(seed)
    }

    /// Whether users may be sent back to this address.
    pub(in crate::sim) fn calls_back(&self, url: &str) -> bool {
        self.client.callback_urls.iter().any(|one| one == url)
    }
}

fn no_pool(id: &UserPoolId) -> Refusal {
    Refusal::not_found(format!(
        "ResourceNotFoundException: User pool {id} does not exist."
    ))
}

impl HeldPool {
    /// As `DescribeUserPool` shows it.
    pub(super) fn shown(&self) -> UserPool {
        let domain = |custom: bool| {
            let one = |domain: &&HeldDomain| is_custom(&domain.name) == custom;
            let found = self.domains.iter().find(one);
            found.map(|domain| domain.name.clone())
        };
        UserPool {
            id: self.id.clone(),
            name: self.name.to_string(),
            schema: self.schema.clone(),
            settings: PoolSettings {
                only_administrators_create_users: self.settings.only_administrators_create_users,
                deletion_protection: self.settings.deletion_protection,
                tags: self.settings.tags.clone(),
                other: self.settings.others.shown(),
            },
            prefix_domain: domain(false),
            custom_domain: domain(true),
        }
    }

    /// The client of this id.
    pub(super) fn client(&self, id: &AppClientId) -> Option<&HeldClient> {
        self.clients.iter().find(|client| client.id == *id)
    }
}

/// True for a domain of the customer's own; a prefix has no dot.
pub(super) fn is_custom(domain: &str) -> bool {
    domain.contains('.')
}

impl HeldPoolSettings {
    pub(super) fn of(settings: &PoolSettings) -> Answer<Self> {
        Ok(Self {
            only_administrators_create_users: settings.only_administrators_create_users,
            deletion_protection: settings.deletion_protection,
            tags: settings.tags.clone(),
            others: Others::sent(&settings.other)?,
        })
    }
}

impl HeldDomain {
    /// As `DescribeUserPoolDomain` shows it.
    pub(super) fn shown(&self, pool: &UserPoolId, now: Timestamp) -> SignInDomain {
        let points_to = || {
            let host = digits(13, &["cloudfront", &self.name]);
            format!("d{host}.cloudfront.net")
        };
        SignInDomain {
            name: self.name.clone(),
            pool: pool.clone(),
            status: match (self.ready <= now, self.updating) {
                (true, _) => DomainStatus::Active,
                (false, true) => DomainStatus::Updating,
                (false, false) => DomainStatus::Creating,
            },
            certificate: self.certificate.clone(),
            points_to: is_custom(&self.name).then(points_to),
            other: self.others.shown(),
        }
    }
}

impl HeldProvider {
    /// As `DescribeIdentityProvider` shows it, with what Cognito adds.
    pub(super) fn shown(&self, name: &ProviderName) -> Provider {
        let added = super::rules::derived(self.kind).iter().map(|key| {
            let value = format!("made by Cognito for {name}");
            ((*key).to_owned(), value)
        });
        Provider {
            name: name.clone(),
            kind: self.kind,
            details: self.details.clone().into_iter().chain(added).collect(),
            mapping: self.mapping.clone(),
            other: self.others.shown(),
        }
    }
}

impl HeldClient {
    pub(super) fn of(
        id: AppClientId,
        has_secret: bool,
        settings: &AppClientSettings,
    ) -> Answer<Self> {
        Ok(Self {
            id,
            has_secret,
            name: settings.name.clone(),
            callback_urls: settings.callback_urls.clone(),
            logout_urls: settings.logout_urls.clone(),
            scopes: settings.scopes.clone(),
            flows: settings.flows.clone(),
            flows_enabled: settings.flows_enabled,
            read_attributes: settings.read_attributes.clone(),
            write_attributes: settings.write_attributes.clone(),
            providers: settings.providers.clone(),
            others: Others::sent(&settings.other)?,
        })
    }

    /// Its secret, which only describing it shows.
    fn secret(&self, seed: u64) -> Option<String> {
        let seed = seed.to_string();
        let secret = || digits(52, &["client secret", &seed, &self.id.0]);
        self.has_secret.then(secret)
    }

    /// As `DescribeUserPoolClient` shows it.
    pub(super) fn shown(&self, seed: u64) -> AppClient {
        AppClient {
            id: self.id.clone(),
            secret: self.secret(seed).map(Secret::new),
            settings: AppClientSettings {
                name: self.name.clone(),
                callback_urls: self.callback_urls.clone(),
                logout_urls: self.logout_urls.clone(),
                scopes: self.scopes.clone(),
                flows: self.flows.clone(),
                flows_enabled: self.flows_enabled,
                read_attributes: self.read_attributes.clone(),
                write_attributes: self.write_attributes.clone(),
                providers: self.providers.clone(),
                other: self.others.shown(),
            },
        }
    }
}
