use super::*;
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
