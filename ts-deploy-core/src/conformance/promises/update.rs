//! Promises of updating.

use crate::conformance::product::is_ended;
use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};
use crate::parameter::LiveValue;
use crate::port::ErrorKind;
use crate::port::catalog::RecordType;

/// Once the record of an update succeeded, the same stack has the new value.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it has another, or is another stack.
pub async fn an_update_is_in_once_its_record_succeeded(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_update_is_in_once_its_record_succeeded")?;
    trial
        .cleared(async {
            let (_, before) = trial.launched().await?;
            let record = trial.updated(&before).await?;
            let kind = RecordType::UpdateProvisionedProduct;
            trial.same("the record's type", &kind, &record.kind)?;
            let after = trial.settled().await?;
            trial.same("the product's id", &before.id, &after.id)?;
            trial.same("the stack", &before.stack, &after.stack)?;
            let successful = &after.last_successful_record;
            trial.same("the last successful record", &Some(record.id), successful)?;
            let (key, value) = &subject.change;
            let stack = trial.stack(&after).await?;
            let live = stack.parameters.get(key.as_str());
            let wanted = LiveValue::Known(value.clone());
            trial.same(&format!("the parameter {key}"), &Some(&wanted), &live)
        })
        .await
}

/// The same token again answers with the same record, and updates nothing more.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when the second record is another.
pub async fn a_repeated_update_answers_with_the_same_record(subject: &Subject) -> Kept {
    let promise = "a_repeated_update_answers_with_the_same_record";
    let trial = Trial::new(subject, promise)?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let request = trial.update_request(&product);
            let update = || subject.backend.changes.update(&request);
            let first = trial.ask(update).await?;
            let again = trial.ask(update).await?;
            trial.same("the second record", &first.id, &again.id)?;
            trial.succeeded(&first.id).await?;
            let late = trial.ask(update).await?;
            trial.same("the record after the end", &first.id, &late.id)
        })
        .await
}

/// An update while another operation runs is a conflict. Where launches end before the next call
/// it cannot be tried, and counts as kept.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn an_update_under_change_is_a_conflict(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_update_under_change_is_a_conflict")?;
    trial
        .cleared(async {
            let launch = trial.launch().await?;
            let product = trial.found().await?;
            let request = trial.update_request(&product);
            let update = || subject.backend.changes.update(&request);
            let refused = trial.refused(ErrorKind::Conflict, update).await;
            let record = trial.ask(|| subject.backend.catalog.record(&launch.id));
            if is_ended(record.await?.status) {
                return Ok(());
            }
            refused.map(drop)
        })
        .await
}

/// After an update that succeeded the outputs are those of the stack as it is now, also for
/// whoever read them before.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when they are not.
pub async fn outputs_follow_a_successful_update(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "outputs_follow_a_successful_update")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let catalog = &subject.backend.catalog;
            trial.ask(|| catalog.outputs(&product.id)).await?;
            trial.updated(&product).await?;
            let stack = trial.stack(&trial.settled().await?).await?;
            let given = || async {
                let mut outputs = catalog.outputs(&product.id).await?;
                outputs.retain(|key, _| stack.outputs.contains_key(key));
                Ok(outputs)
            };
            trial.becomes("the outputs", &stack.outputs, given).await
        })
        .await
}

/// While an update runs the outputs are still those of the last operation that succeeded. Where
/// updates end before the next call it cannot be tried, and counts as kept.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when they are others.
pub async fn outputs_outlast_a_running_update(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "outputs_outlast_a_running_update")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let catalog = &subject.backend.catalog;
            let before = trial.ask(|| catalog.outputs(&product.id)).await?;
            let request = trial.update_request(&product);
            let update = || subject.backend.changes.update(&request);
            let record = trial.ask(update).await?;
            let during = trial.ask(|| catalog.outputs(&product.id)).await?;
            let record = trial.ask(|| catalog.record(&record.id)).await?;
            if is_ended(record.status) {
                return Ok(());
            }
            trial.same("the outputs", &before, &during)
        })
        .await
}
