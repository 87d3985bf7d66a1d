//! Promises of launching.

use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};
use crate::ids::ProvisionedProductName;
use crate::port::ErrorKind;
use crate::port::catalog::{ProvisionedProductStatus, RecordType};

/// A launch answers with the record of a launch of that version, which can be read by its id.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when the record is another, or cannot be read.
pub async fn a_launch_answers_with_a_record_that_can_be_read(subject: &Subject) -> Kept {
    let promise = "a_launch_answers_with_a_record_that_can_be_read";
    let trial = Trial::new(subject, promise)?;
    trial
        .cleared(async {
            let answered = trial.launch().await?;
            let read = trial.ended(&answered.id).await?;
            trial.same("the record's id", &answered.id, &read.id)?;
            trial.same(
                "the record's type",
                &RecordType::ProvisionProduct,
                &read.kind,
            )?;
            let version = Some(subject.version.clone());
            trial.same("the record's version", &version, &read.version)?;
            let product = trial.found().await?;
            let (answered, read) = (&answered.provisioned_product, &read.provisioned_product);
            trial.same("the product of the answer", &product.id, answered)?;
            trial.same("the product of the record", &product.id, read)
        })
        .await
}

/// The same token again answers with the same record, and launches nothing.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when the second record is another, or there are two.
pub async fn a_repeated_launch_answers_with_the_same_record(subject: &Subject) -> Kept {
    let promise = "a_repeated_launch_answers_with_the_same_record";
    let trial = Trial::new(subject, promise)?;
    let catalog = &subject.backend.catalog;
    let history = || catalog.history(&subject.product, &trial.name);
    trial
        .cleared(async {
            // Of earlier trials under this name.
            let before = trial.ask(history).await?;
            let first = trial.launch().await?;
            let again = trial.launch().await?;
            trial.same("the second record", &first.id, &again.id)?;
            trial.succeeded(&first.id).await?;
            let late = trial.launch().await?;
            trial.same("the record after the end", &first.id, &late.id)?;
            let wanted = [vec![first.id], before].concat();
            trial.becomes("the history", &wanted, history).await
        })
        .await
}

/// A launch is found by its exact name, not by a part of it nor by a longer one.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not found, or found by another name.
pub async fn a_launch_is_found_by_its_exact_name(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_launch_is_found_by_its_exact_name")?;
    trial
        .cleared(async {
            trial.launch().await?;
            let product = trial.found().await?;
            trial.same("the product's name", &trial.name, &product.name)?;
            trial.same("the product", &subject.product, &product.product)?;
            let name = trial.name.as_str();
            let shorter = name.get(..name.len().saturating_sub(1)).unwrap_or_default();
            for other in [shorter.to_owned(), format!("{name}x")] {
                let Ok(other) = ProvisionedProductName::parse(other) else {
                    continue;
                };
                let found = trial.ask(|| subject.backend.catalog.provisioned_product(&other));
                let saw = format!("the name {other} found the product named {name}");
                trial.holds(found.await?.is_none(), saw)?;
            }
            Ok(())
        })
        .await
}

/// A record reaches an end, and its product is then stable and names it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when there is no end within the patience, or the product
/// says otherwise.
pub async fn a_record_reaches_an_end(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_record_reaches_an_end")?;
    trial
        .cleared(async {
            let (record, product) = trial.launched().await?;
            let available = ProvisionedProductStatus::Available;
            trial.same("the product's state", &available, &product.status)?;
            trial.same("the product's version", &subject.version, &product.version)?;
            let last = Some(record.id);
            trial.same("the last record", &last, &product.last_record)?;
            let successful = &product.last_successful_record;
            trial.same("the last successful record", &last, successful)
        })
        .await
}

/// A launch under a name that is taken already exists.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn a_taken_name_already_exists(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_taken_name_already_exists")?;
    trial
        .cleared(async {
            trial.launched().await?;
            let another = trial.launch_request("another launch");
            let launch = || subject.backend.changes.provision(&another);
            trial
                .refused(ErrorKind::AlreadyExists, launch)
                .await
                .map(drop)
        })
        .await
}

/// After a launch the outputs of the product are those of its stack; a backend may give more.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is missing or another.
pub async fn outputs_are_those_of_the_stack(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "outputs_are_those_of_the_stack")?;
    trial
        .cleared(async {
            let (_, product) = trial.launched().await?;
            let stack = trial.stack(&product).await?;
            let given = || async {
                let mut outputs = subject.backend.catalog.outputs(&product.id).await?;
                outputs.retain(|key, _| stack.outputs.contains_key(key));
                Ok(outputs)
            };
            trial.becomes("the outputs", &stack.outputs, given).await
        })
        .await
}
