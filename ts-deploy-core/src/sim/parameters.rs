//! The parameter store, answered by the simulated cloud. The world keeps digests of values only.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::lag::{Shadow, Sight};
use super::place::{SimPlace, Verb};
use super::refusal::{Answer, Refusal};
use super::world::{Place, World};
use crate::fingerprint::{Fingerprint, FingerprintKey};
use crate::hash::of_parts;
use crate::ids::{KmsKeyRef, ParameterPath, Region};
use crate::port::PortResult;
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterType, ParameterValue, ParameterVersion,
    ParameterWriter, Protection, PutMode, PutRequest, refused_value,
};
use crate::secret::Secret;

/// How many tags a parameter may have.
const TAG_LIMIT: usize = 50;

/// A parameter as the world keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HeldParameter {
    kind: ParameterType,
    key: Option<KmsKeyRef>,
    version: ParameterVersion,
    /// A digest of the value. It does not depend on the name, so that a value taken over from
    /// another parameter can be told without its text.
    digest: String,
    /// A digest of the value that is the same in every place; none in a world that was saved before
    /// there was one.
    #[serde(default)]
    across: Option<String>,
    tags: BTreeMap<String, String>,
    /// True for what was there before anybody deployed.
    arranged: bool,
    /// When this version was made.
    #[serde(default)]
    modified: Option<Timestamp>,
}

/// The parameters of one place.
pub(super) type HeldParameters = BTreeMap<ParameterPath, HeldParameter>;

impl HeldParameter {
    /// True when a call made it.
    pub(super) fn was_written(&self) -> bool {
        !self.arranged
    }

    /// When this version was made; `None` for what was there before anybody deployed.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        self.modified
    }
}

/// A digest of the value that does not depend on the place.
fn across_places(seed: u64, secret: &Secret) -> String {
    of_parts(["parameter anywhere", &seed.to_string(), secret.expose()])
}

fn missing(name: &ParameterPath) -> Refusal {
    Refusal::not_found(format!("ParameterNotFound: {name}"))
}

impl Place {
    fn parameter(&self, name: &ParameterPath) -> Answer<&HeldParameter> {
        self.parameters.get(name).ok_or_else(|| missing(name))
    }

    /// What reads show of a parameter.
    fn shown(&self, name: &ParameterPath, now: Timestamp) -> Option<&HeldParameter> {
        let shadow = self.shadows.get(name);
        match shadow.filter(|shadow| now < shadow.until) {
            Some(shadow) => shadow.shown.as_ref(),
            None => self.parameters.get(name),
        }
    }

    /// Lets reads of `name` go on showing what they show now until they show what comes.
    fn lag_behind(&mut self, name: &ParameterPath, sight: Sight) {
        if sight.lags() {
            let shown = self.shown(name, sight.now).cloned();
            let until = sight.shown_at(name.as_str(), sight.now);
            self.shadows.insert(name.clone(), Shadow { shown, until });
        }
    }

    fn digest(&self, seed: u64, value: &ParameterValue) -> Answer<String> {
        match value {
            ParameterValue::Given(secret) => Ok(self.digest_of(seed, secret)),
            ParameterValue::CopyOf(other) => Ok(self.parameter(other)?.digest.clone()),
        }
    }

    fn across(&self, seed: u64, value: &ParameterValue) -> Answer<Option<String>> {
        match value {
            ParameterValue::Given(secret) => Ok(Some(across_places(seed, secret))),
            ParameterValue::CopyOf(other) => Ok(self.parameter(other)?.across.clone()),
        }
    }

    /// True when the parameter of this name is there and has exactly this value.
    pub(super) fn holds(&self, seed: u64, name: &ParameterPath, value: &str) -> bool {
        let value = Secret::new(value.to_owned());
        let held = self.parameters.get(name);
        held.is_some_and(|held| held.digest == self.digest_of(seed, &value))
    }

    fn digest_of(&self, seed: u64, secret: &Secret) -> String {
        let seed = seed.to_string();
        let own = ["parameter", &seed, self.account.as_str()];
        of_parts(
            own.into_iter()
                .chain([self.region.as_str(), secret.expose()]),
        )
    }

    /// What is wrong with the request whatever is there.
    fn refusal(&self, request: &PutRequest) -> Answer<()> {
        let refused = match &request.value {
            ParameterValue::Given(secret) => refused_value(secret),
            ParameterValue::CopyOf(other) if *other == request.name => {
                Some("it is a copy of the parameter itself".to_owned())
            }
            ParameterValue::CopyOf(_) => None,
        };
        if let Some(why) = refused {
            let name = &request.name;
            let words = format!("ValidationException: the value of {name} is refused: {why}");
            return Err(Refusal::invalid(words));
        }
        if let Some(key) = request.protection.key() {
            check_key(key, &self.region)?;
        }
        if let PutMode::Create { tags } = &request.mode {
            check_tags(tags)?;
        }
        Ok(())
    }

    fn put(&mut self, seed: u64, sight: Sight, request: &PutRequest) -> Answer<ParameterVersion> {
        self.refusal(request)?;
        let digest = self.digest(seed, &request.value)?;
        let across = self.across(seed, &request.value)?;
        let PutRequest {
            name,
            protection,
            mode,
            ..
        } = request;
        let (version, tags, arranged) = match (mode, self.parameters.get(name)) {
            (PutMode::Create { .. }, Some(_)) => {
                let words = format!("ParameterAlreadyExists: {name}");
                return Err(Refusal::already_exists(words));
            }
            (PutMode::Create { tags }, None) => (1, tags.clone(), false),
            // AWS would make it; whoever overwrites saw something that is gone.
            (PutMode::Overwrite, None) => return Err(missing(name)),
            (PutMode::Overwrite, Some(held)) => {
                check_overwrite(name, held, protection, &digest)?;
                let version = held.version.0.saturating_add(1);
                (version, held.tags.clone(), held.arranged)
            }
        };
        let held = HeldParameter {
            kind: protection.parameter_type(),
            key: protection.key().cloned(),
            version: ParameterVersion(version),
            digest,
            across,
            tags,
            arranged,
            modified: Some(sight.now),
        };
        self.lag_behind(name, sight);
        self.parameters.insert(name.clone(), held);
        Ok(ParameterVersion(version))
    }
}

fn check_overwrite(
    name: &ParameterPath,
    held: &HeldParameter,
    wanted: &Protection,
    digest: &str,
) -> Answer<()> {
    let (from, to) = (held.kind, wanted.parameter_type());
    if from != to {
        return Err(Refusal::invalid(format!(
            "HierarchyTypeMismatchException: {name} is a {from} and cannot become a {to}: create \
             a new parameter"
        )));
    }
    if held.digest == digest && held.key.as_ref() == wanted.key() {
        return Err(Refusal::invalid(format!(
            "ValidationException: {name} has this value and this key already: AWS would make one \
             more version of the same"
        )));
    }
    Ok(())
}

fn check_key(key: &KmsKeyRef, region: &Region) -> Answer<()> {
    match key.region() {
        Some(other) if other != *region => Err(Refusal::invalid(format!(
            "InvalidKeyId: {key} is not in {region}"
        ))),
        _ => Ok(()),
    }
}

fn check_tags(tags: &BTreeMap<String, String>) -> Answer<()> {
    let empty = tags.iter().find(|(_, value)| value.is_empty());
    match empty {
        Some((key, _)) => Err(Refusal::invalid(format!(
            "ValidationException: the tag {} has no value",
            crate::ids::printable(key, 80)
        ))),
        None if tags.len() > TAG_LIMIT => Err(Refusal::invalid(format!(
            "TooManyTagsError: {} tags, of {TAG_LIMIT} allowed",
            tags.len()
        ))),
        None => Ok(()),
    }
}

impl SimPlace {
    /// Puts a parameter of this type with this value there, as somebody did before anything was
    /// deployed; an earlier one of that name is replaced. As with all parameters, the world keeps
    /// a digest of the value only.
    pub fn hold_parameter(&self, name: &ParameterPath, kind: ParameterType, value: &Secret) {
        self.arrange(|place, seed| {
            let held = HeldParameter {
                kind,
                key: (kind == ParameterType::SecureString).then(KmsKeyRef::aws_ssm),
                version: ParameterVersion(1),
                digest: place.digest_of(seed, value),
                across: Some(across_places(seed, value)),
                tags: BTreeMap::new(),
                arranged: true,
                modified: None,
            };
            place.parameters.insert(name.clone(), held);
        });
    }
}

#[async_trait]
impl ParameterReader for SimPlace {
    async fn describe(&self, names: &[ParameterPath]) -> PortResult<Vec<ParameterDescription>> {
        self.read(Verb("ssm", "DescribeParameters"), |place, world| {
            let held = names.iter().filter_map(|name| {
                let held = place.shown(name, world.now)?;
                Some(ParameterDescription {
                    name: name.clone(),
                    parameter_type: held.kind,
                    version: held.version,
                    key: held.key.clone(),
                    modified: held.modified,
                })
            });
            Ok(held.collect())
        })
    }

    async fn matches(&self, name: &ParameterPath, value: &ParameterValue) -> PortResult<bool> {
        self.read(Verb("ssm", "GetParameters"), |place, world| {
            let held = place.shown(name, world.now).ok_or_else(|| missing(name))?;
            Ok(held.digest == place.digest(world.seed, value)?)
        })
    }

    async fn fingerprint(
        &self,
        name: &ParameterPath,
        key: &FingerprintKey,
    ) -> PortResult<Fingerprint> {
        self.read(Verb("ssm", "GetParameters"), |place, world| {
            let held = place.shown(name, world.now).ok_or_else(|| missing(name))?;
            // The world has no values: what stands for one is as good, since only equality counts.
            let across = held.across.clone().ok_or_else(|| {
                let words = format!("{name} was written in a world of an earlier version");
                Refusal::invalid(words)
            })?;
            Ok(Fingerprint::of(&Secret::new(across), key))
        })
    }
}

#[async_trait]
impl ParameterWriter for SimPlace {
    async fn put(&self, request: &PutRequest) -> PortResult<ParameterVersion> {
        self.change(Verb("ssm", "PutParameter"), |world: &mut World, target| {
            let (seed, sight) = (world.seed, world.sight());
            let version = world.place(target).put(seed, sight, request)?;
            Ok((version, true))
        })
    }

    async fn delete(&self, name: &ParameterPath) -> PortResult<()> {
        self.change(Verb("ssm", "DeleteParameter"), |world, target| {
            let sight = world.sight();
            let place = world.place(target);
            place.parameter(name)?;
            place.lag_behind(name, sight);
            place.parameters.remove(name);
            Ok(((), true))
        })
    }
}
