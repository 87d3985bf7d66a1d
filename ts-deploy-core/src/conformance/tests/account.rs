//! The promises of the ports that look at an account.

use crate::conformance::promises::account::{AccountSubject, all};
use crate::ids::{AccountId, Region};
use crate::sim::SimCloud;
use crate::target::{Target, TargetName};

#[tokio::test]
async fn the_simulated_cloud_keeps_the_promises_of_an_account() {
    let target = Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    };
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    let ports = cloud.ports(std::slice::from_ref(&target));
    let subject = AccountSubject {
        ports: ports.readers(),
        target,
    };
    for (promise, kept) in all(&subject).await {
        assert!(kept.is_ok(), "{promise}: {kept:?}");
    }
}

#[tokio::test]
async fn a_backend_without_the_ports_keeps_none_of_them() {
    let target = Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    };
    let ports = crate::port::Ports::new();
    let subject = AccountSubject {
        ports: ports.readers(),
        target,
    };
    let tried = all(&subject).await;
    assert!(tried.iter().all(|(_, kept)| kept.is_err()), "{tried:?}");
}
