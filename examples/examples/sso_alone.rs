//! Single sign-on alone, for a platform that runs already: no document, and none of the products'
//! steps. The platform of this program stands in the simulated cloud.

use std::sync::Arc;

use ts_deploy_core::clock::Clock;
use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
use ts_deploy_core::event::{Event, EventKind};
use ts_deploy_core::ids::DomainName;
use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::sim::{SimCloud, SimPerson};
use ts_deploy_core::{spec, target::Target};
use ts_deploy_sso::{
    AttributeMapping, ClaimName, CognitoSso, DomainPrefix, HostedDomain, HttpsUrl,
    IdentityProvider, Protocol, ProviderName, SamlSource, ServicesIn,
};

type Error = Box<dyn std::error::Error>;

/// What the customer decided about single sign-on.
fn decided(target: Target) -> Result<CognitoSso, Error> {
    let metadata = HttpsUrl::parse("https://idp.acme.example/metadata.xml")?;
    let mapping = AttributeMapping::builder()
        .email(ClaimName::parse("email")?)
        .given_name(ClaimName::parse("firstName")?)
        .family_name(ClaimName::parse("lastName")?)
        .groups(ClaimName::parse("memberOf")?)
        .build();
    let sso = CognitoSso::builder()
        .target(target)
        .platform_domain(DomainName::parse("tetra.acme.example")?)
        .hosted_domain(HostedDomain::Prefix(DomainPrefix::parse("acme-tetra")?))
        .identity_provider(IdentityProvider {
            name: ProviderName::parse("acme-adfs")?,
            protocol: Protocol::Saml(SamlSource::Url(metadata)),
        })
        .mapping(mapping)
        .build()?;
    Ok(sso)
}

/// Runs the steps to their end; answers with what every verify saw.
async fn run(
    cloud: &SimCloud,
    targets: &[Target],
    name: &str,
    graph: Graph,
) -> Result<Vec<String>, Error> {
    let clock = Arc::new(cloud.clock()) as Arc<dyn Clock>;
    let store = Arc::new(MemoryStore::new(clock.clone()));
    let journal = Journal::open(store, name, &Owner::rehearsal(name.parse()?)).await?;
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = seen.clone();
    let events = Arc::new(move |event: &Event| {
        if let (EventKind::Verified { evidence }, Ok(mut seen)) = (&event.kind, sink.lock()) {
            seen.extend(
                evidence
                    .iter()
                    .map(|one| format!("{}: {}", one.what, one.seen)),
            );
        }
    });
    let (ports, options) = (cloud.ports(targets), Options::default());
    let engine = Engine::new(
        name.parse()?,
        graph,
        ports,
        clock.clone(),
        journal,
        options,
        events,
    )
    .attended_by(Arc::new(SimPerson::new(clock)));
    let run = Run {
        driver: Driver::new("you", "here"),
        goal: Goal::Deploy,
        plan: String::new(),
        approved: None,
    };
    let outcome = engine.run(&run, std::future::pending()).await;
    assert_eq!(outcome, Outcome::Succeeded);
    Ok(seen.lock().map(|seen| seen.clone()).unwrap_or_default())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let deployment = spec::read(include_str!("../specs/minimal.yaml")).deployment;
    let deployment = deployment.ok_or("the document cannot be used")?;
    let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
    let targets = deployment.targets();
    // The platform, deployed by whomever.
    run(&cloud, &targets, "the-platform", deployment.deploy()?).await?;

    let sso = decided(deployment.service_layer.target().clone())?;
    let product = "acme-service-layer".parse()?;
    let services = ServicesIn::Product(product);
    let steps = sso.steps(&Sources::none(), &services, &[], &[]);
    let seen = run(&cloud, &targets, "sign-on", Graph::new(steps)?).await?;
    let answer = "sign-in at https://tetra.acme.example/login/sso: 302, on to \
                  acme-tetra.auth.us-east-1.amazoncognito.com with the app client's id";
    assert!(seen.iter().any(|line| line == answer), "{seen:#?}");

    // Nothing differs any more.
    let before = cloud.changing_calls();
    let steps = sso.steps(&Sources::none(), &services, &[], &[]);
    run(&cloud, &targets, "sign-on", Graph::new(steps)?).await?;
    assert_eq!(cloud.changing_calls(), before);
    println!("{answer}");
    Ok(())
}
