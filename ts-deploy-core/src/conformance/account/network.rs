//! Promises of the reader of networks.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::{SubnetId, VpcId};
use crate::port::ErrorKind;
use crate::port::network::NetworkReader;

/// A VPC that is listed is found by its id, tells how names are resolved in it, and its set of DHCP
/// options is there.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one does not.
pub async fn a_vpc_that_is_listed_is_found(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_vpc_that_is_listed_is_found")?;
    let reader = trial.port::<dyn NetworkReader>()?;
    for vpc in trial.ask(|| reader.vpcs()).await? {
        let found = trial.ask(|| reader.vpc(&vpc.id)).await?;
        trial.same("the VPC", &vpc, &found)?;
        trial.ask(|| reader.dns(&vpc.id)).await?;
        if vpc.dhcp_options != "default" {
            trial.ask(|| reader.dhcp_options(&vpc.dhcp_options)).await?;
        }
    }
    Ok(())
}

/// A VPC and a set of DHCP options that are not there are not found; lists of what a VPC holds, which
/// AWS answers by a filter, are empty.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn an_unknown_vpc_is_not_found(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_unknown_vpc_is_not_found")?;
    let reader = trial.port::<dyn NetworkReader>()?;
    let id = VpcId::parse("vpc-00000000000000000");
    let id = id.map_err(|error| trial.broken(error.to_string()))?;
    let missing = ErrorKind::NotFound;
    trial.refused(missing, || reader.vpc(&id)).await?;
    trial.refused(missing, || reader.dns(&id)).await?;
    let options = || reader.dhcp_options("dopt-00000000000000000");
    trial.refused(missing, options).await?;
    let tables = trial.ask(|| reader.route_tables(&id)).await?;
    let gateways = trial.ask(|| reader.nat_gateways(&id)).await?;
    let endpoints = trial.ask(|| reader.endpoints(&id)).await?;
    let none = tables.is_empty() && gateways.is_empty() && endpoints.is_empty();
    trial.holds(none, format!("{tables:?}, {gateways:?}, {endpoints:?}"))
}

/// VPCs, and the route tables, NAT gateways and endpoints of each, are listed once each; one of the
/// tables is the main one.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when something is listed twice, or a VPC has no main table
/// or more than one.
pub async fn networks_are_listed_once_each(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "networks_are_listed_once_each")?;
    let reader = trial.port::<dyn NetworkReader>()?;
    let vpcs = trial.ask(|| reader.vpcs()).await?;
    trial.once_each("VPCs", vpcs.iter().map(|one| &one.id))?;
    for vpc in vpcs {
        let tables = trial.ask(|| reader.route_tables(&vpc.id)).await?;
        trial.once_each("route tables", tables.iter().map(|one| &one.id))?;
        let main = tables.iter().filter(|one| one.main).count();
        trial.same("the number of main route tables", &1, &main)?;
        let gateways = trial.ask(|| reader.nat_gateways(&vpc.id)).await?;
        trial.once_each("NAT gateways", gateways.iter().map(|one| &one.id))?;
        let endpoints = trial.ask(|| reader.endpoints(&vpc.id)).await?;
        trial.once_each("endpoints", endpoints.iter().map(|one| &one.id))?;
    }
    Ok(())
}

/// Of the subnets that are asked for, those that are there are told and no others.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one that is not there is told or an error, or one that
/// is there is left out.
pub async fn subnets_that_are_not_there_are_left_out(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "subnets_that_are_not_there_are_left_out")?;
    let reader = trial.port::<dyn NetworkReader>()?;
    let absent = SubnetId::parse("subnet-00000000000000000");
    let absent = absent.map_err(|error| trial.broken(error.to_string()))?;
    let there: Vec<SubnetId> = subject.holds.subnet.iter().cloned().collect();
    let asked: Vec<SubnetId> = there.iter().cloned().chain([absent]).collect();
    let told = trial.ask(|| reader.subnets(&asked)).await?;
    let told: Vec<SubnetId> = told.into_iter().map(|one| one.id).collect();
    trial.same("the subnets", &there, &told)
}
