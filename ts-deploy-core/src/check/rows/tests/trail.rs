//! R3.

use super::{found, main_target, passed, verdict, verdict_with};
use crate::check::rows::TrailCheck;

fn check() -> TrailCheck {
    TrailCheck::new(main_target())
}

#[test]
fn a_trail_that_logs_to_a_bucket_passes() {
    let verdict = verdict(&check(), |_| {});
    insta::assert_snapshot!(passed(&verdict), @"trail management-events: logs to cloudtrail-111122223333");
}

#[test]
fn no_trail_blocks() {
    let verdict = verdict(&check(), |account| account.trails.clear());
    insta::assert_snapshot!(found(&verdict), @"blocks main: no trail covers us-east-1. The vendor's support and the platform's own audit rest on the account's log of calls; without it nobody can tell afterwards who changed what. Create a trail with a bucket (console: CloudTrail, Trails, Create trail), or start the one there is: aws cloudtrail start-logging --name NAME --region us-east-1");
}

#[test]
fn a_stopped_trail_blocks_and_is_named() {
    let verdict = verdict(&check(), |account| account.trails[0].status.logging = false);
    assert!(found(&verdict).contains("no trail logs us-east-1: management-events is stopped"));
}

#[test]
fn a_trail_without_a_bucket_blocks() {
    let verdict = verdict(&check(), |account| account.trails[0].trail.bucket = None);
    assert!(found(&verdict).contains("management-events has no bucket"));
}

#[test]
fn a_trail_that_cannot_deliver_blocks_with_the_error() {
    let verdict = verdict(&check(), |account| {
        account.trails[0].status.delivery_error = Some("AccessDenied".to_owned());
    });
    assert!(found(&verdict).contains("management-events cannot deliver: AccessDenied"));
}

#[test]
fn one_trail_that_logs_is_enough() {
    let verdict = verdict(&check(), |account| {
        let mut stopped = account.trails[0].clone();
        stopped.status.logging = false;
        stopped.trail.arn.push_str("-stopped");
        account.trails.insert(0, stopped);
    });
    assert!(passed(&verdict).contains("logs to"));
}

#[test]
fn an_organisations_trail_that_may_not_be_asked_warns() {
    let organization = |account: &mut crate::sim::SimAccount| {
        account.trails[0].trail.organization = true;
    };
    let verdict = verdict_with(&check(), organization, Some("cloudtrail:GetTrailStatus"));
    assert!(found(&verdict).starts_with("warns main: the organisation's trail management-events"));
}

#[test]
fn a_trail_of_ones_own_that_may_not_be_asked_is_not_checked() {
    let verdict = verdict_with(&check(), |_| {}, Some("cloudtrail:GetTrailStatus"));
    assert!(found(&verdict).contains("Give the caller the right to cloudtrail:GetTrailStatus"));
}
