//! R13.

#![cfg(feature = "spec")]

use std::collections::BTreeMap;

use futures::executor::block_on;

use super::{found, passed, start};
use crate::check::rows::DrStackCheck;
use crate::check::{Check, CheckContext, Verdict};
use crate::deployment::{Deployment, DrStackSettings, TemplateLocation};
use crate::finding::Severity;
use crate::layer::ExtraParameters;
use crate::parameter::{ParameterKey, Request, Sent};
use crate::port::catalog::OperationToken;
use crate::port::stack::{Capability, CreateStack, StackWriter, TemplateSource};
use crate::sim::{SimCloud, documented_dr_stack};
use crate::spec::{read, sample};
use crate::target::{Target, TargetName};

const WANTED: [(&str, &str); 3] = [
    ("InfrastructureName", "acme-tetra"),
    ("ProdAWSAccountId", "111122223333"),
    ("Environment", "dr"),
];

fn template() -> TemplateSource {
    TemplateSource::url("https://acme-templates.s3.us-east-2.amazonaws.com/dr.yml").unwrap()
}

fn dr() -> Target {
    Target {
        name: TargetName::Dr,
        account: "444455556666".parse().unwrap(),
        region: "us-east-2".parse().unwrap(),
    }
}

fn deployment() -> Deployment {
    let mut deployment = read(&sample(false)).deployment.expect("a deployment");
    let settings = deployment.disaster_recovery.get_or_insert_default();
    settings.stack = Some(DrStackSettings {
        name: "acme-tetra-dr".parse().unwrap(),
        template: TemplateLocation::Url(template()),
        output_names: BTreeMap::new(),
        protected: true,
        extra_parameters: ExtraParameters::default(),
    });
    deployment
}

/// What the check says once a stack of these parameters was made, after this many minutes.
fn made(parameters: &[(&str, &str)], minutes: i64) -> Verdict {
    let cloud = SimCloud::new(7, start());
    let place = cloud.at(&dr());
    place.put_template(&template(), documented_dr_stack());
    let sent = |(key, value): &(&str, &str)| {
        let key = ParameterKey::parse(*key).unwrap();
        (key, Sent::Value((*value).to_owned()))
    };
    let parameters = parameters.iter().map(sent).collect();
    let create = CreateStack {
        token: OperationToken("by-hand".to_owned()),
        name: "acme-tetra-dr".parse().unwrap(),
        template: template(),
        parameters: Request { sent: parameters },
        tags: BTreeMap::new(),
        capabilities: [Capability::NamedIam].into(),
        termination_protection: false,
        disable_rollback: false,
    };
    block_on(place.create(&create)).unwrap();
    let until = start() + jiff::SignedDuration::from_mins(minutes);
    block_on(crate::clock::Clock::sleep_until(&cloud.clock(), until));
    said(&cloud)
}

fn said(cloud: &SimCloud) -> Verdict {
    let ports = cloud.ports(&[dr()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let check = DrStackCheck::of(&deployment()).unwrap();
    Verdict::of(&check, block_on(check.look(&cx)))
}

#[test]
fn without_a_stack_of_ones_own_nothing_is_looked_at() {
    let without = read(&sample(false)).deployment.expect("a deployment");
    assert!(DrStackCheck::of(&without).is_none());
}

#[test]
fn a_finished_stack_of_this_platform_passes() {
    insta::assert_snapshot!(passed(&made(&WANTED, 120)), @"stack acme-tetra-dr: CREATE_COMPLETE, 6 outputs");
}

#[test]
fn a_stack_that_is_not_there_is_left_to_the_run() {
    let verdict = said(&SimCloud::new(7, start()));
    assert_eq!(verdict.severity(), Some(Severity::Informs));
}

#[test]
fn a_stack_that_moves_warns_with_its_state() {
    let verdict = made(&WANTED, 1);
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(
        found(&verdict).contains("is CREATE_IN_PROGRESS"),
        "{}",
        found(&verdict)
    );
}

#[test]
fn a_stack_of_another_installation_warns_with_what_differs() {
    let mut other = WANTED;
    other[1].1 = "999999999999";
    let verdict = made(&other, 120);
    assert!(
        found(&verdict).contains("ProdAWSAccountId is 999999999999, not 111122223333"),
        "{}",
        found(&verdict)
    );
}
