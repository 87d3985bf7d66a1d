//! Every call is in the log.

use std::sync::{Arc, Mutex};

use super::desk::{Desk, Home, caller, identity, profile};
use crate::connection::{Attempt, CallLog};

/// A cloud whose first answer is a fault of the service, and the log of what was asked of it.
async fn asked_twice(log: CallLog) -> CallLog {
    let mut first = true;
    let desk = Desk::new(move |_| {
        let failed = std::mem::replace(&mut first, false);
        if failed {
            (500, String::new())
        } else {
            (200, caller())
        }
    });
    let home = Home::new("");
    let cloud = desk.cloud(profile("keys"), &home.options()).await.unwrap();
    let cloud = cloud.logged_in(log);
    identity(&cloud).await.unwrap();
    identity(&cloud).await.unwrap();
    cloud.calls().clone()
}

#[tokio::test(start_paused = true)]
async fn calls_are_counted_and_so_are_the_repetitions_of_the_sdk() {
    let log = asked_twice(CallLog::new()).await;
    let counted = log.counted();
    assert_eq!(counted.len(), 1);
    let one = &counted[0];
    assert_eq!(
        (one.service, one.operation.as_str()),
        ("sts", "GetCallerIdentity")
    );
    assert_eq!((one.calls, one.attempts, one.changing), (2, 3, false));
    assert_eq!(log.changing_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_is_told_of_every_attempt() {
    let seen: Arc<Mutex<Vec<u32>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let watch = move |attempt: &Attempt| notes.lock().unwrap().push(attempt.number);
    asked_twice(CallLog::new().watched(Arc::new(watch))).await;
    assert_eq!(*seen.lock().unwrap(), [1, 2, 1]);
}

#[cfg(all(
    feature = "servicecatalog",
    feature = "cloudformation",
    feature = "ssm"
))]
#[tokio::test]
async fn every_port_that_is_built_in_is_registered_and_counted() {
    use ts_deploy_core::port::catalog::CatalogReader;
    use ts_deploy_core::port::parameter_store::ParameterReader;
    use ts_deploy_core::port::stack::StackReader;
    use ts_deploy_core::target::TargetName::Main;

    let (desk, home) = (Desk::new(|_| (400, String::new())), Home::new(""));
    let cloud = desk.cloud(profile("keys"), &home.options()).await.unwrap();
    let ports = cloud.ports();
    let readers = ports.readers();
    // Each is refused; what counts is that it was asked.
    identity(&cloud).await.unwrap_err();
    let catalog = readers.get::<dyn CatalogReader>(Main).unwrap();
    catalog.products().await.unwrap_err();
    let stacks = readers.get::<dyn StackReader>(Main).unwrap();
    stacks.stack("acme").await.unwrap_err();
    let name = ts_deploy_core::ids::ParameterPath::parse("/acme/one").unwrap();
    let store = readers.get::<dyn ParameterReader>(Main).unwrap();
    store.describe(&[name]).await.unwrap_err();
    let counted = cloud.calls().counted();
    let services: Vec<&str> = counted.iter().map(|one| one.service).collect();
    assert_eq!(services, ["cloudformation", "servicecatalog", "ssm", "sts"]);
}

#[cfg(all(
    feature = "cognitoidentityprovider",
    feature = "ecs",
    feature = "rds",
    feature = "s3",
    feature = "kms"
))]
#[tokio::test]
async fn the_ports_of_single_sign_on_and_disaster_recovery_are_registered_and_counted_too() {
    use ts_deploy_core::ids::{BucketName, ClusterName, HttpsUrl, UserPoolName};
    use ts_deploy_core::port::bucket::BucketReader;
    use ts_deploy_core::port::container_service::{ContainerServiceReader, ContainerServiceWriter};
    use ts_deploy_core::port::key::KeyReader;
    use ts_deploy_core::port::snapshot::SnapshotReader;
    use ts_deploy_core::port::user_pool::{UserPoolReader, UserPoolWriter};
    use ts_deploy_core::port::web::WebReader;
    use ts_deploy_core::target::TargetName::Main;

    let (desk, home) = (Desk::new(|_| (403, String::new())), Home::new(""));
    let cloud = desk.cloud(profile("keys"), &home.options()).await.unwrap();
    let ports = cloud.ports();
    let readers = ports.readers();
    // Each is refused; what counts is that it was asked.
    let pools = readers.get::<dyn UserPoolReader>(Main).unwrap();
    let name = UserPoolName::parse("acme").unwrap();
    pools.pools_named(&name).await.unwrap_err();
    let services = readers.get::<dyn ContainerServiceReader>(Main).unwrap();
    let cluster = ClusterName::parse("acme").unwrap();
    services.services_in(&cluster).await.unwrap_err();
    let snapshots = readers.get::<dyn SnapshotReader>(Main).unwrap();
    snapshots.snapshots().await.unwrap_err();
    let keys = readers.get::<dyn KeyReader>(Main).unwrap();
    keys.key("alias/acme").await.unwrap_err();
    let buckets = readers.get::<dyn BucketReader>(Main).unwrap();
    let lake = BucketName::parse("acme-lake").unwrap();
    buckets.versioning(&lake).await.unwrap_err();
    let web = readers.get::<dyn WebReader>(Main).unwrap();
    let portal = HttpsUrl::parse("https://tetra.acme.example/").unwrap();
    web.get(&portal).await.unwrap();
    assert!(ports.writers().get::<dyn UserPoolWriter>(Main).is_ok());
    assert!(
        ports
            .writers()
            .get::<dyn ContainerServiceWriter>(Main)
            .is_ok()
    );
    let counted = cloud.calls().counted();
    let services: Vec<&str> = counted.iter().map(|one| one.service).collect();
    assert_eq!(
        services,
        ["cognito-idp", "ecs", "https", "kms", "rds", "s3"]
    );
    assert_eq!(cloud.calls().changing_calls(), 0);
}
