//! What people do elsewhere before sign-in can work, ready to copy (row I8).

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::plan::{
    Errand, ErrandKind, ReadContext, Started, StepError, StepId, errand_digest,
};
use ts_deploy_core::port::Writers;

use super::sight::{find_pool, reader};
use super::{Part, Sighting, Standing};
use crate::component::CognitoSso;

/// What the identity provider's side is told.
pub(crate) struct Registration(pub(crate) Arc<CognitoSso>);

/// Where a customer's own sign-in domain has to point.
pub(crate) struct DomainRecord(pub(crate) Arc<CognitoSso>);

/// Something that a person does, and nothing but their word shows to be done.
struct Request {
    title: &'static str,
    ask: &'static str,
    facts: Vec<String>,
    why: &'static str,
}

impl Request {
    /// Done when it was confirmed for these facts.
    fn stand(self, cx: &ReadContext<'_>, id: &StepId) -> Standing<()> {
        let digest = errand_digest(id, self.facts.iter().map(String::as_str));
        if let Some(word) = cx.confirmed_for(&digest) {
            let evidence = word.evidence(self.title);
            return Standing::AsWanted {
                findings: ts_deploy_core::finding::Findings::none(),
                seen: vec![Sighting {
                    what: evidence.what,
                    seen: evidence.seen,
                    call: "confirmation in the journal",
                }],
            };
        }
        Standing::Person(Box::new(Errand {
            kind: ErrandKind::FollowUp,
            title: self.title.to_owned(),
            instructions: std::iter::once(self.ask.to_owned())
                .chain(self.facts)
                .collect(),
            why: self.why.to_owned(),
            observed: false,
            digest,
            findings: cx
                .confirmed
                .map(|word| word.stale(id))
                .into_iter()
                .collect(),
        }))
    }
}

#[async_trait]
impl Part for Registration {
    type Work = ();

    fn title(&self) -> String {
        "Registration at the identity provider".to_owned()
    }

    async fn stand(&self, cx: &ReadContext<'_>, id: &StepId) -> Result<Standing<()>, StepError> {
        let pool = find_pool(cx, &self.0).await?.one();
        let side = self
            .0
            .identity_provider_side(pool.as_ref().map(|pool| &pool.id));
        let request = Request {
            title: "Registration at the identity provider",
            ask: "Enter this at the identity provider, where the platform is registered, before the first sign-in:",
            facts: side.to_string().lines().map(str::to_owned).collect(),
            why: "It sends users back only to a service that it knows (I8).",
        };
        Ok(request.stand(cx, id))
    }

    async fn send(&self, _: &Writers<'_>, (): &()) -> Result<Started, StepError> {
        // It never proposes anything, so nothing is ever to be done.
        Ok(Started::Done)
    }
}

#[async_trait]
impl Part for DomainRecord {
    type Work = ();

    fn title(&self) -> String {
        "Record of the sign-in domain".to_owned()
    }

    async fn stand(&self, cx: &ReadContext<'_>, id: &StepId) -> Result<Standing<()>, StepError> {
        let name = self.0.draft.hosted_domain.name();
        let live = reader(cx, &self.0)?.domain(name).await?;
        let to = live.and_then(|live| live.points_to);
        let to = to
            .as_deref()
            .unwrap_or("the host that Cognito names once the domain is made");
        let request = Request {
            title: "Record of the sign-in domain",
            ask: "Add this record to the zone of the domain (as an alias where the zone is in Route 53):",
            facts: vec![format!("{name} CNAME {to}")],
            why: "Users sign in there, and it leads nowhere before (I4).",
        };
        Ok(request.stand(cx, id))
    }

    async fn send(&self, _: &Writers<'_>, (): &()) -> Result<Started, StepError> {
        // It never proposes anything, so nothing is ever to be done.
        Ok(Started::Done)
    }
}
