//! Promises of the readers of trails, tag policies, log policies, roles, certificates, mail and topics.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::CertificateArn;
use crate::policy::TagPolicy;
use crate::port::ErrorKind;
use crate::port::certificate::CertificateReader;
use crate::port::log_policy::LogPolicyReader;
use crate::port::mail::MailReader;
use crate::port::service_linked_role::ServiceLinkedRoleReader;
use crate::port::tag_policy::TagPolicyReader;
use crate::port::topic::TopicReader;
use crate::port::trail::TrailReader;
use crate::target::Target;

/// A trail that is listed can be asked for its status by its ARN.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one cannot, unless it belongs to an organisation that does not allow it.
pub async fn a_trail_that_is_listed_has_a_status(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_trail_that_is_listed_has_a_status")?;
    let reader = trial.port::<dyn TrailReader>()?;
    for trail in trial.ask(|| reader.trails()).await? {
        let status = || async {
            match reader.status(&trail.arn).await {
                Err(error) if error.kind == ErrorKind::Denied && trail.organization => Ok(()),
                status => status.map(drop),
            }
        };
        trial.ask(status).await?;
    }
    Ok(())
}

/// A trail that is not there is not found.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it has a status, or another error comes.
pub async fn an_unknown_trail_is_not_found(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_unknown_trail_is_not_found")?;
    let reader = trial.port::<dyn TrailReader>()?;
    let Target {
        account, region, ..
    } = &subject.target;
    let partition = region.partition();
    let arn = format!("arn:{partition}:cloudtrail:{region}:{account}:trail/nobody-made-this-one");
    let status = || reader.status(&arn);
    trial.refused(ErrorKind::NotFound, status).await.map(drop)
}

/// The tag policy that holds for the account is a document, and none is no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it cannot be read as one, or an error comes.
pub async fn a_tag_policy_is_a_document(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_tag_policy_is_a_document")?;
    let reader = trial.port::<dyn TagPolicyReader>()?;
    let told = trial.ask(|| reader.effective()).await?;
    let read = told.as_deref().map(TagPolicy::read);
    trial.holds(read != Some(None), format!("{told:?}"))
}

/// Log policies are listed, no name twice.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when they are not.
pub async fn log_policies_are_listed_once_each(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "log_policies_are_listed_once_each")?;
    let reader = trial.port::<dyn LogPolicyReader>()?;
    let policies = trial.ask(|| reader.policies()).await?;
    trial.once_each("policies", policies.iter().map(|one| &one.name))
}

/// A role that is not there is none, and no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is there, or an error comes.
pub async fn a_role_that_is_not_there_is_none(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_role_that_is_not_there_is_none")?;
    let reader = trial.port::<dyn ServiceLinkedRoleReader>()?;
    let role = trial
        .ask(|| reader.role("AWSServiceRoleForNobodyAtAll"))
        .await?;
    trial.holds(role.is_none(), format!("{role:?}"))
}

/// A certificate that is there is found by its ARN.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when none, or another, is found.
pub async fn a_certificate_is_found_by_its_arn(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_certificate_is_found_by_its_arn")?;
    let reader = trial.port::<dyn CertificateReader>()?;
    let Some(arn) = &subject.holds.certificate else {
        return Ok(());
    };
    let found = trial.ask(|| reader.certificate(arn)).await?;
    let found = found.ok_or_else(|| trial.broken(format!("no certificate {arn}")))?;
    trial.same("its ARN", arn, &found.arn)?;
    trial.holds(!found.names.is_empty(), "it is for no name")
}

/// A certificate that is not there is none, and no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is there, or an error comes.
pub async fn a_certificate_that_is_not_there_is_none(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_certificate_that_is_not_there_is_none")?;
    let Target {
        account, region, ..
    } = &subject.target;
    let partition = region.partition();
    let id = "00000000-0000-0000-0000-000000000000";
    let arn = format!("arn:{partition}:acm:{region}:{account}:certificate/{id}");
    let arn = CertificateArn::parse(arn).map_err(|error| trial.broken(error.to_string()))?;
    let reader = trial.port::<dyn CertificateReader>()?;
    let certificate = trial.ask(|| reader.certificate(&arn)).await?;
    trial.holds(certificate.is_none(), format!("{certificate:?}"))
}

/// An identity that is there is found by its address or domain.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when none, or another, is found.
pub async fn an_identity_is_found_by_its_name(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_identity_is_found_by_its_name")?;
    let reader = trial.port::<dyn MailReader>()?;
    let Some(name) = &subject.holds.sender else {
        return Ok(());
    };
    let found = trial.ask(|| reader.identity(name)).await?;
    let found = found.map(|identity| identity.name);
    trial.same("the identity", &Some(name.clone()), &found)
}

/// An identity that is not there is none, and no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is there, or an error comes.
pub async fn an_identity_that_is_not_there_is_none(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_identity_that_is_not_there_is_none")?;
    let reader = trial.port::<dyn MailReader>()?;
    let identity = || reader.identity("nobody@nowhere.example");
    let identity = trial.ask(identity).await?;
    trial.holds(identity.is_none(), format!("{identity:?}"))
}

/// What the account may send by mail is told.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when an error comes.
pub async fn what_may_be_sent_is_told(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "what_may_be_sent_is_told")?;
    let reader = trial.port::<dyn MailReader>()?;
    trial.ask(|| reader.account()).await.map(drop)
}

/// Subscriptions are listed, each with its topic and its endpoint.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one has none, or an error comes.
pub async fn subscriptions_name_topic_and_endpoint(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "subscriptions_name_topic_and_endpoint")?;
    let reader = trial.port::<dyn TopicReader>()?;
    let all = trial.ask(|| reader.subscriptions()).await?;
    let nameless = all
        .iter()
        .find(|one| one.topic.is_empty() || one.endpoint.is_empty());
    trial.holds(nameless.is_none(), format!("{nameless:?}"))
}
