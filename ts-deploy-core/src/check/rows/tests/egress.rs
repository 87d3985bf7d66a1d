//! R6.

use super::{existing_vpc, found, isolated_vpc, main_target, passed, verdict_in, verdict_in_vpc};
use crate::check::Verdict;
use crate::check::rows::EgressCheck;
use crate::finding::Severity;
use crate::port::network::{
    NatGatewayState, RouteState, VpcEndpoint, VpcEndpointState, VpcEndpointType,
};
use crate::sim::SimVpc;

/// Where the simulated VPC has its tables.
const MAIN: usize = 0;
const PRIVATE: usize = 1;
const PUBLIC: usize = 2;
const ISOLATED: usize = 3;
const OUT: usize = 1;

fn check() -> EgressCheck {
    EgressCheck::new(main_target(), existing_vpc())
}

fn with(change: impl FnOnce(&mut SimVpc)) -> Verdict {
    verdict_in_vpc(&check(), change)
}

/// An interface endpoint for each service that the platform calls, and none but these.
fn endpoints(one: &mut SimVpc, state: VpcEndpointState) {
    one.endpoints = super::super::egress::SERVICES
        .map(|service| VpcEndpoint {
            id: format!("vpce-{service}"),
            service: format!("com.amazonaws.us-east-1.{service}"),
            kind: VpcEndpointType::Interface,
            state,
            route_tables: Vec::new(),
            private_dns: true,
            names: Vec::new(),
            tags: std::collections::BTreeMap::new(),
        })
        .to_vec();
}

#[test]
fn subnets_that_leave_through_a_nat_gateway_pass() {
    assert!(passed(&with(|_| {})).contains("subnet-a0000001 through nat-"));
}

#[test]
fn a_nat_gateway_that_failed_blocks() {
    let verdict = with(|one| one.nat_gateways[0].state = NatGatewayState::Failed);
    assert!(found(&verdict).contains("is not available"));
}

#[test]
fn a_blackhole_route_blocks() {
    let verdict = with(|one| one.route_tables[PRIVATE].routes[OUT].state = RouteState::Blackhole);
    assert!(found(&verdict).contains("is gone (blackhole)"));
}

#[test]
fn a_subnet_without_a_table_of_its_own_follows_the_main_one() {
    let verdict = with(|one| {
        let out = one.route_tables[PRIVATE].routes[OUT].clone();
        one.route_tables[PRIVATE].subnets.clear();
        one.route_tables[MAIN].routes.push(out);
    });
    assert!(passed(&verdict).contains("subnet-a0000001 through nat-"));
}

#[test]
fn no_route_and_no_endpoints_block_and_name_each_service() {
    let verdict = with(|one| {
        one.route_tables[PRIVATE].routes.truncate(1);
    });
    let found = found(&verdict);
    assert!(
        found.contains("subnet-a0000003 has no route out"),
        "{found}"
    );
    assert!(
        found.contains("no endpoint for logs, monitoring, sqs, cloudformation"),
        "{found}"
    );
}

#[test]
fn endpoints_for_all_services_take_the_place_of_a_route() {
    let verdict = with(|one| {
        one.route_tables[PRIVATE].routes.truncate(1);
        endpoints(one, VpcEndpointState::Available);
    });
    assert!(passed(&verdict).contains("subnet-a0000001 through endpoints"));
}

#[test]
fn endpoints_that_are_not_available_do_not_count() {
    let verdict = with(|one| {
        one.route_tables[PRIVATE].routes.truncate(1);
        endpoints(one, VpcEndpointState::Pending);
    });
    assert!(found(&verdict).contains("no endpoint for logs"));
}

#[test]
fn a_gateway_endpoint_counts_only_for_its_route_tables() {
    let verdict = with(|one| {
        one.route_tables[PRIVATE].routes.truncate(1);
        endpoints(one, VpcEndpointState::Available);
        let s3 = one
            .endpoints
            .iter_mut()
            .find(|one| one.service.rsplit('.').next() == Some("s3"));
        s3.unwrap().kind = VpcEndpointType::Gateway;
    });
    assert!(found(&verdict).contains("and no endpoint for s3."));
}

#[test]
fn a_private_subnet_behind_an_internet_gateway_blocks() {
    let verdict = with(|one| {
        let public = one.route_tables[PUBLIC].routes[OUT].clone();
        one.route_tables[PRIVATE].routes[OUT] = public;
    });
    assert!(found(&verdict).contains("subnet-a0000001 is no private subnet"));
}

#[test]
fn a_public_subnet_without_an_internet_gateway_blocks() {
    let verdict = with(|one| one.route_tables[PUBLIC].routes.truncate(1));
    assert!(found(&verdict).contains("subnet-b0000001 is no public subnet"));
}

#[test]
fn a_subnet_that_no_route_table_holds_for_blocks() {
    let verdict = with(|one| one.route_tables.clear());
    assert!(found(&verdict).contains("no route table holds for subnet-a0000001"));
    assert_eq!(verdict.findings()[0].id, "no-route-table");
}

/// What is said of the VPC with isolated subnets.
fn isolated(change: impl FnOnce(&mut SimVpc)) -> Verdict {
    let check = EgressCheck::new(main_target(), isolated_vpc());
    verdict_in(&isolated_vpc(), &check, change)
}

fn ids(verdict: &Verdict) -> Vec<&str> {
    let all = verdict.findings().into_iter();
    all.map(|one| one.id.as_ref()).collect()
}

#[test]
fn isolated_subnets_with_endpoints_for_all_services_pass() {
    assert!(!passed(&isolated(|_| {})).is_empty());
}

#[test]
fn an_isolated_subnet_with_a_route_out_warns() {
    let verdict = isolated(|one| {
        let out = one.route_tables[PRIVATE].routes[OUT].clone();
        one.route_tables[ISOLATED].routes.push(out);
    });
    assert_eq!(ids(&verdict), ["isolated-subnet-open"; 2]);
    assert!(found(&verdict).contains("subnet-c0000001 is not isolated"));
}

#[test]
fn an_isolated_subnet_without_the_documented_endpoints_blocks_and_names_them() {
    let verdict = isolated(|one| one.endpoints.truncate(1));
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    let found = found(&verdict);
    assert!(
        found.contains("subnet-c0000001 has no route out")
            && found.contains("no endpoint for monitoring, sqs, cloudformation."),
        "{found}"
    );
}

#[test]
fn an_isolated_subnet_without_another_services_endpoint_warns() {
    let verdict = isolated(|one| {
        let kms = |one: &VpcEndpoint| one.service.rsplit('.').next() == Some("kms");
        one.endpoints.retain(|one| !kms(one));
    });
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert_eq!(ids(&verdict), ["isolated-subnet-without-endpoint"; 2]);
}

#[test]
fn an_endpoint_that_workers_reach_by_its_own_name_needs_no_private_name() {
    let verdict = isolated(|one| one.endpoints[0].private_dns = false);
    assert!(!passed(&verdict).is_empty());
}

#[test]
fn an_endpoint_whose_name_is_not_the_specs_warns() {
    let verdict = isolated(|one| one.endpoints[0].names = vec!["elsewhere".to_owned()]);
    assert_eq!(ids(&verdict), ["endpoint-not-in-vpc"]);
    assert!(found(&verdict).contains(
        "vpce-1-logs.us-east-1.vpce.amazonaws.com is the name of no available endpoint for logs"
    ));
}
