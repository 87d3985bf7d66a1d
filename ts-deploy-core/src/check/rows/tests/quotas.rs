//! R23.

use super::{existing_vpc, found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::{QuotaCheck, QuotaNeeds};
use crate::sim::{SimAccount, SimVpc};

fn with(change: impl FnOnce(&mut SimAccount)) -> Verdict {
    let needs = QuotaNeeds {
        new_vpc: true,
        snapshots: 30,
    };
    verdict(&QuotaCheck::new(main_target(), needs), change)
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
fn an_account_with_awss_defaults_passes() {
    assert!(passed(&with(|_| {})).contains(
        "0 of 5 VPCs used, 30 of 100 snapshots to be kept, at most 5 vCPUs of standard instances"
    ));
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
