//! Whether the DR account could run what the main account runs.

mod contract;
mod live;
mod secrets;
mod values;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::fingerprint::FingerprintKey;
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::layer::{ProductChoice, ProductComponent};
use ts_deploy_core::parameter::Contract;
use ts_deploy_core::plan::StepError;
use ts_deploy_core::port::catalog::{CatalogReader, ProductId, ProductVersion, ProvisionedProduct};
use ts_deploy_core::port::parameter_store::{ParameterDescription, ParameterReader};
use ts_deploy_core::port::stack::StackReader;
use ts_deploy_core::port::{ErrorKind, Readers};
use ts_deploy_core::target::TargetName;

pub use values::{ParameterParity, ValueParity};

/// What differs between the pair: the version that runs, whether it is offered there and declares
/// the same parameters, whether what runs was given what a recovery would give, and the parameters
/// in SSM, whose values are compared under `key`.
pub(super) async fn parity(
    deployment: &Deployment,
    ports: Readers<'_>,
    key: &FingerprintKey,
) -> Result<(Findings, Vec<ParameterParity>), StepError> {
    let mut found = Findings::none();
    let layers: [&dyn ProductComponent; 2] = [&deployment.data_layer, &deployment.service_layer];
    for layer in layers {
        found.extend(of_layer(layer, ports).await?);
    }
    let mut parameters = Vec::new();
    let paths: Vec<_> = deployment
        .secrets
        .parameters()
        .iter()
        .map(|one| one.path.clone())
        .collect();
    if !paths.is_empty() {
        let main = ports.get::<dyn ParameterReader>(TargetName::Main)?;
        let dr = ports.get::<dyn ParameterReader>(TargetName::Dr)?;
        let (here, there) = (main.describe(&paths).await?, dr.describe(&paths).await?);
        found.extend(secrets::compare(&paths, &here, &there));
        let has = |all: &[ParameterDescription], path: &ParameterPath| {
            all.iter().any(|one| one.name == *path)
        };
        let both = paths.into_iter();
        let both: Vec<_> = both
            .filter(|path| has(&here, path) && has(&there, path))
            .collect();
        parameters = values::compare(&both, main.as_ref(), dr.as_ref(), key).await?;
        found.extend(values::judged(&parameters));
    }
    Ok((found, parameters))
}

fn blocks(id: &'static str, layer: &dyn ProductComponent, seen: String) -> Finding {
    Finding::blocks(id, layer.name(), seen)
        .why("The database and what the buckets hold belong to the version that runs; another may not read them.")
        .remedy("Ask the vendor to share the same version with the DR account and region.")
        .row("V2")
}

async fn of_layer(layer: &dyn ProductComponent, ports: Readers<'_>) -> Result<Findings, StepError> {
    let (main, dr) = (
        ports.get::<dyn CatalogReader>(TargetName::Main)?,
        ports.get::<dyn CatalogReader>(TargetName::Dr)?,
    );
    let choice = layer.choice();
    let name = &choice.provisioned_product;
    let Some(running) = main.provisioned_product(name).await? else {
        let seen = format!("{name} does not run in the main account");
        return Ok(blocks("platform-not-there", layer, seen).into());
    };
    let versions = main.versions(&running.product).await?;
    let Some(version) = versions.into_iter().find(|one| one.id == running.version) else {
        let seen = format!("the version that {name} runs is not in the main catalog any more");
        return Ok(blocks("version-not-offered", layer, seen).into());
    };
    let mut found = Findings::none();
    let product = &running.product;
    let declared = contract_of(main.as_ref(), choice, product, &version).await?;
    if let Some(declared) = &declared {
        found.extend(running_with(layer, ports, &running, (&version, declared)).await?);
    }
    let products = dr.products().await?;
    // That it is not offered at all, the recovery's own checks say.
    let Some(product) = products.into_iter().find(|one| choice.product.selects(one)) else {
        return Ok(found);
    };
    let offered = dr.versions(&product.id).await?;
    let mut offered = offered.into_iter();
    let Some(same) = offered.find(|one| one.name == version.name && one.active) else {
        let seen = format!(
            "version {} runs, and is not offered in the DR account",
            version.name
        );
        found.push(blocks("version-not-offered", layer, seen));
        return Ok(found);
    };
    match (
        declared,
        contract_of(dr.as_ref(), choice, &product.id, &same).await?,
    ) {
        (Some(here), Some(there)) => {
            found.extend(contract::compare(
                layer.name(),
                &version.name,
                &here,
                &there,
            ));
        }
        (_, None) => found.push(no_path(layer)),
        (None, Some(_)) => {}
    }
    Ok(found)
}

/// What the version declares along the path that a launch would take; `None` when the caller has no
/// path to it.
async fn contract_of(
    catalog: &dyn CatalogReader,
    choice: &ProductChoice,
    product: &ProductId,
    version: &ProductVersion,
) -> Result<Option<Contract>, StepError> {
    let paths = match catalog.launch_paths(product).await {
        Ok(paths) => paths,
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let named = |name: &String| {
        choice
            .portfolio
            .as_ref()
            .is_none_or(|wanted| wanted == name)
    };
    let Some(path) = paths.iter().find(|path| named(&path.name)) else {
        return Ok(None);
    };
    Ok(Some(
        catalog.contract(product, &version.id, &path.id).await?,
    ))
}

fn no_path(layer: &dyn ProductComponent) -> Finding {
    let seen = "the caller has no launch path to the product in the DR account";
    Finding::blocks("no-launch-path", layer.name(), seen)
        .why("A share alone launches nothing: the caller must be a principal of the portfolio there too.")
        .remedy("Import the portfolio in the DR account and region, and associate the caller with it (R16).")
        .row("V2, R16")
}

/// Whether the product that runs was given what the deployment gives.
async fn running_with(
    layer: &dyn ProductComponent,
    ports: Readers<'_>,
    running: &ProvisionedProduct,
    (version, declared): (&ProductVersion, &Contract),
) -> Result<Option<Finding>, StepError> {
    let Some(arn) = &running.stack else {
        return Ok(None);
    };
    let stacks = ports.get::<dyn StackReader>(TargetName::Main)?;
    let stack = stacks.stack(&arn.0).await?;
    Ok(stack.and_then(|stack| live::compare(layer, &version.name, declared, &stack.parameters)))
}
