//! R20.

use super::{found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::PublicZoneCheck;
use crate::finding::Severity;
use crate::ids::{DomainName, HostedZoneId};
use crate::sim::SimZone;

fn id(text: &str) -> HostedZoneId {
    HostedZoneId::parse(text).unwrap()
}

/// The platform's zone, and the one above it in the same account that hands it on.
fn with(change: impl FnOnce(&mut SimZone, &mut SimZone)) -> Verdict {
    let domain = DomainName::parse("tetra.acme.example").unwrap();
    let check = PublicZoneCheck::new(main_target(), id("Z0123456789"), domain);
    verdict(&check, |account| {
        let mut zone = SimZone::public(&id("Z0123456789"), "tetra.acme.example");
        let mut parent = SimZone::public(&id("Z9876543210"), "acme.example");
        let servers = zone.zone.name_servers.clone();
        let name = zone.zone.name.clone();
        parent.delegations.insert(name, servers);
        change(&mut zone, &mut parent);
        account.zones = vec![zone, parent];
    })
}

#[test]
fn a_zone_that_its_parent_delegates_passes() {
    assert!(passed(&with(|_, _| {})).starts_with("zone Z0123456789: tetra.acme.example on ns-"));
}

#[test]
fn a_zone_that_is_not_there_blocks() {
    let verdict = with(|zone, _| zone.zone.id = id("Z0000000000"));
    assert!(found(&verdict).contains("Z0123456789 is not in account 111122223333"));
}

#[test]
fn a_private_zone_blocks() {
    let verdict = with(|zone, _| zone.zone.private = true);
    assert!(found(&verdict).contains("Z0123456789 (tetra.acme.example) is private"));
}

#[test]
fn a_zone_whose_name_only_ends_alike_blocks() {
    let verdict = with(|zone, _| zone.zone.name = "cme.example".to_owned());
    assert!(found(&verdict).contains("tetra.acme.example does not lie in Z0123456789"));
}

#[test]
fn a_zone_that_its_parent_does_not_delegate_warns_with_the_record_to_make() {
    let verdict = with(|_, parent| parent.delegations.clear());
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    let found = found(&verdict);
    assert!(
        found.contains("acme.example (Z9876543210) does not delegate"),
        "{found}"
    );
    assert!(
        found.contains("make a record of type NS in it for tetra.acme.example with: ns-"),
        "{found}"
    );
}

#[test]
fn a_delegation_to_another_zone_of_the_same_name_warns() {
    let verdict = with(|zone, _| zone.zone.name_servers = vec!["ns-1.awsdns-00.com".to_owned()]);
    assert!(found(&verdict).contains("which is not Z0123456789"));
}

#[test]
fn name_servers_in_another_order_are_the_same() {
    let verdict = with(|zone, _| zone.zone.name_servers.reverse());
    assert!(!passed(&verdict).is_empty());
}

#[test]
fn a_delegation_from_outside_of_the_account_is_told_as_not_seen() {
    let verdict = with(|_, parent| parent.zone.name = "other.example".to_owned());
    let found = found(&verdict);
    assert!(found.starts_with("informs") && found.contains("dig +short NS tetra.acme.example"));
}

/// The zone of `tetra.acme.example` below one of `example`, which hands on what `handed` names.
fn far_below(handed: &[(&str, &[&str])]) -> Verdict {
    with(|_, parent| {
        parent.zone.name = "example".to_owned();
        parent.delegations.clear();
        for (name, servers) in handed {
            let servers = servers.iter().map(|one| (*one).to_owned()).collect();
            parent.delegations.insert((*name).to_owned(), servers);
        }
    })
}

#[test]
fn a_name_between_that_is_delegated_elsewhere_is_told_as_not_seen() {
    let verdict = far_below(&[("acme.example", &["ns-1.elsewhere.net"])]);
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert_eq!(verdict.findings()[0].id, "delegation-not-seen");
}

#[test]
fn a_zone_two_labels_above_that_hands_nothing_on_warns_since_it_may_be_unused() {
    let verdict = far_below(&[]);
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(found(&verdict).contains("example (Z9876543210) does not delegate tetra.acme.example"));
}
