//! Accepting what an owner does to a stack, or refusing it.

use std::collections::BTreeMap;

use super::accept::{Asked, Salt};
use super::change_set::{arn_of, changes};
use super::chronicle::Chronicle;
use super::direct::{Direct, HeldChangeSet};
use super::naming::catalog_id;
use super::provisioned::{Fate, Provisioned};
use super::refusal::{Answer, Refusal};
use super::request::{Parameters, check_stack_token, check_tags, fingerprint};
use super::scene::Scene;
use super::world::{Place, World};
use crate::ids::ProvisionedProductName;
use crate::port::catalog::{OperationToken, ProductId, ProvisionedProductId, RecordType};
use crate::port::stack::{
    ChangeSetArn, CreateChangeSet, CreateStack, DeleteStack, ExecuteChangeSet, ExecutionStatus,
    StackArn, StackGroup, TemplateChoice,
};
use crate::target::Target;

/// The answer to a changing call, and whether it changed anything.
type Done<T> = Answer<(T, bool)>;

impl World {
    /// Makes a stack.
    pub(super) fn create_stack(&mut self, target: &Target, asked: &CreateStack) -> Done<StackArn> {
        check_stack_token(&asked.token)?;
        always_rolled_back(asked.disable_rollback)?;
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let (template, name) = (asked.template.digest(), asked.name.as_str());
        let protected = asked.termination_protection.to_string();
        let what = ["create-stack", name, &template, &protected];
        let (parameters, tags) = (Some(&asked.parameters), Some(&asked.tags));
        let digest = fingerprint(salt.parts(), &what, parameters, tags);
        if let Some(known) = place.repeated_on_stack(seed, &asked.token, &digest)? {
            return Ok((known, false));
        }
        if place.stack(seed, name, now).is_some() {
            return Err(Refusal::already_exists(format!(
                "Stack [{name}] already exists"
            )));
        }
        let template = place.template(&asked.template)?;
        template.acknowledged(&asked.capabilities)?;
        check_tags(&asked.tags)?;
        let parameters = Parameters {
            contract: template.contract(),
            previous: None,
            salt: salt.parts(),
        };
        let parameters = parameters.take(&asked.parameters)?;
        let version = template.id().clone();
        let operation = Asked::new(&salt, RecordType::ProvisionProduct, &asked.token, digest)
            .operation(now, &version, parameters, asked.tags.clone());
        let product = ProvisionedProductName::parse(name);
        let made = Provisioned {
            id: ProvisionedProductId(catalog_id("stack-", &[&operation.record.0])),
            name: product.map_err(|error| Refusal::invalid(error.to_string()))?,
            product: ProductId(String::new()),
            launch: operation,
            later: Vec::new(),
            direct: Some(Direct {
                name: asked.name.clone(),
                protected: asked.termination_protection,
                change_sets: Vec::new(),
            }),
        };
        let made = self.decided(target, made);
        let place = self.place(target);
        let arn = Scene::new(seed, &place.account, &place.region, &made)
            .root
            .arn;
        place.own_stacks.push(made);
        Ok((arn, true))
    }

    /// Makes a change set.
    pub(super) fn create_change_set(
        &mut self,
        target: &Target,
        asked: &CreateChangeSet,
    ) -> Done<ChangeSetArn> {
        check_stack_token(&asked.token)?;
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let template = match &asked.template {
            TemplateChoice::Previous => "previous".to_owned(),
            TemplateChoice::New(source) => source.digest(),
        };
        let name = asked.name.as_str();
        let what = ["change-set", &asked.stack.0, name, &template];
        let (parameters, tags) = (Some(&asked.parameters), Some(&asked.tags));
        let digest = fingerprint(salt.parts(), &what, parameters, tags);
        let chronicle = place.unmoved(seed, &asked.stack, now)?;
        if let Some(known) = chronicle.change_sets().find(|set| set.name == asked.name) {
            return if known.token == asked.token.0 && known.fingerprint == digest {
                Ok((known.arn.clone(), false))
            } else {
                Err(Refusal::already_exists(format!(
                    "ChangeSet {name} already exists"
                )))
            };
        }
        let previous = chronicle.updatable(now)?;
        let template = match &asked.template {
            TemplateChoice::Previous => place.template_of(&previous.version)?,
            TemplateChoice::New(source) => place.template(source)?,
        };
        template.acknowledged(&asked.capabilities)?;
        check_tags(&asked.tags)?;
        let parameters = Parameters {
            contract: template.contract(),
            previous: Some(&previous.parameters),
            salt: salt.parts(),
        };
        let parameters = parameters.take(&asked.parameters)?;
        let kind = RecordType::UpdateProvisionedProduct;
        let operation = Asked::new(&salt, kind, &asked.token, digest.clone()).operation(
            now,
            template.id(),
            parameters,
            asked.tags.clone(),
        );
        let same = previous.version == operation.version
            && previous.parameters == operation.parameters
            && previous.tags == operation.tags;
        let newest = chronicle.runs.last();
        let base = newest.map_or(&chronicle.provisioned.launch.record, |run| {
            &run.operation.record
        });
        let set = HeldChangeSet {
            arn: ChangeSetArn(arn_of(&chronicle.scene, name, &asked.token.0)),
            name: asked.name.clone(),
            token: asked.token.0.clone(),
            fingerprint: digest,
            made: now,
            base: base.clone(),
            changes: changes(&chronicle, &operation, template.resources()),
            version: operation.version,
            parameters: operation.parameters,
            tags: operation.tags,
            same,
            executed: None,
        };
        let (id, arn) = (chronicle.provisioned.id.clone(), set.arn.clone());
        if let Some(direct) = self.direct(target, &id) {
            direct.change_sets.push(set);
        }
        Ok((arn, true))
    }

    /// Carries a change set out.
    pub(super) fn execute_change_set(
        &mut self,
        target: &Target,
        asked: &ExecuteChangeSet,
    ) -> Done<()> {
        check_stack_token(&asked.token)?;
        always_rolled_back(asked.disable_rollback)?;
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let missing =
            || Refusal::not_found(format!("ChangeSet [{}] does not exist", asked.change_set));
        let (chronicle, set) = place
            .change_set_of(seed, &asked.change_set)
            .ok_or_else(missing)?;
        let kind = RecordType::UpdateProvisionedProduct;
        let digest = fingerprint(salt.parts(), &["execute", &set.arn.0], None, None);
        if place
            .repeated_on_stack(seed, &asked.token, &digest)?
            .is_some()
        {
            return Ok(((), false));
        }
        let execution = set.execution(&chronicle, now);
        if execution != ExecutionStatus::Available {
            return Err(Refusal::conflict(format!(
                "ChangeSet [{}] cannot be executed in its current execution status of [{execution}]",
                set.arn
            )));
        }
        place.unmoved(seed, &chronicle.scene.root.arn, now)?;
        let mut operation = Asked::new(&salt, kind, &asked.token, digest).operation(
            now,
            &set.version,
            set.parameters.clone(),
            set.tags.clone(),
        );
        operation.imported = BTreeMap::new();
        let mut changed = chronicle.provisioned.clone();
        let mut set = set.clone();
        set.executed = Some(operation.record.clone());
        changed.later.push(operation);
        if let Some(direct) = &mut changed.direct {
            // Execution deletes the others.
            direct.change_sets = vec![set];
        }
        self.put_stack(target, changed);
        Ok(((), true))
    }

    /// Deletes a stack. One that is not there is done.
    pub(super) fn delete_stack(&mut self, target: &Target, asked: &DeleteStack) -> Done<()> {
        check_stack_token(&asked.token)?;
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let salt = Salt::new(seed, place);
        let digest = fingerprint(salt.parts(), &["delete-stack", &asked.stack.0], None, None);
        let repeated = place.repeated_on_stack(seed, &asked.token, &digest)?;
        if repeated.is_some() || place.own_stack(seed, &asked.stack, now).is_none() {
            return Ok(((), false));
        }
        let chronicle = place.unmoved(seed, &asked.stack, now)?;
        let direct = chronicle.provisioned.direct.as_ref();
        if direct.is_some_and(|direct| direct.protected) {
            let name = &chronicle.scene.root.name;
            return Err(Refusal::conflict(format!(
                "Stack [{name}] cannot be deleted while TerminationProtection is enabled"
            )));
        }
        let version = chronicle.provisioned.launch.version.clone();
        let kind = RecordType::TerminateProvisionedProduct;
        let asked = Asked::new(&salt, kind, &asked.token, digest);
        let mut operation = asked.operation(now, &version, BTreeMap::new(), BTreeMap::new());
        operation.fate = Fate::Removes {
            undeletable: BTreeMap::new(),
        };
        let mut changed = chronicle.provisioned.clone();
        changed.later.push(operation);
        self.put_stack(target, changed);
        Ok(((), true))
    }

    /// Deletes a change set. One that is not there is done.
    pub(super) fn delete_change_set(&mut self, target: &Target, arn: &ChangeSetArn) -> Done<()> {
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let Some((chronicle, set)) = place.change_set_of(seed, arn) else {
            return Ok(((), false));
        };
        if set.execution(&chronicle, now) == ExecutionStatus::ExecuteInProgress {
            let message = format!("ChangeSet [{arn}] is being executed and cannot be deleted");
            return Err(Refusal::conflict(message));
        }
        let id = chronicle.provisioned.id.clone();
        if let Some(direct) = self.direct(target, &id) {
            direct.change_sets.retain(|set| set.arn != *arn);
        }
        Ok(((), true))
    }

    /// Protects a stack from termination, or takes that off.
    pub(super) fn protect_stack(
        &mut self,
        target: &Target,
        arn: &StackArn,
        protected: bool,
    ) -> Done<()> {
        let (now, seed) = (self.now, self.seed);
        let place = self.place(target);
        let chronicle = place
            .own_stack(seed, arn, now)
            .ok_or_else(|| does_not_exist(arn))?;
        let id = chronicle.provisioned.id.clone();
        let direct = self.direct(target, &id);
        let changed = direct
            .is_some_and(|direct| std::mem::replace(&mut direct.protected, protected) != protected);
        Ok(((), changed))
    }

    /// Decides what becomes of the newest operation of a stack, and keeps it.
    fn put_stack(&mut self, target: &Target, changed: Provisioned) {
        let changed = self.decided(target, changed);
        let mut stacks = self.place(target).own_stacks.iter_mut();
        if let Some(known) = stacks.find(|known| known.id == changed.id) {
            *known = changed;
        }
    }

    fn direct(&mut self, target: &Target, id: &ProvisionedProductId) -> Option<&mut Direct> {
        let mut stacks = self.place(target).own_stacks.iter_mut();
        stacks.find(|known| known.id == *id)?.direct.as_mut()
    }
}

impl Place {
    /// The stack to which this very request was made before. A token that comes with another request
    /// is refused, as AWS does (`TokenAlreadyExistsException`).
    fn repeated_on_stack(
        &self,
        seed: u64,
        token: &OperationToken,
        fingerprint: &str,
    ) -> Answer<Option<StackArn>> {
        for chronicle in self.own_chronicles(seed) {
            let mut operations = chronicle.provisioned.operations();
            let Some(known) = operations.find(|known| known.token == token.0) else {
                continue;
            };
            if known.fingerprint == fingerprint {
                return Ok(Some(chronicle.scene.root.arn.clone()));
            }
            return Err(Refusal::invalid(format!(
                "the token {token} was used before, with another request"
            )));
        }
        Ok(None)
    }

    /// The change set of this ARN with its stack, deleted ones included.
    pub(super) fn change_set_of(
        &self,
        seed: u64,
        arn: &ChangeSetArn,
    ) -> Option<(Chronicle<'_>, &HeldChangeSet)> {
        let place = self.own_stacks.iter().find_map(|one| {
            let direct = one.direct.as_ref()?;
            let set = direct.change_sets.iter().find(|set| set.arn == *arn)?;
            Some((one, set))
        });
        place.map(|(one, set)| (self.chronicle(seed, one), set))
    }

    /// The stack of this ARN, when nothing runs on it.
    fn unmoved(&self, seed: u64, arn: &StackArn, now: jiff::Timestamp) -> Answer<Chronicle<'_>> {
        let chronicle = self
            .own_stack(seed, arn, now)
            .ok_or_else(|| does_not_exist(arn))?;
        let status = chronicle.stack(&arn.0, now).map(|stack| stack.status);
        match status {
            Some(status) if status.group() == StackGroup::InProgress => Err(Refusal::conflict(
                format!("Stack:{arn} is in {status} state and can not be changed."),
            )),
            _ => Ok(chronicle),
        }
    }
}

impl Chronicle<'_> {
    fn change_sets(&self) -> impl Iterator<Item = &HeldChangeSet> {
        let direct = self.provisioned.direct.iter();
        direct.flat_map(|direct| &direct.change_sets)
    }
}

fn does_not_exist(arn: &StackArn) -> Refusal {
    Refusal::not_found(format!("Stack [{arn}] does not exist"))
}

/// Rollbacks always happen here; to leave a failed stack as it is would be another course.
fn always_rolled_back(disable_rollback: bool) -> Answer<()> {
    if disable_rollback {
        let message = "DisableRollback is not played by the simulated cloud: send false";
        return Err(Refusal::invalid(message));
    }
    Ok(())
}
