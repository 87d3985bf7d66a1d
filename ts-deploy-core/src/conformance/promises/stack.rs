//! Promises of reading stacks.

use std::collections::BTreeSet;

use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};
use crate::parameter::{LiveValue, ParameterKey, Sent};
use crate::port::stack::StackGroup;

/// A stack is found by its ARN and by its name.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when the two find different stacks, or one finds none.
pub async fn a_stack_is_found_by_arn_and_by_name(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_stack_is_found_by_arn_and_by_name")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let stack = trial.stack(&product).await?;
            let complete = stack.status.group() == StackGroup::Complete;
            trial.holds(complete, format!("the stack is in {}", stack.status))?;
            let name = stack.name.as_str();
            let named = trial.ask(|| subject.backend.stacks.stack(name)).await?;
            let arn = named.map(|stack| stack.arn);
            trial.same("the stack found by name", &Some(stack.arn), &arn)
        })
        .await
}

/// A stack that never was is no error: it is not there.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_stack_that_never_was_is_none(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_stack_that_never_was_is_none")?;
    let never = "SC-000000000000-pp-unknownunknow";
    let found = trial.ask(|| subject.backend.stacks.stack(never)).await?;
    trial.same("the stack", &None, &found)
}

/// A stack has every parameter that the contract declares: as it was sent, or with the contract's
/// default.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is missing, more, or has another value.
pub async fn a_stack_has_every_parameter_of_the_contract(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_stack_has_every_parameter_of_the_contract")?;
    let catalog = &subject.backend.catalog;
    let contract = || catalog.contract(&subject.product, &subject.version, &subject.path);
    let contract = trial.ask(contract).await?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let live = trial.stack(&product).await?.parameters;
            let declared: BTreeSet<&str> = contract
                .parameters
                .keys()
                .map(ParameterKey::as_str)
                .collect();
            let has: BTreeSet<&str> = live.iter().map(|(key, _)| key).collect();
            trial.same("the stack's keys", &declared, &has)?;
            for (key, declaration) in &contract.parameters {
                let wanted = match subject.parameters.sent.get(key) {
                    Some(Sent::Value(text)) => Some(text),
                    None => declaration.default.as_ref(),
                    Some(Sent::Secret(_) | Sent::Previous | Sent::Awaited(_)) => None,
                };
                if let (Some(wanted), false) = (wanted, declaration.no_echo) {
                    let wanted = LiveValue::Known(wanted.clone());
                    let seen = live.get(key.as_str());
                    trial.same(&format!("the parameter {key}"), &Some(&wanted), &seen)?;
                }
            }
            Ok(())
        })
        .await
}

/// What the contract says may not be shown is masked, whatever it was sent as.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is shown; the value is not repeated.
pub async fn what_may_not_be_shown_is_masked(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "what_may_not_be_shown_is_masked")?;
    let catalog = &subject.backend.catalog;
    let contract = || catalog.contract(&subject.product, &subject.version, &subject.path);
    let contract = trial.ask(contract).await?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let live = trial.stack(&product).await?.parameters;
            let hidden = contract.parameters.iter().filter(|(_, one)| one.no_echo);
            for (key, _) in hidden {
                let masked = live.get(key.as_str()) == Some(&LiveValue::Masked);
                trial.holds(masked, format!("the parameter {key} is not masked"))?;
            }
            Ok(())
        })
        .await
}

/// A stack carries the tags of its launch.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is missing or has another value.
pub async fn a_stack_carries_the_tags_of_its_launch(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_stack_carries_the_tags_of_its_launch")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let stack = trial.stack(&product).await?;
            for (key, value) in &subject.tags {
                let seen = stack.tags.get(key);
                trial.same(&format!("the tag {key}"), &Some(value), &seen)?;
            }
            Ok(())
        })
        .await
}

/// The events of a stack are its own, the oldest first, each with an id of its own.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when there are none, or they are in another order, of
/// another stack, or listed twice.
pub async fn events_come_oldest_first_and_once(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "events_come_oldest_first_and_once")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let arn = trial.stack(&product).await?.arn;
            let events = trial.ask(|| subject.backend.stacks.events(&arn)).await?;
            trial.holds(!events.is_empty(), "a stack that was made has no event")?;
            for (older, newer) in events.iter().zip(events.iter().skip(1)) {
                let saw = format!("{} of {} stands before {}", older.id, older.at, newer.at);
                trial.holds(older.at <= newer.at, saw)?;
            }
            for event in &events {
                trial.same(&format!("the stack of {}", event.id), &arn, &event.stack)?;
            }
            let ids: BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
            let saw = format!("{} events with {} ids", events.len(), ids.len());
            trial.holds(ids.len() == events.len(), saw)
        })
        .await
}
