use std::error::Error as _;

use super::*;
use crate::port::ErrorKind;
use crate::port::identity::IdentityReader;
use crate::sim::{CallFault, CallInfo};

/// A hook that lets `fault` befall the launches only.
fn befalls_launches(fault: CallFault) -> crate::sim::CallHook {
    Box::new(move |info: &CallInfo| match info.call.operation {
        "ProvisionProduct" => fault,
        _ => CallFault::None,
    })
}

async fn launch_under(fault: CallFault) -> (Rehearsal, crate::port::PortError) {
    let rehearsal = Rehearsal::new();
    let request = rehearsal.data_request().await;
    rehearsal.cloud.on_call(befalls_launches(fault));
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    (rehearsal, error)
}

#[tokio::test]
async fn a_throttled_call_has_no_effect() {
    let (rehearsal, error) = launch_under(CallFault::Throttle).await;
    assert_eq!(error.kind, ErrorKind::Throttled);
    assert!(rehearsal.cloud.is_empty());
}

#[tokio::test]
async fn a_call_lost_on_the_way_has_no_effect() {
    let (rehearsal, error) = launch_under(CallFault::LostBefore).await;
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert!(rehearsal.cloud.is_empty());
}

#[tokio::test]
async fn a_call_whose_answer_is_lost_has_its_effect() {
    let (rehearsal, error) = launch_under(CallFault::LostAfter).await;
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert_eq!(rehearsal.status("acme-data").await, "UNDER_CHANGE");
}

#[tokio::test]
async fn a_denied_call_names_the_caller_and_the_action() {
    let (_, error) = launch_under(CallFault::Denied).await;
    insta::assert_snapshot!(error, @"servicecatalog:ProvisionProduct in main: access denied: User: arn:aws:sts::111122223333:assumed-role/deployer/rehearsal is not authorized to perform: servicecatalog:ProvisionProduct");
}

#[tokio::test]
async fn a_call_with_expired_credentials_says_so() {
    let (_, error) = launch_under(CallFault::CredentialsExpired).await;
    assert_eq!(error.kind, ErrorKind::CredentialsExpired);
}

#[tokio::test]
async fn a_hook_sees_how_many_calls_there_were() {
    let rehearsal = Rehearsal::new();
    rehearsal.cloud.on_call(Box::new(|info| match info.count {
        1 | 2 => CallFault::Throttle,
        _ => CallFault::None,
    }));
    assert!(rehearsal.place.caller().await.is_err());
    assert!(rehearsal.place.caller().await.is_err());
    assert!(rehearsal.place.caller().await.is_ok());
}

#[tokio::test]
async fn a_hook_may_look_at_the_cloud() {
    let rehearsal = Rehearsal::new();
    let cloud = rehearsal.cloud.clone();
    rehearsal.cloud.on_call(Box::new(move |_| {
        if cloud.is_empty() {
            CallFault::Throttle
        } else {
            CallFault::None
        }
    }));
    let error = rehearsal.place.caller().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
}

#[tokio::test]
async fn a_hook_may_make_calls_which_pass_no_hook() {
    use futures::FutureExt as _;
    let rehearsal = Rehearsal::new();
    let place = rehearsal.place.clone();
    rehearsal.cloud.on_call(Box::new(move |_| {
        let products = place.products().now_or_never().unwrap();
        match products.unwrap().len() {
            2 => CallFault::Throttle,
            _ => CallFault::None,
        }
    }));
    let error = rehearsal.place.caller().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Throttled);
}

#[tokio::test]
async fn calls_are_counted_by_operation_and_by_whether_they_change_anything() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    rehearsal.status("acme-data").await;
    rehearsal.status("acme-data").await;
    let calls = rehearsal.cloud.calls();
    let count = |name: &str| {
        calls
            .iter()
            .find(|(call, _)| call == name)
            .map(|(_, count)| *count)
    };
    assert_eq!(count("servicecatalog:ProvisionProduct"), Some(1));
    assert_eq!(count("servicecatalog:DescribeProvisionedProduct"), Some(2));
    assert_eq!(rehearsal.cloud.changing_calls(), 1);
}

#[tokio::test]
async fn a_call_that_cannot_be_saved_is_unreachable_and_says_why() {
    let rehearsal = Rehearsal::new();
    let request = rehearsal.data_request().await;
    rehearsal
        .cloud
        .keep_in(Box::new(|_| Err(std::io::Error::other("the disk is full"))));
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
}
