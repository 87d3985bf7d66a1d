use super::*;
use crate::port::ErrorKind;
use crate::port::catalog::RecordStatus;
use crate::port::stack::StackStatus;
use crate::sim::WorldFault;

fn database_fails(times: u32) -> WorldFault {
    WorldFault::ResourceFails {
        product: name("acme-data"),
        resource: "Database/Instance".into(),
        reason: "Cannot create more than 40 instances".into(),
        times,
    }
}

async fn failing() -> (Rehearsal, Record) {
    let rehearsal = Rehearsal::new();
    rehearsal.cloud.script(database_fails(1));
    let record = rehearsal.launch_data().await;
    (rehearsal, record)
}

/// Minute by minute until the record is in the given state.
async fn until(rehearsal: &Rehearsal, record: &Record, status: RecordStatus) -> Record {
    for _ in 0..300 {
        let now = rehearsal.place.record(&record.id).await.unwrap();
        if now.status == status {
            return now;
        }
        rehearsal.pass(1).await;
    }
    panic!("the record never was {status:?}");
}

#[tokio::test]
async fn a_failed_launch_goes_through_an_error_and_a_rollback_to_its_end() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::InProgressInError).await;
    assert_eq!(
        rehearsal.stack("acme-data").await.status,
        StackStatus::RollbackInProgress
    );
    until(&rehearsal, &record, RecordStatus::Failed).await;
    assert_eq!(
        rehearsal.stack("acme-data").await.status,
        StackStatus::RollbackComplete
    );
    assert_eq!(rehearsal.status("acme-data").await, "ERROR");
}

#[tokio::test]
async fn a_failed_record_carries_the_root_stacks_words_only() {
    let (rehearsal, record) = failing().await;
    let failed = until(&rehearsal, &record, RecordStatus::Failed).await;
    let (code, words) = &failed.errors[0];
    insta::assert_snapshot!(format!("{code}: {words}"), @"AmazonCloudFormationException: The following resource(s) failed to create: [Database, Workers]. Rollback requested by user.");
}

#[tokio::test]
async fn a_nested_failure_spreads_to_siblings_and_the_root() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::Failed).await;
    let mut events = rehearsal.nested_events("acme-data", "Database").await;
    events.extend(rehearsal.nested_events("acme-data", "Workers").await);
    events.extend(rehearsal.events("acme-data").await);
    events
        .retain(|event| event.status.ends_with("_FAILED") || event.status.starts_with("ROLLBACK"));
    let arn = |name: &str| {
        events
            .iter()
            .find(|e| e.logical_id == name)
            .unwrap()
            .physical_id
            .clone()
    };
    let root = rehearsal.stack("acme-data").await.name;
    let told = told(&events)
        .replace(&arn("Database"), "DATABASE")
        .replace(root.as_str(), "ROOT");
    let told = told.lines().map(|line| match line.split_once(' ') {
        Some((own, rest)) if own.starts_with("ROOT-") => format!("NESTED {rest}"),
        _ => line.to_owned(),
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    Instance CREATE_FAILED: Cannot create more than 40 instances
    NESTED CREATE_FAILED: The following resource(s) failed to create: [Instance].
    NodeGroup CREATE_FAILED: Resource creation cancelled
    NESTED CREATE_FAILED: The following resource(s) failed to create: [NodeGroup].
    Database CREATE_FAILED: Embedded stack DATABASE was not successfully created: The following resource(s) failed to create: [Instance].
    Workers CREATE_FAILED: Resource creation cancelled
    ROOT ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Database, Workers]. Rollback requested by user.
    ROOT ROLLBACK_COMPLETE
    "#);
}

#[tokio::test]
async fn what_runs_beside_a_failed_resource_is_cancelled() {
    let rehearsal = Rehearsal::new();
    rehearsal.cloud.script(WorldFault::ResourceFails {
        product: name("acme-data"),
        resource: "Network/NatGatewayA".into(),
        reason: "Performing this operation would exceed the limit of 5 NAT gateways".into(),
        times: 1,
    });
    rehearsal.launch_data().await;
    rehearsal.pass(60).await;
    let mut events = rehearsal.nested_events("acme-data", "Network").await;
    events.retain(|event| event.status == "CREATE_FAILED");
    let own = events[0].stack.clone();
    let told = told(&events).replace(own.0.split('/').nth(1).unwrap(), "NESTED");
    insta::assert_snapshot!(told, @r#"
    NatGatewayA CREATE_FAILED: Performing this operation would exceed the limit of 5 NAT gateways
    NatGatewayB CREATE_FAILED: Resource creation cancelled
    NESTED CREATE_FAILED: The following resource(s) failed to create: [NatGatewayA, NatGatewayB].
    "#);
}

#[tokio::test]
async fn the_first_event_that_failed_is_the_cause() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::Failed).await;
    let mut events = rehearsal.events("acme-data").await;
    events.extend(rehearsal.nested_events("acme-data", "Database").await);
    events.extend(rehearsal.nested_events("acme-data", "Workers").await);
    events.retain(|event| event.status.ends_with("_FAILED"));
    let first = events.iter().min_by_key(|event| event.at).unwrap();
    assert_eq!(
        (first.logical_id.as_str(), first.reason.as_deref()),
        ("Instance", Some("Cannot create more than 40 instances"))
    );
}

#[tokio::test]
async fn a_rollback_deletes_everything_that_was_made() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::Failed).await;
    let events = rehearsal.events("acme-data").await;
    let made = |status: &str| -> std::collections::BTreeSet<String> {
        let own = |e: &&StackEvent| e.status == status && !e.logical_id.starts_with("SC-");
        events
            .iter()
            .filter(own)
            .map(|event| event.logical_id.clone())
            .collect()
    };
    assert_eq!(made("CREATE_IN_PROGRESS"), made("DELETE_COMPLETE"));
}

#[tokio::test]
async fn a_failed_launch_gives_no_outputs() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::Failed).await;
    let outputs = rehearsal
        .place
        .outputs(&rehearsal.data().await.id)
        .await
        .unwrap();
    assert_eq!(outputs, BTreeMap::new());
}

#[tokio::test]
async fn a_failed_launch_cannot_be_updated() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::Failed).await;
    let request = rehearsal
        .update_request("v1.0.0", &[("EsBackupInterval", "12")])
        .await;
    let error = rehearsal.place.update(&request).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(
        error
            .message
            .contains("is in ROLLBACK_COMPLETE state and can not be updated"),
        "{error}"
    );
}

#[tokio::test]
async fn a_failed_launch_can_be_removed_and_launched_again() {
    let (rehearsal, record) = failing().await;
    until(&rehearsal, &record, RecordStatus::Failed).await;
    let request = rehearsal.removal_request().await;
    rehearsal.place.terminate(&request).await.unwrap();
    rehearsal.pass(5).await;
    let mut request = rehearsal.data_request().await;
    request.token = token("launch-again");
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(240).await;
    assert_eq!(rehearsal.status("acme-data").await, "AVAILABLE");
}

#[tokio::test]
async fn a_fault_happens_as_often_as_scripted() {
    let rehearsal = Rehearsal::new();
    rehearsal.cloud.script(database_fails(2));
    rehearsal.launch_data().await;
    assert_eq!(rehearsal.cloud.unspent_faults(), [database_fails(1)]);
}

#[tokio::test]
async fn a_fault_of_another_product_waits() {
    let rehearsal = Rehearsal::new();
    let fault = WorldFault::ResourceFails {
        product: name("other-data"),
        resource: "Database/Instance".into(),
        reason: "no".into(),
        times: 1,
    };
    rehearsal.cloud.script(fault.clone());
    rehearsal.launch_data().await;
    rehearsal.pass(240).await;
    assert_eq!(rehearsal.status("acme-data").await, "AVAILABLE");
    assert_eq!(rehearsal.cloud.unspent_faults(), [fault]);
}

#[tokio::test]
async fn a_stalled_resource_takes_that_much_longer() {
    let rehearsal = Rehearsal::new();
    rehearsal.cloud.script(WorldFault::Stalls {
        product: name("acme-data"),
        resource: "Search/Domain".into(),
        minutes: 60,
        times: 1,
    });
    rehearsal.launch_data().await;
    rehearsal.pass(185).await;
    assert_eq!(rehearsal.status("acme-data").await, "UNDER_CHANGE");
    rehearsal.pass(25).await;
    assert_eq!(rehearsal.status("acme-data").await, "AVAILABLE");
}

#[tokio::test]
async fn a_service_layer_fails_without_its_data_layer() {
    let rehearsal = Rehearsal::with_data().await;
    let request = rehearsal.service_request("acme-data").await;
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(30).await;
    assert_eq!(rehearsal.status("acme-service").await, "ERROR");
    let told = told(&rehearsal.nested_events("acme-service", "Discovery").await);
    assert!(
        told.contains(
            "DataLayer CREATE_FAILED: Stack with id acme-data named by DataStack does not exist"
        ),
        "{told}"
    );
}

#[tokio::test]
async fn a_service_layer_fails_on_a_data_layer_that_is_not_complete() {
    let rehearsal = Rehearsal::new();
    rehearsal.launch_data().await;
    rehearsal.pass(30).await;
    let stack = rehearsal.stack("acme-data").await.name;
    let request = rehearsal.service_request(stack.as_str()).await;
    rehearsal.place.provision(&request).await.unwrap();
    rehearsal.pass(30).await;
    let told = told(&rehearsal.nested_events("acme-service", "Discovery").await);
    assert!(
        told.contains("named by DataStack is CREATE_IN_PROGRESS: its outputs cannot be used"),
        "{told}"
    );
}

/// Every `Stack/Resource` that a Data Layer with a new VPC makes.
fn resources() -> Vec<String> {
    let template = crate::sim::documented()
        .remove(0)
        .versions
        .remove(0)
        .resources;
    let stacks = template.stacks.into_iter();
    let paths = stacks.flat_map(|stack| {
        let logical = stack.logical;
        let resources = stack.resources.into_iter();
        resources.map(move |resource| format!("{logical}/{}", resource.logical))
    });
    let all: std::collections::BTreeSet<String> = paths.collect();
    all.into_iter().collect()
}

/// The last state of the root stack and of every nested one.
async fn last_states(rehearsal: &Rehearsal) -> Vec<String> {
    let root = rehearsal.events("acme-data").await;
    let mut arns: Vec<String> = root.iter().map(|event| event.physical_id.clone()).collect();
    arns.retain(|arn| !arn.is_empty());
    arns.sort();
    arns.dedup();
    let mut states = Vec::new();
    for arn in arns {
        let stack = rehearsal.place.stack(&arn).await.unwrap().unwrap();
        states.push(stack.status.as_str().to_owned());
    }
    states
}

#[tokio::test]
async fn whichever_resource_fails_a_launch_everything_is_deleted_in_the_end() {
    for resource in resources() {
        let rehearsal = Rehearsal::new();
        rehearsal.cloud.script(WorldFault::ResourceFails {
            product: name("acme-data"),
            resource: resource.clone(),
            reason: "no".into(),
            times: 1,
        });
        rehearsal.launch_data().await;
        rehearsal.pass(300).await;
        let states = last_states(&rehearsal).await;
        let ends = |state: &String| state == "DELETE_COMPLETE" || state == "ROLLBACK_COMPLETE";
        assert!(states.iter().all(ends), "{resource}: {states:?}");
        assert_eq!(rehearsal.status("acme-data").await, "ERROR", "{resource}");
    }
}

#[tokio::test]
async fn whichever_resource_fails_an_update_everything_is_rolled_back_in_the_end() {
    for resource in resources() {
        let rehearsal = Rehearsal::with_data().await;
        rehearsal.cloud.script(WorldFault::ResourceFails {
            product: name("acme-data"),
            resource: resource.clone(),
            reason: "no".into(),
            times: 1,
        });
        let request = rehearsal
            .update_request("v1.1.0", &[("CFTemplateVersion", "v1.1.0")])
            .await;
        rehearsal.place.update(&request).await.unwrap();
        rehearsal.pass(300).await;
        let states = last_states(&rehearsal).await;
        let ends =
            |state: &String| state == "CREATE_COMPLETE" || state == "UPDATE_ROLLBACK_COMPLETE";
        assert!(states.iter().all(ends), "{resource}: {states:?}");
        assert_eq!(rehearsal.status("acme-data").await, "TAINTED", "{resource}");
    }
}
