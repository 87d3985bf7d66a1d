//! What is there: the pool that belongs to the deployment, and its client.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::{DeploymentName, UserPoolId};
use ts_deploy_core::parameter::Change;
use ts_deploy_core::plan::DEPLOYMENT_TAG;
use ts_deploy_core::plan::{Action, ReadContext, StepError};
use ts_deploy_core::port::user_pool::{AppClient, UserPool, UserPoolReader};

use crate::CLIENT_NAME;
use crate::component::CognitoSso;

/// How long a creation that was not answered is looked for before it is repeated: Cognito knows no
/// token, and would make a second thing of the same name.
const SHOWN_WITHIN: SignedDuration = SignedDuration::from_secs(60);

/// The pool of the deployment.
pub(super) enum PoolSeen {
    /// There is none of its name.
    None,
    /// This one.
    One(Box<UserPool>),
    /// Which one cannot be told, or none of its name is the deployment's.
    Unclear(Box<Finding>),
}

impl PoolSeen {
    /// The pool, where it is clear.
    pub(super) fn one(self) -> Option<UserPool> {
        match self {
            Self::One(pool) => Some(*pool),
            Self::None | Self::Unclear(_) => None,
        }
    }
}

pub(super) fn reader(
    cx: &ReadContext<'_>,
    sso: &CognitoSso,
) -> Result<Arc<dyn UserPoolReader>, StepError> {
    Ok(cx.ports.get::<dyn UserPoolReader>(sso.target().name)?)
}

/// The pool that has the wanted name and the deployment's tag.
pub(super) async fn find_pool(
    cx: &ReadContext<'_>,
    sso: &CognitoSso,
) -> Result<PoolSeen, StepError> {
    let reader = reader(cx, sso)?;
    let owner = cx.tokens.deployment();
    let mut named = Vec::new();
    for id in reader.pools_named(&sso.user_pool_name()).await? {
        // One that is gone by now is none.
        named.extend(reader.pool(&id).await?);
    }
    let (ours, others): (Vec<UserPool>, Vec<UserPool>) = named.into_iter().partition(|pool| {
        pool.settings.tags.get(DEPLOYMENT_TAG).map(String::as_str) == Some(owner.as_str())
    });
    let mut ours = ours.into_iter();
    Ok(match (ours.next(), ours.next(), others.is_empty()) {
        (Some(one), None, _) => PoolSeen::One(Box::new(one)),
        (Some(one), Some(two), _) => {
            let ids = [one, two].into_iter().chain(ours).map(|pool| pool.id);
            PoolSeen::Unclear(Box::new(several(sso, ids)))
        }
        (None, _, true) => PoolSeen::None,
        (None, _, false) => PoolSeen::Unclear(Box::new(not_ours(sso, owner, &others))),
    })
}

fn several(sso: &CognitoSso, ids: impl Iterator<Item = UserPoolId>) -> Finding {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    let seen = format!(
        "several user pools named {} have this deployment's tag: {}",
        sso.user_pool_name(),
        ids.join(", ")
    );
    Finding::blocks("user-pool-ambiguous", "single_sign_on.user_pool", seen)
        .why("Users sign in at one of them, and the other would be changed or removed.")
        .remedy(format!(
            "Find out in the console which of them has users and an app client, and take the tag \
             {DEPLOYMENT_TAG} from the others, or delete those."
        ))
        .row("I1")
}

fn not_ours(sso: &CognitoSso, owner: &DeploymentName, others: &[UserPool]) -> Finding {
    let ids = others
        .iter()
        .map(|pool| match pool.settings.tags.get(DEPLOYMENT_TAG) {
            Some(other) => format!("{} of the deployment {other}", pool.id),
            None => format!("{}, which has no tag {DEPLOYMENT_TAG}", pool.id),
        });
    let ids: Vec<String> = ids.collect();
    let seen = format!(
        "the user pool {} is there and not this deployment's: {}",
        sso.user_pool_name(),
        ids.join("; ")
    );
    Finding::blocks("user-pool-not-ours", "single_sign_on.user_pool", seen)
        .why("Another pool of the same name would be taken for it, and this one may serve others.")
        .remedy(format!(
            "Name another pool under user_pool; or, if it was made for this deployment, give it the \
             tag {DEPLOYMENT_TAG} with the value {owner}: its users, clients and settings are kept."
        ))
        .row("I1")
}

/// The platform's client in a pool.
pub(super) enum ClientSeen {
    /// There is none of its name.
    None,
    /// This one.
    One(Box<AppClient>),
    /// There are several of its name.
    Several(Vec<String>),
}

/// The client that has the platform's name.
pub(super) async fn find_client(
    reader: &dyn UserPoolReader,
    pool: &UserPoolId,
) -> Result<ClientSeen, StepError> {
    let all = reader.clients(pool).await?;
    let named: Vec<_> = all
        .into_iter()
        .filter(|one| one.name == CLIENT_NAME)
        .collect();
    Ok(match named.as_slice() {
        [] => ClientSeen::None,
        [one] => match reader.client(pool, &one.id).await? {
            Some(client) => ClientSeen::One(Box::new(client)),
            None => ClientSeen::None,
        },
        several => ClientSeen::Several(several.iter().map(|one| one.id.to_string()).collect()),
    })
}

/// Holds a creation back for a while after one that was not answered.
pub(super) fn unanswered(cx: &ReadContext<'_>, what: &str) -> Result<(), StepError> {
    let pending = cx.open.is_some_and(|open| {
        let young = cx.now.duration_since(open.at) < SHOWN_WITHIN;
        open.action == Action::Create && open.handle.is_none() && young
    });
    if pending {
        let what = format!("{what} was asked for, and whether it is there is not known yet");
        return Err(StepError::Unsettled { what });
    }
    Ok(())
}

/// A field that changes.
pub(super) fn change(
    field: impl Into<String>,
    before: Option<String>,
    after: Option<String>,
) -> Change {
    Change {
        field: field.into(),
        before,
        after,
    }
}

/// `live` and all of `wanted` that it lacks.
pub(super) fn with_all(live: &[String], wanted: &[String]) -> Vec<String> {
    let missing = wanted.iter().filter(|one| !live.contains(one));
    live.iter().chain(missing).cloned().collect()
}

/// Notes a list that changes.
pub(super) fn compare(field: &str, live: &[String], wanted: &[String], changes: &mut Vec<Change>) {
    if live != wanted {
        let shown = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
        changes.push(change(field, shown(live), shown(wanted)));
    }
}
