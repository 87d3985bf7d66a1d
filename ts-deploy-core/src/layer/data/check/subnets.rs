//! No subnet is given twice.

use std::collections::BTreeMap;

use super::super::{ExistingVpc, render};
use crate::finding::{Finding, Findings};
use crate::ids::SubnetId;

pub(super) fn check(vpc: &ExistingVpc, found: &mut Findings) {
    let isolated = vpc
        .isolated
        .as_ref()
        .map_or(&[][..], |part| part.subnets.as_slice());
    let lists: [(&str, &str, &[SubnetId]); 3] = [
        (
            "private",
            "network.existing_vpc.private_subnets",
            &vpc.private_subnets,
        ),
        (
            "public",
            render::public_subnets_path(&vpc.egress),
            vpc.egress.public_subnets(),
        ),
        (
            "isolated",
            "network.existing_vpc.isolated.subnets",
            isolated,
        ),
    ];
    let mut seen: BTreeMap<&SubnetId, &str> = BTreeMap::new();
    for (kind, path, subnets) in lists {
        for (n, subnet) in subnets.iter().enumerate() {
            match seen.get(subnet) {
                None => {
                    seen.insert(subnet, kind);
                }
                Some(first) => found.push(twice(subnet, first, kind, format!("{path}[{n}]"))),
            }
        }
    }
}

fn twice(subnet: &SubnetId, first: &str, again: &str, at: String) -> Finding {
    let seen = if first == again {
        format!("{subnet} is given twice as one of the {again} subnets")
    } else {
        format!("{subnet} is in both lists, {first} and {again}")
    };
    Finding::blocks("subnet-twice", at, seen)
        .why("A subnet has one zone and one way out, so that the platform would have fewer than it counts on.")
        .remedy("Give each subnet once.")
        .row("R5")
}
