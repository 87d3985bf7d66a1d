//! Promises of deleting stacks.

use super::StackSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;
use crate::port::stack::DeleteStack;

/// A stack that is protected from termination is not deleted.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is.
pub async fn a_protected_stack_is_not_deleted(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_protected_stack_is_not_deleted")?;
    trial
        .cleared(async {
            let stack = trial.made(true).await?;
            let request = DeleteStack {
                token: trial.token("too-early"),
                stack: stack.arn,
            };
            let deletion = || subject.changes.delete(&request);
            let refused = trial.refused(ErrorKind::Conflict, deletion).await;
            refused.map(drop)
        })
        .await
}

/// The stack deleted last is told by its name.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when another or none is told.
pub async fn a_deleted_stack_is_the_last_deleted(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_deleted_stack_is_the_last_deleted")?;
    trial
        .cleared(async {
            let stack = trial.made(false).await?;
            trial.deleted(&stack).await?;
            let told = trial.until("deleted stack", subject.patience.sight, || async {
                let last = subject.stacks.last_deleted(&trial.name).await?;
                Ok(last.filter(|last| *last == stack.arn))
            });
            told.await.map(drop)
        })
        .await
}

/// A stack that is gone is deleted without complaint.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is refused.
pub async fn deleting_again_is_done(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "deleting_again_is_done")?;
    trial
        .cleared(async {
            let stack = trial.made(false).await?;
            trial.deleted(&stack).await?;
            let request = DeleteStack {
                token: trial.token("again"),
                stack: stack.arn,
            };
            trial.ask(|| subject.changes.delete(&request)).await
        })
        .await
}
