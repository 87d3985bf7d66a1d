//! R19.

use super::{existing_vpc, found, main_target, passed, verdict, verdict_in_vpc};
use crate::check::rows::PrivateZoneCheck;
use crate::ids::{DomainName, HostedZoneId};
use crate::sim::{SimVpc, SimZone};

fn check() -> PrivateZoneCheck {
    let domain = DomainName::parse("ts-dip.internal").unwrap();
    PrivateZoneCheck::new(main_target(), existing_vpc().id, domain)
}

fn with_zone(name: &str) -> crate::check::Verdict {
    verdict(&check(), |account| {
        let region = &main_target().region;
        account
            .vpcs
            .push(SimVpc::documented(&existing_vpc(), region));
        let id = HostedZoneId::parse("Z0123456789").unwrap();
        let mut zone = SimZone::public(&id, name);
        zone.zone.private = true;
        zone.vpcs.push(existing_vpc().id);
        account.zones.push(zone);
    })
}

#[test]
fn a_vpc_that_asks_route_53_passes() {
    assert!(passed(&verdict_in_vpc(&check(), |_| {})).contains("0 of other names"));
}

#[test]
fn a_private_zone_of_another_name_passes() {
    assert!(passed(&with_zone("internal")).contains("1 of other names"));
}

#[test]
fn a_private_zone_of_the_same_name_warns_since_a_vpc_takes_one() {
    let found = found(&with_zone("ts-dip.internal"));
    assert!(found.contains("a private zone ts-dip.internal answers in vpc-0a1b2c3d already"));
}

#[test]
fn names_that_do_not_go_to_route_53_block() {
    let verdict = verdict_in_vpc(&check(), |one| one.dns.support = false);
    assert!(found(&verdict).contains("nothing in vpc-0a1b2c3d asks Route 53"));
}
