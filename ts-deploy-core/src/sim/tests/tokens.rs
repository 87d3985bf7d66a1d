use super::*;
use crate::port::ErrorKind;
use crate::port::catalog::RecordStatus;

#[tokio::test]
async fn the_same_token_and_request_answer_with_the_original_record() {
    let rehearsal = Rehearsal::new();
    let first = rehearsal.launch_data().await;
    rehearsal.pass(10).await;
    let again = rehearsal.launch_data().await;
    assert_eq!(
        (again.id, again.status),
        (first.id, RecordStatus::InProgress)
    );
}

#[tokio::test]
async fn a_repetition_launches_nothing() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    rehearsal.launch_data().await;
    assert_eq!(rehearsal.cloud.accepted_launches(&name("acme-data")), 1);
}

#[tokio::test]
async fn the_same_token_with_another_request_is_refused() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    let mut request = rehearsal.data_request().await;
    request.name = name("other-data");
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(
        error
            .message
            .contains("was used before, with another request"),
        "{error}"
    );
}

#[tokio::test]
async fn the_same_token_with_another_secret_is_another_request() {
    let rehearsal = super::secrets::with_password("first").await;
    let mut request = super::secrets::request(&rehearsal, "second").await;
    request.token = token("launch-secret");
    let error = rehearsal.place.provision(&request).await.unwrap_err();
    assert!(
        error
            .message
            .contains("was used before, with another request"),
        "{error}"
    );
}

#[tokio::test]
async fn a_launchs_token_cannot_remove() {
    let rehearsal = Rehearsal::with_data().await;
    let mut request = rehearsal.removal_request().await;
    request.token = token("launch-data");
    let error = rehearsal.place.terminate(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}

#[tokio::test]
async fn a_token_is_remembered_after_the_product_is_gone() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal.removal_request().await;
    let record = rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(240).await;
    let again = rehearsal.place.terminate(&request).await.unwrap();
    assert_eq!(
        (again.id, again.status),
        (record.id, RecordStatus::Succeeded)
    );
}
