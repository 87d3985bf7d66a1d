//! The secrets and parameters of a deployment, as decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::documented::{BOX_CLIENT_ID, BOX_CLIENT_SECRET, Documented, EGNYTE_CLIENT_ID};
use super::output::OutputOf;
use super::source::{SourceName, Sources, ValueFrom};
use super::{RemoveParameter, WriteParameter};
use crate::finding::Findings;
use crate::ids::{EnvironmentName, KmsKeyRef, ParameterPath, ServiceName};
use crate::plan::{Made, Step, StepId};
use crate::port::parameter_store::Protection;
use crate::target::TargetName;

/// What the Box integration needs (X1, X2).
#[derive(Clone, Debug)]
pub struct BoxSecrets {
    /// The application's client id, written to both of its paths.
    pub client_id: ValueFrom,
    /// The application's client secret.
    pub client_secret: ValueFrom,
}

/// What the Egnyte integration needs (X3).
#[derive(Clone, Debug)]
pub struct EgnyteSecrets {
    /// The application's client id.
    pub client_id: ValueFrom,
}

/// The database's endpoint, for services that cannot find it otherwise (L1b).
#[derive(Clone, Debug)]
pub struct DatabaseHost {
    /// The services whose `POSTGRES_HOST` it is written to.
    pub services: Vec<ServiceName>,
    /// The Data Layer's output that holds it.
    pub output: OutputOf,
    /// The key that encrypts the parameters.
    pub key: KmsKeyRef,
}

/// A parameter that the customer lists (X4).
#[derive(Clone, Debug)]
pub struct FurtherParameter {
    /// Its path.
    pub path: ParameterPath,
    /// Its type and key.
    pub protection: Protection,
    /// Where its value comes from.
    pub value: ValueFrom,
}

/// The secrets as decided, before they are checked. Made with [`Secrets::builder`].
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<Secrets, Findings>)
)]
pub struct SecretsDraft {
    /// Where the parameters are written: where the Service Layer is deployed.
    #[builder(default = TargetName::Main)]
    pub target: TargetName,
    /// The Data Layer's `Environment`, a segment of the documented paths.
    #[builder(default)]
    pub environment: EnvironmentName,
    /// What Box needs; `None` when it is off, or when somebody else writes it.
    #[builder(default)]
    pub box_: Option<BoxSecrets>,
    /// What Egnyte needs; `None` when it is off, or when somebody else writes it.
    #[builder(default)]
    pub egnyte: Option<EgnyteSecrets>,
    /// The key that encrypts what Box and Egnyte need.
    #[builder(default = KmsKeyRef::aws_ssm())]
    pub key: KmsKeyRef,
    /// The database's endpoint, with other resolvers than Amazon's; `None` with Amazon's alone.
    #[builder(default)]
    pub database_host: Option<DatabaseHost>,
    /// Further parameters.
    #[builder(default)]
    pub further: Vec<FurtherParameter>,
    /// Tags, given to parameters when they are made.
    #[builder(default)]
    pub tags: BTreeMap<String, String>,
}

/// One parameter to be written.
#[derive(Clone, Debug)]
pub struct SecretParameter {
    /// The id of the step that writes it, and of the one that removes it.
    pub id: StepId,
    /// Its path.
    pub path: ParameterPath,
    /// Its type and key.
    pub protection: Protection,
    /// Where its value comes from.
    pub value: ValueFrom,
    /// Where it was decided: a path in the spec.
    pub at: String,
    /// The row of the deployment documents: `X1` to `X4`, `L1b`, or `I5` for a parameter of single sign-on.
    pub row: &'static str,
}

impl SecretParameter {
    /// The parameter as it is found and removed by hand in `target`.
    pub(super) fn made(&self, target: TargetName) -> Made {
        let path = &self.path;
        Made {
            what: format!("parameter {path}"),
            target,
            removal: vec![format!("aws ssm delete-parameter --name {path}")],
        }
    }

    /// A digest of what is decided about it: path, type, key, and where its value comes from.
    pub(super) fn digest(&self) -> String {
        let key = self.protection.key().map_or("", |key| key.as_str());
        let kind = self.protection.parameter_type().as_str();
        let value = self.value.to_string();
        crate::hash::of_parts([self.path.as_str(), kind, key, &value])
    }
}

/// The secrets and parameters that a deployment writes, checked.
#[derive(Clone, Debug)]
pub struct Secrets {
    target: TargetName,
    parameters: Vec<SecretParameter>,
    tags: BTreeMap<String, String>,
}

impl From<SecretsDraft> for Result<Secrets, Findings> {
    fn from(draft: SecretsDraft) -> Self {
        let secrets = Secrets {
            target: draft.target,
            parameters: draft.parameters(),
            tags: draft.tags,
        };
        let found = super::check::check(&secrets.parameters, &secrets.tags);
        if found.block() {
            Err(found)
        } else {
            Ok(secrets)
        }
    }
}

impl SecretsDraft {
    /// `POSTGRES_HOST` of each service.
    fn hosts(&self, host: &DatabaseHost) -> Vec<SecretParameter> {
        let environment = &self.environment;
        let paths = host.services.iter().filter_map(|service| {
            // The parts obey the rules of a path, and so does the whole.
            let path = format!("/tetrascience/{environment}/ECS/{service}/POSTGRES_HOST");
            ParameterPath::parse(path).ok()
        });
        paths
            .map(|path| SecretParameter {
                id: StepId::derived("parameter", path.as_str()),
                path,
                protection: Protection::Encrypted {
                    key: host.key.clone(),
                },
                value: ValueFrom::Output(host.output.clone()),
                at: "custom_dns.services".to_owned(),
                row: "L1b",
            })
            .collect()
    }

    fn parameters(&self) -> Vec<SecretParameter> {
        let protection = Protection::Encrypted {
            key: self.key.clone(),
        };
        let documented = |what: &Documented, value: &ValueFrom| -> Vec<SecretParameter> {
            let paths = what.paths(&self.environment);
            paths
                .map(|(id, path)| SecretParameter {
                    id: StepId::known(id),
                    path,
                    protection: protection.clone(),
                    value: value.clone(),
                    at: what.at.to_owned(),
                    row: what.row,
                })
                .collect()
        };
        let mut all = Vec::new();
        if let Some(secrets) = &self.box_ {
            all.extend(documented(&BOX_CLIENT_ID, &secrets.client_id));
            all.extend(documented(&BOX_CLIENT_SECRET, &secrets.client_secret));
        }
        if let Some(secrets) = &self.egnyte {
            all.extend(documented(&EGNYTE_CLIENT_ID, &secrets.client_id));
        }
        all.extend(self.database_host.iter().flat_map(|host| self.hosts(host)));
        let further = self.further.iter().enumerate();
        all.extend(further.map(|(n, one)| SecretParameter {
            id: StepId::derived("parameter", one.path.as_str()),
            path: one.path.clone(),
            protection: one.protection.clone(),
            value: one.value.clone(),
            at: format!("secrets[{n}]"),
            row: "X4",
        }));
        all
    }
}

impl Secrets {
    /// Starts building; `build` answers with the secrets or with all that forbids them.
    pub fn builder() -> SecretsDraftBuilder {
        SecretsDraft::builder()
    }

    /// None: nothing is written.
    pub fn none() -> Self {
        Self {
            target: TargetName::Main,
            parameters: Vec::new(),
            tags: BTreeMap::new(),
        }
    }

    /// True when nothing is written.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }

    /// The same parameters, written in another place: what is read from other parameters of SSM is
    /// read there too.
    #[must_use]
    pub fn in_target(mut self, target: TargetName) -> Self {
        self.target = target;
        self
    }

    /// Where they are written.
    pub fn target(&self) -> TargetName {
        self.target
    }

    /// The parameters, in the order of the rows.
    pub fn parameters(&self) -> &[SecretParameter] {
        &self.parameters
    }

    /// The tags that a parameter is given when it is made.
    pub fn tags(&self) -> &BTreeMap<String, String> {
        &self.tags
    }

    /// The names of the sources that the program is to pass.
    pub fn source_names(&self) -> BTreeSet<SourceName> {
        let values = self.parameters.iter().map(|parameter| &parameter.value);
        values
            .filter_map(|value| match value {
                ValueFrom::Named(name) => Some(name.clone()),
                ValueFrom::Parameter(_) | ValueFrom::Output(_) | ValueFrom::Given(_) => None,
            })
            .collect()
    }

    /// The ids of the steps.
    pub fn step_ids(&self) -> impl Iterator<Item = StepId> {
        self.parameters.iter().map(|parameter| parameter.id.clone())
    }

    /// The steps that write them, each after `after`, and after the step whose output it takes. A source that is not passed is a finding of
    /// its step, which then blocks.
    pub fn write_steps(&self, sources: &Sources, after: &[StepId]) -> Vec<Arc<dyn Step>> {
        self.write_steps_after(sources, |_| after.to_vec())
    }

    /// The same, each after what `after` says of it.
    pub(crate) fn write_steps_after(
        &self,
        sources: &Sources,
        after: impl Fn(&SecretParameter) -> Vec<StepId>,
    ) -> Vec<Arc<dyn Step>> {
        let steps = self.parameters.iter().map(|parameter| {
            let first = match &parameter.value {
                ValueFrom::Output(output) => Some(output.step.clone()),
                ValueFrom::Named(_) | ValueFrom::Parameter(_) | ValueFrom::Given(_) => None,
            };
            let step = WriteParameter::new(self.target, parameter.clone(), sources)
                .tagged(self.tags.clone())
                .after(after(parameter).into_iter().chain(first));
            Arc::new(step) as Arc<dyn Step>
        });
        steps.collect()
    }

    /// The steps that remove them, each after `after`.
    pub fn remove_steps(&self, after: &[StepId]) -> Vec<Arc<dyn Step>> {
        let steps = self.parameters.iter().map(|parameter| {
            let step = RemoveParameter::new(self.target, parameter.clone());
            Arc::new(step.after(after.iter().cloned())) as Arc<dyn Step>
        });
        steps.collect()
    }
}

impl Default for Secrets {
    fn default() -> Self {
        Self::none()
    }
}
