//! Single sign-on removed: the domain, then the pool with its users.

use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::UserPoolId;
use ts_deploy_core::plan::{
    Action, Consent, ReadContext, Started, StepError, StepId, request_digest,
};
use ts_deploy_core::port::user_pool::{PoolSettings, UserPool, UserPoolWriter};
use ts_deploy_core::port::{ErrorKind, PortResult, Writers};

use super::pool::place;
use super::sight::{PoolSeen, change, find_pool, reader};
use super::{Part, Planned, Standing};
use crate::component::CognitoSso;

/// Takes the domain from the pool.
pub(crate) struct RemoveDomain(pub(crate) Arc<CognitoSso>);

/// Removes the pool, with consent: it holds users.
pub(crate) struct RemovePool(pub(crate) Arc<CognitoSso>);

/// One changing call.
pub(crate) enum RemoveWork {
    /// Take off the protection from deletion, with all other settings as they are.
    Unprotect(UserPoolId, PoolSettings),
    Remove(UserPoolId),
}

/// What is gone already needs no removing.
fn gone(answer: PortResult<()>) -> Result<Started, StepError> {
    match answer {
        Err(error) if error.kind != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(Started::Done),
    }
}

#[async_trait]
impl Part for RemoveDomain {
    type Work = UserPoolId;

    fn title(&self) -> String {
        "Sign-in domain".to_owned()
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        _: &StepId,
    ) -> Result<Standing<UserPoolId>, StepError> {
        let name = self.0.draft.hosted_domain.name();
        let what = format!("sign-in domain {}", self.0.sign_in_host());
        let call = "cognito-idp:DescribeUserPoolDomain";
        let pool = find_pool(cx, &self.0).await?.one();
        let live = reader(cx, &self.0)?.domain(name).await?;
        // One that another pool has is not ours to remove.
        let ours = live.zip(pool).filter(|(live, pool)| live.pool == pool.id);
        let Some((live, pool)) = ours else {
            return Ok(Standing::as_wanted(what, "not there".to_owned(), call));
        };
        Ok(Standing::Differs(Box::new(Planned {
            action: Action::Remove,
            changes: vec![change("domain", Some(self.0.sign_in_host()), None)],
            digest: request_digest(["remove", pool.id.as_str(), &live.name]),
            last_seen: Some(pool.id.to_string()),
            consent: None,
            findings: Findings::none(),
            work: pool.id,
        })))
    }

    async fn send(&self, ports: &Writers<'_>, pool: &UserPoolId) -> Result<Started, StepError> {
        let writer = ports.get::<dyn UserPoolWriter>(self.0.target().name)?;
        let name = self.0.draft.hosted_domain.name();
        gone(writer.delete_domain(pool, name).await)
    }
}

impl RemovePool {
    fn propose(&self, id: &StepId, pool: UserPool) -> Standing<RemoveWork> {
        let ours = self.0.draft.hosted_domain.name();
        let domains = [&pool.prefix_domain, &pool.custom_domain]
            .into_iter()
            .flatten();
        if let Some(other) = domains.into_iter().find(|name| *name != ours) {
            return Standing::blocked(other_domain(&pool, other));
        }
        let loses = format!(
            "The user pool {} ({}) is removed with its users, app clients and identity providers. \
             The identity provider's side has to be told of a new one later.",
            pool.name, pool.id
        );
        let protected = pool.settings.deletion_protection;
        let mut changes = vec![change("user pool", Some(pool.name.clone()), None)];
        if protected {
            let (on, off) = (Some("on".to_owned()), Some("off".to_owned()));
            changes.push(change("deletion protection", on, off));
        }
        let (verb, seen) = if protected {
            ("unprotect", "protected")
        } else {
            ("remove", "open")
        };
        let work = if protected {
            let settings = PoolSettings {
                deletion_protection: false,
                ..pool.settings
            };
            RemoveWork::Unprotect(pool.id.clone(), settings)
        } else {
            RemoveWork::Remove(pool.id.clone())
        };
        Standing::Differs(Box::new(Planned {
            action: Action::Remove,
            changes,
            digest: request_digest([verb, pool.id.as_str()]),
            last_seen: Some(format!("{} {seen}", pool.id)),
            consent: Some(Consent::destroy(id, loses)),
            findings: Findings::none(),
            work,
        }))
    }
}

fn other_domain(pool: &UserPool, other: &str) -> Finding {
    let seen = format!(
        "the user pool {} has the domain {other}, which the spec does not name",
        pool.id
    );
    Finding::blocks(
        "sign-in-domain-unknown",
        "single_sign_on.hosted_domain",
        seen,
    )
    .why("Somebody may sign in there, and Cognito removes no pool that has a domain.")
    .remedy("Delete that domain in the console if nobody needs it, and run destroy again.")
    .row("I4")
}

#[async_trait]
impl Part for RemovePool {
    type Work = RemoveWork;

    fn title(&self) -> String {
        "User pool".to_owned()
    }

    fn place(&self) -> Option<String> {
        Some(place(&self.0))
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        id: &StepId,
    ) -> Result<Standing<RemoveWork>, StepError> {
        Ok(match find_pool(cx, &self.0).await? {
            PoolSeen::One(pool) => self.propose(id, *pool),
            // What is not the deployment's is left alone.
            PoolSeen::Unclear(finding) if finding.id == "user-pool-ambiguous" => {
                Standing::blocked(*finding)
            }
            PoolSeen::None | PoolSeen::Unclear(_) => {
                let what = format!("user pool {}", self.0.user_pool_name());
                let seen = "no pool of this name and deployment".to_owned();
                Standing::as_wanted(what, seen, "cognito-idp:ListUserPools")
            }
        })
    }

    async fn send(&self, ports: &Writers<'_>, work: &RemoveWork) -> Result<Started, StepError> {
        let writer = ports.get::<dyn UserPoolWriter>(self.0.target().name)?;
        match work {
            RemoveWork::Unprotect(pool, settings) => gone(writer.update_pool(pool, settings).await),
            RemoveWork::Remove(pool) => gone(writer.delete_pool(pool).await),
        }
    }
}
