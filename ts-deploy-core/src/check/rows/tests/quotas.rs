//! R23.

use futures::executor::block_on;

use super::{existing_vpc, found, main_target, passed, start, verdict, verdict_with};
use crate::check::rows::{QuotaCheck, QuotaNeeds};
use crate::check::{Check, CheckContext, Verdict};
use crate::ids::SnapshotId;
use crate::port::snapshot::{DbSnapshot, SnapshotKind};
use crate::sim::{SimAccount, SimCloud, SimVpc};

fn check() -> QuotaCheck {
    let needs = QuotaNeeds {
        new_vpc: true,
        snapshots: 30,
        vcpus: Some(2),
    };
    QuotaCheck::new(main_target(), needs)
}

fn with(change: impl FnOnce(&mut SimAccount)) -> Verdict {
    verdict(&check(), change)
}

/// What the check says in a world.
fn look(cloud: &SimCloud) -> Verdict {
    let ports = cloud.ports(&[main_target()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    Verdict::of(&check(), block_on(check().look(&cx)))
}

fn snapshot(database: &str, number: usize) -> DbSnapshot {
    let id = format!("{database}-{number}");
    DbSnapshot {
        arn: format!("arn:aws:rds:us-east-1:111122223333:snapshot:{id}"),
        id: SnapshotId::parse(&id).unwrap(),
        database: database.to_owned(),
        status: "available".to_owned(),
        kind: SnapshotKind::Manual,
        engine: "postgres".to_owned(),
        engine_version: "11.22".to_owned(),
        created: start(),
        key: None,
    }
}

fn set(account: &mut SimAccount, code: &str, applied: u64) {
    let quota = account.quotas.iter_mut().find(|one| one.code == code);
    quota.unwrap().applied = applied;
}

fn five_vpcs(account: &mut SimAccount, stack: Option<&str>) {
    let mut one = SimVpc::documented(&existing_vpc(), &main_target().region);
    one.vpc.stack = stack.map(str::to_owned);
    account.vpcs = vec![one; 5];
}

#[test]
fn an_account_that_got_more_vcpus_passes() {
    assert!(passed(&with(|_| {})).contains(
        "0 of 5 VPCs used, 30 of 100 snapshots to be kept, at most 64 vCPUs of standard instances"
    ));
}

#[test]
fn the_vcpus_that_aws_gives_to_a_new_account_warn() {
    let verdict = with(|account| set(account, "L-1216C47A", 5));
    assert_eq!(verdict.findings()[0].id, "vcpus-of-a-new-account");
    assert!(found(&verdict).starts_with("warns main: the account may have 5 vCPUs"));
}

#[test]
fn fewer_vcpus_than_one_worker_takes_block() {
    let verdict = with(|account| set(account, "L-1216C47A", 1));
    assert_eq!(verdict.findings()[0].id, "too-few-vcpus");
    assert!(found(&verdict).starts_with("blocks main:"));
}

/// Manual snapshots of a database, as many.
fn kept(database: &str, count: usize) -> SimCloud {
    let cloud = SimCloud::new(7, start());
    for number in 0..count {
        cloud
            .at(&main_target())
            .put_snapshot(snapshot(database, number));
    }
    cloud
}

#[test]
fn snapshots_of_other_databases_count_against_the_quota() {
    let verdict = look(&kept("payroll", 80));
    let found = found(&verdict);
    assert!(
        found
            .contains("30 snapshots are to be kept beside 80 of other databases, the quota is 100"),
        "{found}"
    );
}

#[test]
fn the_platforms_own_snapshots_are_among_those_to_be_kept() {
    assert!(!passed(&look(&kept("ts-platform-acme", 80))).is_empty());
}

#[test]
fn snapshots_that_may_not_be_read_warn_that_they_were_not_counted() {
    let verdict = verdict_with(&check(), |_| {}, Some("rds:DescribeDBSnapshots"));
    assert_eq!(verdict.findings()[0].id, "snapshots-not-counted");
}

#[test]
fn no_vpc_left_in_the_quota_blocks() {
    let verdict = with(|account| five_vpcs(account, None));
    insta::assert_snapshot!(found(&verdict), @"blocks main: 5 of 5 VPCs in us-east-1 are there; one more is needed. The Data Layer's stack makes a VPC; the launch fails without. aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 6 --region us-east-1; AWS may take days.");
}

#[test]
fn a_vpc_of_a_products_stack_only_warns_since_it_may_be_the_platforms() {
    let verdict = with(|account| five_vpcs(account, Some("SC-111122223333-pp-abc")));
    assert!(found(&verdict).starts_with("warns main: 5 of 5 VPCs"));
}

#[test]
fn more_snapshots_than_the_quota_block() {
    let verdict = with(|account| set(account, "L-272F1212", 20));
    assert!(found(&verdict).contains("30 snapshots are to be kept, the quota is 20"));
}

#[test]
fn a_quota_lowered_for_a_new_account_warns() {
    let verdict = with(|account| set(account, "L-B99A9384", 10));
    assert!(found(&verdict).starts_with("warns main: the account may have 10 in us-east-1"));
}

#[test]
fn a_quota_that_does_not_exist_is_not_checked() {
    let verdict = with(|account| account.quotas.clear());
    assert!(found(&verdict).contains("not checked: servicequotas:GetServiceQuota"));
}
