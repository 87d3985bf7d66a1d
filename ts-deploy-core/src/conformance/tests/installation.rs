//! The suite of the parts of an installation, tried on the simulated cloud.

use super::account::main;
use super::sim::{Storm, Wall};
use super::*;
use crate::conformance::installation::{InstallationChanges, InstallationSubject, all};
use crate::port::catalog::{CatalogWriter as _, OperationToken, ProvisionRequest};
use crate::port::cluster::EndpointAccess;
use crate::port::container_service::ServiceArn;
use crate::port::snapshot::{DbSnapshot, SnapshotKind};
use crate::port::stack::StackArn;
use crate::port::{CallHook, Ports, hooked};

const SERVICE: &str = "arn:aws:ecs:us-east-1:111122223333:service/try-ecs/try-service";

/// A product with a part of each kind, and the host that the web reader knows.
fn works() -> SimProduct {
    let part = |name: &str, kind: &str| SimResource::new(name, kind, 60);
    let contract = Contract::default().declare(
        key("PublicDomain"),
        Declaration::of("String").default_to("tdp.acme.example"),
    );
    SimProduct {
        name: "Works".into(),
        versions: vec![SimVersion {
            name: ProductVersionName::parse("v1").unwrap(),
            created: "2026-01-01T00:00:00Z".parse().unwrap(),
            active: true,
            guidance: Guidance::Default,
            contract,
            resources: SimTemplate::default().stack(
                SimStack::new("Parts")
                    .with(part("Bucket", "AWS::S3::Bucket").named("try-bucket"))
                    .with(part("Key", "AWS::KMS::Key").named("{unique}"))
                    .with(
                        part("Alias", "AWS::KMS::Alias")
                            .named("alias/try")
                            .after(&["Key"]),
                    )
                    .with(part("LogGroup", "AWS::Logs::LogGroup").named("try-logs"))
                    .with(part("Cluster", "AWS::EKS::Cluster").named("try-cluster"))
                    .with(part("Domain", "AWS::Elasticsearch::Domain").named("try-domain"))
                    .with(part("Service", "AWS::ECS::Service").named(SERVICE)),
            ),
        }],
    }
}

/// A cloud in which the product stands, and its stack.
pub(super) async fn installed() -> (SimCloud, StackArn) {
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    let place = cloud.at(&main());
    let product = place.offer(works(), &["Own"]);
    let version = place.versions(&product).await.unwrap().remove(0).id;
    let path = place.launch_paths(&product).await.unwrap().remove(0).id;
    let name: crate::ids::ProvisionedProductName = "works".parse().unwrap();
    let request = ProvisionRequest {
        token: OperationToken("install".to_owned()),
        name: name.clone(),
        product,
        version,
        path,
        parameters: Request::default(),
        tags: BTreeMap::new(),
    };
    place.provision(&request).await.unwrap();
    cloud.pass(SignedDuration::from_hours(1));
    let standing = place.provisioned_product(&name).await.unwrap().unwrap();
    place.put_snapshot(DbSnapshot {
        id: "try-snapshot".parse().unwrap(),
        arn: "arn:aws:rds:us-east-1:111122223333:snapshot:try-snapshot".to_owned(),
        database: "try".to_owned(),
        status: "available".to_owned(),
        kind: SnapshotKind::Manual,
        engine: "postgres".to_owned(),
        engine_version: "16.4".to_owned(),
        created: "2026-03-02T09:00:00Z".parse().unwrap(),
        key: None,
    });
    (cloud, standing.stack.unwrap())
}

/// The subject of `cloud` behind `ports`, which may change each part.
pub(super) fn installation_subject<'a>(
    (cloud, stack): &(SimCloud, StackArn),
    ports: &'a Ports,
) -> InstallationSubject<'a> {
    let changes = InstallationChanges::builder()
        .ports(ports.writers())
        .service(ServiceArn(SERVICE.to_owned()))
        .cluster(("try-cluster".to_owned(), EndpointAccess::PRIVATE))
        .domain("try-domain".to_owned());
    InstallationSubject::builder()
        .ports(ports.readers())
        .target(main())
        .clock(Arc::new(cloud.clock()))
        .stack(stack.clone())
        .address("https://tdp.acme.example/".parse().unwrap())
        .changes(changes.build())
        .build()
}

/// What is tried of the installation behind a hook.
async fn behind(hook: Arc<dyn CallHook>) -> Vec<(&'static str, Kept)> {
    let installed = installed().await;
    let ports = hooked(installed.0.ports(&[main()]), &hook);
    all(&installation_subject(&installed, &ports)).await
}

#[tokio::test]
async fn the_simulated_cloud_keeps_the_promises_of_an_installation() {
    let installed = installed().await;
    let ports = installed.0.ports(&[main()]);
    let tried = all(&installation_subject(&installed, &ports)).await;
    assert_eq!(broken(&tried), [""; 0]);
}

#[tokio::test]
async fn an_installation_can_be_tried_again() {
    let installed = installed().await;
    let ports = installed.0.ports(&[main()]);
    let subject = installation_subject(&installed, &ports);
    all(&subject).await;
    assert_eq!(broken(&all(&subject).await), [""; 0]);
}

#[tokio::test]
async fn an_installation_that_may_not_be_changed_is_not() {
    let installed = installed().await;
    let ports = installed.0.ports(&[main()]);
    let mut subject = installation_subject(&installed, &ports);
    subject.changes = None;
    let before = installed.0.changing_calls();
    all(&subject).await;
    assert_eq!(installed.0.changing_calls(), before);
}

#[tokio::test]
async fn throttled_calls_break_no_promise_of_an_installation() {
    let tried = behind(Arc::new(Storm::that_loses_nothing())).await;
    assert_eq!(broken(&tried), [""; 0]);
}

#[tokio::test]
async fn an_installation_that_refuses_everything_breaks_every_promise_under_its_name() {
    for (name, kept) in behind(Arc::new(Wall)).await {
        // The web is no call of AWS, and passes no hook.
        if !name.contains("address") && !name.contains("host") {
            assert_eq!(kept.expect_err(name).promise, name);
        }
    }
}

#[tokio::test]
async fn a_backend_without_the_ports_keeps_no_promise_of_an_installation() {
    let (installed, ports) = (installed().await, Ports::new());
    let tried = all(&installation_subject(&installed, &ports)).await;
    assert!(tried.iter().all(|(_, kept)| kept.is_err()), "{tried:?}");
}
