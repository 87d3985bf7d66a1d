//! Promises of reading the terms of a product's versions.

use crate::conformance::further::TermsSubject;
use crate::conformance::trial::Trial;
use crate::conformance::{Kept, Subject};
use crate::port::ErrorKind;
use crate::port::catalog::VersionId;

/// The terms of an unknown version are not found: neither its tags nor its template.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn an_unknown_version_has_no_terms(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "an_unknown_version_has_no_terms")?;
    let Some(TermsSubject { terms, .. }) = &subject.terms else {
        return Ok(());
    };
    let unknown = VersionId("pa-unknownunknow".to_owned());
    let missing = ErrorKind::NotFound;
    let tags = || terms.tag_options(&subject.product, &unknown, &subject.path);
    trial.refused(missing, tags).await?;
    let template = || terms.template(&subject.product, &unknown);
    trial.refused(missing, template).await.map(drop)
}

/// Each tag that is asked for has a value that is allowed.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one has none.
pub async fn a_tag_that_is_asked_for_has_values(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_tag_that_is_asked_for_has_values")?;
    let Some(TermsSubject { terms, .. }) = &subject.terms else {
        return Ok(());
    };
    let options = || terms.tag_options(&subject.product, &subject.version, &subject.path);
    for (key, values) in trial.ask(options).await? {
        trial.holds(!values.is_empty(), format!("the tag {key} has no value"))?;
    }
    Ok(())
}

/// Where it is told where a version's template is, it can be read there, and declares each parameter
/// of the contract.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it cannot be read, or lacks one.
pub async fn a_template_that_is_told_can_be_summed_up(subject: &Subject) -> Kept {
    let trial = Trial::new(subject, "a_template_that_is_told_can_be_summed_up")?;
    let Some(TermsSubject { terms, templates }) = &subject.terms else {
        return Ok(());
    };
    let template = || terms.template(&subject.product, &subject.version);
    let Some(source) = trial.ask(template).await? else {
        return Ok(());
    };
    let summary = trial.ask(|| templates.summary(&source)).await?;
    let catalog = &subject.backend.catalog;
    let contract = || catalog.contract(&subject.product, &subject.version, &subject.path);
    for key in trial.ask(contract).await?.parameters.keys() {
        let declared = summary.contract.parameters.contains_key(key);
        trial.holds(declared, format!("{key} is not declared in the template"))?;
    }
    Ok(())
}
