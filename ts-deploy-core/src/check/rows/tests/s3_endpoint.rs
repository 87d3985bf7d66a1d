//! T7.

use super::{existing_vpc, fixed, fixed_cloud, found, main_target, passed, verdict_in_vpc};
use crate::check::Verdict;
use crate::check::rows::S3EndpointCheck;
use crate::ids::{Cidr, VpcId};
use crate::layer::data::Network;
use crate::port::network::{VpcEndpoint, VpcEndpointState, VpcEndpointType};
use crate::sim::{SimAccount, SimVpc};

const PRIVATE: usize = 1;

fn check() -> S3EndpointCheck {
    S3EndpointCheck::new(main_target(), Network::ExistingVpc(existing_vpc()))
}

fn of_new_vpc() -> S3EndpointCheck {
    let cidr = Cidr::parse("10.60.0.0/16").unwrap();
    S3EndpointCheck::new(main_target(), Network::NewVpc { cidr })
}

fn vpc() -> SimVpc {
    SimVpc::documented(&existing_vpc(), &main_target().region)
}

fn with_endpoint(one: &mut SimVpc, tables: Vec<String>) {
    one.endpoints.push(VpcEndpoint {
        id: "vpce-1".to_owned(),
        service: "com.amazonaws.us-east-1.s3".to_owned(),
        kind: VpcEndpointType::Gateway,
        state: VpcEndpointState::Available,
        route_tables: tables,
        private_dns: false,
        names: Vec::new(),
        tags: std::collections::BTreeMap::new(),
    });
}

#[test]
fn an_endpoint_of_all_private_tables_passes() {
    let verdict = verdict_in_vpc(&check(), |one| {
        let table = one.route_tables[PRIVATE].id.clone();
        with_endpoint(one, vec![table]);
    });
    assert_eq!(
        passed(&verdict),
        "S3 in vpc-0a1b2c3d: vpce-1 of all private route tables"
    );
}

#[test]
fn no_endpoint_warns_with_the_command_and_the_fix() {
    let verdict = verdict_in_vpc(&check(), |_| {});
    let found = found(&verdict);
    assert!(
        found.starts_with("warns main: vpc-0a1b2c3d has no gateway endpoint for S3"),
        "{found}"
    );
    assert!(
        found.contains("--route-table-ids rtb-") && found.ends_with("or --fix T7."),
        "{found}"
    );
}

#[test]
fn an_endpoint_without_the_private_table_warns() {
    let verdict = verdict_in_vpc(&check(), |one| with_endpoint(one, Vec::new()));
    assert!(found(&verdict).contains("do not lead to vpce-1"));
}

#[test]
fn an_interface_endpoint_for_s3_is_no_gateway() {
    let verdict = verdict_in_vpc(&check(), |one| {
        let table = one.route_tables[PRIVATE].id.clone();
        with_endpoint(one, vec![table]);
        one.endpoints[0].kind = VpcEndpointType::Interface;
    });
    assert!(found(&verdict).contains("has no gateway endpoint"));
}

#[test]
fn the_fix_makes_an_endpoint_of_the_private_tables() {
    let verdict = fixed(&check(), |account| account.vpcs.push(vpc()));
    assert!(passed(&verdict).contains("of all private route tables"));
}

#[test]
fn the_fix_adds_tables_to_the_endpoint_that_is_there() {
    let cloud = fixed_cloud(&check(), |account: &mut SimAccount| {
        let mut one = vpc();
        with_endpoint(&mut one, Vec::new());
        account.vpcs.push(one);
    });
    let calls = cloud.calls();
    let made = |name: &str| calls.iter().any(|(call, _)| call == name);
    assert!(made("ec2:ModifyVpcEndpoint") && !made("ec2:CreateVpcEndpoint"));
}

#[test]
fn a_vpc_that_the_stack_is_to_make_is_looked_at_later() {
    let verdict = super::verdict(&of_new_vpc(), |_| {});
    assert!(found(&verdict).starts_with("informs main: the VPC is not there"));
}

#[test]
fn the_vpc_that_the_stack_made_is_found_by_its_stack_and_block() {
    let verdict = super::verdict(&of_new_vpc(), |account| {
        let mut one = vpc();
        one.vpc.stack = Some("SC-111122223333-pp-abc".to_owned());
        account.vpcs.push(one);
    });
    assert!(found(&verdict).contains("vpc-0a1b2c3d has no gateway endpoint"));
}

#[test]
fn a_strangers_vpc_of_the_same_block_is_left_alone() {
    let verdict = super::verdict(&of_new_vpc(), |account| account.vpcs.push(vpc()));
    assert!(found(&verdict).contains("the VPC is not there"));
}

#[test]
fn several_vpcs_of_products_with_the_block_are_not_guessed_between() {
    let verdict = super::verdict(&of_new_vpc(), |account| {
        for (id, stack) in [
            ("vpc-0a1b2c3d", "SC-111122223333-pp-abc"),
            ("vpc-0e0e0e0e", "SC-111122223333-pp-xyz"),
        ] {
            let mut one = vpc();
            one.vpc.id = VpcId::parse(id).unwrap();
            one.vpc.stack = Some(stack.to_owned());
            account.vpcs.push(one);
        }
    });
    assert!(matches!(verdict, Verdict::NotChecked { .. }), "{verdict:?}");
    assert!(found(&verdict).contains("several VPCs of a product have the block 10.60.0.0/16"));
}
