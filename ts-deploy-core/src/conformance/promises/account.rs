//! Promises of the ports that look at an account around the platform. Nothing is changed.

use crate::conformance::{Broken, Kept, try_all};
use crate::ids::CertificateArn;
use crate::port::certificate::CertificateReader;
use crate::port::log_policy::LogPolicyReader;
use crate::port::mail::MailReader;
use crate::port::service_linked_role::ServiceLinkedRoleReader;
use crate::port::topic::TopicReader;
use crate::port::trail::TrailReader;
use crate::port::{ErrorKind, PortResult, ReadPort, Readers};
use crate::target::Target;

/// The readers of a backend, and the account that they look at.
#[derive(Clone, Debug)]
pub struct AccountSubject<'a> {
    /// The readers, registered for the target.
    pub ports: Readers<'a>,
    /// The account and region. It need not hold anything.
    pub target: Target,
}

/// Tries every promise, one after the other, always in the same order; each with its name.
pub async fn all(subject: &AccountSubject<'_>) -> Vec<(&'static str, Kept)> {
    try_all![
        subject;
        a_trail_that_is_listed_has_a_status,
        an_unknown_trail_is_not_found,
        log_policies_are_listed_once_each,
        a_role_that_is_not_there_is_none,
        a_certificate_that_is_not_there_is_none,
        an_identity_that_is_not_there_is_none,
        what_may_be_sent_is_told,
        subscriptions_name_topic_and_endpoint,
    ]
}

/// A promise under trial.
struct Trial<'a> {
    promise: &'static str,
    subject: &'a AccountSubject<'a>,
}

impl Trial<'_> {
    fn port<P: ReadPort + ?Sized>(&self) -> Result<std::sync::Arc<P>, Broken> {
        let port = self.subject.ports.get::<P>(self.subject.target.name);
        port.map_err(|missing| self.broken(missing.to_string()))
    }

    fn broken(&self, saw: impl Into<String>) -> Broken {
        let (promise, saw) = (self.promise, saw.into());
        Broken { promise, saw }
    }

    fn answered<T>(&self, answer: PortResult<T>) -> Result<T, Broken> {
        answer.map_err(|error| self.broken(crate::error::chain(&error)))
    }

    fn holds(&self, holds: bool, saw: impl Into<String>) -> Kept {
        if holds { Ok(()) } else { Err(self.broken(saw)) }
    }
}

/// A trail that is listed can be asked for its status by its ARN.
///
/// # Errors
/// [`Broken`] when one cannot, unless it belongs to an organisation that does not allow it.
pub async fn a_trail_that_is_listed_has_a_status(subject: &AccountSubject<'_>) -> Kept {
    let promise = "a_trail_that_is_listed_has_a_status";
    let trial = Trial { promise, subject };
    let reader = trial.port::<dyn TrailReader>()?;
    for trail in trial.answered(reader.trails().await)? {
        match reader.status(&trail.arn).await {
            Err(error) if error.kind == ErrorKind::Denied && trail.organization => {}
            status => drop(trial.answered(status)?),
        }
    }
    Ok(())
}

/// A trail that is not there is not found.
///
/// # Errors
/// [`Broken`] when it has a status, or another error comes.
pub async fn an_unknown_trail_is_not_found(subject: &AccountSubject<'_>) -> Kept {
    let promise = "an_unknown_trail_is_not_found";
    let trial = Trial { promise, subject };
    let reader = trial.port::<dyn TrailReader>()?;
    let Target {
        account, region, ..
    } = &subject.target;
    let partition = region.partition();
    let arn = format!("arn:{partition}:cloudtrail:{region}:{account}:trail/nobody-made-this-one");
    match reader.status(&arn).await {
        Ok(_) => Err(trial.broken(format!("{arn} has a status"))),
        Err(error) => trial.holds(
            error.kind == ErrorKind::NotFound,
            crate::error::chain(&error),
        ),
    }
}

/// Log policies are listed, no name twice.
///
/// # Errors
/// [`Broken`] when they are not.
pub async fn log_policies_are_listed_once_each(subject: &AccountSubject<'_>) -> Kept {
    let promise = "log_policies_are_listed_once_each";
    let trial = Trial { promise, subject };
    let policies = trial.port::<dyn LogPolicyReader>()?.policies().await;
    let policies = trial.answered(policies)?;
    let names = policies.iter().map(|one| one.name.as_str());
    let names: std::collections::BTreeSet<&str> = names.collect();
    let saw = format!("{} policies of {} names", policies.len(), names.len());
    trial.holds(names.len() == policies.len(), saw)
}

/// A role that is not there is none, and no error.
///
/// # Errors
/// [`Broken`] when it is there, or an error comes.
pub async fn a_role_that_is_not_there_is_none(subject: &AccountSubject<'_>) -> Kept {
    let promise = "a_role_that_is_not_there_is_none";
    let trial = Trial { promise, subject };
    let reader = trial.port::<dyn ServiceLinkedRoleReader>()?;
    let role = trial.answered(reader.role("AWSServiceRoleForNobodyAtAll").await)?;
    trial.holds(role.is_none(), format!("{role:?}"))
}

/// A certificate that is not there is none, and no error.
///
/// # Errors
/// [`Broken`] when it is there, or an error comes.
pub async fn a_certificate_that_is_not_there_is_none(subject: &AccountSubject<'_>) -> Kept {
    let promise = "a_certificate_that_is_not_there_is_none";
    let trial = Trial { promise, subject };
    let Target {
        account, region, ..
    } = &subject.target;
    let partition = region.partition();
    let id = "00000000-0000-0000-0000-000000000000";
    let arn = format!("arn:{partition}:acm:{region}:{account}:certificate/{id}");
    let arn = CertificateArn::parse(arn).map_err(|error| trial.broken(error.to_string()))?;
    let reader = trial.port::<dyn CertificateReader>()?;
    let certificate = trial.answered(reader.certificate(&arn).await)?;
    trial.holds(certificate.is_none(), format!("{certificate:?}"))
}

/// An identity that is not there is none, and no error.
///
/// # Errors
/// [`Broken`] when it is there, or an error comes.
pub async fn an_identity_that_is_not_there_is_none(subject: &AccountSubject<'_>) -> Kept {
    let promise = "an_identity_that_is_not_there_is_none";
    let trial = Trial { promise, subject };
    let reader = trial.port::<dyn MailReader>()?;
    let identity = reader.identity("nobody@nowhere.example").await;
    let identity = trial.answered(identity)?;
    trial.holds(identity.is_none(), format!("{identity:?}"))
}

/// What the account may send by mail is told.
///
/// # Errors
/// [`Broken`] when an error comes.
pub async fn what_may_be_sent_is_told(subject: &AccountSubject<'_>) -> Kept {
    let promise = "what_may_be_sent_is_told";
    let trial = Trial { promise, subject };
    let reader = trial.port::<dyn MailReader>()?;
    trial.answered(reader.account().await).map(drop)
}

/// Subscriptions are listed, each with its topic and its endpoint.
///
/// # Errors
/// [`Broken`] when one has none, or an error comes.
pub async fn subscriptions_name_topic_and_endpoint(subject: &AccountSubject<'_>) -> Kept {
    let promise = "subscriptions_name_topic_and_endpoint";
    let trial = Trial { promise, subject };
    let reader = trial.port::<dyn TopicReader>()?;
    let all = trial.answered(reader.subscriptions().await)?;
    let nameless = all
        .iter()
        .find(|one| one.topic.is_empty() || one.endpoint.is_empty());
    trial.holds(nameless.is_none(), format!("{nameless:?}"))
}
