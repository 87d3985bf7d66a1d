//! Promises of the reader of the web.

use super::InstallationSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::HttpsUrl;
use crate::port::web::{LOCATION_LIMIT, WebAnswer, WebReader};

/// An address at which somebody answers is answered with a status of HTTP, and with no more of the
/// way on than is kept.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not.
pub async fn an_address_is_answered_with_a_status(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_address_is_answered_with_a_status")?;
    let reader = trial.port::<dyn WebReader>()?;
    let Some(address) = &subject.address else {
        return Ok(());
    };
    let answered = || async {
        Ok(match reader.get(address).await? {
            WebAnswer::Answered { status, location } => Some((status, location)),
            WebAnswer::Unreachable { .. } => None,
        })
    };
    let sight = subject.patience.sight;
    let (status, location) = trial.until("answer there", sight, answered).await?;
    let known = (100..600).contains(&status);
    trial.holds(known, format!("it answered with {status}"))?;
    let length = location.map_or(0, |location| location.len());
    let saw = format!("it sends on to {length} bytes");
    trial.holds(length <= LOCATION_LIMIT, saw)
}

/// A host that cannot be, as no name ends so (RFC 6761), is unreachable, which is an answer and no
/// error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it answers, or an error comes.
pub async fn a_host_that_cannot_be_is_unreachable(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_host_that_cannot_be_is_unreachable")?;
    let reader = trial.port::<dyn WebReader>()?;
    let url = HttpsUrl::parse("https://nobody-made-this-one.invalid/");
    let url = url.map_err(|error| trial.broken(error.to_string()))?;
    let answer = trial.ask(|| reader.get(&url)).await?;
    let unreachable = matches!(answer, WebAnswer::Unreachable { .. });
    trial.holds(unreachable, format!("{answer:?}"))
}
