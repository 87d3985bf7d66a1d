use super::*;
use crate::sim::{CallFault, CallHook, CallInfo};

/// A hook that lets `fault` befall the first `count` writes.
fn befalls_writes(fault: CallFault, count: u64) -> CallHook {
    Box::new(move |info: &CallInfo| {
        if info.call.operation == "PutParameter" && info.count <= count {
            fault
        } else {
            CallFault::None
        }
    })
}

async fn written_under(fault: CallFault) -> Bench {
    let bench = Bench::new();
    bench.cloud.on_call(befalls_writes(fault, 1));
    assert_eq!(bench.write(&one(told(CANARY))).await, Outcome::Succeeded);
    bench
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_not_repeated() {
    let bench = written_under(CallFault::LostAfter).await;
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
    assert_eq!(bench.cloud.changing_calls(), 1);
}

#[tokio::test]
async fn a_write_that_never_arrived_is_repeated() {
    let bench = written_under(CallFault::LostBefore).await;
    assert_eq!(bench.cloud.changing_calls(), 2);
}

#[tokio::test]
async fn a_throttled_write_is_repeated() {
    let bench = written_under(CallFault::Throttle).await;
    assert_eq!(bench.cloud.changing_calls(), 2);
}

#[tokio::test]
async fn an_overwrite_whose_answer_is_lost_makes_one_version() {
    let bench = written_under(CallFault::None).await;
    bench.cloud.on_call(befalls_writes(CallFault::LostAfter, 2));
    assert_eq!(bench.write(&one(told("new"))).await, Outcome::Succeeded);
    assert_eq!(bench.seen("new").await, "SecureString v2, value as wanted");
}

#[tokio::test]
async fn a_parameter_removed_for_its_type_is_made_by_the_next_run_without_further_consent() {
    let bench = Bench::new();
    bench.holds("/acme/a", ParameterType::String, CANARY);
    bench.cloud.on_call(befalls_writes(CallFault::Denied, 1));
    assert_eq!(
        bench.write_agreed(&one(told(CANARY))).await,
        Outcome::Failed
    );
    assert_eq!(bench.seen(CANARY).await, "not there");
    assert_eq!(bench.write(&one(told(CANARY))).await, Outcome::Succeeded);
    assert_eq!(bench.seen(CANARY).await, "SecureString v1, value as wanted");
}
