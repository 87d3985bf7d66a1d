//! R1: what else is in the account.

#![cfg(feature = "spec")]

use super::vendor::{main_of, verdict, with};
use super::{existing_vpc, found, main_target, passed};
use crate::check::Verdict;
use crate::finding::Severity;
use crate::port::stack::StackArn;
use crate::port::stack_list::RootStack;
use crate::sim::{SimAccount, SimVpc};

/// What the check says of an account that was changed so.
fn look(id: &str, change: impl FnOnce(&mut SimAccount)) -> Verdict {
    let (deployment, cloud) = with("");
    main_of(&deployment, &cloud).furnish(change);
    verdict(&deployment, &cloud, id)
}

fn stack(name: &str) -> RootStack {
    RootStack {
        arn: StackArn(format!(
            "arn:aws:cloudformation:us-east-1:111122223333:stack/{name}/1"
        )),
        name: name.to_owned(),
    }
}

fn vpc(account: &mut SimAccount) -> &mut SimVpc {
    let vpc = SimVpc::documented(&existing_vpc(), &main_target().region);
    account.vpcs.push(vpc);
    account.vpcs.last_mut().unwrap()
}

#[test]
fn an_account_without_other_stacks_passes() {
    insta::assert_snapshot!(passed(&look("other-stacks", |_| {})), @"stacks in account 111122223333 in us-east-1: none but this deployment's");
}

#[test]
fn stacks_of_others_warn_with_some_of_their_names() {
    let verdict = look("other-stacks", |account| {
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        account.stacks.extend(names.map(stack));
    });
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    insta::assert_snapshot!(found(&verdict), @"warns main: 7 stacks in account 111122223333 in us-east-1 are not this deployment's: a, b, c, d, e and 2 more. The documents want an account of its own for the platform: what else is there takes from the same quotas and limits of calls, and its administrators reach the platform's data. Choose an account of its own, or see that nothing there needs what the platform takes and that its administrators may see the platform's data. What your organisation puts into every account is no harm.");
}

#[test]
fn a_stack_of_which_nothing_tells_the_name_is_left_out() {
    let verdict = look("other-stacks", |account| account.stacks.push(stack("")));
    assert_eq!(
        passed(&verdict),
        "stacks in account 111122223333 in us-east-1: none but this deployment's"
    );
}

#[test]
fn an_account_with_aws_own_vpc_passes() {
    let verdict = look("other-vpcs", |account| vpc(account).vpc.is_default = true);
    insta::assert_snapshot!(passed(&verdict), @"VPCs in account 111122223333 in us-east-1: none but this deployment's");
}

#[test]
fn a_vpc_of_others_warns() {
    let verdict = look("other-vpcs", |account| {
        vpc(account);
    });
    assert_eq!(verdict.severity(), Some(Severity::Warns));
    assert!(found(&verdict).contains(
        "1 VPCs in account 111122223333 in us-east-1 are not this deployment's: vpc-0a1b2c3d"
    ));
}

#[test]
fn a_vpc_of_a_strangers_stack_warns() {
    let verdict = look("other-vpcs", |account| {
        vpc(account).vpc.stack = Some("SC-111122223333-pp-stranger".to_owned());
    });
    assert_eq!(verdict.severity(), Some(Severity::Warns));
}
