//! A backend of one's own, held to what every backend promises: a wrapper that counts changing
//! calls, tried with the conformance suite. The same wrapper with a mistake that is easily made,
//! tokens of its own, is caught and told which promise it breaks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use jiff::SignedDuration;
use ts_deploy_core::conformance::{
    Backend, Broken, ParameterSubject, Patience, PortfolioSubject, Subject, promises,
};
use ts_deploy_core::layer::{Inputs, ProductComponent};
use ts_deploy_core::parameter::{Basis, ParameterKey, reconcile};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::catalog::{
    CatalogWriter, OperationToken, ProvisionRequest, Record, TerminateRequest, UpdateRequest,
};
use ts_deploy_core::sim::SimCloud;
use ts_deploy_core::spec;

/// The wrapper. Whatever it does beside, it hands on what it was given, and answers what it got.
struct Counted {
    inner: Arc<dyn CatalogWriter>,
    count: AtomicU32,
    own_tokens: bool,
}

#[async_trait]
impl CatalogWriter for Counted {
    async fn provision(&self, request: &ProvisionRequest) -> PortResult<Record> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let mut request = request.clone();
        if self.own_tokens {
            request.token = OperationToken(format!("counted-{number}"));
        }
        self.inner.provision(&request).await
    }
    async fn update(&self, request: &UpdateRequest) -> PortResult<Record> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.inner.update(request).await
    }
    async fn terminate(&self, request: &TerminateRequest) -> PortResult<Record> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.inner.terminate(request).await
    }
}

/// The promises that the wrapper breaks, and how many calls it counted.
async fn tried(own_tokens: bool) -> Result<(Vec<Broken>, u32), Box<dyn std::error::Error>> {
    let shared =
        "portfolio: { id: port-abcdefghijklm, principal: arn:aws:iam::111122223333:role/deployer }";
    let text = format!("{}\n{shared}\n", include_str!("../specs/existing-vpc.yaml"));
    let deployment = spec::read(&text).deployment;
    let deployment = deployment.ok_or("the document cannot be used")?;
    let (layer, portfolio) = (deployment.data_layer, deployment.portfolio);
    let portfolio = portfolio.ok_or("the document names no portfolio")?;
    let principal = portfolio.principal.ok_or("nobody is named who deploys")?;
    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let target = layer.target().clone();
    let ports = cloud.ports(std::slice::from_ref(&target));
    let mut backend = Backend::of(&ports, target.name)?;
    let shared = PortfolioSubject::of(&ports, target.name, portfolio.id, principal)?;

    let catalog = &backend.catalog;
    let product = catalog.products().await?.into_iter().next();
    let product = product.ok_or("no product")?.id;
    let version = catalog.versions(&product).await?.into_iter().next();
    let version = version.ok_or("no version")?;
    let path = catalog.launch_paths(&product).await?.into_iter().next();
    let path = path.ok_or("no path")?.id;
    let contract = catalog.contract(&product, &version.id, &path).await?;
    let inputs = Inputs {
        version: Some(version.name),
        ..Inputs::default()
    };
    let launch = reconcile(&layer.parameters(&inputs), &contract, Basis::Launch);

    let counted = Arc::new(Counted {
        inner: backend.changes,
        count: AtomicU32::new(0),
        own_tokens,
    });
    backend.changes = counted.clone();
    let subject = Subject::builder()
        .backend(backend)
        .clock(Arc::new(cloud.clock()))
        .patience(Patience {
            every: SignedDuration::from_mins(15),
            operation: SignedDuration::from_hours(5),
            ..Patience::default()
        })
        .prefix("try-".parse()?)
        .account(target.account)
        .product(product)
        .version(version.id)
        .path(path)
        .parameters(launch.request)
        .portfolio(shared)
        .parameter_store(ParameterSubject::of(&ports, target.name, "/try".parse()?)?)
        .change((ParameterKey::parse("EsBackupInterval")?, "12".to_owned()))
        .build();
    let tried = promises::all(&subject).await.into_iter();
    let broken = tried.filter_map(|(_, kept)| kept.err()).collect();
    Ok((broken, counted.count.load(Ordering::Relaxed)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (broken, count) = tried(false).await?;
    assert!(broken.is_empty(), "{broken:#?}");
    println!("every promise is kept, in {count} changing calls");
    let (broken, _) = tried(true).await?;
    for one in &broken {
        println!("{one}");
    }
    let named = "a_repeated_launch_answers_with_the_same_record";
    assert!(broken.iter().any(|one| one.promise == named));
    Ok(())
}
