use super::*;
use crate::parameter::LiveValue;
use crate::port::catalog::RecordStatus;
use crate::port::stack::StackStatus;

async fn minutes_until_settled(rehearsal: &Rehearsal, of: &str) -> i64 {
    let mut minutes = 0;
    while rehearsal.status(of).await == "UNDER_CHANGE" {
        rehearsal.pass(1).await;
        minutes += 1;
    }
    minutes
}

#[tokio::test]
async fn a_data_layer_takes_about_two_hours_and_twenty_minutes() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    let minutes = minutes_until_settled(&rehearsal, "acme-data").await;
    assert!((133..=147).contains(&minutes), "{minutes}");
}

#[tokio::test]
async fn a_service_layer_takes_about_three_quarters_of_an_hour() {
    let rehearsal = Rehearsal::with_data().await;
    let stack = rehearsal.stack("acme-data").await.name;
    let request = rehearsal.service_request(stack.as_str()).await;
    rehearsal.place.provision(&request).await.unwrap();
    let minutes = minutes_until_settled(&rehearsal, "acme-service").await;
    assert!((41..=49).contains(&minutes), "{minutes}");
    assert_eq!(rehearsal.status("acme-service").await, "AVAILABLE");
}

#[tokio::test]
async fn a_record_goes_from_created_over_in_progress_to_succeeded() {
    let rehearsal = Rehearsal::new();
    let record = rehearsal.launch_data().await;
    let mut seen = vec![record.status];
    rehearsal.pass(1).await;
    seen.push(rehearsal.place.record(&record.id).await.unwrap().status);
    rehearsal.pass(240).await;
    seen.push(rehearsal.place.record(&record.id).await.unwrap().status);
    assert_eq!(
        seen,
        [
            RecordStatus::Created,
            RecordStatus::InProgress,
            RecordStatus::Succeeded
        ]
    );
}

#[tokio::test]
async fn a_product_is_under_change_until_it_is_available() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    assert_eq!(rehearsal.status("acme-data").await, "UNDER_CHANGE");
    rehearsal.pass(240).await;
    assert_eq!(rehearsal.status("acme-data").await, "AVAILABLE");
}

#[tokio::test]
async fn a_product_has_no_stack_before_its_record_is_taken_up() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    assert_eq!(rehearsal.data().await.stack, None);
}

#[tokio::test]
async fn a_stack_is_named_after_account_and_provisioned_product() {
    let rehearsal = Rehearsal::with_data().await;
    let data = rehearsal.data().await;
    let stack = rehearsal.stack("acme-data").await;
    assert_eq!(stack.name.as_str(), format!("SC-111122223333-{}", data.id));
    let by_name = rehearsal
        .place
        .stack(stack.name.as_str())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(by_name.arn, stack.arn);
}

#[tokio::test]
async fn a_stack_shows_what_was_sent_and_the_defaults_of_what_was_not() {
    let rehearsal = Rehearsal::with_data().await;
    let parameters = rehearsal.stack("acme-data").await.parameters;
    let known = |key: &str| match parameters.get(key) {
        Some(LiveValue::Known(text)) => text.clone(),
        other => panic!("{key}: {other:?}"),
    };
    assert_eq!(known("InfrastructureName"), "acme-tetra");
    assert_eq!(known("EsDatanodeInstanceCount"), "2");
    assert_eq!(parameters.iter().count(), 41);
}

#[tokio::test]
async fn events_begin_with_the_users_act_and_end_with_the_stack_complete() {
    let rehearsal = Rehearsal::with_data().await;
    let events = rehearsal.events("acme-data").await;
    let ends = told(&[
        events.first().unwrap().clone(),
        events.last().unwrap().clone(),
    ]);
    let stack = rehearsal.stack("acme-data").await.name;
    assert_eq!(
        ends,
        format!("{stack} CREATE_IN_PROGRESS: User Initiated\n{stack} CREATE_COMPLETE")
    );
}

#[tokio::test]
async fn every_event_carries_the_token_and_an_id_of_its_own() {
    let rehearsal = Rehearsal::with_data().await;
    let mut events = rehearsal.events("acme-data").await;
    events.extend(rehearsal.nested_events("acme-data", "Database").await);
    assert!(
        events
            .iter()
            .all(|event| event.token.as_deref() == Some("launch-data"))
    );
    let ids: std::collections::BTreeSet<_> = events.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), events.len());
}

#[tokio::test]
async fn a_nested_stack_tells_how_its_resources_are_made() {
    let rehearsal = Rehearsal::with_data().await;
    let events = rehearsal.nested_events("acme-data", "Database").await;
    let told = told(&events);
    let own = &events[0].logical_id;
    insta::assert_snapshot!(told.replace(own.as_str(), "NESTED"), @r#"
    NESTED CREATE_IN_PROGRESS: User Initiated
    SubnetGroup CREATE_IN_PROGRESS
    Password CREATE_IN_PROGRESS
    SubnetGroup CREATE_IN_PROGRESS: Resource creation Initiated
    Password CREATE_IN_PROGRESS: Resource creation Initiated
    Password CREATE_COMPLETE
    SubnetGroup CREATE_COMPLETE
    Instance CREATE_IN_PROGRESS
    Instance CREATE_IN_PROGRESS: Resource creation Initiated
    Instance CREATE_COMPLETE
    BackupSchedule CREATE_IN_PROGRESS
    BackupSchedule CREATE_IN_PROGRESS: Resource creation Initiated
    BackupSchedule CREATE_COMPLETE
    NESTED CREATE_COMPLETE
    "#);
}

#[tokio::test]
async fn a_nested_stack_is_found_by_its_arn_and_complete() {
    let rehearsal = Rehearsal::with_data().await;
    let arn = rehearsal.nested_events("acme-data", "Search").await[0]
        .stack
        .clone();
    let nested = rehearsal.place.stack(&arn.0).await.unwrap().unwrap();
    assert_eq!(nested.status, StackStatus::CreateComplete);
}

#[tokio::test]
async fn the_outputs_of_a_data_layer_name_what_was_made() {
    let rehearsal = Rehearsal::with_data().await;
    let outputs = rehearsal
        .place
        .outputs(&rehearsal.data().await.id)
        .await
        .unwrap();
    let shown: Vec<String> = outputs
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    AlertTopicArn = arn:aws:sns:us-east-1:111122223333:acme-tetra-alerts
    BackupBucket = acme-tetra-backup
    CloudformationStackARN = arn:aws:cloudformation:us-east-1:111122223333:stack/SC-111122223333-pp-7b9347c1ed9b5/e59e2533-b55d-9148-9e3b-334bd6676e0c
    DatalakeBucket = acme-tetra-datalake
    EksCluster = acme-tetra-eks
    ElasticsearchEndpoint = vpc-acme-tetra-c3c27d56b091.us-east-1.es.amazonaws.com
    Environment = production
    InfrastructureName = acme-tetra
    RDSEndpoint = ts-platform-acme-tetra.2d3f266b1bab.us-east-1.rds.amazonaws.com
    RDSInstanceId = ts-platform-acme-tetra
    StreamBucket = acme-tetra-stream
    VpcId = vpc-5b015958136f
    "#);
}

#[tokio::test]
async fn a_product_gives_no_outputs_before_it_succeeded() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    rehearsal.pass(60).await;
    let outputs = rehearsal
        .place
        .outputs(&rehearsal.data().await.id)
        .await
        .unwrap();
    assert_eq!(outputs, BTreeMap::new());
}

#[tokio::test]
async fn an_existing_vpc_is_used_and_none_is_made() {
    let rehearsal = Rehearsal::new();
    let mut request = rehearsal.data_request().await;
    let existing = [("CreateVPC", "false"), ("VPCID", "vpc-0123456789abcdef0")];
    request.parameters.sent.extend(plain(&existing).sent);
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(240).await;
    let outputs = rehearsal.stack("acme-data").await.outputs;
    assert_eq!(
        outputs.get("VpcId").map(String::as_str),
        Some("vpc-0123456789abcdef0")
    );
    let events = rehearsal.events("acme-data").await;
    assert!(!events.iter().any(|event| event.logical_id == "Network"));
}

#[tokio::test]
async fn a_database_is_restored_when_a_snapshot_is_given() {
    let rehearsal = Rehearsal::new();
    let mut request = rehearsal.data_request().await;
    let snapshot = [("RDSSnapShot", "ts-platform-2026-02-28")];
    request.parameters.sent.extend(plain(&snapshot).sent);
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(240).await;
    let events = rehearsal.nested_events("acme-data", "Database").await;
    assert!(told(&events).contains("Restoring from the snapshot ts-platform-2026-02-28"));
}

#[tokio::test]
async fn the_platform_speaks_plain_http_without_dns_and_certificate() {
    let rehearsal = Rehearsal::with_data().await;
    let stack = rehearsal.stack("acme-data").await.name;
    let mut request = rehearsal.service_request(stack.as_str()).await;
    let plainly = [("NoDNSWeb", "true"), ("PublicDomainZoneId", "")];
    request.parameters.sent.extend(plain(&plainly).sent);
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(60).await;
    let outputs = rehearsal.stack("acme-service").await.outputs;
    assert_eq!(
        outputs.get("PlatformUrl").map(String::as_str),
        Some("http://tetra.acme.example")
    );
}

#[tokio::test]
async fn a_certificate_that_waits_says_for_which_record() {
    let rehearsal = Rehearsal::with_data().await;
    let stack = rehearsal.stack("acme-data").await.name;
    let request = rehearsal.service_request(stack.as_str()).await;
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(5).await;
    let events = rehearsal.nested_events("acme-service", "Certificate").await;
    let told = told(&events);
    assert!(told.contains("Content of DNS Record is: Name: _"), "{told}");
}
