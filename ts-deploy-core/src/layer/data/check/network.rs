//! The VPC's block, and what an existing VPC must offer.

use super::super::{DataLayerDraft, Egress, ExistingVpc, Network, render};
use super::subnets;
use crate::finding::{Finding, Findings};
use crate::ids::Cidr;

/// The smallest block that holds three private subnets of /24 and the public ones.
const ROOMY: u8 = 22;

pub(super) fn check(draft: &DataLayerDraft, found: &mut Findings) {
    match &draft.network {
        Network::NewVpc { cidr } => block(*cidr, "network.new_vpc.cidr", found),
        Network::ExistingVpc(vpc) => {
            block(vpc.cidr, "network.existing_vpc.cidr", found);
            private_subnets(vpc, found);
            public_subnets(vpc, draft.exposed_on_internet, found);
            subnets::check(vpc, found);
            workers(vpc, draft.windows_workers, found);
        }
    }
}

fn block(cidr: Cidr, at: &str, found: &mut Findings) {
    if !cidr.is_private() {
        let seen = format!("the VPC's block {cidr} is not wholly private");
        found.push(
            Finding::warns("vpc-range-public", at, seen)
                .why("Addresses in it belong to somebody on the Internet, whom the platform then cannot reach.")
                .remedy("Choose a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.")
                .row("D VpcCIDR"),
        );
    }
    let bits = cidr.prefix_len();
    if !(16..=28).contains(&bits) {
        found.push(
            Finding::blocks(
                "vpc-range-impossible",
                at,
                format!("the VPC's block is a /{bits}"),
            )
            .why("A VPC's block is a /16 at the largest and a /28 at the smallest.")
            .remedy("Choose a block between /16 and /22.")
            .row("D VpcCIDR"),
        );
    } else if bits > ROOMY {
        let seen = format!("the VPC's block {cidr} has {} addresses", addresses(bits));
        let why = format!(
            "Three private subnets of /24 and the public ones need {} (/{ROOMY}).",
            addresses(ROOMY)
        );
        found.push(
            Finding::warns("vpc-range-small", at, seen)
                .why(why)
                .remedy("Choose a larger block: the first block of a VPC cannot be changed later.")
                .row("D VpcCIDR"),
        );
    }
}

fn addresses(bits: u8) -> u64 {
    1 << 32_u8.saturating_sub(bits)
}

fn private_subnets(vpc: &ExistingVpc, found: &mut Findings) {
    let at = "network.existing_vpc.private_subnets";
    let why = "The platform is spread over zones, and takes one private subnet in each.";
    let remedy = "Give three private subnets of /24 or larger in three zones.";
    let seen = |number: &str| format!("the existing VPC gives {number}");
    let finding = match vpc.private_subnets.len() {
        0 => Finding::blocks("private-subnets-too-few", at, seen("no private subnet")),
        1 => Finding::blocks("private-subnets-too-few", at, seen("one private subnet")),
        2 => Finding::warns("private-subnets-only-two", at, seen("two private subnets")),
        _ => return,
    };
    found.push(finding.why(why).remedy(remedy).row("R5"));
}

fn public_subnets(vpc: &ExistingVpc, exposed: bool, found: &mut Findings) {
    let given = vpc.egress.public_subnets().len();
    let why = match (&vpc.egress, exposed) {
        (Egress::Nat { .. }, _) => "Traffic leaves through NAT gateways in public subnets.",
        (Egress::CorporateNetwork { .. }, true) => {
            "The platform is reachable from the Internet through load balancers in public subnets."
        }
        (Egress::CorporateNetwork { .. }, false) => return,
    };
    if given < 2 {
        let number = if given == 0 {
            "no public subnet"
        } else {
            "one public subnet"
        };
        let at = render::public_subnets_path(&vpc.egress);
        let seen = format!("the existing VPC gives {number}");
        found.push(
            Finding::blocks("public-subnets-too-few", at, seen)
                .why(why)
                .remedy("Give at least two public subnets of /28 or larger in different zones.")
                .row("R5"),
        );
    }
}

fn workers(vpc: &ExistingVpc, windows_workers: bool, found: &mut Findings) {
    let Some(isolated) = &vpc.isolated else {
        return;
    };
    let at = "network.existing_vpc.isolated";
    if isolated.subnets.is_empty() {
        let seen = "isolated subnets are decided, and none is given";
        found.push(
            Finding::blocks("isolated-subnets-none", format!("{at}.subnets"), seen)
                .why("Windows workers would have no place to run.")
                .remedy("Give their ids, or take the isolated subnets back.")
                .row("D IsolatedSubnetIds"),
        );
    }
    if let Some(others) = &vpc.worker_endpoints
        && *others != isolated.endpoints
    {
        let seen = "the workers' endpoints are given twice, and differ";
        found.push(
            Finding::blocks(
                "worker-endpoints-twice",
                "network.existing_vpc.worker_endpoints",
                seen,
            )
            .why("Workers in isolated subnets reach only the endpoints given with those subnets.")
            .remedy("Take the ones beside the isolated subnets out.")
            .row("D LogsEndpoint"),
        );
    }
    if !windows_workers {
        let seen = "isolated subnets are given, and Windows workers are off";
        found.push(
            Finding::warns("isolated-subnets-unused", at, seen)
                .why("Only Windows workers run in them.")
                .remedy("Take the isolated subnets back, or turn the Windows workers on.")
                .row("D IsolatedSubnetIds"),
        );
    }
}
