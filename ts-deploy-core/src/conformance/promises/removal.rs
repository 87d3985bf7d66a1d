//! Promises of removing, and of what is left to be read.

use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept, Subject};
use crate::port::ErrorKind;
use crate::port::catalog::RecordType;
use crate::port::stack::StackStatus;

/// A removed product is gone by name.
///
/// # Errors
/// [`Broken`] when it is still found.
pub async fn a_removed_product_is_gone_by_name(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_removed_product_is_gone_by_name")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            trial.removed(&product).await?;
            gone(&trial).await
        })
        .await
}

/// Waits until nothing is found under the trial's name.
async fn gone(trial: &Trial<'_>) -> Kept {
    let catalog = &trial.subject.backend.catalog;
    let look = || async {
        let found = catalog.provisioned_product(&trial.name).await?;
        Ok(found.is_none().then_some(()))
    };
    let what = format!("end of {}, whose removal succeeded,", trial.name);
    trial.until(&what, trial.subject.patience.sight, look).await
}

/// The same token again answers with the same record, also when the product is gone.
///
/// # Errors
/// [`Broken`] when the second record is another.
pub async fn a_repeated_removal_answers_with_the_same_record(subject: &Subject) -> Kept {
    let promise = "a_repeated_removal_answers_with_the_same_record";
    let trial = Trial::new(subject, promise)?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let request = trial.removal_request(&product);
            let removal = || subject.backend.changes.terminate(&request);
            let first = trial.ask(removal).await?;
            let again = trial.ask(removal).await?;
            trial.same("the second record", &first.id, &again.id)?;
            trial.succeeded(&first.id).await?;
            let late = trial.ask(removal).await?;
            trial.same("the record after the end", &first.id, &late.id)
        })
        .await
}

/// Removing what is gone already is not found.
///
/// # Errors
/// [`Broken`] when it is answered otherwise.
pub async fn removing_what_is_gone_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "removing_what_is_gone_is_not_found")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            trial.removed(&product).await?;
            gone(&trial).await?;
            let mut request = trial.removal_request(&product);
            request.token = trial.token("remove again");
            let again = || subject.backend.changes.terminate(&request);
            trial.refused(ErrorKind::NotFound, again).await.map(drop)
        })
        .await
}

/// The records of a launch and of its removal can be read after the product is gone.
///
/// # Errors
/// [`Broken`] when one cannot, or is of another type.
pub async fn records_outlive_what_they_are_about(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "records_outlive_what_they_are_about")?;
    trial
        .cleared(async {
            let (launch, product) = trial.launched().await?;
            let removal = trial.removed(&product).await?;
            gone(&trial).await?;
            for (id, kind) in [
                (launch.id, RecordType::ProvisionProduct),
                (removal.id, RecordType::TerminateProvisionedProduct),
            ] {
                let record = trial.ask(|| subject.backend.catalog.record(&id)).await?;
                trial.same("the record's type", &kind, &record.kind)?;
                let of = &record.provisioned_product;
                trial.same("the record's product", &product.id, of)?;
            }
            Ok(())
        })
        .await
}

/// The history has the newest record first, and keeps those of a removed product.
///
/// # Errors
/// [`Broken`] when records are missing, more, or in another order.
pub async fn history_has_the_newest_first_and_keeps_removed_ones(subject: &Subject) -> Kept {
    let promise = "history_has_the_newest_first_and_keeps_removed_ones";
    let trial = Trial::new(subject, promise)?;
    trial
        .cleared(async {
            let (launch, product) = trial.launched().await?;
            let update = trial.updated(&product).await?;
            let removal = trial.removed(&product).await?;
            gone(&trial).await?;
            let catalog = &subject.backend.catalog;
            let wanted = vec![removal.id, update.id, launch.id];
            let newest = || async {
                let mut history = catalog.history(&subject.product, &trial.name).await?;
                // Earlier trials left records under this name.
                history.truncate(wanted.len());
                Ok(history)
            };
            trial.becomes("the newest records", &wanted, newest).await
        })
        .await
}

/// A deleted stack is still found by its ARN, as deleted, and not by its name.
///
/// # Errors
/// [`Broken`] when it is not found by its ARN, is in another state, or has kept its name.
pub async fn a_deleted_stack_is_found_by_its_arn_only(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_deleted_stack_is_found_by_its_arn_only")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let stack = trial.stack(&product).await?;
            trial.removed(&product).await?;
            gone(&trial).await?;
            let deleted = trial.stack(&product).await?;
            let complete = StackStatus::DeleteComplete;
            trial.same("the stack's state", &complete, &deleted.status)?;
            let name = stack.name.as_str();
            let named = trial.ask(|| subject.backend.stacks.stack(name)).await?;
            trial.holds(named.is_none(), format!("the name {name} still finds it"))
        })
        .await
}

/// After a removal the name can be used again, for another product with another stack.
///
/// # Errors
/// [`Broken`] when it cannot, or something old comes back.
pub async fn a_name_is_free_again_after_a_removal(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_name_is_free_again_after_a_removal")?;
    trial
        .cleared(async {
            let (_, first) = trial.launched().await?;
            trial.removed(&first).await?;
            gone(&trial).await?;
            let request = trial.launch_request("launch again");
            let launch = || subject.backend.changes.provision(&request);
            let record = trial.ask(launch).await?;
            trial.succeeded(&record.id).await?;
            let second = trial.settled().await?;
            differ(&trial, "id", &first.id, &second.id)?;
            differ(&trial, "stack", &first.stack, &second.stack)
        })
        .await
}

fn differ<T: PartialEq + std::fmt::Debug>(
    trial: &Trial<'_>,
    what: &str,
    first: &T,
    second: &T,
) -> Result<(), Broken> {
    let saw = format!("the second launch has the {what} of the first: {second:?}");
    trial.holds(first != second, saw)
}
