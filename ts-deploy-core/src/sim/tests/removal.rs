use super::*;
use crate::port::ErrorKind;
use crate::port::catalog::RecordStatus;
use crate::port::stack::StackStatus;
use crate::sim::WorldFault;

#[tokio::test]
async fn a_removed_product_is_gone() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal.removal_request().await;
    let record = rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    assert_eq!(
        rehearsal
            .place
            .provisioned_product(&name("acme-data"))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        rehearsal.place.record(&record.id).await.unwrap().status,
        RecordStatus::Succeeded
    );
    assert!(rehearsal.cloud.is_empty());
}

#[tokio::test]
async fn a_world_with_a_product_is_not_empty() {
    assert!(!Rehearsal::with_data().await.cloud.is_empty());
}

#[tokio::test]
async fn a_stack_is_being_deleted_until_it_is_deleted_and_found_by_its_arn_only() {
    let rehearsal = Rehearsal::with_data().await;
    let stack = rehearsal.stack("acme-data").await;
    let request = rehearsal.removal_request().await;
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(5).await;
    let now = rehearsal.stack("acme-data").await.status;
    rehearsal.pass(240).await;
    let end = rehearsal
        .place
        .stack(&stack.arn.0)
        .await
        .unwrap()
        .unwrap()
        .status;
    assert_eq!(
        (now, end),
        (StackStatus::DeleteInProgress, StackStatus::DeleteComplete)
    );
    assert_eq!(
        rehearsal.place.stack(stack.name.as_str()).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn what_was_made_last_is_removed_first() {
    let rehearsal = Rehearsal::with_data().await;
    let arn = rehearsal.stack("acme-data").await.arn;
    let request = rehearsal.removal_request().await;
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    let events = rehearsal.place.events(&arn).await.unwrap();
    let gone: Vec<_> = events
        .iter()
        .filter(|event| event.status == "DELETE_COMPLETE" && event.logical_id.len() < 20)
        .map(|event| event.logical_id.as_str())
        .collect();
    assert_eq!((gone[0], gone[gone.len() - 1]), ("Pipelines", "Network"));
}

#[tokio::test]
async fn removing_is_a_conflict_while_another_operation_runs() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    let request = rehearsal.removal_request().await;
    let error = rehearsal.place.terminate(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_relaunch_under_the_same_name_has_another_stack_and_another_product_id() {
    let rehearsal = Rehearsal::with_data().await;
    let (first, stack) = (rehearsal.data().await, rehearsal.stack("acme-data").await);
    let request = rehearsal.removal_request().await;
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    let mut request = rehearsal.data_request().await;
    request.token = token("launch-again");
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(240).await;
    assert_ne!(rehearsal.data().await.id, first.id);
    assert_ne!(rehearsal.stack("acme-data").await.arn, stack.arn);
    assert_eq!(rehearsal.cloud.accepted_launches(&name("acme-data")), 2);
}

async fn stuck_removal() -> Rehearsal {
    let rehearsal = Rehearsal::with_data().await;
    rehearsal.cloud.script(WorldFault::DeleteFails {
        product: name("acme-data"),
        resource: "Storage/DatalakeBucket".into(),
        reason: "The bucket you tried to delete is not empty".into(),
        times: 1,
    });
    let request = rehearsal.removal_request().await;
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    rehearsal
}

#[tokio::test]
async fn a_failed_removal_leaves_a_tainted_product_and_a_stack_that_says_why() {
    let rehearsal = stuck_removal().await;
    assert_eq!(rehearsal.status("acme-data").await, "TAINTED");
    assert_eq!(
        rehearsal.stack("acme-data").await.status,
        StackStatus::DeleteFailed
    );
    let events = rehearsal.nested_events("acme-data", "Storage").await;
    let told = told(&events);
    assert!(
        told.contains("DatalakeBucket DELETE_FAILED: The bucket you tried to delete is not empty"),
        "{told}"
    );
}

#[tokio::test]
async fn what_a_failed_removal_stands_on_is_not_tried() {
    let rehearsal = stuck_removal().await;
    let told = told(&rehearsal.events("acme-data").await);
    assert!(told.contains("Search DELETE_COMPLETE"), "{told}");
    assert!(!told.contains("Network DELETE"), "{told}");
}

#[tokio::test]
async fn a_failed_removal_can_be_tried_again() {
    let rehearsal = stuck_removal().await;
    let mut request = rehearsal.removal_request().await;
    request.token = token("remove-again");
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    assert!(rehearsal.cloud.is_empty());
}

#[tokio::test]
async fn a_product_that_could_not_be_removed_cannot_be_updated() {
    let rehearsal = stuck_removal().await;
    let request = rehearsal
        .update_request("v1.0.0", &[("EsBackupInterval", "12")])
        .await;
    let error = rehearsal.place.update(&request).await.unwrap_err();
    assert!(
        error
            .message
            .contains("is in DELETE_FAILED state and can not be updated"),
        "{error}"
    );
}
