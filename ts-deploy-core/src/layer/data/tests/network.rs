//! The VPC's block and the existing VPC's subnets.

use crate::finding::Findings;
use crate::ids::Cidr;
use crate::layer::data::{DataLayer, Egress, ExistingVpc, IsolatedSubnets, Network};
use crate::layer::fixture::{data, hosts, id, ids, isolated, said, subnet, vpc};

fn new_vpc(cidr: &str) -> Result<DataLayer, Findings> {
    let cidr = id::<Cidr>(cidr);
    data(|draft| draft.network = Network::NewVpc { cidr })
}

fn existing(change: impl FnOnce(&mut ExistingVpc)) -> Result<DataLayer, Findings> {
    let mut vpc = vpc();
    change(&mut vpc);
    data(|draft| draft.network = Network::ExistingVpc(vpc))
}

#[test]
fn a_good_vpc_raises_no_finding() {
    assert!(ids(&existing(|_| {})).is_empty());
    assert!(ids(&new_vpc("10.0.0.0/22")).is_empty());
}

#[test]
fn a_public_block_is_doubted() {
    insta::assert_snapshot!(said(&new_vpc("8.8.0.0/16"), "vpc-range-public"), @"warns network.new_vpc.cidr: the VPC's block 8.8.0.0/16 is not wholly private. Addresses in it belong to somebody on the Internet, whom the platform then cannot reach. Choose a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.");
}

#[test]
fn a_block_too_small_for_the_subnets_is_doubted_with_its_size() {
    insta::assert_snapshot!(said(&new_vpc("10.0.0.0/23"), "vpc-range-small"), @"warns network.new_vpc.cidr: the VPC's block 10.0.0.0/23 has 512 addresses. Three private subnets of /24 and the public ones need 1024 (/22). Choose a larger block: the first block of a VPC cannot be changed later.");
}

#[test]
fn a_block_that_no_vpc_can_have_is_refused() {
    for cidr in ["10.0.0.0/15", "10.0.0.0/29", "0.0.0.0/0"] {
        let text = said(&new_vpc(cidr), "vpc-range-impossible");
        assert!(
            text.contains("a /16 at the largest and a /28 at the smallest"),
            "{text}"
        );
    }
}

#[test]
fn fewer_than_two_private_subnets_are_refused() {
    let one = existing(|vpc| vpc.private_subnets = vec![subnet(1)]);
    insta::assert_snapshot!(said(&one, "private-subnets-too-few"), @"blocks network.existing_vpc.private_subnets: the existing VPC gives one private subnet. The platform is spread over zones, and takes one private subnet in each. Give three private subnets of /24 or larger in three zones.");
    let none = existing(|vpc| vpc.private_subnets = Vec::new());
    assert!(said(&none, "private-subnets-too-few").contains("gives no private subnet"));
}

#[test]
fn two_private_subnets_are_doubted() {
    let two = existing(|vpc| vpc.private_subnets = vec![subnet(1), subnet(2)]);
    insta::assert_snapshot!(said(&two, "private-subnets-only-two"), @"warns network.existing_vpc.private_subnets: the existing VPC gives two private subnets. The platform is spread over zones, and takes one private subnet in each. Give three private subnets of /24 or larger in three zones.");
}

#[test]
fn traffic_that_leaves_by_nat_needs_two_public_subnets() {
    let one = existing(|vpc| {
        vpc.egress = Egress::Nat {
            public_subnets: vec![subnet(11)],
        };
    });
    insta::assert_snapshot!(said(&one, "public-subnets-too-few"), @"blocks network.existing_vpc.egress.nat.public_subnets: the existing VPC gives one public subnet. Traffic leaves through NAT gateways in public subnets. Give at least two public subnets of /28 or larger in different zones.");
}

#[test]
fn traffic_that_leaves_by_the_corporate_network_needs_none() {
    let none = existing(|vpc| {
        vpc.egress = Egress::CorporateNetwork {
            public_subnets: Vec::new(),
        };
    });
    assert!(ids(&none).is_empty());
}

#[test]
fn a_platform_on_the_internet_needs_two_public_subnets_however_traffic_leaves() {
    let layer = data(|draft| {
        draft.exposed_on_internet = true;
        draft.network = Network::ExistingVpc(ExistingVpc {
            egress: Egress::CorporateNetwork {
                public_subnets: Vec::new(),
            },
            ..vpc()
        });
    });
    insta::assert_snapshot!(said(&layer, "public-subnets-too-few"), @"blocks network.existing_vpc.egress.corporate_network.public_subnets: the existing VPC gives no public subnet. The platform is reachable from the Internet through load balancers in public subnets. Give at least two public subnets of /28 or larger in different zones.");
}

#[test]
fn a_subnet_given_twice_in_a_list_is_refused() {
    let twice = existing(|vpc| vpc.private_subnets.push(subnet(1)));
    insta::assert_snapshot!(said(&twice, "subnet-twice"), @"blocks network.existing_vpc.private_subnets[3]: subnet-00000001 is given twice as one of the private subnets. A subnet has one zone and one way out, so that the platform would have fewer than it counts on. Give each subnet once.");
}

#[test]
fn a_subnet_of_two_kinds_is_refused() {
    let both = existing(|vpc| {
        vpc.isolated = Some(IsolatedSubnets {
            subnets: vec![subnet(12)],
            ..isolated()
        });
    });
    let text = said(&both, "subnet-twice");
    assert!(
        text.contains("subnet-0000000c is in both lists, public and isolated"),
        "{text}"
    );
}

#[test]
fn isolated_subnets_without_a_subnet_are_refused() {
    let none = existing(|vpc| {
        vpc.isolated = Some(IsolatedSubnets {
            subnets: Vec::new(),
            ..isolated()
        });
    });
    insta::assert_snapshot!(said(&none, "isolated-subnets-none"), @"blocks network.existing_vpc.isolated.subnets: isolated subnets are decided, and none is given. Windows workers would have no place to run. Give their ids, or take the isolated subnets back.");
}

#[test]
fn endpoints_given_twice_and_differing_are_refused() {
    let twice = existing(|vpc| {
        vpc.isolated = Some(isolated());
        vpc.worker_endpoints = Some(hosts("other.example"));
    });
    insta::assert_snapshot!(said(&twice, "worker-endpoints-twice"), @"blocks network.existing_vpc.worker_endpoints: the workers' endpoints are given twice, and differ. Workers in isolated subnets reach only the endpoints given with those subnets. Take the ones beside the isolated subnets out.");
}

#[test]
fn isolated_subnets_without_windows_workers_are_doubted() {
    let layer = data(|draft| {
        draft.windows_workers = false;
        draft.network = Network::ExistingVpc(ExistingVpc {
            isolated: Some(isolated()),
            ..vpc()
        });
    });
    insta::assert_snapshot!(said(&layer, "isolated-subnets-unused"), @"warns network.existing_vpc.isolated: isolated subnets are given, and Windows workers are off. Only Windows workers run in them. Take the isolated subnets back, or turn the Windows workers on.");
}

#[test]
fn all_that_is_wrong_with_a_vpc_is_found_at_once() {
    let wrong = existing(|vpc| {
        vpc.cidr = id::<Cidr>("8.8.8.0/24");
        vpc.private_subnets = vec![subnet(1)];
        vpc.egress = Egress::Nat {
            public_subnets: vec![subnet(1)],
        };
    });
    assert_eq!(
        ids(&wrong),
        [
            "vpc-range-public",
            "vpc-range-small",
            "private-subnets-too-few",
            "public-subnets-too-few",
            "subnet-twice"
        ]
    );
}
