//! The app client, by which the platform signs users in (rows I2, I3).

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::parameter::Change;
use ts_deploy_core::plan::{Action, ReadContext, Started, StepError, StepId, request_digest};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::user_pool::{
    AppClient, AppClientId, AppClientSettings, UserPool, UserPoolWriter,
};

use super::sight::{
    ClientSeen, change, compare, find_client, find_pool, reader, unanswered, with_all,
};
use super::{Part, Planned, Standing};
use crate::CLIENT_NAME;
use crate::component::CognitoSso;
use crate::provider::user_pool_wire;

/// With this scope a user could write the own groups, and so choose the own role.
const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";
const AT: &str = "single_sign_on";

/// Makes the client, and gives it what single sign-on needs.
pub(crate) struct Client(pub(crate) Arc<CognitoSso>);

/// One changing call.
pub(crate) struct ClientWork {
    pool: UserPool,
    /// The client that is there.
    id: Option<AppClientId>,
    settings: AppClientSettings,
}

impl Client {
    /// `live` with all that single sign-on needs; everything else stays.
    fn merged(&self, live: &AppClientSettings) -> AppClientSettings {
        let wanted = self.0.app_client();
        let scopes: Vec<String> = wanted
            .scopes
            .iter()
            .map(|one| one.as_str().to_owned())
            .collect();
        let flows: Vec<String> = wanted.flows.iter().map(|one| (*one).to_owned()).collect();
        let mut merged = AppClientSettings {
            name: CLIENT_NAME.to_owned(),
            callback_urls: with_all(&live.callback_urls, &wanted.callback_urls),
            logout_urls: with_all(&live.logout_urls, &wanted.logout_urls),
            scopes: with_all(&live.scopes, &scopes),
            flows: with_all(&live.flows, &flows),
            flows_enabled: true,
            read_attributes: with_all(&live.read_attributes, &wanted.read_attributes),
            write_attributes: with_all(&live.write_attributes, &wanted.write_attributes),
            providers: with_all(&live.providers, &wanted.identity_providers),
            other: live.other.clone(),
        };
        merged.scopes.retain(|scope| scope != ADMIN_SCOPE);
        merged
    }

    fn create(&self, pool: UserPool) -> Standing<ClientWork> {
        let settings = self.merged(&AppClientSettings::default());
        let mut changes = vec![change("app client", None, Some(CLIENT_NAME.to_owned()))];
        changes.extend(differences(&AppClientSettings::default(), &settings));
        Standing::Differs(Box::new(Planned {
            action: Action::Create,
            changes,
            digest: digest("create", pool.id.as_str(), &settings),
            last_seen: Some(pool.id.to_string()),
            consent: None,
            findings: Findings::none(),
            work: ClientWork {
                pool,
                id: None,
                settings,
            },
        }))
    }

    fn compare(&self, pool: UserPool, live: AppClient) -> Standing<ClientWork> {
        if live.secret.is_none() {
            return Standing::blocked(without_secret(&live.id));
        }
        let settings = self.merged(&live.settings);
        let changes = differences(&live.settings, &settings);
        if changes.is_empty() {
            let what = format!("app client {CLIENT_NAME} ({})", live.id);
            let seen = "addresses, scopes, flow, attributes and identity provider".to_owned();
            return Standing::as_wanted(what, seen, "cognito-idp:DescribeUserPoolClient");
        }
        Standing::Differs(Box::new(Planned {
            action: Action::Update,
            changes,
            digest: digest("update", &live.id.0, &settings),
            last_seen: Some(digest("was", &live.id.0, &live.settings)),
            consent: None,
            findings: Findings::none(),
            work: ClientWork {
                pool,
                id: Some(live.id),
                settings,
            },
        }))
    }
}

fn differences(live: &AppClientSettings, wanted: &AppClientSettings) -> Vec<Change> {
    let mut changes = Vec::new();
    let lists = [
        (
            "callback addresses",
            &live.callback_urls,
            &wanted.callback_urls,
        ),
        ("sign-out addresses", &live.logout_urls, &wanted.logout_urls),
        ("scopes", &live.scopes, &wanted.scopes),
        ("flows", &live.flows, &wanted.flows),
        (
            "readable attributes",
            &live.read_attributes,
            &wanted.read_attributes,
        ),
        (
            "writable attributes",
            &live.write_attributes,
            &wanted.write_attributes,
        ),
        ("identity providers", &live.providers, &wanted.providers),
    ];
    for (field, before, after) in lists {
        compare(field, before, after, &mut changes);
    }
    if !live.flows_enabled {
        let off = Some("off".to_owned());
        changes.push(change("flows and scopes count", off, Some("on".to_owned())));
    }
    changes
}

fn digest(verb: &str, what: &str, settings: &AppClientSettings) -> String {
    let lists = [
        &settings.callback_urls,
        &settings.logout_urls,
        &settings.scopes,
        &settings.flows,
        &settings.read_attributes,
        &settings.write_attributes,
        &settings.providers,
    ];
    let lists = lists.map(|list| list.join(" "));
    let enabled = if settings.flows_enabled { "on" } else { "off" };
    let own = [verb, what, enabled];
    request_digest(own.into_iter().chain(lists.iter().map(String::as_str)))
}

fn without_secret(id: &AppClientId) -> Finding {
    let seen = format!("the app client {CLIENT_NAME} ({id}) was made without a secret");
    Finding::blocks("app-client-without-secret", AT, seen)
        .why("The platform signs users in with the client's secret, and Cognito never adds one to a client by an update.")
        .remedy("Rename or delete that client in the console if nothing else uses it, and run again: one with a secret is made.")
        .row("I2")
}

fn several(ids: &[String]) -> Finding {
    let seen = format!(
        "several app clients are named {CLIENT_NAME}: {}",
        ids.join(", ")
    );
    Finding::blocks("app-client-ambiguous", AT, seen)
        .why("Names are not unique in Cognito, and the platform uses the id and secret of one of them.")
        .remedy("The parameter SSO_CLIENT_ID tells which one the platform uses: rename or delete the others in the console.")
        .row("I2")
}

#[async_trait]
impl Part for Client {
    type Work = ClientWork;

    fn title(&self) -> String {
        "App client".to_owned()
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        _: &StepId,
    ) -> Result<Standing<ClientWork>, StepError> {
        let Some(pool) = find_pool(cx, &self.0).await?.one() else {
            let from = vec![user_pool_wire()];
            return Ok(Standing::Awaits {
                action: Action::Create,
                from,
            });
        };
        let reader = reader(cx, &self.0)?;
        Ok(match find_client(reader.as_ref(), &pool.id).await? {
            ClientSeen::None => {
                unanswered(cx, "the app client")?;
                self.create(pool)
            }
            ClientSeen::One(live) => self.compare(pool, *live),
            ClientSeen::Several(ids) => Standing::blocked(several(&ids)),
        })
    }

    async fn send(&self, ports: &Writers<'_>, work: &ClientWork) -> Result<Started, StepError> {
        let writer = ports.get::<dyn UserPoolWriter>(self.0.target().name)?;
        let ClientWork { pool, id, settings } = work;
        match id {
            None => {
                writer.create_client(&pool.id, settings).await?;
            }
            Some(id) => writer.update_client(&pool.id, id, settings).await?,
        }
        Ok(Started::Done)
    }
}
