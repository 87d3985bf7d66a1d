//! Promises of changing stacks.

use super::StackSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::parameter::LiveValue;
use crate::port::stack::{ExecuteChangeSet, StackGroup};

/// A change set that has nothing to change fails, and is recognised.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not.
pub async fn a_set_without_changes_says_so(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_set_without_changes_says_so")?;
    trial
        .cleared(async {
            let stack = trial.made(false).await?;
            let set = trial.change_set(&trial.update(&stack, false)?).await?;
            trial.holds(set.is_no_change(), format!("it is {set:?}"))
        })
        .await
}

/// A change set that is made and not executed changes nothing, and can be deleted, twice.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when the stack changed or the deletion is refused.
pub async fn a_change_set_leaves_the_stack_as_it_is(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_change_set_leaves_the_stack_as_it_is")?;
    trial
        .cleared(async {
            let stack = trial.made(false).await?;
            let set = trial.change_set(&trial.update(&stack, true)?).await?;
            trial.holds(!set.changes.is_empty(), "it shows no changes")?;
            let deletion = || subject.changes.delete_change_set(&set.arn);
            trial.ask(deletion).await?;
            trial.ask(deletion).await?;
            let seen = trial.at_rest(&stack.arn).await?;
            let same = seen.parameters == stack.parameters;
            trial.holds(same, "the stack's parameters changed")
        })
        .await
}

/// What an executed change set changed is in the stack.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not.
pub async fn an_executed_change_set_is_in(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "an_executed_change_set_is_in")?;
    trial
        .cleared(async {
            let stack = trial.made(false).await?;
            let set = trial.change_set(&trial.update(&stack, true)?).await?;
            let request = ExecuteChangeSet {
                token: trial.token("execute"),
                change_set: set.arn,
                disable_rollback: false,
            };
            let execution = || subject.changes.execute_change_set(&request);
            trial.ask(execution).await?;
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
            seen.await
        })
        .await
}
