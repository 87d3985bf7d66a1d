//! R22.

use super::{existing_vpc, found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::{InstanceTypeCheck, Ordered};
use crate::ids::{InstanceType, RdsInstanceClass, SubnetId};
use crate::sim::{SimAccount, SimVpc};

fn with(subnets: Vec<SubnetId>, change: impl FnOnce(&mut SimAccount)) -> Verdict {
    let ordered = Ordered {
        workers: Some(InstanceType::parse("t3.medium").unwrap()),
        database: RdsInstanceClass::parse("db.t2.medium").unwrap(),
        subnets,
    };
    verdict(&InstanceTypeCheck::new(main_target(), ordered), |account| {
        let region = &main_target().region;
        account
            .vpcs
            .push(SimVpc::documented(&existing_vpc(), region));
        change(account);
    })
}

fn only_in(account: &mut SimAccount, zone: &str) {
    let zones = vec![zone.to_owned()];
    account.offerings.insert("t3.medium".to_owned(), zones);
}

#[test]
fn types_offered_in_all_zones_pass() {
    let verdict = with(existing_vpc().private_subnets, |_| {});
    assert_eq!(
        passed(&verdict),
        "types that can be ordered: t3.medium in use1-az1, use1-az2, use1-az3; db.t2.medium for 1 version of PostgreSQL"
    );
}

#[test]
fn a_type_that_the_region_does_not_offer_blocks() {
    let verdict = with(Vec::new(), |account| {
        account.offerings.remove("t3.medium");
    });
    assert!(found(&verdict).contains("t3.medium cannot be ordered in us-east-1"));
}

#[test]
fn a_type_that_a_subnets_zone_does_not_offer_warns() {
    let verdict = with(existing_vpc().private_subnets, |account| {
        only_in(account, "use1-az1");
    });
    assert!(found(&verdict).contains("t3.medium is not offered in use1-az2, use1-az3, where"));
}

#[test]
fn a_type_in_one_zone_warns_when_the_stack_makes_the_subnets() {
    let verdict = with(Vec::new(), |account| only_in(account, "use1-az1"));
    assert!(found(&verdict).contains("t3.medium is offered in use1-az1 only"));
}

#[test]
fn a_class_that_the_region_does_not_offer_blocks() {
    let verdict = with(Vec::new(), |account| {
        account.offerings.remove("db.t2.medium");
    });
    assert!(found(&verdict).contains("PostgreSQL on db.t2.medium cannot be ordered in us-east-1"));
}
