//! A script that plays: what befalls which call, and what of it is left.

use super::super::{CallFault, Script, ScriptedCall, SimCloud, WorldFault};
use crate::ids::{AccountId, ProvisionedProductName, Region};
use crate::port::ErrorKind;
use crate::port::catalog::CatalogReader as _;
use crate::port::identity::IdentityReader as _;
use crate::target::{Target, TargetName};

fn cloud() -> SimCloud {
    SimCloud::new(3, jiff::Timestamp::UNIX_EPOCH)
}

fn main() -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    }
}

fn calls(calls: Vec<ScriptedCall>) -> Script {
    Script {
        calls,
        ..Script::default()
    }
}

/// How the next calls of `SearchProducts` are answered.
async fn searched(cloud: &SimCloud, count: usize) -> Vec<Option<ErrorKind>> {
    let place = cloud.at(&main());
    let mut answers = Vec::new();
    for _ in 0..count {
        answers.push(place.products().await.err().map(|error| error.kind));
    }
    answers
}

#[tokio::test]
async fn a_fault_befalls_the_calls_after_so_many_and_then_no_more() {
    let cloud = cloud();
    let throttled = ScriptedCall::new("SearchProducts", CallFault::Throttle);
    calls(vec![throttled.after(1).times(2)]).play(&cloud);
    let slow = Some(ErrorKind::Throttled);
    assert_eq!(searched(&cloud, 4).await, [None, slow, slow, None]);
}

#[tokio::test]
async fn calls_of_other_operations_and_other_services_are_left_alone() {
    let cloud = cloud();
    let playing = calls(vec![
        ScriptedCall::new("GetCallerIdentity", CallFault::Denied),
        ScriptedCall::new("ssm:SearchProducts", CallFault::Denied),
    ])
    .play(&cloud);
    assert_eq!(searched(&cloud, 2).await, [None, None]);
    let refused = cloud.at(&main()).caller().await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Denied);
    assert_eq!(
        playing.left(),
        ["ssm:SearchProducts: denied 1 times after 0 calls, 1 left"]
    );
}

#[tokio::test]
async fn of_two_faults_for_one_call_the_first_befalls_it_and_both_are_over() {
    let cloud = cloud();
    let playing = calls(vec![
        ScriptedCall::new("SearchProducts", CallFault::Throttle),
        ScriptedCall::new("servicecatalog:SearchProducts", CallFault::Denied),
    ])
    .play(&cloud);
    let slow = Some(ErrorKind::Throttled);
    assert_eq!(searched(&cloud, 2).await, [slow, None]);
    assert_eq!(playing.left(), Vec::<String>::new());
}

#[test]
fn a_fault_of_the_world_is_added_once_however_often_the_script_plays() {
    let cloud = cloud();
    let fault = WorldFault::Stalls {
        product: ProvisionedProductName::parse("acme-data-layer").unwrap(),
        resource: "Search/Domain".to_owned(),
        minutes: 45,
        times: 1,
    };
    let script = Script {
        world: vec![fault.clone()],
        ..Script::default()
    };
    script.play(&cloud);
    let playing = script.play(&cloud);
    assert_eq!(cloud.unspent_faults(), [fault]);
    insta::assert_snapshot!(playing.left().join("\n"), @"Search/Domain of acme-data-layer: takes 45 minutes longer, 1 left");
}
