//! Whether sign-in answers (row I9).
//!
//! The platform's answer that sends a browser to the deployment's own sign-in domain, with the id of
//! its client, shows it. Another client's id and a server's own failure show that it does not. Any other
//! answer shows nothing for certain: the platform may be reachable from other places only, and how each
//! version answers there is not documented. Then a person is asked to look, with what was seen, and
//! their word counts.

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::{HttpsUrl, printable};
use ts_deploy_core::plan::{
    Errand, ErrandKind, ReadContext, Started, StepError, StepId, errand_digest,
};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::web::{WebAnswer, WebReader};

use super::sight::{ClientSeen, find_client, find_pool, reader};
use super::{Part, Sighting, Standing};
use crate::component::CognitoSso;

const TITLE: &str = "Sign-in";

/// What an answer shows that leads to no sign-in.
enum Unseen {
    /// Nothing for certain.
    Untold(String),
    /// That nobody can sign in.
    Broken(String),
}

impl Unseen {
    fn seen(&self) -> &str {
        match self {
            Self::Untold(seen) | Self::Broken(seen) => seen,
        }
    }
}

/// Looks whether sign-in answers.
pub(crate) struct SignIn(pub(crate) Arc<CognitoSso>);

impl SignIn {
    /// The id of the client, where it is there.
    async fn client(&self, cx: &ReadContext<'_>) -> Result<Option<String>, StepError> {
        let Some(pool) = find_pool(cx, &self.0).await?.one() else {
            return Ok(None);
        };
        let reader = reader(cx, &self.0)?;
        Ok(match find_client(reader.as_ref(), &pool.id).await? {
            ClientSeen::One(client) => Some(client.id.0),
            ClientSeen::None | ClientSeen::Several(_) => None,
        })
    }

    /// Whether an answer leads to this deployment's sign-in; else what was seen.
    fn judge(&self, answer: WebAnswer, client: Option<&str>) -> Result<String, Unseen> {
        let (status, location) = match answer {
            WebAnswer::Unreachable { why } => {
                let why = printable(&why, 300);
                return Err(Unseen::Untold(format!(
                    "it cannot be reached from here: {why}"
                )));
            }
            WebAnswer::Answered { status, location } => (status, location),
        };
        let Some(location) = location.filter(|_| (300..400).contains(&status)) else {
            let seen = format!("it answers {status} and sends nobody on");
            return Err(if status >= 500 {
                Unseen::Broken(seen)
            } else {
                Unseen::Untold(seen)
            });
        };
        let host = self.0.sign_in_host();
        let to_us = location
            .strip_prefix("https://")
            .and_then(|rest| rest.split_once(['/', '?']))
            .is_some_and(|(to, _)| to == host);
        let query = location.split_once('?').map_or("", |(_, query)| query);
        let mut fields = query.split('&').filter_map(|field| field.split_once('='));
        let ours = fields.any(|(key, value)| key == "client_id" && Some(value) == client);
        if to_us && ours {
            Ok(format!("{status}, on to {host} with the app client's id"))
        } else if to_us {
            Err(Unseen::Broken(format!(
                "it sends users to {host}, with another client's id"
            )))
        } else {
            let elsewhere = printable(&location, 120);
            Err(Unseen::Untold(format!("it sends users to {elsewhere}")))
        }
    }

    /// About this address and this client: one that is made anew was signed in with by nobody.
    fn errand(
        cx: &ReadContext<'_>,
        id: &StepId,
        (url, client): (&str, Option<&str>),
        unseen: &Unseen,
    ) -> Standing<()> {
        let digest = errand_digest(id, std::iter::once(url).chain(client));
        let is_broken = matches!(unseen, Unseen::Broken(_));
        let seen = format!("{url}: {}", unseen.seen());
        let finding = Finding::informs("sign-in-not-seen", id.as_str(), seen)
            .why("Only an answer that leads to the sign-in domain with the client's id shows that sign-in works.")
            .remedy("Look from a place that reaches the platform.")
            .row("I9");
        if let Some(word) = cx.confirmed_for(&digest).filter(|_| !is_broken) {
            let evidence = word.evidence(TITLE);
            return Standing::AsWanted {
                findings: finding.into(),
                seen: vec![Sighting {
                    what: evidence.what,
                    seen: evidence.seen,
                    call: "confirmation in the journal",
                }],
            };
        }
        Standing::Person(Box::new(Errand {
            kind: ErrandKind::FollowUp,
            title: TITLE.to_owned(),
            instructions: vec![
                format!("Open {url} in a browser that reaches the platform, and sign in."),
                "Nothing is asked for once the platform is seen to send users to sign in."
                    .to_owned(),
            ],
            why: "Users sign in there (I9).".to_owned(),
            // Behind a customer's network nothing but somebody's word ever shows it.
            observed: is_broken,
            digest,
            findings: finding.into(),
        }))
    }
}

#[async_trait]
impl Part for SignIn {
    type Work = ();

    fn title(&self) -> String {
        TITLE.to_owned()
    }

    async fn stand(&self, cx: &ReadContext<'_>, id: &StepId) -> Result<Standing<()>, StepError> {
        let url = self.0.callback_url();
        let web = cx.ports.get::<dyn WebReader>(self.0.target().name)?;
        let answer = match HttpsUrl::parse(url.as_str()) {
            Ok(address) => web.get(&address).await?,
            Err(error) => WebAnswer::Unreachable {
                why: error.to_string(),
            },
        };
        let client = self.client(cx).await?;
        Ok(match self.judge(answer, client.as_deref()) {
            Ok(seen) => Standing::as_wanted(format!("sign-in at {url}"), seen, "GET"),
            Err(unseen) => Self::errand(cx, id, (&url, client.as_deref()), &unseen),
        })
    }

    async fn send(&self, _: &Writers<'_>, (): &()) -> Result<Started, StepError> {
        // It never proposes anything, so nothing is ever to be done.
        Ok(Started::Done)
    }
}
