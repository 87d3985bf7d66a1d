//! User pools, changed.

use async_trait::async_trait;
use jiff::Timestamp;

use super::held::{
    HeldClient, HeldDomain, HeldPool, HeldPoolSettings, HeldPools, HeldProvider, Others, is_custom,
};
use super::read::COGNITO;
use super::rules::{self, invalid};
use crate::hash::of_parts;
use crate::ids::{ProviderName, UserPoolId, UserPoolName, printable};
use crate::port::PortResult;
use crate::port::user_pool::{
    AppClientId, AppClientSettings, DetailSecret, DomainRequest, PoolSettings, ProviderRequest,
    SchemaAttribute, UserPoolWriter,
};
use crate::secret::Secret;
use crate::sim::naming::{digits, jittered};
use crate::sim::pen::plus;
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};
use crate::sim::world::World;

/// How long a customer's own domain takes, in milliseconds.
const CUSTOM_DOMAIN: i64 = 20 * 60 * 1_000;

impl World {
    /// A digest of an identity provider's secret.
    pub(in crate::sim) fn secret_digest(&self, secret: &Secret) -> String {
        let seed = self.seed.to_string();
        of_parts(["provider secret", &seed, secret.expose()])
    }

    /// When a domain begun now answers: a prefix at once.
    fn domain_ready(&self, name: &str) -> Timestamp {
        if is_custom(name) {
            let takes = jittered(CUSTOM_DOMAIN, &[&self.seed.to_string(), name]);
            plus(self.now, takes)
        } else {
            self.now
        }
    }

    /// True when somebody has this domain: prefixes are unique in a region, others everywhere.
    fn domain_taken(&self, region: &str, name: &str) -> bool {
        let mut places = self.places.values();
        places.any(|place| {
            let near = is_custom(name) || place.region.as_str() == region;
            near && place.user_pools.has_domain(name)
        })
    }
}

impl HeldPools {
    fn make(
        &mut self,
        (seed, region): (u64, &str),
        name: &UserPoolName,
        schema: &[SchemaAttribute],
        settings: &PoolSettings,
    ) -> Answer<UserPoolId> {
        let schema = rules::schema(schema)?;
        let settings = HeldPoolSettings::of(settings)?;
        self.made = self.made.saturating_add(1);
        let (seed, made) = (seed.to_string(), self.made.to_string());
        let own = digits(9, &["user pool", &seed, region, &made]);
        let id = UserPoolId::parse(format!("{region}_{own}"))
            .map_err(|error| invalid(error.to_string()))?;
        self.pools.push(HeldPool {
            id: id.clone(),
            name: name.clone(),
            schema,
            settings,
            domains: Vec::new(),
            providers: std::collections::BTreeMap::new(),
            clients: Vec::new(),
            clients_made: 0,
        });
        Ok(id)
    }

    fn remove(&mut self, id: &UserPoolId) -> Answer<()> {
        let pool = self.get(id)?;
        if pool.settings.deletion_protection {
            return Err(invalid(
                "The user pool cannot be deleted because deletion protection is activated.",
            ));
        }
        if let Some(domain) = pool.domains.first() {
            return Err(invalid(format!(
                "User pool cannot be deleted. It has a domain configured that should be deleted \
                 first: {}.",
                domain.name
            )));
        }
        self.pools.retain(|pool| pool.id != *id);
        Ok(())
    }
}

impl HeldPool {
    fn set_provider(
        &mut self,
        request: &ProviderRequest,
        given: Option<String>,
        there: bool,
    ) -> Answer<()> {
        let name = &request.name;
        let held = self.providers.get(name);
        if held.is_some() != there {
            return Err(match held {
                Some(_) => Refusal::already_exists(format!("DuplicateProviderException: {name}")),
                None => no_provider(name),
            });
        }
        if held.is_some_and(|held| held.kind != request.kind) {
            return Err(invalid(format!("the type of {name} cannot be changed.")));
        }
        rules::provider(self, request)?;
        let kept = held.and_then(|held| held.secret.clone());
        let secret = match request.details.secret {
            DetailSecret::None => None,
            DetailSecret::Given(_) => given,
            DetailSecret::Kept => match kept {
                Some(kept) => Some(kept),
                None => return Err(invalid(format!("{name} has no secret to keep."))),
            },
        };
        let held = HeldProvider {
            kind: request.kind,
            details: request.details.shown.clone(),
            secret,
            mapping: request.mapping.clone(),
            others: Others::sent(&request.other)?,
        };
        self.providers.insert(name.clone(), held);
        Ok(())
    }

    pub(super) fn make_client(
        &mut self,
        seed: u64,
        settings: &AppClientSettings,
        has_secret: bool,
    ) -> Answer<AppClientId> {
        rules::client(self, settings)?;
        self.clients_made = self.clients_made.saturating_add(1);
        let (seed, made) = (seed.to_string(), self.clients_made.to_string());
        let id = AppClientId(digits(26, &["client", &seed, self.id.as_str(), &made]));
        let client = HeldClient::of(id.clone(), has_secret, settings)?;
        self.clients.push(client);
        Ok(id)
    }

    fn set_client(&mut self, id: &AppClientId, settings: &AppClientSettings) -> Answer<()> {
        let has_secret = self.client(id).ok_or_else(|| no_client(id))?.has_secret;
        rules::client(self, settings)?;
        let changed = HeldClient::of(id.clone(), has_secret, settings)?;
        for client in self.clients.iter_mut().filter(|client| client.id == *id) {
            *client = changed.clone();
        }
        Ok(())
    }

    fn make_domain(&mut self, request: &DomainRequest, ready: Timestamp) -> Answer<()> {
        let custom = is_custom(&request.name);
        let mut same = self.domains.iter().filter(|d| is_custom(&d.name) == custom);
        if let Some(other) = same.next() {
            let name = &other.name;
            return Err(invalid(format!(
                "the user pool has the domain {name} already."
            )));
        }
        self.domains.push(HeldDomain {
            name: request.name.clone(),
            certificate: request.certificate.clone(),
            ready,
            updating: false,
            others: Others::sent(&request.other)?,
        });
        Ok(())
    }

    fn domain_mut(&mut self, name: &str) -> Answer<&mut HeldDomain> {
        let found = self.domains.iter_mut().find(|domain| domain.name == name);
        found.ok_or_else(|| no_domain(name))
    }
}

fn no_provider(name: &ProviderName) -> Refusal {
    Refusal::not_found(format!(
        "ResourceNotFoundException: Identity provider {name} does not exist."
    ))
}

fn no_client(id: &AppClientId) -> Refusal {
    Refusal::not_found(format!(
        "ResourceNotFoundException: User pool client {id} does not exist."
    ))
}

fn no_domain(name: &str) -> Refusal {
    let name = printable(name, 80);
    Refusal::not_found(format!("ResourceNotFoundException: No such domain {name}."))
}

impl SimPlace {
    /// A changing call to the user pools of this place.
    fn change_pools<T>(
        &self,
        operation: &'static str,
        effect: impl FnOnce(&mut HeldPools, u64) -> Answer<T>,
    ) -> PortResult<T> {
        self.change(Verb(COGNITO, operation), |world, target| {
            let seed = world.seed;
            let answer = effect(&mut world.place(target).user_pools, seed)?;
            Ok((answer, true))
        })
    }

    fn change_provider(
        &self,
        operation: &'static str,
        request: &ProviderRequest,
        there: bool,
    ) -> PortResult<()> {
        self.change(Verb(COGNITO, operation), |world, target| {
            let given = match &request.details.secret {
                DetailSecret::Given(secret) => Some(world.secret_digest(secret)),
                DetailSecret::None | DetailSecret::Kept => None,
            };
            let pools = &mut world.place(target).user_pools;
            pools
                .get_mut(&request.pool)?
                .set_provider(request, given, there)?;
            Ok(((), true))
        })
    }
}

#[async_trait]
impl UserPoolWriter for SimPlace {
    async fn create_pool(
        &self,
        name: &UserPoolName,
        schema: &[SchemaAttribute],
        settings: &PoolSettings,
    ) -> PortResult<UserPoolId> {
        self.change(Verb(COGNITO, "CreateUserPool"), |world, target| {
            let seed = world.seed;
            let place = world.place(target);
            let own = (seed, place.region.as_str());
            let id = place.user_pools.make(own, name, schema, settings)?;
            Ok((id, true))
        })
    }

    async fn update_pool(&self, pool: &UserPoolId, settings: &PoolSettings) -> PortResult<()> {
        self.change_pools("UpdateUserPool", |pools, _| {
            pools.get_mut(pool)?.settings = HeldPoolSettings::of(settings)?;
            Ok(())
        })
    }

    async fn add_attributes(
        &self,
        pool: &UserPoolId,
        attributes: &[SchemaAttribute],
    ) -> PortResult<()> {
        self.change_pools("AddCustomAttributes", |pools, _| {
            let pool = pools.get_mut(pool)?;
            rules::additions(pool, attributes)?;
            pool.schema.extend(attributes.iter().cloned());
            Ok(())
        })
    }

    async fn delete_pool(&self, pool: &UserPoolId) -> PortResult<()> {
        self.change_pools("DeleteUserPool", |pools, _| pools.remove(pool))
    }

    async fn create_domain(&self, request: &DomainRequest) -> PortResult<()> {
        self.change(Verb(COGNITO, "CreateUserPoolDomain"), |world, target| {
            rules::domain(request)?;
            if world.domain_taken(target.region.as_str(), &request.name) {
                return Err(invalid(format!(
                    "Domain already associated with another user pool: {}.",
                    request.name
                )));
            }
            let ready = world.domain_ready(&request.name);
            let pools = &mut world.place(target).user_pools;
            pools.get_mut(&request.pool)?.make_domain(request, ready)?;
            Ok(((), true))
        })
    }

    async fn update_domain(&self, request: &DomainRequest) -> PortResult<()> {
        self.change(Verb(COGNITO, "UpdateUserPoolDomain"), |world, target| {
            rules::domain(request)?;
            if !is_custom(&request.name) {
                return Err(invalid("a prefix has nothing to be changed."));
            }
            let ready = world.domain_ready(&request.name);
            let pool = world.place(target).user_pools.get_mut(&request.pool)?;
            let domain = pool.domain_mut(&request.name)?;
            domain.certificate.clone_from(&request.certificate);
            domain.others = Others::sent(&request.other)?;
            (domain.ready, domain.updating) = (ready, true);
            Ok(((), true))
        })
    }

    async fn delete_domain(&self, pool: &UserPoolId, name: &str) -> PortResult<()> {
        self.change_pools("DeleteUserPoolDomain", |pools, _| {
            let pool = pools.get_mut(pool)?;
            pool.domain_mut(name)?;
            pool.domains.retain(|domain| domain.name != name);
            Ok(())
        })
    }

    async fn create_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        self.change_provider("CreateIdentityProvider", request, false)
    }

    async fn update_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        self.change_provider("UpdateIdentityProvider", request, true)
    }

    async fn delete_provider(&self, pool: &UserPoolId, name: &ProviderName) -> PortResult<()> {
        self.change_pools("DeleteIdentityProvider", |pools, _| {
            let gone = pools.get_mut(pool)?.providers.remove(name);
            gone.map(drop).ok_or_else(|| no_provider(name))
        })
    }

    async fn create_client(
        &self,
        pool: &UserPoolId,
        settings: &AppClientSettings,
    ) -> PortResult<AppClientId> {
        self.change_pools("CreateUserPoolClient", |pools, seed| {
            pools.get_mut(pool)?.make_client(seed, settings, true)
        })
    }

    async fn update_client(
        &self,
        pool: &UserPoolId,
        id: &AppClientId,
        settings: &AppClientSettings,
    ) -> PortResult<()> {
        self.change_pools("UpdateUserPoolClient", |pools, _| {
            pools.get_mut(pool)?.set_client(id, settings)
        })
    }

    async fn delete_client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<()> {
        self.change_pools("DeleteUserPoolClient", |pools, _| {
            let pool = pools.get_mut(pool)?;
            pool.client(id).ok_or_else(|| no_client(id))?;
            pool.clients.retain(|client| client.id != *id);
            Ok(())
        })
    }
}
