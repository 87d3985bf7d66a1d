//! The suite of stacks of one's own, tried on the simulated cloud.

use std::sync::Arc;

use super::sim::Storm;
use super::*;
use crate::conformance::own_stack::{StackSubject, all};
use crate::ids::{AccountId, Region, StackName};
use crate::parameter::{ParameterKey, Request, Sent};
use crate::port::Hooked;
use crate::port::stack::{Capability, TemplateSource};
use crate::sim::documented_dr_stack;
use crate::target::Target;

/// A cloud with the documented DR template, and what to try it with.
pub(super) fn stack_subject() -> (SimCloud, StackSubject) {
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    let target = Target {
        name: TargetName::Dr,
        account: AccountId::parse("444455556666").unwrap(),
        region: Region::parse("us-east-2").unwrap(),
    };
    let place = Arc::new(cloud.at(&target));
    let template = TemplateSource::body("Parameters: {}").unwrap();
    place.put_template(&template, documented_dr_stack());
    let key = |key: &str| ParameterKey::parse(key).unwrap();
    let value = |text: &str| Sent::Value(text.to_owned());
    let subject = StackSubject::builder()
        .stacks(place.clone())
        .changes(place.clone())
        .templates(place)
        .clock(Arc::new(cloud.clock()))
        .prefix(StackName::parse("try").unwrap())
        .template(template)
        .parameters(Request {
            sent: [
                (key("InfrastructureName"), value("acme-tetra")),
                (key("ProdAWSAccountId"), value("111122223333")),
            ]
            .into_iter()
            .collect(),
        })
        .change((key("InfrastructureName"), "acme-other".to_owned()))
        .capabilities([Capability::NamedIam].into())
        .build();
    (cloud, subject)
}

#[tokio::test]
async fn the_simulated_cloud_keeps_every_promise_about_stacks_and_removes_what_it_made() {
    let (cloud, subject) = stack_subject();
    assert_eq!(broken(&all(&subject).await), [""; 0]);
    assert!(cloud.is_empty());
}

#[tokio::test]
async fn throttled_calls_and_lost_answers_break_no_promise_about_stacks() {
    let (_cloud, mut subject) = stack_subject();
    let (dr, storm) = (TargetName::Dr, Arc::new(Storm::default()));
    subject.stacks = Arc::new(Hooked::new(subject.stacks, dr, storm.clone()));
    subject.changes = Arc::new(Hooked::new(subject.changes, dr, storm.clone()));
    subject.templates = Arc::new(Hooked::new(subject.templates, dr, storm));
    assert_eq!(broken(&all(&subject).await), [""; 0]);
}
