//! Each row: where it passes, and each way it fails, on the simulated cloud.

#![cfg(feature = "sim")]

mod addresses;
mod box_application;
mod certificate;
#[cfg(feature = "certificate-files")]
mod certificate_import;
mod documented;
mod dr_stack;
mod egress;
mod forbidden_services;
mod installation;
mod instance_types;
mod key_pair;
mod launch_role;
mod log_policy;
mod mail;
mod neighbours;
mod network;
mod other_regions;
mod own_template;
mod private_zone;
mod production_access;
mod public_zone;
mod quotas;
mod region;
mod resolver;
mod rights;
mod s3_endpoint;
mod service_linked_role;
mod shown;
mod subscription;
mod tag_policy;
mod terms;
mod trail;
mod vendor;
mod vpc;

use futures::executor::block_on;
use jiff::Timestamp;

use crate::check::{Check, CheckContext, Verdict};
use crate::engine::TokenSeed;
use crate::ids::{AccountId, Cidr, HostName, Region, SubnetId, VpcId};
use crate::layer::data::{Egress, ExistingVpc, IsolatedSubnets, WorkerEndpoints};
use crate::plan::{Observation, ReadContext};
use crate::port::identity::CallerIdentity;
use crate::sim::{CallFault, SimAccount, SimCloud, SimVpc};
use crate::target::{Target, TargetName};

fn main_target() -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    }
}

/// A VPC of three private subnets in as many zones that leave through a NAT gateway.
fn existing_vpc() -> ExistingVpc {
    let subnets = |first: char| {
        let ids = ['1', '2', '3'].map(|last| format!("subnet-{first}000000{last}"));
        ids.map(|id| SubnetId::parse(id).unwrap()).to_vec()
    };
    ExistingVpc::builder()
        .id(VpcId::parse("vpc-0a1b2c3d").unwrap())
        .cidr(Cidr::parse("10.60.0.0/16").unwrap())
        .private_subnets(subnets('a'))
        .egress(Egress::Nat {
            public_subnets: subnets('b'),
        })
        .build()
}

/// The same with two isolated subnets, whose workers reach four services by the names of endpoints.
fn isolated_vpc() -> ExistingVpc {
    let host = |service: &str| {
        HostName::parse(format!("vpce-1-{service}.us-east-1.vpce.amazonaws.com")).unwrap()
    };
    let subnets = ["subnet-c0000001", "subnet-c0000002"];
    let mut existing = existing_vpc();
    existing.isolated = Some(IsolatedSubnets {
        subnets: subnets.map(|id| SubnetId::parse(id).unwrap()).to_vec(),
        endpoints: WorkerEndpoints {
            logs: host("logs"),
            monitoring: host("monitoring"),
            sqs: host("sqs"),
            cloudformation: host("cloudformation"),
        },
    });
    existing
}

/// What `check` says about an account with the existing VPC, changed by `change`.
fn verdict_in_vpc(check: &dyn Check, change: impl FnOnce(&mut SimVpc)) -> Verdict {
    verdict_in(&existing_vpc(), check, change)
}

/// The same in a VPC as `existing` names it.
fn verdict_in(
    existing: &ExistingVpc,
    check: &dyn Check,
    change: impl FnOnce(&mut SimVpc),
) -> Verdict {
    verdict(check, |account| {
        let region = &main_target().region;
        let mut vpc = SimVpc::documented(existing, region);
        change(&mut vpc);
        account.vpcs.push(vpc);
    })
}

fn start() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

/// What `check` says about an account as the documents ask, changed by `change`.
fn verdict(check: &dyn Check, change: impl FnOnce(&mut SimAccount)) -> Verdict {
    verdict_with(check, change, None)
}

/// The same while calls of `denied`, such as `cloudtrail:GetTrailStatus`, are refused.
fn verdict_with(
    check: &dyn Check,
    change: impl FnOnce(&mut SimAccount),
    denied: Option<&'static str>,
) -> Verdict {
    let cloud = SimCloud::new(7, start());
    let target = main_target();
    cloud.at(&target).furnish(change);
    cloud.on_call(Box::new(move |info| {
        let call = format!("{}:{}", info.call.service, info.call.operation);
        if Some(call.as_str()) == denied {
            CallFault::Denied
        } else {
            CallFault::None
        }
    }));
    let ports = cloud.ports(&[target]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    Verdict::of(check, block_on(check.look(&cx)))
}

/// What was found, as a person reads it.
fn found(verdict: &Verdict) -> String {
    let lines: Vec<String> = verdict.findings().iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// What was seen where the check passed.
fn passed(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Passed { evidence } => {
            let lines: Vec<String> = evidence
                .iter()
                .map(|one| format!("{}: {}", one.what, one.seen))
                .collect();
            lines.join("\n")
        }
        other => panic!("it did not pass: {other:?}"),
    }
}

/// The cloud after the fix of `check` was made as often as it proposes something.
fn fixed_cloud(check: &dyn Check, change: impl FnOnce(&mut SimAccount)) -> SimCloud {
    let cloud = SimCloud::new(7, start());
    let target = main_target();
    cloud.at(&target).furnish(change);
    let ports = cloud.ports(&[target]);
    let step = check.fix().expect("a fix");
    let tokens = TokenSeed::new("acme".parse().unwrap());
    let cx = ReadContext {
        ports: ports.readers(),
        now: start(),
        open: None,
        confirmed: None,
        tokens: &tokens,
        detail: false,
    };
    let mut changes = 0;
    while let Observation::Differs(proposal) = block_on(step.observe(&cx)).unwrap() {
        changes += 1;
        assert!(changes < 10, "the fix changes things without end");
        let token = tokens.token(step.id(), &proposal.digest, None);
        block_on(step.start(&ports.writers(), &proposal, &token)).unwrap();
    }
    block_on(step.verify(&cx)).unwrap();
    cloud
}

/// What `check` says after its fix.
fn fixed(check: &dyn Check, change: impl FnOnce(&mut SimAccount)) -> Verdict {
    let ports = fixed_cloud(check, change).ports(&[main_target()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    Verdict::of(check, block_on(check.look(&cx)))
}

/// What the check says of an account where this ARN calls.
fn called_by(check: &dyn Check, arn: &str) -> Verdict {
    let cloud = SimCloud::new(7, start());
    let target = main_target();
    let account = target.account.clone();
    let arn = arn.to_owned();
    cloud.at(&target).call_as(CallerIdentity { account, arn });
    let ports = cloud.ports(&[target]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    Verdict::of(check, block_on(check.look(&cx)))
}
