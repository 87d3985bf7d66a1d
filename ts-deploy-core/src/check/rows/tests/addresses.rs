//! R7.

use super::{found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::AddressCheck;
use crate::port::address::ElasticIp;

fn with(taken: usize, stack: Option<&str>) -> Verdict {
    verdict(&AddressCheck::new(main_target()), |account| {
        let one = ElasticIp {
            address: "192.0.2.1".to_owned(),
            stack: stack.map(str::to_owned),
        };
        account.addresses = vec![one; taken];
    })
}

#[test]
fn three_free_addresses_pass() {
    assert_eq!(passed(&with(2, None)), "Elastic IP addresses: 2 of 5 taken");
}

#[test]
fn two_free_addresses_block_with_what_to_ask_for() {
    insta::assert_snapshot!(found(&with(3, None)), @"blocks main: 3 of 5 Elastic IP addresses in us-east-1 are taken; the platform needs 3 more. NAT gateways and load balancers get one each; without them the launch fails. Release what is not used (aws ec2 describe-addresses --region us-east-1), or ask for more: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 6 --region us-east-1");
}

#[test]
fn addresses_of_a_products_stack_only_warn_since_it_may_be_the_platforms() {
    let verdict = with(3, Some("SC-111122223333-pp-abc"));
    assert!(found(&verdict).starts_with("warns"));
}
