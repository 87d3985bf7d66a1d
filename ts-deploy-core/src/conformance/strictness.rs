//! What the simulated cloud refuses at once, though AWS lets it through or says nothing about it.
//!
//! AWS notices much of this minutes later, in a record or by a failed stack, or fills a gap by
//! itself; a rehearsal has to show it. No backend but the simulated one need pass this suite.

mod parameter_store;
mod portfolio;

pub use parameter_store::{
    a_parameters_tag_without_a_value_is_refused, an_overwrite_of_what_is_not_there_is_not_found,
    an_overwrite_with_the_same_is_refused,
};
pub use portfolio::a_principal_of_another_account_is_refused;

use super::trial::Trial;
use super::{Kept, Subject, try_all};
use crate::parameter::{ParameterKey, Sent, Wire};
use crate::port::ErrorKind;
use crate::port::catalog::{OperationToken, ProvisionRequest};

/// Tries every rule, one after the other, always in the same order; each with its name.
pub async fn all(subject: &Subject) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        an_unknown_key_is_refused,
        a_missing_value_without_default_is_refused,
        an_awaited_value_is_refused,
        a_previous_value_is_refused_in_a_launch,
        a_previous_value_that_the_stack_lacks_is_refused,
        everything_wrong_with_the_parameters_is_said_at_once,
        a_missing_token_is_refused,
        a_token_outside_the_alphabet_is_refused,
        a_token_used_for_another_request_is_refused,
        a_launchs_token_cannot_remove,
        a_tag_without_a_value_is_refused,
        a_tag_key_that_aws_keeps_for_itself_is_refused,
        a_principal_of_another_account_is_refused,
        an_overwrite_with_the_same_is_refused,
        an_overwrite_of_what_is_not_there_is_not_found,
        a_parameters_tag_without_a_value_is_refused,
    ]
}

/// A key that no product declares.
const UNKNOWN: &str = "NobodyDeclaresThis";

fn set(request: &mut ProvisionRequest, key: &str, sent: Sent) {
    if let Ok(key) = ParameterKey::parse(key) {
        request.parameters.sent.insert(key, sent);
    }
}

/// That the launch is refused as invalid, with words that name each of `named`, and that nothing
/// was launched.
async fn refused(
    trial: &Trial<'_>,
    named: &[&str],
    change: impl FnOnce(&mut ProvisionRequest),
) -> Kept {
    let mut request = trial.launch_request("launch");
    change(&mut request);
    let backend = &trial.subject.backend;
    trial
        .cleared(async {
            let launch = || backend.changes.provision(&request);
            let words = trial.refused(ErrorKind::Invalid, launch).await?;
            for name in named {
                let saw = format!("the refusal does not name {name}: {words}");
                trial.holds(words.contains(name), saw)?;
            }
            let found = trial.ask(|| backend.catalog.provisioned_product(&trial.name));
            trial.same("what was launched", &None, &found.await?)
        })
        .await
}

/// A key that the version does not declare is refused. AWS says so in the record only.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn an_unknown_key_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_key_is_refused")?;
    let value = || Sent::Value("true".to_owned());
    refused(&trial, &[UNKNOWN], |request| set(request, UNKNOWN, value())).await
}

/// A launch without a value that has no default is refused. AWS says so in the record only.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_missing_value_without_default_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_missing_value_without_default_is_refused")?;
    let catalog = &subject.backend.catalog;
    let contract = || catalog.contract(&subject.product, &subject.version, &subject.path);
    let contract = trial.ask(contract).await?;
    let mut demanded = contract.parameters.iter();
    let Some((key, _)) = demanded.find(|(_, one)| one.default.is_none()) else {
        return Ok(());
    };
    refused(&trial, &[key.as_str()], |request| {
        request.parameters.sent.shift_remove(key);
    })
    .await
}

/// A value that is still awaited is refused: it would be sent as something else.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn an_awaited_value_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_awaited_value_is_refused")?;
    let key = subject.change.0.as_str();
    let wire = Wire {
        from: "data-layer".to_owned(),
        what: "stack name".to_owned(),
    };
    refused(&trial, &[key], |request| {
        set(request, key, Sent::Awaited(wire));
    })
    .await
}

/// A previous value is refused in a launch, which has none.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_previous_value_is_refused_in_a_launch(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_previous_value_is_refused_in_a_launch")?;
    let key = subject.change.0.as_str();
    refused(&trial, &[key], |request| set(request, key, Sent::Previous)).await
}

/// A previous value is refused in an update of a stack that does not have the key.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_previous_value_that_the_stack_lacks_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_previous_value_that_the_stack_lacks_is_refused")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let mut request = trial.update_request(&product);
            if let Ok(key) = ParameterKey::parse(UNKNOWN) {
                request.parameters.sent.insert(key, Sent::Previous);
            }
            let update = || subject.backend.changes.update(&request);
            trial.refused(ErrorKind::Invalid, update).await.map(drop)
        })
        .await
}

/// Everything wrong with the parameters is said in one refusal.
///
/// # Errors
/// [`Broken`](super::Broken) when something is not named.
pub async fn everything_wrong_with_the_parameters_is_said_at_once(subject: &Subject) -> Kept {
    let promise = "everything_wrong_with_the_parameters_is_said_at_once";
    let trial = Trial::new(subject, promise)?;
    let key = subject.change.0.as_str();
    refused(&trial, &[UNKNOWN, key], |request| {
        set(request, UNKNOWN, Sent::Value("true".to_owned()));
        set(request, key, Sent::Previous);
    })
    .await
}

/// A missing token is refused. The SDK fills it with a random value, so that a launch repeated
/// after a lost answer is a second launch.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_missing_token_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_missing_token_is_refused")?;
    let rule = "[a-zA-Z0-9][a-zA-Z0-9_-]*";
    refused(&trial, &[rule], |request| request.token.0.clear()).await
}

/// A token outside Service Catalog's alphabet or length is refused, with the rule.
///
/// # Errors
/// [`Broken`](super::Broken) when one is let through.
pub async fn a_token_outside_the_alphabet_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_token_outside_the_alphabet_is_refused")?;
    let rule = "at most 128 characters";
    for text in ["-launch", "launch data", "läunch", &"a".repeat(129)] {
        let token = OperationToken(text.to_owned());
        refused(&trial, &[rule], |request| request.token = token).await?;
    }
    Ok(())
}

/// A token that comes again with another request is refused. AWS does not say what it does.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_token_used_for_another_request_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_token_used_for_another_request_is_refused")?;
    trial
        .cleared(async {
            trial.launch().await?;
            let mut request = trial.launch_request("launch");
            request.tags.insert("another".to_owned(), "yes".to_owned());
            let launch = || subject.backend.changes.provision(&request);
            trial.refused(ErrorKind::Invalid, launch).await.map(drop)
        })
        .await
}

/// The token of a launch is refused for a removal.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_launchs_token_cannot_remove(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_launchs_token_cannot_remove")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let mut request = trial.removal_request(&product);
            request.token = trial.token("launch");
            let removal = || subject.backend.changes.terminate(&request);
            trial.refused(ErrorKind::Invalid, removal).await.map(drop)
        })
        .await
}

/// A tag with an empty value is refused. AWS says "Missing required parameter in Tags", far from
/// where it was written.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_tag_without_a_value_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_tag_without_a_value_is_refused")?;
    refused(&trial, &["costs"], |request| {
        request.tags.insert("costs".to_owned(), String::new());
    })
    .await
}

/// A tag key that begins with `aws:` is refused.
///
/// # Errors
/// [`Broken`](super::Broken) when it is let through.
pub async fn a_tag_key_that_aws_keeps_for_itself_is_refused(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_tag_key_that_aws_keeps_for_itself_is_refused")?;
    refused(&trial, &["aws:owner"], |request| {
        let (key, value) = ("aws:owner".to_owned(), "acme".to_owned());
        request.tags.insert(key, value);
    })
    .await
}
