//! R5.

use super::{
    existing_vpc, found, isolated_vpc, main_target, passed, verdict, verdict_in, verdict_in_vpc,
};
use crate::check::Verdict;
use crate::check::rows::VpcCheck;
use crate::ids::{Cidr, VpcId};
use crate::port::network::{SubnetState, VpcState};
use crate::sim::SimVpc;

fn check() -> VpcCheck {
    VpcCheck::new(main_target(), existing_vpc())
}

#[test]
fn a_vpc_with_subnets_in_three_zones_passes() {
    let verdict = verdict_in_vpc(&check(), |_| {});
    assert!(passed(&verdict).contains("subnet-a0000001 10.60.0.0/24 in use1-az1"));
}

#[test]
fn a_vpc_that_is_not_there_blocks() {
    let verdict = verdict(&check(), |_| {});
    insta::assert_snapshot!(found(&verdict), @"blocks network.existing_vpc.id: vpc-0a1b2c3d is not in account 111122223333 and region us-east-1. The platform is launched into this VPC. List the VPCs: aws ec2 describe-vpcs --region us-east-1, and correct the spec.");
}

#[test]
fn a_vpc_that_is_still_being_made_blocks() {
    let verdict = verdict_in_vpc(&check(), |one| one.vpc.state = VpcState::Pending);
    assert!(found(&verdict).contains("vpc-0a1b2c3d is not available"));
}

#[test]
fn another_block_than_the_vpcs_blocks_and_names_both() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.vpc.blocks = vec![Cidr::parse("10.61.0.0/16").unwrap()];
    });
    assert!(found(&verdict).contains("vpc-0a1b2c3d has 10.61.0.0/16, the spec says 10.60.0.0/16"));
}

#[test]
fn a_secondary_block_of_the_vpc_passes() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.vpc
            .blocks
            .insert(0, Cidr::parse("10.61.0.0/16").unwrap());
    });
    assert!(!passed(&verdict).is_empty());
}

#[test]
fn names_that_are_off_block_each_with_its_command() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.dns.support = false;
        one.dns.hostnames = false;
    });
    let found = found(&verdict);
    assert!(found.contains("DNS support is off") && found.contains("--enable-dns-hostnames"));
}

#[test]
fn a_subnet_that_is_not_there_blocks() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.subnets.remove(0);
    });
    assert!(found(&verdict).contains("subnet-a0000001 is not in account 111122223333"));
}

#[test]
fn a_subnet_of_another_vpc_blocks() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.subnets[0].vpc = VpcId::parse("vpc-0f000000").unwrap();
    });
    assert!(found(&verdict).contains("subnet-a0000001 is in vpc-0f000000, not in vpc-0a1b2c3d"));
}

#[test]
fn a_subnet_in_an_unknown_state_is_not_taken_for_available() {
    let verdict = verdict_in_vpc(&check(), |one| one.subnets[0].state = SubnetState::Unknown);
    assert!(found(&verdict).contains("subnet-a0000001 is not available"));
}

#[test]
fn a_private_subnet_smaller_than_24_blocks_with_the_addresses_that_aws_leaves() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.subnets[0].block = Cidr::parse("10.60.0.0/25").unwrap();
    });
    assert!(found(&verdict).contains("is 10.60.0.0/25, with 123 usable addresses"));
}

#[test]
fn a_public_subnet_smaller_than_28_blocks() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.subnets[3].block = Cidr::parse("10.60.3.0/29").unwrap();
    });
    assert!(found(&verdict).contains("the public subnet subnet-b0000001 is 10.60.3.0/29"));
}

#[test]
fn a_private_subnet_that_something_else_uses_warns() {
    let verdict = verdict_in_vpc(&check(), |one| one.subnets[0].free = 250);
    let found = found(&verdict);
    assert!(found.starts_with("warns network.existing_vpc.private_subnets: 250 of 251"));
    assert!(
        found.contains("Values=subnet-a0000001 --region us-east-1"),
        "{found}"
    );
}

#[test]
fn zones_are_told_apart_by_their_ids_and_not_by_their_names() {
    let verdict = verdict_in_vpc(&check(), |one| {
        for subnet in &mut one.subnets {
            subnet.zone_id = "use1-az1".to_owned();
        }
    });
    assert!(found(&verdict).contains("all private subnets are in one zone (use1-az1)"));
}

#[test]
fn two_zones_are_enough_and_three_better() {
    let verdict = verdict_in_vpc(&check(), |one| {
        one.subnets[2].zone_id = "use1-az1".to_owned();
    });
    assert!(found(&verdict).starts_with("informs network.existing_vpc.private_subnets"));
}

/// What is said of the VPC with isolated subnets, whose first is the seventh.
fn isolated(change: impl FnOnce(&mut SimVpc)) -> Verdict {
    let check = VpcCheck::new(main_target(), isolated_vpc());
    verdict_in(&isolated_vpc(), &check, change)
}

#[test]
fn isolated_subnets_that_are_there_pass_whatever_their_zones() {
    assert!(passed(&isolated(|_| {})).contains("subnet-c0000001"));
}

#[test]
fn an_isolated_subnet_that_is_not_there_blocks() {
    let verdict = isolated(|one| {
        one.subnets
            .retain(|one| one.id.as_str() != "subnet-c0000001");
    });
    let found = found(&verdict);
    assert!(
        found
            .starts_with("blocks network.existing_vpc.isolated.subnets: subnet-c0000001 is not in"),
        "{found}"
    );
}

#[test]
fn an_isolated_subnet_of_another_vpc_blocks() {
    let verdict = isolated(|one| one.subnets[6].vpc = VpcId::parse("vpc-0f000000").unwrap());
    assert!(found(&verdict).contains("subnet-c0000001 is in vpc-0f000000"));
}
