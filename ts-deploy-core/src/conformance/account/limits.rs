//! Promises of the readers of addresses, quotas and offerings.

use super::AccountSubject;
use crate::conformance::Kept;
use crate::conformance::trial::Trial;
use crate::ids::{InstanceType, RdsInstanceClass};
use crate::port::ErrorKind;
use crate::port::address::AddressReader;
use crate::port::offering::{DatabaseOfferingReader, InstanceOfferingReader};
use crate::port::quota::{QuotaId, QuotaReader};

/// Elastic IP addresses are listed, none twice.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one is.
pub async fn addresses_are_listed_once_each(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "addresses_are_listed_once_each")?;
    let reader = trial.port::<dyn AddressReader>()?;
    let addresses = trial.ask(|| reader.addresses()).await?;
    trial.once_each("addresses", addresses.iter().map(|one| &one.address))
}

/// A quota that is there has a default, and a value, its own or the default.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one of the two is not told.
pub async fn a_quota_has_a_value_and_a_default(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_quota_has_a_value_and_a_default")?;
    let reader = trial.port::<dyn QuotaReader>()?;
    if let Some(quota) = subject.holds.quota {
        trial.ask(|| reader.applied(quota)).await?;
        trial.ask(|| reader.default_value(quota)).await?;
    }
    Ok(())
}

/// A quota that Service Quotas does not know is not found, neither its value nor its default.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is answered otherwise.
pub async fn an_unknown_quota_is_not_found(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "an_unknown_quota_is_not_found")?;
    let reader = trial.port::<dyn QuotaReader>()?;
    let quota = QuotaId {
        service: "ec2",
        code: "L-00000000",
    };
    let missing = ErrorKind::NotFound;
    trial.refused(missing, || reader.applied(quota)).await?;
    let default = || reader.default_value(quota);
    trial.refused(missing, default).await.map(drop)
}

/// A type of instances and a class of databases that the region offers have zones and versions, none
/// twice.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when one has none, or has one twice.
pub async fn what_is_offered_is_told_once_each(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "what_is_offered_is_told_once_each")?;
    let instances = trial.port::<dyn InstanceOfferingReader>()?;
    let databases = trial.port::<dyn DatabaseOfferingReader>()?;
    if let Some(kind) = &subject.holds.instance_type {
        let zones = trial.ask(|| instances.zones_offering(kind)).await?;
        trial.holds(!zones.is_empty(), format!("no zone offers {kind}"))?;
        trial.once_each("zones", zones)?;
    }
    if let Some(class) = &subject.holds.database_class {
        let versions = trial.ask(|| databases.versions_on(class)).await?;
        trial.holds(!versions.is_empty(), format!("no version on {class}"))?;
        trial.once_each("versions", versions)?;
    }
    Ok(())
}

/// A type or class that nobody knows is offered nowhere, and is no error.
///
/// # Errors
/// [`Broken`](crate::conformance::Broken) when it is offered, or an error comes.
pub async fn a_type_that_nobody_knows_is_offered_nowhere(subject: &AccountSubject<'_>) -> Kept {
    let trial = Trial::new(subject, "a_type_that_nobody_knows_is_offered_nowhere")?;
    let instances = trial.port::<dyn InstanceOfferingReader>()?;
    let databases = trial.port::<dyn DatabaseOfferingReader>()?;
    let kind = InstanceType::parse("zz9.nano");
    let kind = kind.map_err(|error| trial.broken(error.to_string()))?;
    let zones = trial.ask(|| instances.zones_offering(&kind)).await?;
    trial.same("its zones", &Vec::new(), &zones)?;
    let class = RdsInstanceClass::parse("db.zz9.nano");
    let class = class.map_err(|error| trial.broken(error.to_string()))?;
    let versions = trial.ask(|| databases.versions_on(&class)).await?;
    trial.same("its versions", &Vec::new(), &versions)
}
