//! The user pool (row I1).

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{DeploymentName, UserPoolId};
use ts_deploy_core::plan::DEPLOYMENT_TAG;
use ts_deploy_core::plan::{Action, ReadContext, Started, StepError, StepId, request_digest};
use ts_deploy_core::port::Writers;
use ts_deploy_core::port::user_pool::{
    AttributeType, OtherSettings, PoolSettings, SchemaAttribute, UserPool, UserPoolWriter,
};

use super::sight::{PoolSeen, change, find_pool, unanswered};
use super::{Part, Planned, Standing};
use crate::component::CognitoSso;

/// Makes the pool, adds what it lacks, and sets what single sign-on needs.
pub(crate) struct Pool(pub(crate) Arc<CognitoSso>);

/// One changing call.
pub(crate) enum PoolWork {
    Create(PoolSettings),
    Add(UserPoolId, Vec<SchemaAttribute>),
    Set(UserPoolId, PoolSettings),
}

impl CognitoSso {
    /// The tags of the pool: those that were decided, and its owner.
    fn pool_tags(&self, owner: &DeploymentName) -> BTreeMap<String, String> {
        let mut tags = self.draft.tags.clone();
        tags.insert(DEPLOYMENT_TAG.to_owned(), owner.to_string());
        tags
    }

    /// The attributes that the pool must have, by the names that it shows.
    fn schema(&self) -> Vec<SchemaAttribute> {
        let wanted = self.user_pool().schema.into_iter();
        wanted
            .map(|one| SchemaAttribute {
                name: if one.custom {
                    format!("custom:{}", one.name)
                } else {
                    one.name.clone()
                },
                kind: AttributeType::String,
                required: one.required,
                mutable: one.mutable(),
                max_length: one.max_length,
            })
            .collect()
    }
}

impl Pool {
    fn create(&self, owner: &DeploymentName) -> Standing<PoolWork> {
        let sso = &self.0;
        let settings = PoolSettings {
            only_administrators_create_users: true,
            deletion_protection: true,
            tags: sso.pool_tags(owner),
            other: OtherSettings::none(),
        };
        let name = sso.user_pool_name();
        let attributes = sso.schema().iter().map(shown).collect::<Vec<_>>();
        let changes = vec![
            change("user pool", None, Some(name.to_string())),
            change("attributes", None, Some(attributes.join(", "))),
            change("deletion protection", None, Some("on".to_owned())),
        ];
        let parts = [name.as_str()].into_iter();
        let parts = parts.chain(attributes.iter().map(String::as_str));
        let tags = settings.tags.iter();
        let digest =
            request_digest(parts.chain(tags.flat_map(|(key, value)| [key.as_str(), value])));
        Standing::Differs(Box::new(Planned {
            action: Action::Create,
            changes,
            digest,
            last_seen: None,
            consent: None,
            findings: Findings::none(),
            work: PoolWork::Create(settings),
        }))
    }

    fn compare(&self, pool: UserPool, owner: &DeploymentName) -> Standing<PoolWork> {
        let wanted = self.0.schema();
        let misfits: Findings = wanted.iter().filter_map(|one| misfit(&pool, one)).collect();
        if misfits.block() {
            return Standing::Blocked(misfits);
        }
        let missing = wanted
            .into_iter()
            .filter(|one| pool.attribute(&one.name).is_none());
        let missing: Vec<SchemaAttribute> = missing.collect();
        if missing.is_empty() {
            self.settings(pool, owner)
        } else {
            let changes = missing
                .iter()
                .map(|one| change("attribute", None, Some(shown(one))));
            let names = missing.iter().map(|one| one.name.as_str());
            let digest = request_digest(["add", pool.id.as_str()].into_iter().chain(names));
            Standing::Differs(Box::new(Planned {
                action: Action::Update,
                changes: changes.collect(),
                digest,
                last_seen: Some(pool.id.to_string()),
                consent: None,
                findings: Findings::none(),
                work: PoolWork::Add(pool.id, missing),
            }))
        }
    }

    fn settings(&self, pool: UserPool, owner: &DeploymentName) -> Standing<PoolWork> {
        let mut settings = pool.settings.clone();
        let mut changes = Vec::new();
        let word = |on: bool| Some(if on { "on" } else { "off" }.to_owned());
        if !settings.only_administrators_create_users {
            changes.push(change("self-registration", word(true), word(false)));
            settings.only_administrators_create_users = true;
        }
        if !settings.deletion_protection {
            changes.push(change("deletion protection", word(false), word(true)));
            settings.deletion_protection = true;
        }
        for (key, value) in self.0.pool_tags(owner) {
            let before = settings.tags.get(&key).cloned();
            if before.as_ref() != Some(&value) {
                changes.push(change(format!("tag {key}"), before, Some(value.clone())));
                settings.tags.insert(key, value);
            }
        }
        if changes.is_empty() {
            let what = format!("user pool {} ({})", self.0.user_pool_name(), pool.id);
            let seen = "attributes, self-registration off, deletion protection on".to_owned();
            return Standing::as_wanted(what, seen, "cognito-idp:DescribeUserPool");
        }
        let parts = changes
            .iter()
            .flat_map(|one| [Some(&one.field), one.after.as_ref()]);
        let parts = parts.flatten().map(String::as_str);
        let digest = request_digest(["set", pool.id.as_str()].into_iter().chain(parts));
        Standing::Differs(Box::new(Planned {
            action: Action::Update,
            changes,
            digest,
            last_seen: Some(pool.id.to_string()),
            consent: None,
            findings: Findings::none(),
            work: PoolWork::Set(pool.id, settings),
        }))
    }
}

/// `custom:groups (text of 2048)`, `email (required)`.
fn shown(attribute: &SchemaAttribute) -> String {
    match (attribute.required, attribute.max_length) {
        (true, _) => format!("{} (required)", attribute.name),
        (false, Some(most)) => format!("{} (text of {most})", attribute.name),
        (false, None) => attribute.name.clone(),
    }
}

/// Why an attribute of the pool cannot serve, and never will: a schema does not change.
fn misfit(pool: &UserPool, wanted: &SchemaAttribute) -> Option<Finding> {
    let name = &wanted.name;
    let live = match pool.attribute(name) {
        Some(live) => live,
        None if wanted.is_custom() => return None,
        None => return Some(unchangeable(pool, name, "is not there")),
    };
    let short = |most: u32| live.max_length.is_some_and(|live| live < most);
    let what = if live.kind != wanted.kind {
        format!("is a {}, not a text", live.kind.as_str())
    } else if !live.mutable {
        "cannot change once a user was made".to_owned()
    } else if wanted.required && !live.required {
        "is not required".to_owned()
    } else if wanted.max_length.is_some_and(short) {
        let (is, most) = (live.max_length.unwrap_or_default(), wanted.max_length?);
        format!("holds {is} characters, and {most} are needed")
    } else {
        return None;
    };
    Some(unchangeable(pool, name, &what))
}

fn unchangeable(pool: &UserPool, name: &str, what: &str) -> Finding {
    let seen = format!(
        "the attribute {name} of the user pool {} ({}) {what}",
        pool.name, pool.id
    );
    let remedy = if name.starts_with("custom:") {
        "Name another attribute under groups_attribute, or another pool under user_pool: one is made \
         with the right attributes, and users sign in there anew."
    } else {
        "Name another pool under user_pool: one is made with the right attributes, and users sign \
         in there anew. Delete this one by hand once nobody needs it."
    };
    Finding::blocks("user-pool-attribute-unfit", "single_sign_on.user_pool", seen)
        .why("Cognito never changes an attribute, and a pool is not replaced in silence: its users would be lost.")
        .remedy(remedy)
        .row("I1")
}

#[async_trait]
impl Part for Pool {
    type Work = PoolWork;

    fn title(&self) -> String {
        "User pool".to_owned()
    }

    fn place(&self) -> Option<String> {
        Some(place(&self.0))
    }

    async fn stand(
        &self,
        cx: &ReadContext<'_>,
        _: &StepId,
    ) -> Result<Standing<PoolWork>, StepError> {
        let owner = cx.tokens.deployment();
        Ok(match find_pool(cx, &self.0).await? {
            PoolSeen::None => {
                unanswered(cx, "the user pool")?;
                self.create(owner)
            }
            PoolSeen::One(pool) => self.compare(*pool, owner),
            PoolSeen::Unclear(finding) => Standing::blocked(*finding),
        })
    }

    async fn send(&self, ports: &Writers<'_>, work: &PoolWork) -> Result<Started, StepError> {
        let writer = ports.get::<dyn UserPoolWriter>(self.0.target().name)?;
        match work {
            PoolWork::Create(settings) => {
                let (name, schema) = (self.0.user_pool_name(), self.0.schema());
                writer.create_pool(&name, &schema, settings).await?;
            }
            PoolWork::Add(pool, attributes) => writer.add_attributes(pool, attributes).await?,
            PoolWork::Set(pool, settings) => writer.update_pool(pool, settings).await?,
        }
        Ok(Started::Done)
    }
}

/// The pool, by name, account and region.
pub(super) fn place(sso: &CognitoSso) -> String {
    let (name, target) = (sso.user_pool_name(), sso.target());
    format!("user pool {name} in {}, {}", target.account, target.region)
}
