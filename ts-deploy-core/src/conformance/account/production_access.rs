//! Promises of a request that people at AWS decide on.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;
use crate::port::mail::{MailReader, MailWriter, ReviewStatus};

/// A request to leave SES's sandbox can be seen, and no second one is taken while AWS looks at it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not seen, or taken again.
pub async fn production_access_is_asked_for_once(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "production_access_is_asked_for_once")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn MailWriter>(changes)?;
    let reader = trial.port::<dyn MailReader>()?;
    let Some(request) = &changes.production_access else {
        return Ok(());
    };
    let pending = Some(ReviewStatus::Pending);
    let asked = || async {
        match writer.request_production_access(request).await {
            Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
            asked => asked,
        }
    };
    trial.ask(asked).await?;
    let review = || async { Ok(reader.account().await?.review) };
    trial.becomes("the review", &pending, review).await?;
    let again = || writer.request_production_access(request);
    trial.refused(ErrorKind::Conflict, again).await.map(drop)
}
