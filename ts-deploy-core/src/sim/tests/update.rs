use super::*;
use crate::parameter::LiveValue;
use crate::port::ErrorKind;
use crate::port::catalog::RecordStatus;
use crate::port::stack::StackStatus;
use crate::sim::WorldFault;

async fn value(rehearsal: &Rehearsal, key: &str) -> LiveValue {
    rehearsal
        .stack("acme-data")
        .await
        .parameters
        .get(key)
        .cloned()
        .unwrap()
}

fn known(text: &str) -> LiveValue {
    LiveValue::Known(text.to_owned())
}

#[tokio::test]
async fn an_update_ends_available_with_the_new_values() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal
        .update_request("v1.0.0", &[("EsDatanodeInstanceCount", "4")])
        .await;
    rehearsal.place.update(&request).await.unwrap();
    assert_eq!(rehearsal.status("acme-data").await, "UNDER_CHANGE");
    rehearsal.pass(60).await;
    assert_eq!(rehearsal.status("acme-data").await, "AVAILABLE");
    assert_eq!(
        rehearsal.stack("acme-data").await.status,
        StackStatus::UpdateComplete
    );
    assert_eq!(
        value(&rehearsal, "EsDatanodeInstanceCount").await,
        known("4")
    );
}

#[tokio::test]
async fn an_update_of_one_parameter_touches_what_uses_it_only() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal
        .update_request("v1.0.0", &[("EsDatanodeInstanceCount", "4")])
        .await;
    rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(60).await;
    let touched = |events: Vec<StackEvent>| -> Vec<String> {
        let own = |e: &StackEvent| {
            e.token.as_deref() == Some("update-data") && e.status == "UPDATE_COMPLETE"
        };
        events
            .into_iter()
            .filter(own)
            .map(|event| event.resource_type)
            .collect()
    };
    let search = touched(rehearsal.nested_events("acme-data", "Search").await);
    assert_eq!(
        search,
        ["AWS::Elasticsearch::Domain", "AWS::CloudFormation::Stack"]
    );
    let database = touched(rehearsal.nested_events("acme-data", "Database").await);
    assert_eq!(database, ["AWS::CloudFormation::Stack"]);
}

#[tokio::test]
async fn an_update_to_a_new_version_takes_part_of_a_launchs_time() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal
        .update_request("v1.1.0", &[("CFTemplateVersion", "v1.1.0")])
        .await;
    let record = rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(30).await;
    let halfway = rehearsal.place.record(&record.id).await.unwrap().status;
    rehearsal.pass(40).await;
    let end = rehearsal.place.record(&record.id).await.unwrap().status;
    assert_eq!(
        (halfway, end),
        (RecordStatus::InProgress, RecordStatus::Succeeded)
    );
    assert_eq!(rehearsal.data().await.version, request.version);
}

#[tokio::test]
async fn an_update_keeps_the_arn_and_the_names_of_what_stands() {
    let rehearsal = Rehearsal::with_data().await;
    let before = rehearsal.stack("acme-data").await;
    let request = rehearsal
        .update_request("v1.1.0", &[("CFTemplateVersion", "v1.1.0")])
        .await;
    rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(120).await;
    let after = rehearsal.stack("acme-data").await;
    assert_eq!((after.arn, after.outputs), (before.arn, before.outputs));
}

#[tokio::test]
async fn an_omitted_key_falls_back_to_the_templates_default() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal
        .update_request("v1.0.0", &[("LogRetentionDays", "365")])
        .await;
    rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(60).await;
    let mut request = rehearsal
        .update_request("v1.0.0", &[("EsBackupInterval", "12")])
        .await;
    request.token = token("update-again");
    rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(60).await;
    assert_eq!(value(&rehearsal, "LogRetentionDays").await, known("90"));
}

#[tokio::test]
async fn an_update_without_a_difference_taints_the_product() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal.update_request("v1.0.0", &[]).await;
    let record = rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(5).await;
    let record = rehearsal.place.record(&record.id).await.unwrap();
    assert_eq!(record.status, RecordStatus::Failed);
    assert_eq!(record.errors[0].1, "No updates are to be performed.");
    assert_eq!(rehearsal.status("acme-data").await, "TAINTED");
    assert_eq!(
        rehearsal.stack("acme-data").await.status,
        StackStatus::CreateComplete
    );
}

#[tokio::test]
async fn a_second_update_is_a_conflict_while_one_runs() {
    let rehearsal = Rehearsal::with_data().await;
    let mut request = rehearsal
        .update_request("v1.0.0", &[("EsBackupInterval", "12")])
        .await;
    rehearsal.place.update(&request).await.unwrap();
    request.token = token("update-again");
    let error = rehearsal.place.update(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

async fn failed_update() -> Rehearsal {
    let rehearsal = Rehearsal::with_data().await;
    rehearsal.cloud.script(WorldFault::ResourceFails {
        product: name("acme-data"),
        resource: "Search/Domain".into(),
        reason: "LimitExceededException: no more instances".into(),
        times: 1,
    });
    let changes = [
        ("CFTemplateVersion", "v1.1.0"),
        ("EsDatanodeInstanceCount", "4"),
    ];
    let request = rehearsal.update_request("v1.1.0", &changes).await;
    rehearsal.place.update(&request).await.unwrap();
    rehearsal
}

#[tokio::test]
async fn a_failed_update_taints_the_product_and_leaves_the_old_values_and_outputs() {
    let rehearsal = failed_update().await;
    rehearsal.pass(240).await;
    assert_eq!(rehearsal.status("acme-data").await, "TAINTED");
    let stack = rehearsal.stack("acme-data").await;
    assert_eq!(stack.status, StackStatus::UpdateRollbackComplete);
    assert_eq!(
        value(&rehearsal, "EsDatanodeInstanceCount").await,
        known("2")
    );
    assert_eq!(
        value(&rehearsal, "CFTemplateVersion").await,
        known("v1.0.0")
    );
    let fresh = Rehearsal::with_data().await;
    assert_eq!(stack.outputs, fresh.stack("acme-data").await.outputs);
}

#[tokio::test]
async fn a_failed_updates_last_successful_record_is_the_launchs() {
    let rehearsal = failed_update().await;
    rehearsal.pass(240).await;
    let data = rehearsal.data().await;
    let successful = rehearsal
        .place
        .record(&data.last_successful_record.unwrap())
        .await
        .unwrap();
    assert_eq!(
        successful.kind,
        crate::port::catalog::RecordType::ProvisionProduct
    );
    assert_ne!(successful.version, Some(data.version));
}

#[tokio::test]
async fn a_failed_update_says_at_the_root_which_nested_stack_failed() {
    let rehearsal = failed_update().await;
    rehearsal.pass(240).await;
    let events = rehearsal.events("acme-data").await;
    let failed: Vec<_> = events
        .into_iter()
        .filter(|e| e.status == "UPDATE_FAILED")
        .collect();
    let told = told(&failed);
    assert!(told.contains("was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource(s) failed to update: [Domain]"), "{told}");
}

#[tokio::test]
async fn a_tainted_product_can_be_updated() {
    let rehearsal = failed_update().await;
    rehearsal.pass(240).await;
    let changes = [
        ("CFTemplateVersion", "v1.1.0"),
        ("EsDatanodeInstanceCount", "4"),
    ];
    let mut request = rehearsal.update_request("v1.1.0", &changes).await;
    request.token = token("update-again");
    rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(240).await;
    assert_eq!(rehearsal.status("acme-data").await, "AVAILABLE");
}

#[tokio::test]
async fn a_stack_that_a_condition_turns_off_is_removed_in_the_clean_up() {
    let rehearsal = Rehearsal::with_data().await;
    let changes = [("CreateVPC", "false"), ("VPCID", "vpc-0123456789abcdef0")];
    let request = rehearsal.update_request("v1.0.0", &changes).await;
    rehearsal.place.update(&request).await.unwrap();
    rehearsal.pass(60).await;
    let told = told(&rehearsal.events("acme-data").await);
    let cleanup = told.find("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS").unwrap();
    assert!(
        told[cleanup..].contains("Network DELETE_COMPLETE"),
        "{told}"
    );
}
