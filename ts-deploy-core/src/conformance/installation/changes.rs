//! Promises of changing the parts of an installation.

use std::sync::Arc;

use super::{InstallationSubject, NOBODY};
use crate::conformance::trial::Trial;
use crate::conformance::{Broken, Kept};
use crate::port::cluster::{
    ClusterReader, ClusterStatus, ClusterUpdateStatus, ClusterWriter, EndpointAccess,
};
use crate::port::container_service::{
    ContainerServiceReader, ContainerServiceWriter, RolloutState, ServiceArn,
};
use crate::port::search_domain::{OptionState, SearchDomainReader, SearchDomainWriter};
use crate::port::{ChangePort, ErrorKind, Writers};

/// What may be changed of an installation; the promises about what is not told are not tried.
#[derive(Clone, typed_builder::TypedBuilder)]
pub struct InstallationChanges<'a> {
    /// The writers, registered for the subject's target.
    pub ports: Writers<'a>,
    /// A service that may be restarted.
    #[builder(default, setter(strip_option))]
    pub service: Option<ServiceArn>,
    /// A cluster, from where its API may come to answer instead. It stays so.
    #[builder(default, setter(strip_option))]
    pub cluster: Option<(String, EndpointAccess)>,
    /// A search domain that may come to answer over HTTPS alone. It stays so.
    #[builder(default, setter(strip_option))]
    pub domain: Option<String>,
}

impl Trial<'_, InstallationSubject<'_>> {
    fn writer<P: ChangePort + ?Sized>(
        &self,
        changes: &InstallationChanges<'_>,
    ) -> Result<Arc<P>, Broken> {
        let port = changes.ports.get::<P>(self.subject.target.name);
        port.map_err(|missing| self.broken(missing.to_string()))
    }

    /// Waits until nothing runs on the cluster, and tells from where it answers.
    async fn cluster_at_rest(&self, name: &str) -> Result<EndpointAccess, Broken> {
        let reader = self.port::<dyn ClusterReader>()?;
        let rest = || async {
            let cluster = reader.cluster(name).await?;
            let rest = cluster.filter(|one| one.status == ClusterStatus::Active);
            Ok(rest.map(|one| one.access))
        };
        let operation = self.subject.patience.operation;
        self.until("end to what runs on the cluster", operation, rest)
            .await
    }
}

/// A restart answers with a deployment, which is the service's newest until it ends; what the service
/// is to have stays.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when another is the newest, it does not end, or the service
/// is changed otherwise.
pub async fn a_restart_is_the_newest_deployment(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_restart_is_the_newest_deployment")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn ContainerServiceWriter>(changes)?;
    let reader = trial.port::<dyn ContainerServiceReader>()?;
    let Some(arn) = &changes.service else {
        return Ok(());
    };
    let there = || reader.service(arn);
    let before = trial
        .until("service", subject.patience.sight, there)
        .await?;
    // A repeated call would begin another deployment.
    let id = trial.once(|| writer.restart(arn)).await?;
    let newest = || async {
        let service = reader.service(arn).await?;
        let deployment = service.and_then(|one| one.primary().map(|newest| newest.id.clone()));
        Ok(deployment)
    };
    trial
        .becomes("the newest deployment", &Some(id.clone()), newest)
        .await?;
    let ended = || async {
        let service = reader.service(arn).await?;
        let newest = service.as_ref().and_then(|one| one.primary());
        let rollout = newest
            .filter(|one| one.id == id)
            .and_then(|one| one.rollout);
        let ended = rollout.is_some_and(|state| state == RolloutState::Completed);
        Ok(service.filter(|_| ended))
    };
    let operation = subject.patience.operation;
    let after = trial.until("end of the restart", operation, ended).await?;
    trial.same("the tasks it is to have", &before.desired, &after.desired)
}

/// A cluster that is told, twice with one token, from where its API is to answer begins one change;
/// another meanwhile is a conflict, and once it is so, the same again is invalid.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when there are two changes, or it is not so in the end.
pub async fn a_cluster_is_changed_once_for_a_token(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_cluster_is_changed_once_for_a_token")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn ClusterWriter>(changes)?;
    let reader = trial.port::<dyn ClusterReader>()?;
    let Some((name, access)) = &changes.cluster else {
        return Ok(());
    };
    if trial.cluster_at_rest(name).await? != *access {
        let token = trial.token("access");
        let change = || writer.set_access(name, *access, &token);
        let first = trial.ask(change).await?;
        let again = trial.ask(change).await?;
        trial.same("the second change", &first, &again)?;
        let other = trial.token("meanwhile");
        let meanwhile = || writer.set_access(name, *access, &other);
        trial.refused(ErrorKind::Conflict, meanwhile).await?;
        let status = || async {
            let update = reader.update(name, &first).await?;
            let status = update.map(|one| one.status);
            Ok(status.filter(|status| *status != ClusterUpdateStatus::InProgress))
        };
        let operation = subject.patience.operation;
        let ended = trial.until("end of the change", operation, status).await?;
        trial.same("its end", &ClusterUpdateStatus::Successful, &ended)?;
    }
    let seen = trial.cluster_at_rest(name).await?;
    trial.same("from where it answers", access, &seen)?;
    let later = trial.token("later");
    let again = || writer.set_access(name, *access, &later);
    trial.refused(ErrorKind::Invalid, again).await.map(drop)
}

/// A search domain that is told to answer over HTTPS alone comes to do so, and stays so when it is
/// told again.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it does not, or is refused.
pub async fn a_domain_comes_to_enforce_https(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_domain_comes_to_enforce_https")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let writer = trial.writer::<dyn SearchDomainWriter>(changes)?;
    let reader = trial.port::<dyn SearchDomainReader>()?;
    let Some(name) = &changes.domain else {
        return Ok(());
    };
    let in_force = || async {
        let domain = reader.domain(name).await?;
        let done = domain.is_some_and(|one| {
            one.https_only && !one.processing && one.state == OptionState::Active
        });
        Ok(done.then_some(()))
    };
    let operation = subject.patience.operation;
    for what in ["HTTPS alone", "HTTPS alone still"] {
        // It is being changed already where the answer was lost.
        let told = || async {
            match writer.enforce_https(name).await {
                Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
                told => told,
            }
        };
        trial.ask(told).await?;
        trial.until(what, operation, in_force).await?;
    }
    Ok(())
}

/// A service, a cluster and a search domain that nobody made are not found by what changes them.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn what_is_not_there_is_not_changed(subject: &InstallationSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "what_is_not_there_is_not_changed")?;
    let Some(changes) = &subject.changes else {
        return Ok(());
    };
    let missing = ErrorKind::NotFound;
    let services = trial.writer::<dyn ContainerServiceWriter>(changes)?;
    let arn = trial.no_service();
    trial.refused(missing, || services.restart(&arn)).await?;
    let clusters = trial.writer::<dyn ClusterWriter>(changes)?;
    let token = trial.token("nobody's");
    let access = || clusters.set_access(NOBODY, EndpointAccess::PRIVATE, &token);
    trial.refused(missing, access).await?;
    let domains = trial.writer::<dyn SearchDomainWriter>(changes)?;
    let https = || domains.enforce_https(NOBODY);
    trial.refused(missing, https).await.map(drop)
}
