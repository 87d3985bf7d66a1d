//! Where an operation plays: the place, the root stack, and how names are made there.

use std::collections::BTreeMap;

use super::naming::{digits, jittered, uuid};
use super::provisioned::{Operation, Provisioned};
use super::template::{SimTemplate, When};
use super::work::{Job, StackWork};
use crate::ids::{AccountId, Region};
use crate::port::stack::StackArn;

/// The root stack of a provisioned product, in its place.
pub(super) struct Scene<'a> {
    pub(super) seed: String,
    pub(super) account: &'a AccountId,
    pub(super) region: &'a Region,
    pub(super) root: StackRef,
    /// True when its owner made it, so that nothing stands between a call and the stack.
    pub(super) direct: bool,
}

/// A stack's ARN and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StackRef {
    pub(super) arn: StackArn,
    pub(super) name: String,
}

/// What stands in a stack and its nested ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) stacks: BTreeMap<String, StandingStack>,
}

/// A nested stack that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StandingStack {
    pub(super) itself: StackRef,
    /// Type and physical id, by logical name.
    pub(super) resources: BTreeMap<String, (String, String)>,
}

impl Standing {
    /// The physical id of `Stack/Resource`.
    pub(super) fn physical(&self, path: &str) -> Option<&str> {
        let (stack, logical) = path.split_once('/')?;
        let (_, physical) = self.stacks.get(stack)?.resources.get(logical)?;
        Some(physical)
    }

    /// Notes that this nested stack stands.
    pub(super) fn enter(&mut self, stack: &str, itself: &StackRef) {
        let entry = || StandingStack {
            itself: itself.clone(),
            resources: BTreeMap::new(),
        };
        self.stacks.entry(stack.to_owned()).or_insert_with(entry);
    }

    /// Notes that the resource of `job` stands.
    pub(super) fn add(&mut self, stack: &str, job: &Job) {
        if let Some(standing) = self.stacks.get_mut(stack) {
            let resource = (job.kind.clone(), job.physical.clone());
            standing.resources.insert(job.logical.clone(), resource);
        }
    }

    /// Takes away what `work` deleted.
    pub(super) fn remove(&mut self, work: &StackWork, whole: bool) {
        let Some(standing) = self.stacks.get_mut(&work.logical) else {
            return;
        };
        for job in work.jobs.iter().filter(|job| job.fails.is_none()) {
            standing.resources.remove(&job.logical);
        }
        if whole && standing.resources.is_empty() {
            self.stacks.remove(&work.logical);
        }
    }

    /// Whether this nested stack stands.
    pub(super) fn has(&self, stack: &str) -> bool {
        self.stacks.contains_key(stack)
    }
}

impl<'a> Scene<'a> {
    /// The scene of `provisioned`.
    pub(super) fn new(
        seed: u64,
        account: &'a AccountId,
        region: &'a Region,
        provisioned: &Provisioned,
    ) -> Self {
        let name = provisioned.stack_name(account);
        let mut scene = Self {
            seed: seed.to_string(),
            account,
            region,
            root: StackRef {
                arn: StackArn(String::new()),
                name: String::new(),
            },
            direct: provisioned.direct.is_some(),
        };
        let launch = &provisioned.launch.record.0;
        scene.root = scene.stack_ref(name, &[launch]);
        scene
    }

    /// A stack of this name whose ARN belongs to `own` alone.
    fn stack_ref(&self, name: String, own: &[&str]) -> StackRef {
        let (partition, region, account) = (self.region.partition(), self.region, self.account);
        let parts: Vec<&str> = [self.seed.as_str(), &name]
            .into_iter()
            .chain(own.iter().copied())
            .collect();
        let arn = format!(
            "arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{}",
            uuid(&parts)
        );
        StackRef {
            arn: StackArn(arn),
            name,
        }
    }

    /// The nested stack that `operation` makes.
    pub(super) fn nested(&self, logical: &str, operation: &Operation) -> StackRef {
        let own = digits(12, &[&self.root.arn.0, logical, &operation.record.0]).to_uppercase();
        let name = format!("{}-{logical}-{own}", self.root.name);
        self.stack_ref(name, &[&operation.record.0])
    }

    /// How long a resource takes in milliseconds, this time.
    pub(super) fn duration(&self, operation: &Operation, path: &str, seconds: u32) -> i64 {
        jittered(
            i64::from(seconds) * 1000,
            &[&self.seed, &operation.record.0, path],
        )
    }

    /// Whether all of `when` holds for the parameters of `operation`.
    pub(super) fn applies(when: &[When], operation: &Operation) -> bool {
        when.iter().all(|one| one.holds(|key| operation.text(key)))
    }

    /// `pattern` with what its braces stand for; `path` is what it is the name of.
    pub(super) fn expand(
        &self,
        pattern: &str,
        path: &str,
        operation: &Operation,
        standing: &Standing,
    ) -> String {
        let mut text = String::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((word, after)) = after.split_once('}') else {
                return text;
            };
            text.push_str(&self.word(word, path, operation, standing));
            rest = after;
        }
        text + rest
    }

    fn word(&self, word: &str, path: &str, operation: &Operation, standing: &Standing) -> String {
        match word {
            "account" => self.account.to_string(),
            "region" => self.region.to_string(),
            "partition" => self.region.partition().to_string(),
            "suffix" => self.region.partition().dns_suffix().to_owned(),
            "unique" => digits(12, &[&self.root.arn.0, path]),
            _ => match word.strip_prefix("import.") {
                Some(name) => operation.imported.get(name).cloned(),
                None => standing
                    .physical(word)
                    .or_else(|| operation.text(word))
                    .map(str::to_owned),
            }
            .unwrap_or_default(),
        }
    }

    /// The outputs of `template` once all of `standing` is there.
    pub(super) fn outputs(
        &self,
        template: &SimTemplate,
        operation: &Operation,
        standing: &Standing,
    ) -> BTreeMap<String, String> {
        let mut outputs = BTreeMap::new();
        for output in &template.outputs {
            if Self::applies(&output.when, operation) && !outputs.contains_key(&output.key) {
                let value = self.expand(&output.value, &output.key, operation, standing);
                outputs.insert(output.key.clone(), value);
            }
        }
        outputs
    }
}
