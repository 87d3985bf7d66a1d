//! Each row: where it passes, and each way it fails, on the simulated cloud.

#![cfg(feature = "sim")]

mod trail;

use futures::executor::block_on;
use jiff::Timestamp;

use crate::check::{Check, CheckContext, Verdict};
use crate::ids::{AccountId, Region};
use crate::sim::{CallFault, SimAccount, SimCloud};
use crate::target::{Target, TargetName};

fn main_target() -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    }
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
