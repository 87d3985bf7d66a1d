//! Promises of reading the catalog.

use std::collections::BTreeSet;

use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept, Subject};
use crate::port::ErrorKind;
use crate::port::catalog::{
    ProductId, ProvisionedProductId, RecordId, TerminateRequest, VersionId,
};

/// All products the caller may launch are listed, each once.
///
/// # Errors
/// [`Broken`] when the subject's product is not listed, or ids are listed twice.
pub async fn the_product_is_among_the_products(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "the_product_is_among_the_products")?;
    let products = trial.ask(|| subject.backend.catalog.products()).await?;
    listed_once(
        &trial,
        &subject.product,
        products.iter().map(|product| &product.id),
    )
}

/// All versions of a product are listed, each once.
///
/// # Errors
/// [`Broken`] when the subject's version is not listed, or ids are listed twice.
pub async fn the_version_is_among_the_versions(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "the_version_is_among_the_versions")?;
    let catalog = &subject.backend.catalog;
    let versions = trial.ask(|| catalog.versions(&subject.product)).await?;
    listed_once(&trial, &subject.version, versions.iter().map(|one| &one.id))
}

/// The caller's launch paths to a product are listed, each once.
///
/// # Errors
/// [`Broken`] when the subject's path is not listed, or ids are listed twice.
pub async fn the_path_is_among_the_launch_paths(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "the_path_is_among_the_launch_paths")?;
    let catalog = &subject.backend.catalog;
    let paths = trial.ask(|| catalog.launch_paths(&subject.product)).await?;
    listed_once(&trial, &subject.path, paths.iter().map(|one| &one.id))
}

fn listed_once<'a, I: Ord + std::fmt::Display + 'a>(
    trial: &Trial<'_>,
    wanted: &I,
    listed: impl Iterator<Item = &'a I>,
) -> Kept {
    let listed: Vec<&I> = listed.collect();
    let once: BTreeSet<&I> = listed.iter().copied().collect();
    trial.holds(once.contains(wanted), format!("{wanted} is not listed"))?;
    let saw = format!("{} listed, {} of them differ", listed.len(), once.len());
    trial.holds(once.len() == listed.len(), saw)
}

/// An unknown product is not found: neither its versions nor its launch paths.
///
/// # Errors
/// [`Broken`] when it is answered otherwise.
pub async fn an_unknown_product_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_product_is_not_found")?;
    let catalog = &subject.backend.catalog;
    let unknown = ProductId("prod-unknownunknow".to_owned());
    let missing = ErrorKind::NotFound;
    trial
        .refused(missing, || catalog.versions(&unknown))
        .await?;
    let paths = || catalog.launch_paths(&unknown);
    trial.refused(missing, paths).await.map(drop)
}

/// The contract of an unknown version is not found.
///
/// # Errors
/// [`Broken`] when it is answered otherwise.
pub async fn an_unknown_version_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_version_is_not_found")?;
    let catalog = &subject.backend.catalog;
    let unknown = VersionId("pa-unknownunknow".to_owned());
    let call = || catalog.contract(&subject.product, &unknown, &subject.path);
    trial.refused(ErrorKind::NotFound, call).await.map(drop)
}

/// An unknown record is not found.
///
/// # Errors
/// [`Broken`] when it is answered otherwise.
pub async fn an_unknown_record_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_record_is_not_found")?;
    let unknown = RecordId("rec-unknownunknow".to_owned());
    let call = || subject.backend.catalog.record(&unknown);
    trial.refused(ErrorKind::NotFound, call).await.map(drop)
}

/// An unknown provisioned product is not found: it has no outputs and cannot be removed.
///
/// # Errors
/// [`Broken`] when it is answered otherwise.
pub async fn an_unknown_provisioned_product_is_not_found(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_provisioned_product_is_not_found")?;
    let unknown = ProvisionedProductId("pp-unknownunknow".to_owned());
    let outputs = || subject.backend.catalog.outputs(&unknown);
    trial.refused(ErrorKind::NotFound, outputs).await?;
    let request = TerminateRequest {
        token: trial.token("remove"),
        provisioned_product: unknown.clone(),
    };
    let removal = || subject.backend.changes.terminate(&request);
    trial.refused(ErrorKind::NotFound, removal).await.map(drop)
}

/// A name that nobody took is no error: it has no product and no history.
///
/// # Errors
/// [`Broken`] when something is found.
pub async fn a_name_that_nobody_took_has_no_product_and_no_history(subject: &Subject) -> Kept {
    let promise = "a_name_that_nobody_took_has_no_product_and_no_history";
    let trial = Trial::new(subject, promise)?;
    let catalog = &subject.backend.catalog;
    let found = trial.ask(|| catalog.provisioned_product(&trial.name));
    trial.same("the product", &None, &found.await?)?;
    let history = trial.ask(|| catalog.history(&subject.product, &trial.name));
    trial.same("the history", &Vec::new(), &history.await?)
}

/// Calls that read change nothing: what they answer stays what it was.
///
/// # Errors
/// [`Broken`] when something changed.
pub async fn reading_changes_nothing(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "reading_changes_nothing")?;
    trial
        .cleared(async {
            trial.launched().await?;
            let before = everything(&trial).await?;
            trial.same("what is read", &before, &everything(&trial).await?)
        })
        .await
}

/// All that the reading calls answer about the trial's product, each thing on a line.
async fn everything(trial: &Trial<'_>) -> Result<Vec<String>, Broken> {
    let (subject, backend) = (trial.subject, &trial.subject.backend);
    let catalog = &backend.catalog;
    let product = trial.found().await?;
    let stack = trial.stack(&product).await?;
    let contract = || catalog.contract(&subject.product, &subject.version, &subject.path);
    let history = || catalog.history(&subject.product, &trial.name);
    let mut seen = vec![
        format!("{:?}", trial.ask(|| catalog.products()).await?),
        format!(
            "{:?}",
            trial.ask(|| catalog.versions(&subject.product)).await?
        ),
        format!(
            "{:?}",
            trial.ask(|| catalog.launch_paths(&subject.product)).await?
        ),
        format!("{:?}", trial.ask(contract).await?),
        format!("{:?}", trial.ask(history).await?),
        format!("{:?}", trial.ask(|| catalog.outputs(&product.id)).await?),
        format!(
            "{:?}",
            trial.ask(|| backend.stacks.events(&stack.arn)).await?
        ),
        format!("{:?}", trial.ask(|| backend.identity.caller()).await?),
    ];
    if let Some(record) = &product.last_record {
        let record = trial.ask(|| catalog.record(record)).await?;
        seen.push(format!("{record:?}"));
    }
    seen.extend([format!("{product:?}"), format!("{stack:?}")]);
    Ok(seen)
}
