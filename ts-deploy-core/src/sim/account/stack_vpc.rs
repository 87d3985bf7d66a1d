//! VPCs that stacks made. They follow from the stacks, until something is made in one: then it is
//! held as the account's own are, for as long as its stack stands.

use jiff::Timestamp;

use super::SimVpc;
use crate::ids::{Cidr, SubnetId, VpcId};
use crate::layer::data::{Egress, ExistingVpc};
use crate::sim::chronicle::Chronicle;
use crate::sim::world::Place;

/// The type of a VPC among a stack's resources, and the names that its parts have in the simulated
/// products.
const VPC: &str = "AWS::EC2::VPC";
const PRIVATE: &str = "PrivateSubnets";
const PUBLIC: &str = "PublicSubnets";
const ROUTES: &str = "PrivateRoutes";

/// The VPC that a stack made, with what stands in it.
fn made(chronicle: &Chronicle<'_>, place: &Place, now: Timestamp) -> Option<SimVpc> {
    let mut resources = chronicle.resources(now);
    resources.retain(crate::port::stack_resource::StackResource::stands);
    let vpc = resources.iter().find(|one| one.resource_type == VPC)?;
    let named = |logical: &str| {
        let mut inside = resources.iter().filter(|one| one.stack == vpc.stack);
        inside.find(|one| one.logical_id == logical)
    };
    let subnets = |logical: &str| -> Vec<SubnetId> {
        let id = named(logical).and_then(|one| SubnetId::parse(one.physical_id.as_str()).ok());
        id.into_iter().collect()
    };
    let operation = chronicle.runs.first()?.operation;
    let existing = ExistingVpc::builder()
        .id(VpcId::parse(vpc.physical_id.as_str()).ok()?)
        .cidr(Cidr::parse(operation.text("VpcCIDR")?).ok()?)
        .private_subnets(subnets(PRIVATE))
        .egress(Egress::Nat {
            public_subnets: subnets(PUBLIC),
        })
        .build();
    let mut all = SimVpc::documented(&existing, &place.region);
    all.vpc.stack = vpc.stack.0.split('/').nth(1).map(str::to_owned);
    all.of_stack = true;
    let private = |table: &crate::port::network::RouteTable| {
        !table.main && table.subnets == existing.private_subnets
    };
    match named(ROUTES) {
        Some(one) => {
            for table in all.route_tables.iter_mut().filter(|table| private(table)) {
                table.id.clone_from(&one.physical_id);
            }
        }
        None => all.route_tables.retain(|table| !private(table)),
    }
    Some(all)
}

impl Place {
    /// Every VPC: those that the account holds, and those that stacks made and that still stand.
    pub(super) fn vpcs(&self, seed: u64, now: Timestamp) -> Vec<SimVpc> {
        let standing: Vec<SimVpc> = self
            .all_chronicles(seed)
            .filter_map(|chronicle| made(&chronicle, self, now))
            .collect();
        let is_in = |all: &[SimVpc], id: &VpcId| all.iter().any(|one| one.vpc.id == *id);
        let held = self.holds.vpcs.iter();
        let held = held.filter(|one| !one.of_stack || is_in(&standing, &one.vpc.id));
        let mut all: Vec<SimVpc> = held.cloned().collect();
        for one in standing {
            if !is_in(&all, &one.vpc.id) {
                all.push(one);
            }
        }
        all
    }

    /// The VPCs to change something in: those that stacks made are held from now on.
    pub(super) fn vpcs_mut(&mut self, seed: u64, now: Timestamp) -> &mut Vec<SimVpc> {
        self.holds.vpcs = self.vpcs(seed, now);
        &mut self.holds.vpcs
    }
}
