//! Promises of reading templates.

use super::StackSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;

/// A template's summary declares each key that is sent.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is missing.
pub async fn a_template_declares_what_is_sent(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_template_declares_what_is_sent")?;
    let summary = || subject.templates.summary(&subject.template);
    let summary = trial.ask(summary).await?;
    for key in subject.parameters.sent.keys() {
        let declared = summary.contract.parameters.contains_key(key);
        trial.holds(declared, format!("{key} is not declared"))?;
    }
    Ok(())
}

/// The text of a template that is given as a body is that body; the text of one at an address is
/// told, or is none where the backend cannot read it there, and is no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when another text is told, or an error comes.
pub async fn a_body_is_its_own_text(subject: &StackSubject) -> Kept {
    let trial = Trial::new(subject, "a_body_is_its_own_text")?;
    let text = || subject.templates.text(&subject.template);
    let text = trial.ask(text).await?;
    match subject.template.as_body() {
        Some(body) => trial.holds(text.as_deref() == Some(body), "another text, or none"),
        None => Ok(()),
    }
}
