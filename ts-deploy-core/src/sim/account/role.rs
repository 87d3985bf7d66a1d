//! Roles that calls make, beside those that services are linked to.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PolicyArn, RoleArn, RoleName};
use crate::policy::Meaning;
use crate::port::PortResult;
use crate::port::role::{Role, RoleReader, RoleRequest, RoleWriter};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};
use crate::sim::world::{Place, World};
use crate::target::Target;

/// How many characters the policies in a role may have together, and its trust.
const INLINE: usize = 10_240;
const TRUST: usize = 2_048;
/// How many tags a role may have.
const TAGS: usize = 50;

/// A role with its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimRole {
    /// The role.
    pub role: Role,
    /// The policies that stand in it: their documents by name.
    pub inline: BTreeMap<String, String>,
    /// The managed policies that are attached to it.
    pub attached: BTreeSet<PolicyArn>,
    /// True while an instance profile holds it.
    pub in_profile: bool,
    /// When a call made it; `None` for one that was there before.
    made: Option<Timestamp>,
}

impl SimRole {
    /// A role that somebody made before, without policies.
    pub fn by_hand(role: Role) -> Self {
        Self {
            role,
            inline: BTreeMap::new(),
            attached: BTreeSet::new(),
            in_profile: false,
            made: None,
        }
    }

    /// True when a call made it.
    pub(in crate::sim) fn was_made(&self) -> bool {
        self.made.is_some()
    }

    fn is_named(&self, name: &RoleName) -> bool {
        self.role.arn.name() == name.as_str()
    }
}

fn missing(name: &RoleName) -> Refusal {
    Refusal::not_found(format!("The role with name {name} cannot be found."))
}

/// The role, once reads show it.
fn shown<'a>(place: &'a Place, world: &World, name: &RoleName) -> Option<&'a SimRole> {
    let mut roles = place.holds.roles.iter();
    let found = roles.find(|one| one.is_named(name))?;
    let sight = world.sight();
    let seen = found.made.is_none_or(|at| sight.shows(name.as_str(), at));
    seen.then_some(found)
}

/// Changes the role in every region of its account.
fn change(
    world: &mut World,
    target: &Target,
    name: &RoleName,
    change: impl Fn(&mut SimRole),
) -> Answer<((), bool)> {
    world.place(target);
    let mut found = false;
    let mut differs = false;
    let places = world.places.values_mut();
    let own = places.filter(|place| place.account == target.account);
    for role in own.flat_map(|place| &mut place.holds.roles) {
        if role.is_named(name) {
            let before = role.clone();
            change(role);
            found = true;
            differs |= *role != before;
        }
    }
    if found {
        Ok(((), differs))
    } else {
        Err(missing(name))
    }
}

/// A policy's text as IAM takes it: readable, and within its limit.
fn policy(document: &str, limit: usize) -> Answer<()> {
    if Meaning::of(document).is_none() {
        let words = "MalformedPolicyDocument: Syntax errors in policy.";
        return Err(Refusal::invalid(words));
    }
    let length = document.chars().filter(|c| !c.is_whitespace()).count();
    if length > limit {
        let words = format!("LimitExceeded: Maximum policy size of {limit} bytes exceeded");
        return Err(Refusal::limit(words));
    }
    Ok(())
}

/// That a boundary is there.
fn boundary(place: &Place, boundary: &PolicyArn) -> Answer<()> {
    let account = boundary.account();
    let own = account.is_none_or(|account| account == place.account);
    if own && !place.holds.rights.missing_policies.contains(boundary) {
        return Ok(());
    }
    let words = format!("Scope ARN: {boundary} does not exist or is not attachable.");
    Err(Refusal::not_found(words))
}

#[async_trait]
impl RoleReader for SimPlace {
    async fn role(&self, name: &RoleName) -> PortResult<Option<Role>> {
        self.read(Verb("iam", "GetRole"), |place, world| {
            Ok(shown(place, world, name).map(|one| one.role.clone()))
        })
    }

    async fn inline_policies(&self, name: &RoleName) -> PortResult<Vec<String>> {
        self.read(Verb("iam", "ListRolePolicies"), |place, world| {
            let role = shown(place, world, name).ok_or_else(|| missing(name))?;
            Ok(role.inline.keys().cloned().collect())
        })
    }

    async fn inline_policy(&self, name: &RoleName, policy: &str) -> PortResult<Option<String>> {
        self.read(Verb("iam", "GetRolePolicy"), |place, world| {
            let role = shown(place, world, name);
            Ok(role.and_then(|one| one.inline.get(policy).cloned()))
        })
    }

    async fn attached_policies(&self, name: &RoleName) -> PortResult<Vec<PolicyArn>> {
        self.read(Verb("iam", "ListAttachedRolePolicies"), |place, world| {
            let role = shown(place, world, name).ok_or_else(|| missing(name))?;
            Ok(role.attached.iter().cloned().collect())
        })
    }
}

#[async_trait]
impl RoleWriter for SimPlace {
    async fn create(&self, request: &RoleRequest) -> PortResult<()> {
        self.change(Verb("iam", "CreateRole"), |world, target| {
            policy(&request.trust, TRUST)?;
            let now = world.now;
            let place = world.place(target);
            if let Some(arn) = &request.boundary {
                boundary(place, arn)?;
            }
            if request.tags.len() > TAGS {
                return Err(Refusal::limit("LimitExceeded: too many tags"));
            }
            let name = request.name.as_str();
            // Names that differ in case alone are the same.
            let taken = |one: &SimRole| one.role.arn.name().eq_ignore_ascii_case(name);
            if place.holds.roles.iter().any(taken) {
                let words = format!("Role with name {name} already exists.");
                return Err(Refusal::already_exists(words));
            }
            let (partition, account) = (target.region.partition(), &target.account);
            let role = Role {
                arn: RoleArn::of_role(partition, account, &request.path, &request.name),
                trust: request.trust.clone(),
                boundary: request.boundary.clone(),
                tags: request.tags.clone(),
            };
            let mut made = SimRole::by_hand(role);
            made.made = Some(now);
            let places = world.places.values_mut();
            for place in places.filter(|place| place.account == target.account) {
                place.holds.roles.push(made.clone());
            }
            Ok(((), true))
        })
    }

    async fn set_trust(&self, name: &RoleName, trust: &str) -> PortResult<()> {
        self.change(Verb("iam", "UpdateAssumeRolePolicy"), |world, target| {
            policy(trust, TRUST)?;
            change(world, target, name, |one| {
                trust.clone_into(&mut one.role.trust);
            })
        })
    }

    async fn set_boundary(&self, name: &RoleName, arn: &PolicyArn) -> PortResult<()> {
        self.change(
            Verb("iam", "PutRolePermissionsBoundary"),
            |world, target| {
                boundary(world.place(target), arn)?;
                change(world, target, name, |one| {
                    one.role.boundary = Some(arn.clone());
                })
            },
        )
    }

    async fn tag(&self, name: &RoleName, tags: &BTreeMap<String, String>) -> PortResult<()> {
        self.change(Verb("iam", "TagRole"), |world, target| {
            change(world, target, name, |one| {
                one.role.tags.extend(tags.clone());
            })
        })
    }

    async fn put_inline_policy(
        &self,
        name: &RoleName,
        inline: &str,
        document: &str,
    ) -> PortResult<()> {
        self.change(Verb("iam", "PutRolePolicy"), |world, target| {
            policy(document, INLINE)?;
            change(world, target, name, |one| {
                one.inline.insert(inline.to_owned(), document.to_owned());
            })
        })
    }

    async fn delete_inline_policy(&self, name: &RoleName, inline: &str) -> PortResult<()> {
        self.change(Verb("iam", "DeleteRolePolicy"), |world, target| {
            let changed = change(world, target, name, |one| {
                one.inline.remove(inline);
            });
            // What is gone already needs no removing.
            Ok(changed.unwrap_or(((), false)))
        })
    }

    async fn delete(&self, name: &RoleName) -> PortResult<()> {
        self.change(Verb("iam", "DeleteRole"), |world, target| {
            let held = &world.place(target).holds.roles;
            let Some(role) = held.iter().find(|one| one.is_named(name)) else {
                return Ok(((), false));
            };
            let first = match role {
                one if one.in_profile => Some("remove roles from instance profile"),
                one if !one.inline.is_empty() => Some("delete policies"),
                one if !one.attached.is_empty() => Some("detach all policies"),
                _ => None,
            };
            if let Some(first) = first {
                let words = format!("DeleteConflict: Cannot delete entity, must {first} first.");
                return Err(Refusal::conflict(words));
            }
            let places = world.places.values_mut();
            for place in places.filter(|place| place.account == target.account) {
                place.holds.roles.retain(|one| !one.is_named(name));
            }
            Ok(((), true))
        })
    }
}
