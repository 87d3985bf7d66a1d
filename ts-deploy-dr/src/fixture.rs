//! What the tests deploy.

use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{AccountId, Region};
use ts_deploy_core::target::{Target, TargetName};

pub(crate) const MAIN: &str = "111122223333";
pub(crate) const DR: &str = "444455556666";

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::parse(id).unwrap()
}

pub(crate) fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}

pub(crate) fn target(name: TargetName, id: &str, place: &str) -> Target {
    Target {
        name,
        account: account(id),
        region: region(place),
    }
}

/// The finding of this id as a person reads it.
#[track_caller]
pub(crate) fn said(findings: &Findings, id: &str) -> String {
    match findings.find(id) {
        Some(finding) => finding.to_string(),
        None => panic!("no finding {id} among:\n{findings}"),
    }
}
