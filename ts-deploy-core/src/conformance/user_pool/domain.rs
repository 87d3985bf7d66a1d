//! Promises about the domains of sign-in pages.

use super::UserPoolSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::port::ErrorKind;
use crate::port::user_pool::{DomainRequest, OtherSettings};

/// A domain that nobody has is none, and no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is an error.
pub async fn a_domain_that_nobody_has_is_none(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_domain_that_nobody_has_is_none")?;
    let found = || subject.reader.domain("nobody-has-this-prefix-4711");
    let found = trial.ask(found).await?;
    trial.holds(found.is_none(), "somebody has it")
}

/// A prefix leads to the pool that was given it, cannot be given to another, and is nobody's once it
/// was taken away. Kept by saying nothing where the subject has no prefix.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it leads elsewhere, is given twice, or stays.
pub async fn a_domain_leads_to_its_pool_until_it_is_taken_away(subject: &UserPoolSubject) -> Kept {
    let promise = "a_domain_leads_to_its_pool_until_it_is_taken_away";
    let trial = Trial::new(subject, promise)?;
    let Some(prefix) = &subject.prefix else {
        return Ok(());
    };
    let UserPoolSubject { reader, writer, .. } = subject;
    let tried = async {
        let pool = trial.pool().await?;
        let mut request = DomainRequest {
            pool: pool.clone(),
            name: prefix.to_string(),
            certificate: None,
            other: OtherSettings::none(),
        };
        trial.once(|| writer.create_domain(&request)).await?;
        let found = || reader.domain(prefix.as_str());
        let led = trial.ask(found).await?.map(|domain| domain.pool);
        trial.same("the pool of the domain", &Some(pool.clone()), &led)?;
        request.pool = trial.pool().await?;
        let second = || writer.create_domain(&request);
        trial.refused(ErrorKind::Invalid, second).await?;
        trial
            .once(|| writer.delete_domain(&pool, prefix.as_str()))
            .await?;
        let left = trial.ask(found).await?;
        trial.holds(left.is_none(), "the domain is still there")
    };
    trial.cleared(tried).await
}

/// Only a customer's own domain has a certificate: a prefix is refused one, whoever has it.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is given one, or the refusal has another kind.
pub async fn a_prefix_is_given_no_certificate(subject: &UserPoolSubject) -> Kept {
    let trial = Trial::new(subject, "a_prefix_is_given_no_certificate")?;
    let Some(prefix) = &subject.prefix else {
        return Ok(());
    };
    let tried = async {
        let request = DomainRequest {
            pool: trial.pool().await?,
            name: prefix.to_string(),
            certificate: None,
            other: OtherSettings::none(),
        };
        trial
            .once(|| subject.writer.create_domain(&request))
            .await?;
        let update = || subject.writer.update_domain(&request);
        trial.refused(ErrorKind::Invalid, update).await.map(drop)
    };
    trial.cleared(tried).await
}
