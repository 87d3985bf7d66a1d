//! The stack of a trial: made, changed, deleted.

use std::collections::BTreeMap;

use super::StackSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept};
use crate::parameter::Sent;
use crate::port::stack::{
    ChangeSet, ChangeSetName, ChangeSetStatus, CreateChangeSet, CreateStack, DeleteStack, Stack,
    StackArn, StackGroup, TemplateChoice,
};

impl Trial<'_, StackSubject> {
    pub(super) fn creation(&self, protected: bool) -> CreateStack {
        CreateStack {
            token: self.token("create"),
            name: self.name.clone(),
            template: self.subject.template.clone(),
            parameters: self.subject.parameters.clone(),
            capabilities: self.subject.capabilities.clone(),
            tags: BTreeMap::new(),
            termination_protection: protected,
            disable_rollback: false,
        }
    }

    /// The stack, once nothing runs on it.
    pub(super) async fn at_rest(&self, stack: &StackArn) -> Result<Stack, Broken> {
        let operation = self.subject.patience.operation;
        self.until("end to what runs on the stack", operation, || async {
            let seen = self.subject.stacks.stack(&stack.0).await?;
            Ok(seen.filter(|stack| stack.status.group() != StackGroup::InProgress))
        })
        .await
    }

    /// A stack that was made.
    pub(super) async fn made(&self, protected: bool) -> Result<Stack, Broken> {
        let request = self.creation(protected);
        let arn = self.ask(|| self.subject.changes.create(&request)).await?;
        let stack = self.at_rest(&arn).await?;
        let complete = stack.status.group() == StackGroup::Complete;
        self.holds(complete, format!("the stack is {}", stack.status))?;
        Ok(stack)
    }

    /// A change set that sends everything again, and the subject's change if `changed`.
    pub(super) fn update(&self, stack: &Stack, changed: bool) -> Result<CreateChangeSet, Broken> {
        let mut parameters = self.subject.parameters.clone();
        if changed {
            let (key, value) = self.subject.change.clone();
            parameters.sent.insert(key, Sent::Value(value));
        }
        let name = ChangeSetName::parse("conformance");
        Ok(CreateChangeSet {
            token: self.token("change"),
            name: name.map_err(|error| self.broken(error.to_string()))?,
            stack: stack.arn.clone(),
            template: TemplateChoice::New(self.subject.template.clone()),
            parameters,
            capabilities: self.subject.capabilities.clone(),
            tags: BTreeMap::new(),
        })
    }

    /// The change set, once it is made or failed.
    pub(super) async fn change_set(&self, request: &CreateChangeSet) -> Result<ChangeSet, Broken> {
        let changes = &self.subject.changes;
        self.ask(|| changes.create_change_set(request)).await?;
        let operation = self.subject.patience.operation;
        self.until("change set", operation, || async {
            let stacks = &self.subject.stacks;
            let set = stacks.change_set(&request.stack, &request.name).await?;
            let over = |set: &ChangeSet| {
                use ChangeSetStatus::{CreateComplete, Failed};
                matches!(set.status, CreateComplete | Failed)
            };
            Ok(set.filter(over))
        })
        .await
    }

    /// Deletes the stack, protected or not, and waits until it is gone.
    pub(super) async fn deleted(&self, stack: &Stack) -> Kept {
        let arn = &stack.arn;
        let changes = &self.subject.changes;
        self.ask(|| changes.set_termination_protection(arn, false))
            .await?;
        let request = DeleteStack {
            token: self.token("delete"),
            stack: arn.clone(),
        };
        self.ask(|| changes.delete(&request)).await?;
        let gone = self.until("deletion", self.subject.patience.operation, || async {
            let seen = self.subject.stacks.stack(&arn.0).await?;
            let gone = |stack: &Stack| stack.status.group() == StackGroup::Gone;
            Ok(seen.is_none_or(|stack| gone(&stack)).then_some(()))
        });
        gone.await
    }

    /// What came of trying, after what the trial made was deleted.
    pub(super) async fn cleared(&self, tried: impl Future<Output = Kept>) -> Kept {
        let kept = tried.await;
        kept.and(self.clear().await)
    }

    async fn clear(&self) -> Kept {
        let stacks = &self.subject.stacks;
        let left = self.ask(|| stacks.stack(self.name.as_str())).await?;
        match left.filter(|stack| stack.status.group() != StackGroup::Gone) {
            Some(stack) => self.deleted(&self.at_rest(&stack.arn).await?).await,
            None => Ok(()),
        }
    }
}
