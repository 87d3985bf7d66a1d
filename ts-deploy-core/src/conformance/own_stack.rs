//! What a backend promises about stacks of one's own, as functions to try it with.
//!
//! The suite stands beside the others, since it takes a template instead of a product. It works on
//! stacks whose names begin with the prefix of its [`StackSubject`], each promise on one of its own,
//! and deletes what it made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Broken, Kept, Patience, try_all};
use crate::clock::Clock;
use crate::ids::StackName;
use crate::parameter::{LiveValue, ParameterKey, Request, Sent};
use crate::port::catalog::OperationToken;
use crate::port::stack::{
    Capability, ChangeSet, ChangeSetName, ChangeSetStatus, CreateChangeSet, CreateStack,
    DeleteStack, ExecuteChangeSet, Stack, StackArn, StackGroup, StackReader, StackWriter,
    TemplateChoice, TemplateReader, TemplateSource,
};
use crate::port::{ErrorKind, PortResult};

/// A backend's ports for stacks of one's own, and what to try them with: a template whose stack is
/// made and deleted within minutes and costs nothing.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct StackSubject {
    /// Reads stacks.
    pub stacks: Arc<dyn StackReader>,
    /// Changes stacks.
    pub changes: Arc<dyn StackWriter>,
    /// Reads templates.
    pub templates: Arc<dyn TemplateReader>,
    /// The clock that is slept on.
    pub clock: Arc<dyn Clock>,
    /// How long is waited.
    #[builder(default)]
    pub patience: Patience,
    /// With what the names of stacks begin; nothing of anybody else's may. At most 60 characters.
    pub prefix: StackName,
    /// The template.
    pub template: TemplateSource,
    /// The parameters of a creation that succeeds.
    pub parameters: Request,
    /// What an update changes: a parameter that is shown, and another value for it.
    pub change: (ParameterKey, String),
    /// What has to be acknowledged.
    pub capabilities: BTreeSet<Capability>,
}

/// Tries every promise, one after the other, always in the same order; each with its name.
pub async fn all(subject: &StackSubject) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_template_declares_what_is_sent,
        a_repeated_creation_answers_with_the_same_stack,
        a_taken_name_already_exists,
        a_set_without_changes_says_so,
        a_change_set_leaves_the_stack_as_it_is,
        an_executed_change_set_is_in,
        a_protected_stack_is_not_deleted,
        a_deleted_stack_is_the_last_deleted,
        deleting_again_is_done,
    ]
}

/// One promise under trial, on a stack of its own.
struct Trial<'a> {
    subject: &'a StackSubject,
    promise: &'static str,
    name: StackName,
    began: Timestamp,
}

impl<'a> Trial<'a> {
    fn new(subject: &'a StackSubject, promise: &'static str) -> Result<Self, Broken> {
        let tail = promise.replace('_', "-");
        let name = StackName::parse(format!("{}-{tail}", subject.prefix));
        let name = name.map_err(|error| Broken {
            promise,
            saw: format!("it was not tried, the prefix is too long: {error}"),
        })?;
        let began = subject.clock.now();
        Ok(Self {
            subject,
            promise,
            name,
            began,
        })
    }

    fn holds(&self, holds: bool, saw: impl Into<String>) -> Kept {
        let (promise, saw) = (self.promise, saw.into());
        if holds {
            Ok(())
        } else {
            Err(Broken { promise, saw })
        }
    }

    fn token(&self, what: &str) -> OperationToken {
        let began = self.began.as_millisecond().to_string();
        OperationToken(crate::hash::of_parts([self.name.as_str(), what, &began]))
    }

    /// The first `Some` that `look` answers within `longest`.
    async fn until<T, F>(
        &self,
        what: &str,
        longest: SignedDuration,
        look: impl Fn() -> F,
    ) -> Result<T, Broken>
    where
        F: Future<Output = PortResult<Option<T>>>,
    {
        let clock = &self.subject.clock;
        let later = |by| clock.now().saturating_add(by).unwrap_or(Timestamp::MAX);
        let end = later(longest);
        loop {
            let unseen = match look().await {
                Ok(Some(seen)) => return Ok(seen),
                Ok(None) => String::new(),
                Err(error) if error.kind.is_loss_of_sight() => crate::error::chain(&error),
                Err(error) => {
                    let (promise, saw) = (self.promise, crate::error::chain(&error));
                    return Err(Broken { promise, saw });
                }
            };
            if clock.now() >= end {
                self.holds(false, format!("no {what} within {longest:#} {unseen}"))?;
            }
            clock.sleep_until(later(self.subject.patience.every)).await;
        }
    }

    /// What a call answers.
    async fn ask<T, F>(&self, call: impl Fn() -> F) -> Result<T, Broken>
    where
        F: Future<Output = PortResult<T>>,
    {
        let sight = self.subject.patience.sight;
        self.until("answer", sight, || {
            let answer = call();
            async move { answer.await.map(Some) }
        })
        .await
    }

    /// That a call is refused with this kind.
    async fn refused<T, F>(&self, kind: ErrorKind, call: impl Fn() -> F) -> Kept
    where
        F: Future<Output = PortResult<T>>,
    {
        let sight = self.subject.patience.sight;
        let refusal = self.until("refusal", sight, || {
            let answer = call();
            async move {
                match answer.await {
                    Err(error) if error.kind.is_loss_of_sight() => Err(error),
                    Err(error) => Ok(Some(Some(error.kind))),
                    Ok(_) => Ok(Some(None)),
                }
            }
        });
        let seen = refusal.await?;
        self.holds(
            seen == Some(kind),
            format!("expected {kind:?}, saw {seen:?}"),
        )
    }

    fn creation(&self, protected: bool) -> CreateStack {
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

    async fn settled(&self, stack: &StackArn) -> Result<Stack, Broken> {
        let operation = self.subject.patience.operation;
        self.until("settled stack", operation, || async {
            let seen = self.subject.stacks.stack(&stack.0).await?;
            Ok(seen.filter(|stack| stack.status.group() != StackGroup::InProgress))
        })
        .await
    }

    async fn made(&self, protected: bool) -> Result<Stack, Broken> {
        let request = self.creation(protected);
        let arn = self.ask(|| self.subject.changes.create(&request)).await?;
        let stack = self.settled(&arn).await?;
        let complete = stack.status.group() == StackGroup::Complete;
        self.holds(complete, format!("the stack is {}", stack.status))?;
        Ok(stack)
    }

    fn update(&self, stack: &Stack, changed: bool) -> Result<CreateChangeSet, Broken> {
        let mut parameters = self.subject.parameters.clone();
        if changed {
            let (key, value) = self.subject.change.clone();
            parameters.sent.insert(key, Sent::Value(value));
        }
        let name = ChangeSetName::parse("conformance").map_err(|error| Broken {
            promise: self.promise,
            saw: error.to_string(),
        })?;
        Ok(CreateChangeSet {
            token: self.token("change"),
            name,
            stack: stack.arn.clone(),
            template: TemplateChoice::New(self.subject.template.clone()),
            parameters,
            capabilities: self.subject.capabilities.clone(),
            tags: BTreeMap::new(),
        })
    }

    /// The change set, once it is made or failed.
    async fn change_set(&self, request: &CreateChangeSet) -> Result<ChangeSet, Broken> {
        self.ask(|| self.subject.changes.create_change_set(request))
            .await?;
        let sight = self.subject.patience.operation;
        self.until("change set", sight, || async {
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

    async fn deleted(&self, stack: &Stack) -> Kept {
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
}

/// A template's summary declares each key that is sent.
///
/// # Errors
/// [`Broken`] when one is missing.
pub async fn a_template_declares_what_is_sent(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_template_declares_what_is_sent")?;
    let summary = trial
        .ask(|| subject.templates.summary(&subject.template))
        .await?;
    for key in subject.parameters.sent.keys() {
        let declared = summary.contract.parameters.contains_key(key);
        trial.holds(declared, format!("{key} is not declared"))?;
    }
    Ok(())
}

/// A creation sent again with its token answers with the first one's stack.
///
/// # Errors
/// [`Broken`] when it answers otherwise.
pub async fn a_repeated_creation_answers_with_the_same_stack(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_repeated_creation_answers_with_the_same_stack")?;
    let stack = trial.made(false).await?;
    let request = trial.creation(false);
    let again = trial.ask(|| subject.changes.create(&request)).await;
    let kept = again.and_then(|arn| trial.holds(arn == stack.arn, format!("it made {arn}")));
    kept.and(trial.deleted(&stack).await)
}

/// A name that a stack has cannot be given to another.
///
/// # Errors
/// [`Broken`] when it can.
pub async fn a_taken_name_already_exists(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_taken_name_already_exists")?;
    let stack = trial.made(false).await?;
    let mut request = trial.creation(false);
    request.token = trial.token("another");
    let kept = trial.refused(ErrorKind::AlreadyExists, || {
        subject.changes.create(&request)
    });
    let kept = kept.await;
    kept.and(trial.deleted(&stack).await)
}

/// A change set that has nothing to change fails, and is recognised.
///
/// # Errors
/// [`Broken`] when it is not.
pub async fn a_set_without_changes_says_so(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_set_without_changes_says_so")?;
    let stack = trial.made(false).await?;
    let set = trial.change_set(&trial.update(&stack, false)?).await;
    let kept = set.and_then(|set| trial.holds(set.is_no_change(), format!("it is {set:?}")));
    kept.and(trial.deleted(&stack).await)
}

/// A change set that is made and not executed changes nothing, and can be deleted, twice.
///
/// # Errors
/// [`Broken`] when the stack changed or the deletion is refused.
pub async fn a_change_set_leaves_the_stack_as_it_is(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_change_set_leaves_the_stack_as_it_is")?;
    let stack = trial.made(false).await?;
    let set = trial.change_set(&trial.update(&stack, true)?).await?;
    let dropped = async {
        trial.holds(!set.changes.is_empty(), "it shows no changes")?;
        trial
            .ask(|| subject.changes.delete_change_set(&set.arn))
            .await?;
        trial
            .ask(|| subject.changes.delete_change_set(&set.arn))
            .await?;
        let seen = trial.settled(&stack.arn).await?;
        let same = seen.parameters == stack.parameters;
        trial.holds(same, "the stack's parameters changed")
    };
    let kept = dropped.await;
    kept.and(trial.deleted(&stack).await)
}

/// What an executed change set changed is in the stack.
///
/// # Errors
/// [`Broken`] when it is not.
pub async fn an_executed_change_set_is_in(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "an_executed_change_set_is_in")?;
    let stack = trial.made(false).await?;
    let set = trial.change_set(&trial.update(&stack, true)?).await?;
    let request = ExecuteChangeSet {
        token: trial.token("execute"),
        change_set: set.arn,
        disable_rollback: false,
    };
    trial
        .ask(|| subject.changes.execute_change_set(&request))
        .await?;
    let (key, value) = &subject.change;
    let wanted = LiveValue::Known(value.clone());
    let seen = trial.until("new value", subject.patience.operation, || async {
        let seen = subject.stacks.stack(&stack.arn.0).await?;
        let is_in = seen.is_some_and(|stack| {
            stack.status.group() == StackGroup::Complete
                && stack.parameters.get(key.as_str()) == Some(&wanted)
        });
        Ok(is_in.then_some(()))
    });
    let kept = seen.await;
    kept.and(trial.deleted(&stack).await)
}

/// A stack that is protected from termination is not deleted.
///
/// # Errors
/// [`Broken`] when it is.
pub async fn a_protected_stack_is_not_deleted(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_protected_stack_is_not_deleted")?;
    let stack = trial.made(true).await?;
    let request = DeleteStack {
        token: trial.token("too-early"),
        stack: stack.arn.clone(),
    };
    let kept = trial.refused(ErrorKind::Conflict, || subject.changes.delete(&request));
    let kept = kept.await;
    kept.and(trial.deleted(&stack).await)
}

/// The stack deleted last is told by its name.
///
/// # Errors
/// [`Broken`] when another or none is told.
pub async fn a_deleted_stack_is_the_last_deleted(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_deleted_stack_is_the_last_deleted")?;
    let stack = trial.made(false).await?;
    trial.deleted(&stack).await?;
    let told = trial.until("deleted stack", subject.patience.sight, || async {
        let last = subject.stacks.last_deleted(&trial.name).await?;
        Ok(last.filter(|last| *last == stack.arn))
    });
    told.await.map(drop)
}

/// A stack that is gone is deleted without complaint.
///
/// # Errors
/// [`Broken`] when it is refused.
pub async fn deleting_again_is_done(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "deleting_again_is_done")?;
    let stack = trial.made(false).await?;
    trial.deleted(&stack).await?;
    let request = DeleteStack {
        token: trial.token("again"),
        stack: stack.arn,
    };
    trial.ask(|| subject.changes.delete(&request)).await
}
