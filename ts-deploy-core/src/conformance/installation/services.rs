//! Promises of the reader of services in containers.

use super::{InstallationSubject, NOBODY};
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::ClusterName;
use crate::port::ErrorKind;
use crate::port::container_service::{ContainerServiceReader, ServiceArn};

/// A service of the stack is found by its ARN, with one newest deployment, and stands in its cluster.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is not found, is another, or its deployments are
/// in another order.
pub async fn a_service_is_found_by_its_arn_and_its_cluster(
    subject: &InstallationSubject<'_>,
) -> Kept {
    let promise = "a_service_is_found_by_its_arn_and_its_cluster";
    let trial = Trial::new(subject, promise)?;
    let reader = trial.port::<dyn ContainerServiceReader>()?;
    let services = || reader.services_of_stack(&subject.stack);
    for arn in trial.ask(services).await? {
        let service = trial.ask(|| reader.service(&arn)).await?;
        let service = service.ok_or_else(|| trial.broken(format!("{arn} is not there")))?;
        trial.same("its ARN", &arn, &service.arn)?;
        let deployments = &service.deployments;
        let newest = deployments.iter().filter(|one| one.primary).count();
        trial.same("the number of newest deployments", &1, &newest)?;
        for (newer, older) in deployments.iter().zip(deployments.iter().skip(1)) {
            let saw = format!("{} stands before {}", newer.id, older.id);
            trial.holds(newer.created >= older.created, saw)?;
        }
        let Some(cluster) = arn.cluster() else {
            continue;
        };
        let cluster = ClusterName::parse(cluster);
        let cluster = cluster.map_err(|error| trial.broken(error.to_string()))?;
        let inside = trial.ask(|| reader.services_in(&cluster)).await?;
        trial.holds(inside.contains(&arn), format!("{arn} is not in {cluster}"))?;
    }
    Ok(())
}

/// The services of a stack and of a cluster that nobody made are not found; a service is none.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn services_of_what_is_not_there_are_not_found(
    subject: &InstallationSubject<'_>,
) -> Kept {
    let trial = Trial::new(subject, "services_of_what_is_not_there_are_not_found")?;
    let reader = trial.port::<dyn ContainerServiceReader>()?;
    let (missing, never) = (ErrorKind::NotFound, trial.no_stack());
    let of_stack = || reader.services_of_stack(&never);
    trial.refused(missing, of_stack).await?;
    let cluster = ClusterName::parse(NOBODY);
    let cluster = cluster.map_err(|error| trial.broken(error.to_string()))?;
    let inside = || reader.services_in(&cluster);
    trial.refused(missing, inside).await?;
    let arn = trial.no_service();
    let none = trial.ask(|| reader.service(&arn)).await?;
    trial.holds(none.is_none(), format!("{arn} is there"))
}

impl Trial<'_, InstallationSubject<'_>> {
    /// A service that nobody made, in the place of the subject's stack.
    pub(super) fn no_service(&self) -> ServiceArn {
        let (account, region) = (&self.subject.target.account, &self.subject.target.region);
        let partition = region.partition();
        ServiceArn(format!(
            "arn:{partition}:ecs:{region}:{account}:service/{NOBODY}/{NOBODY}"
        ))
    }
}
