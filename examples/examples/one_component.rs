//! One component and a port, without plan, engine or journal: what a Data Layer sends is brought
//! against what the product really declares, and launched. Any backend would do for the simulated
//! cloud: only traits are called.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::clock::Clock;
use ts_deploy_core::ids::{AccountId, Cidr, EmailAddress, InfrastructureName, Region};
use ts_deploy_core::layer::data::{Elasticsearch, Network, Notifications};
use ts_deploy_core::layer::{DataLayer, Inputs, ProductChoice, ProductComponent, ProductSelector};
use ts_deploy_core::parameter::{Basis, reconcile};
use ts_deploy_core::port::catalog::{
    CatalogReader, CatalogWriter, OperationToken, ProvisionRequest, RecordStatus,
};
use ts_deploy_core::sim::{DATA_LAYER, SimCloud};
use ts_deploy_core::target::{Target, TargetName};

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// What is decided. A field left out does not compile; what cannot be is said all at once.
fn data_layer(target: &Target) -> Answer<DataLayer> {
    let choice = ProductChoice::builder()
        .product(ProductSelector::Name(DATA_LAYER.to_owned()))
        .provisioned_product("acme-data-layer".parse()?)
        .build();
    let layer = DataLayer::builder()
        .target(target.clone())
        .choice(choice)
        .infrastructure_name(InfrastructureName::parse("acme-tetra")?)
        .network(Network::NewVpc {
            cidr: Cidr::parse("10.40.0.0/16")?,
        })
        .notifications(Notifications {
            alerts_to: EmailAddress::parse("platform-alerts@acme.example")?,
            sender: EmailAddress::parse("noreply@acme.example")?,
        })
        .elasticsearch(Elasticsearch::builder().data_instance_count(4).build())
        .build()?;
    Ok(layer)
}

/// The request that launches `layer`, or why it cannot be launched.
async fn request(layer: &DataLayer, catalog: &dyn CatalogReader) -> Answer<ProvisionRequest> {
    let products = catalog.products().await?;
    let product = products.into_iter().find(|one| one.name == DATA_LAYER);
    let product = product.ok_or("the product is not in the catalog")?.id;
    let versions = catalog.versions(&product).await?;
    let newest = versions.into_iter().filter(|one| one.active);
    let version = newest.max_by_key(|one| one.created);
    let version = version.ok_or("the product has no version")?;
    let paths = catalog.launch_paths(&product).await?;
    let path = paths
        .into_iter()
        .next()
        .ok_or("there is no launch path")?
        .id;

    let contract = catalog.contract(&product, &version.id, &path).await?;
    let inputs = Inputs {
        version: Some(version.name),
        ..Inputs::default()
    };
    let reconciled = reconcile(&layer.parameters(&inputs), &contract, Basis::Launch);
    if reconciled.findings.block() {
        return Err(reconciled.findings.into());
    }
    Ok(ProvisionRequest {
        token: OperationToken("one-component-1".to_owned()),
        name: layer.choice().provisioned_product.clone(),
        product,
        version: version.id,
        path,
        parameters: reconciled.request,
        tags: layer.tags().clone(),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Answer<()> {
    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let target = Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333")?,
        region: Region::parse("us-east-1")?,
    };
    let place = Arc::new(cloud.at(&target));
    let (catalog, changes): (Arc<dyn CatalogReader>, Arc<dyn CatalogWriter>) =
        (place.clone(), place);
    let clock = cloud.clock();

    let layer = data_layer(&target)?;
    let request = request(&layer, catalog.as_ref()).await?;
    let mut record = changes.provision(&request).await?;
    while !matches!(
        record.status,
        RecordStatus::Succeeded | RecordStatus::Failed
    ) {
        clock
            .sleep_until(clock.now() + SignedDuration::from_mins(5))
            .await;
        record = catalog.record(&record.id).await?;
    }
    assert_eq!(
        record.status,
        RecordStatus::Succeeded,
        "{:?}",
        record.errors
    );

    let outputs = catalog.outputs(&record.provisioned_product).await?;
    assert!(outputs.contains_key("RDSEndpoint"), "{outputs:?}");
    println!(
        "record {} succeeded, with {} outputs",
        record.id,
        outputs.len()
    );
    Ok(())
}
