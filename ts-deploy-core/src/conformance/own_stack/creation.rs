//! Promises of making stacks.

use super::StackSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;

/// A creation sent again with its token answers with the first one's stack.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it answers otherwise.
pub async fn a_repeated_creation_answers_with_the_same_stack(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_repeated_creation_answers_with_the_same_stack")?;
    trial
        .cleared(async {
            let stack = trial.made(false).await?;
            let request = trial.creation(false);
            let again = trial.ask(|| subject.changes.create(&request)).await?;
            trial.holds(again == stack.arn, format!("it made {again}"))
        })
        .await
}

/// A name that a stack has cannot be given to another.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it can.
pub async fn a_taken_name_already_exists(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_taken_name_already_exists")?;
    trial
        .cleared(async {
            trial.made(false).await?;
            let mut request = trial.creation(false);
            request.token = trial.token("another");
            let creation = || subject.changes.create(&request);
            let refused = trial.refused(ErrorKind::AlreadyExists, creation).await;
            refused.map(drop)
        })
        .await
}
