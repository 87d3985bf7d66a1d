//! Promises of the identity port.

use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};

/// The caller is of the account that the credentials belong to.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when the caller is of another account, or nobody
/// answers.
pub async fn the_caller_is_of_the_account(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "the_caller_is_of_the_account")?;
    let identity = &subject.backend.identity;
    let caller = trial.ask(|| identity.caller()).await?;
    trial.same("the caller's account", &subject.account, &caller.account)?;
    let account = format!(":{}:", subject.account);
    let saw = format!("the ARN {} is not of {}", caller.arn, subject.account);
    trial.holds(caller.arn.contains(&account), saw)
}
