//! From a product's choice to the ids that Service Catalog wants.

use std::sync::Arc;

use crate::finding::{Finding, Findings};
use crate::ids::ProductVersionName;
use crate::layer::{ProductChoice, ProductComponent, VersionSelector};
use crate::parameter::Contract;
use crate::plan::StepError;
use crate::port::catalog::{
    CatalogReader, Guidance, LaunchPath, PathId, Product, ProductId, ProductVersion, VersionId,
};
use crate::port::{ErrorKind, PortError};

/// What a choice stands for in the catalog.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) product: ProductId,
    pub(crate) version: VersionId,
    pub(crate) version_name: ProductVersionName,
    pub(crate) path: PathId,
    pub(crate) contract: Contract,
    /// Every version, to name the one that runs.
    pub(crate) versions: Vec<ProductVersion>,
}

impl Resolved {
    /// The name of a version, or its id when the catalog does not show it.
    pub(crate) fn name_of(&self, version: &VersionId) -> String {
        let known = self.versions.iter().find(|v| v.id == *version);
        known.map_or_else(|| version.to_string(), |v| v.name.to_string())
    }
}

/// Resolves the component's choice; `running` is the version that runs now. The inner error holds
/// the findings that forbid it.
pub(crate) async fn resolve(
    catalog: &Arc<dyn CatalogReader>,
    component: &dyn ProductComponent,
    running: Option<&VersionId>,
) -> Result<Result<Resolved, Findings>, StepError> {
    let choice = component.choice();
    let at = component.name();
    let product = match pick_product(&catalog.products().await?, choice, at) {
        Ok(product) => product,
        Err(finding) => return Ok(Err(finding.into())),
    };
    let paths = match catalog.launch_paths(&product).await {
        Ok(paths) => paths,
        Err(error) if error.kind == ErrorKind::NotFound => {
            return Ok(Err(no_path(at, &error).into()));
        }
        Err(error) => return Err(error.into()),
    };
    let versions = catalog.versions(&product).await?;
    let picked = pick_path(&paths, choice, at).and_then(|path| {
        let version = pick_version(&versions, choice, running, at)?;
        Ok((path.id.clone(), version.id.clone(), version.name.clone()))
    });
    let (path, version, version_name) = match picked {
        Ok(picked) => picked,
        Err(finding) => return Ok(Err(finding.into())),
    };
    let contract = catalog.contract(&product, &version, &path).await?;
    Ok(Ok(Resolved {
        product,
        version,
        version_name,
        path,
        contract,
        versions,
    }))
}

fn pick_product(
    products: &[Product],
    choice: &ProductChoice,
    at: &str,
) -> Result<ProductId, Finding> {
    let matching: Vec<&Product> = products
        .iter()
        .filter(|product| choice.product.selects(product))
        .collect();
    match matching.as_slice() {
        [product] => Ok(product.id.clone()),
        [] => {
            let names: Vec<&str> = products
                .iter()
                .map(|product| product.name.as_str())
                .collect();
            let offered = if names.is_empty() {
                "The caller may launch no product at all.".to_owned()
            } else {
                format!("Offered are: {}.", names.join(", "))
            };
            let remedy = "Correct the product's name in the spec; when the list lacks it, import the vendor's portfolio \
                          in this account and region and associate the caller with it, or name it under `portfolio` \
                          in the spec, which does both (R16).";
            let meant = choice.product.meant(products);
            let none = format!("catalog offers the caller no product {}", choice.product);
            let seen = match meant {
                Some(name) => format!("did you mean \"{name}\"? The {none}"),
                None => format!("the {none}"),
            };
            Err(Finding::blocks("product-not-found", at, seen)
                .why(offered)
                .remedy(remedy)
                .row("R17"))
        }
        several => {
            let ids: Vec<String> = several
                .iter()
                .map(|product| product.id.to_string())
                .collect();
            let seen = format!(
                "{} products are named {}: {}",
                several.len(),
                choice.product,
                ids.join(", ")
            );
            let why =
                "Names are not unique in Service Catalog, and the wrong product could be launched.";
            Err(Finding::blocks("product-ambiguous", at, seen)
                .why(why)
                .remedy("Give product_id instead.")
                .row("R17"))
        }
    }
}

fn no_path(at: &str, error: &PortError) -> Finding {
    let seen = format!(
        "the caller has no launch path to the product ({})",
        error.message
    );
    Finding::blocks("no-launch-path", at, seen)
        .why("Administrator rights do not grant a launch: the caller must be a principal of the portfolio.")
        .remedy(
            "Import the portfolio and add the caller's user or role under Users, Groups, and Roles, or name both under \
             `portfolio` in the spec (R16); after that it takes up to two minutes.",
        )
        .row("R16")
}

fn pick_path<'a>(
    paths: &'a [LaunchPath],
    choice: &ProductChoice,
    at: &str,
) -> Result<&'a LaunchPath, Finding> {
    let wanted = |path: &&LaunchPath| {
        choice
            .portfolio
            .as_ref()
            .is_none_or(|name| path.name == *name)
    };
    let matching: Vec<&LaunchPath> = paths.iter().filter(wanted).collect();
    let names = || {
        paths
            .iter()
            .map(|path| path.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match matching.as_slice() {
        [path] => Ok(path),
        [] => {
            let seen = match &choice.portfolio {
                Some(name) => format!(
                    "no portfolio \"{name}\" leads to the product; those that do: {}",
                    names()
                ),
                None => "no portfolio leads to the product".to_owned(),
            };
            let remedy = "Correct `portfolio` in the spec, or associate the caller with that portfolio (R16).";
            Err(Finding::blocks("no-launch-path", at, seen)
                .remedy(remedy)
                .row("R16"))
        }
        _ => {
            let seen = format!("more than one portfolio leads to the product: {}", names());
            let why = "Service Catalog demands that one is chosen; their constraints may differ.";
            let remedy = "Name one under `portfolio` in the spec.";
            Err(Finding::blocks("launch-path-ambiguous", at, seen)
                .why(why)
                .remedy(remedy)
                .row("R16"))
        }
    }
}

fn pick_version<'a>(
    versions: &'a [ProductVersion],
    choice: &ProductChoice,
    running: Option<&VersionId>,
    at: &str,
) -> Result<&'a ProductVersion, Finding> {
    let fresh = |version: &&ProductVersion| version.active && version.guidance == Guidance::Default;
    let offered = || {
        let names: Vec<&str> = versions
            .iter()
            .filter(fresh)
            .map(|version| version.name.as_str())
            .collect();
        format!("Offered are: {}.", names.join(", "))
    };
    let name = match &choice.version {
        VersionSelector::Latest => {
            return versions
                .iter()
                .filter(fresh)
                .max_by_key(|version| version.created)
                .ok_or_else(|| {
                    Finding::blocks(
                        "version-not-found",
                        at,
                        "the product has no version that may be launched",
                    )
                    .remedy("Ask the vendor for an active version.")
                    .row("R17")
                });
        }
        VersionSelector::Named(name) => name,
    };
    let Some(version) = versions.iter().find(|version| version.name == *name) else {
        let seen = format!("the product has no version {name}");
        return Err(Finding::blocks("version-not-found", at, seen)
            .why(offered())
            .remedy("Choose one of these.")
            .row("R17"));
    };
    let refuse = |id, what: &str| {
        let seen = format!("version {name} of the product {what}");
        Err(Finding::blocks(id, at, seen)
            .why(offered())
            .remedy("Choose one of these, or `latest`.")
            .row("R17"))
    };
    let runs = running.is_some_and(|running| *running == version.id);
    match (version.active, version.guidance) {
        (true, Guidance::Default) => Ok(version),
        _ if runs => Ok(version),
        (false, _) => refuse("version-inactive", "was taken back by the vendor"),
        (true, Guidance::Deprecated) if running.is_some() => Ok(version),
        (true, Guidance::Deprecated) => refuse(
            "version-deprecated",
            "is deprecated: a new launch of it is refused",
        ),
    }
}
