//! The web, answered by the simulated cloud: whether the platform lets users sign in.

use async_trait::async_trait;
use jiff::Timestamp;

use super::place::{SimPlace, Verb};
use super::world::{Place, World};
use crate::deployment::single_sign_on::HostedDomain;
use crate::ids::{DomainPrefix, HttpsUrl, ParameterPath, ServiceName};
use crate::parameter::LiveValue;
use crate::port::PortResult;
use crate::port::container_service::{Naming, ServiceArn};
use crate::port::web::{WebAnswer, WebReader};

/// The service that lets users sign in.
const USER_ORG: &str = "ts-service-user-org";
/// The last level of the paths that it reads.
const READ: [&str; 5] = [
    "SSO_DOMAIN",
    "SSO_CLIENT_ID",
    "SSO_REDIRECT_URI",
    "SSO_CLIENT_SECRET",
    "SSO_GROUPS_ATTRIBUTE",
];

#[async_trait]
impl WebReader for SimPlace {
    /// The platform answers once its Service Layer is there, from wherever it is asked: at
    /// `/login/sso` with the way to Cognito, once all that leads there is right and the service
    /// began after it was written.
    async fn get(&self, url: &HttpsUrl) -> PortResult<WebAnswer> {
        self.read(Verb("https", "GET"), |place, world| {
            let rest = url.as_str().trim_start_matches("https://");
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            Ok(place.answer(world, host, path))
        })
    }
}

fn answered(status: u16, location: Option<String>) -> WebAnswer {
    WebAnswer::Answered { status, location }
}

impl Place {
    fn answer(&self, world: &World, host: &str, path: &str) -> WebAnswer {
        let (seed, now) = (world.seed, world.now);
        let Some(services) = self.platform_at(seed, now, host) else {
            let why = format!("no such host: {host}");
            return WebAnswer::Unreachable { why };
        };
        let running = services.iter().find_map(|(arn, since)| {
            let name = ServiceName::parse(USER_ORG).ok()?;
            (arn.is_called(&name) == Naming::Exact).then_some(*since)?
        });
        match running {
            None => answered(503, None),
            Some(since) if path == "login/sso" => {
                let location = self.way_to_sign_in(seed, now, host, since);
                answered(if location.is_some() { 302 } else { 404 }, location)
            }
            Some(_) => answered(200, None),
        }
    }

    /// The services of the platform that answers at `host`, each with since when it runs.
    fn platform_at(
        &self,
        seed: u64,
        now: Timestamp,
        host: &str,
    ) -> Option<Vec<(ServiceArn, Option<Timestamp>)>> {
        let mut live = self.chronicles(seed).filter(|one| !one.is_gone(now));
        live.find(|chronicle| {
            let root = self.stack(seed, &chronicle.scene.root.arn.0, now);
            let wanted = LiveValue::Known(host.to_owned());
            root.is_some_and(|stack| stack.parameters.get("PublicDomain") == Some(&wanted))
        })?;
        let services = self.services(seed, now).into_iter();
        Some(
            services
                .map(|(arn, life)| (arn, life.runs_since(now)))
                .collect(),
        )
    }

    /// Where the platform sends a browser that wants to sign in, when the service that reads the
    /// parameters runs `since` then; `None` when something does not fit.
    fn way_to_sign_in(
        &self,
        seed: u64,
        now: Timestamp,
        host: &str,
        since: Timestamp,
    ) -> Option<String> {
        let [domain, client_id, redirect, secret, groups] = READ.map(|word| self.read_by(word));
        let (domain, client_id, secret) = (domain?, client_id?, secret?);
        let (redirect, groups) = (redirect?, groups?);
        let all = [domain, client_id, redirect, secret, groups];
        let older = |path: &&ParameterPath| {
            let held = self.parameters.get(*path);
            held.and_then(super::parameters::HeldParameter::modified)
                .is_none_or(|at| at <= since)
        };
        if !all.iter().all(older) {
            return None;
        }
        let back = format!("https://{host}/login/sso");
        let sign_in_host = |name: &str| match DomainPrefix::parse(name) {
            Ok(prefix) => HostedDomain::Prefix(prefix).host(&self.region),
            Err(_) => name.to_owned(),
        };
        let written = |name: &str| {
            let host = sign_in_host(name);
            let url = format!("https://{host}");
            self.holds(seed, domain, &url) || self.holds(seed, domain, &host)
        };
        let mut clients = self.user_pools.clients_at(now, written);
        let client = clients.find(|client| {
            let own = client.secret(seed);
            self.holds(seed, client_id, client.id())
                && own.is_some_and(|own| self.holds(seed, secret, &own))
                && self.holds(seed, redirect, &back)
                && client.calls_back(&back)
        })?;
        let (to, id) = (sign_in_host(client.domain), client.id());
        let back = back.replace(':', "%3A").replace('/', "%2F");
        Some(format!(
            "https://{to}/oauth2/authorize?client_id={id}&response_type=code\
             &scope=email+openid+profile&redirect_uri={back}"
        ))
    }

    /// The parameter with this last level that the service reads.
    fn read_by(&self, word: &str) -> Option<&ParameterPath> {
        self.parameters
            .keys()
            .find(|path| path.service() == Some(USER_ORG) && path.levels().last() == Some(word))
    }
}
