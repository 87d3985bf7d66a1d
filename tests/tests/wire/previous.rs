//! A parameter that nobody can read is kept through an update.

use ts_deploy_core::conformance::{Broken, Kept, Subject};
use ts_deploy_core::parameter::Sent;
use ts_deploy_core::port::catalog::{
    OperationToken, ProvisionRequest, Record, RecordStatus, UpdateRequest,
};

use crate::board::key;
use crate::ground::Ground;

const PROMISE: &str = "a_secret_is_kept_by_its_previous_value";

/// The record's end.
async fn ended(subject: &Subject, begun: Record) -> Record {
    loop {
        let record = subject.backend.catalog.record(&begun.id).await.unwrap();
        if [RecordStatus::Succeeded, RecordStatus::Failed].contains(&record.status) {
            return record;
        }
    }
}

/// A launch of the subject's product.
pub(crate) fn launch(subject: &Subject) -> ProvisionRequest {
    ProvisionRequest {
        token: OperationToken("launch".to_owned()),
        name: "try-previous".parse().unwrap(),
        product: subject.product.clone(),
        version: subject.version.clone(),
        path: subject.path.clone(),
        parameters: subject.parameters.clone(),
        tags: subject.tags.clone(),
    }
}

/// An update in which the password keeps its previous value succeeds.
pub(crate) async fn a_secret_is_kept_by_its_previous_value(subject: &Subject) -> Kept {
    let changes = &subject.backend.changes;
    let launched = ended(subject, changes.provision(&launch(subject)).await.unwrap()).await;
    let mut parameters = subject.parameters.clone();
    parameters.sent.insert(key("Password"), Sent::Previous);
    parameters
        .sent
        .insert(key("Size"), Sent::Value("3".to_owned()));
    let request = UpdateRequest {
        token: OperationToken("update".to_owned()),
        provisioned_product: launched.provisioned_product,
        product: subject.product.clone(),
        version: subject.version.clone(),
        path: subject.path.clone(),
        parameters,
    };
    let updated = ended(subject, changes.update(&request).await.unwrap()).await;
    match updated.status {
        RecordStatus::Succeeded => Ok(()),
        _ => Err(Broken {
            promise: PROMISE,
            saw: format!("{:?}", updated.errors),
        }),
    }
}

#[tokio::test]
async fn an_update_keeps_the_secret_that_nobody_can_read() {
    let ground = Ground::new();
    let subject = crate::promises::subject(&ground).await;
    assert_eq!(
        a_secret_is_kept_by_its_previous_value(&subject).await,
        Ok(())
    );
}
