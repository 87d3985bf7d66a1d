//! Whether the DR account could run what the main account runs.

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::layer::ProductComponent;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::Readers;
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::port::parameter_store::ParameterReader;
use ts_deploy_core::target::TargetName;

/// What differs between the pair: the version that runs and whether it is offered there with the
/// same parameters, and the parameters in SSM.
pub(super) async fn parity(
    deployment: &Deployment,
    ports: Readers<'_>,
) -> Result<Findings, StepError> {
    let mut found = Findings::none();
    let layers: [&dyn ProductComponent; 2] = [&deployment.data_layer, &deployment.service_layer];
    for layer in layers {
        found.extend(version(layer, ports).await?);
    }
    let store = ports.get::<dyn ParameterReader>(TargetName::Dr)?;
    let paths: Vec<_> = deployment
        .secrets
        .parameters()
        .iter()
        .map(|one| one.path.clone())
        .collect();
    if !paths.is_empty() {
        let there = store.describe(&paths).await?;
        let missing: Vec<&str> = paths
            .iter()
            .filter(|path| !there.iter().any(|one| one.name == **path))
            .map(ts_deploy_core::ids::ParameterPath::as_str)
            .collect();
        if !missing.is_empty() {
            let seen = format!("the DR account has no parameters {}", missing.join(", "));
            found.push(
                Finding::informs("secrets-not-there", "secrets", seen)
                    .why("A recovery writes them from their sources, which must be at hand then.")
                    .remedy(
                        "Keep the sources where a loss of the main account does not reach them.",
                    )
                    .row("V2"),
            );
        }
    }
    Ok(found)
}

async fn version(layer: &dyn ProductComponent, ports: Readers<'_>) -> Result<Findings, StepError> {
    let (main, dr) = (
        ports.get::<dyn CatalogReader>(TargetName::Main)?,
        ports.get::<dyn CatalogReader>(TargetName::Dr)?,
    );
    let choice = layer.choice();
    let name = &choice.provisioned_product;
    let blocks = |id, seen: String| {
        Finding::blocks(id, layer.name(), seen)
            .why("The database and what the buckets hold belong to the version that runs; another may not read them.")
            .remedy("Ask the vendor to share the same version with the DR account and region.")
            .row("V2")
    };
    let Some(running) = main.provisioned_product(name).await? else {
        return Ok(blocks(
            "platform-not-there",
            format!("{name} does not run in the main account"),
        )
        .into());
    };
    let versions = main.versions(&running.product).await?;
    let Some(version) = versions.into_iter().find(|one| one.id == running.version) else {
        let seen = format!("the version that {name} runs is not in the main catalog any more");
        return Ok(blocks("version-not-offered", seen).into());
    };
    let products = dr.products().await?;
    // That it is not offered at all, the recovery's own checks say.
    let Some(product) = products.into_iter().find(|one| choice.product.selects(one)) else {
        return Ok(Findings::none());
    };
    let offered = dr.versions(&product.id).await?;
    let same = offered
        .iter()
        .any(|one| one.name == version.name && one.active);
    Ok(if same {
        Findings::none()
    } else {
        let seen = format!(
            "version {} runs, and is not offered in the DR account",
            version.name
        );
        blocks("version-not-offered", seen).into()
    })
}
