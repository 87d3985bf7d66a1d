//! The network's checks together, for the specs that are shown to newcomers.

#![cfg(feature = "spec")]

use futures::executor::block_on;

use super::start;
use crate::check::{CheckContext, Verdict};
use crate::finding::Severity;
use crate::sim::SimCloud;

const MINIMAL: &str = include_str!("../../../../../examples/specs/minimal.yaml");
const FULL: &str = include_str!("../../../../../examples/specs/full.yaml");
const EXISTING_VPC: &str = include_str!("../../../../../examples/specs/existing-vpc.yaml");

/// What blocks, and what could not be looked at, in a new world furnished for `spec`.
fn amiss(spec: &str) -> Vec<String> {
    let deployment = crate::spec::read(spec).deployment.unwrap();
    let cloud = SimCloud::new(7, start());
    cloud.furnish_for(&deployment);
    let ports = cloud.ports(&deployment.targets());
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let checks = crate::check::rows::network::checks(&deployment);
    let verdicts = checks.iter().map(|check| {
        let looked = block_on(check.look(&cx));
        Verdict::of(check.as_ref(), looked)
    });
    let amiss = verdicts.filter(|verdict| {
        let blocks = verdict.severity() == Some(Severity::Blocks);
        blocks || matches!(verdict, Verdict::NotChecked { .. })
    });
    amiss.map(|verdict| super::found(&verdict)).collect()
}

#[test]
fn nothing_blocks_a_rehearsal_of_the_shown_specs() {
    for spec in [MINIMAL, FULL, EXISTING_VPC] {
        assert_eq!(amiss(spec), Vec::<String>::new());
    }
}
