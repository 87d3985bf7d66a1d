//! Promises of the reader of hosted zones.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::HostedZoneId;
use crate::port::ErrorKind;
use crate::port::network::NetworkReader;
use crate::port::zone::ZoneReader;

/// A zone that is listed is found by its id, as it is listed; it has name servers unless it is
/// private, and hands on nothing under a name that it has no record of.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is not, or is another.
pub async fn a_listed_zone_is_found_by_its_id(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_listed_zone_is_found_by_its_id")?;
    let reader = trial.port::<dyn ZoneReader>()?;
    let zones = trial.ask(|| reader.zones()).await?;
    trial.once_each("zones", zones.iter().map(|one| &one.id))?;
    for listed in zones {
        let zone = trial.ask(|| reader.zone(&listed.id)).await?;
        trial.same("the zone's id", &listed.id, &zone.id)?;
        trial.same("the zone's name", &listed.name, &zone.name)?;
        trial.same("whether it is private", &listed.private, &zone.private)?;
        let served = zone.name_servers.is_empty() == zone.private;
        trial.holds(served, format!("{} has {:?}", zone.id, zone.name_servers))?;
        let nobody = format!("nobody-made-this-one.{}", zone.name);
        let handed = trial.ask(|| reader.delegation(&zone.id, &nobody)).await?;
        trial.same("what it hands on", &Vec::new(), &handed)?;
    }
    Ok(())
}

/// A zone that is not there is not found, or denied, as another account's is.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn an_unknown_zone_is_not_told(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_unknown_zone_is_not_told")?;
    let reader = trial.port::<dyn ZoneReader>()?;
    let id = HostedZoneId::parse("Z00000000000000000000");
    let id = id.map_err(|error| trial.broken(error.to_string()))?;
    let told = || async {
        match reader.zone(&id).await {
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Denied) => Ok(None),
            zone => zone.map(Some),
        }
    };
    let told = trial.ask(told).await?;
    trial.holds(told.is_none(), format!("{told:?}"))
}

/// The names of the private zones of a VPC are told once each, without a final dot.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one has a dot or is told twice.
pub async fn names_in_a_vpc_are_told_without_a_final_dot(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "names_in_a_vpc_are_told_without_a_final_dot")?;
    let zones = trial.port::<dyn ZoneReader>()?;
    let networks = trial.port::<dyn NetworkReader>()?;
    let region = &subject.target.region;
    for vpc in trial.ask(|| networks.vpcs()).await? {
        let names = trial.ask(|| zones.names_in(&vpc.id, region)).await?;
        let dotted = names.iter().find(|name| name.ends_with('.'));
        trial.holds(dotted.is_none(), format!("{dotted:?}"))?;
        trial.once_each("names", names)?;
    }
    Ok(())
}
