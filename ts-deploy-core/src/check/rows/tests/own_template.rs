//! R13, T2: the templates of one's own stacks.

#![cfg(feature = "spec")]

use futures::executor::block_on;

use super::{found, start};
use crate::check::rows::OwnTemplateCheck;
use crate::check::{Check, CheckContext, Means, Verdict};
use crate::deployment::{Deployment, TemplateLocation};
use crate::finding::Severity;
use crate::port::stack::TemplateSource;
use crate::sim::{SimCloud, documented_dr_stack, documented_snapshot_tool};
use crate::spec::read;
use crate::target::TargetName;

fn deployment() -> Deployment {
    let text = include_str!("../../../../../examples/specs/full.yaml");
    read(text).deployment.unwrap()
}

/// What the check of this id says of a deployment, on a cloud where its templates were put.
fn said(id: &str, put: bool, deployment: &Deployment, means: &Means) -> Option<Verdict> {
    let cloud = SimCloud::new(7, start());
    let settings = deployment.disaster_recovery.clone().unwrap();
    let (stack, tool) = (settings.stack.unwrap(), settings.snapshot_tool.unwrap());
    let texts = [
        (TargetName::Dr, stack.template, documented_dr_stack()),
        (
            TargetName::DrInMainRegion,
            tool.template,
            documented_snapshot_tool(),
        ),
    ];
    for (name, at, text) in texts {
        let target = &deployment.target(name).unwrap().target;
        if let (true, TemplateLocation::Url(source)) = (put, at) {
            cloud.at(target).put_template(&source, text);
        }
    }
    let ports = cloud.ports(&deployment.targets());
    let (ports, now) = (ports.readers(), start());
    let check = OwnTemplateCheck::all(deployment, means).find(|check| check.id() == id)?;
    let looked = block_on(check.look(&CheckContext { ports, now }));
    Some(Verdict::of(&check, looked))
}

#[test]
fn templates_that_can_be_read_pass() {
    for id in ["dr-stack-template", "snapshot-tool-template"] {
        let verdict = said(id, true, &deployment(), &Means::default()).unwrap();
        assert!(matches!(verdict, Verdict::Passed { .. }), "{verdict:?}");
    }
}

#[test]
fn a_template_that_is_not_at_its_address_blocks_as_its_step_is_blocked() {
    let verdict = said("dr-stack-template", false, &deployment(), &Means::default()).unwrap();
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
    let told = found(&verdict);
    assert!(told.starts_with("blocks dr: https://"), "{told}");
    assert!(told.contains(" cannot be read: "), "{told}");
    let ids: Vec<String> = verdict
        .findings()
        .iter()
        .map(|one| one.id.to_string())
        .collect();
    assert_eq!(ids, ["template-unreadable"]);
}

#[test]
fn the_template_of_the_snapshot_tool_blocks_where_its_stack_is_made() {
    let deployment = deployment();
    let verdict = said(
        "snapshot-tool-template",
        false,
        &deployment,
        &Means::default(),
    );
    let told = found(&verdict.unwrap());
    assert!(told.starts_with("blocks dr-in-main-region: "), "{told}");
}

#[test]
fn a_file_is_looked_at_by_what_was_read_of_it_and_not_otherwise() {
    let mut deployment = deployment();
    let settings = deployment.disaster_recovery.as_mut().unwrap();
    settings.stack.as_mut().unwrap().template = TemplateLocation::File("dr.yml".into());
    let unread = said("dr-stack-template", true, &deployment, &Means::default());
    assert!(unread.is_none());
    let means = Means {
        dr_stack_template: Some(TemplateSource::body("no template").unwrap()),
        ..Means::default()
    };
    let verdict = said("dr-stack-template", true, &deployment, &means).unwrap();
    assert_eq!(verdict.severity(), Some(Severity::Blocks), "{verdict:?}");
}
