//! Single sign-on through Amazon Cognito for the `TetraScience` data platform (rows I1 to I9 of the
//! [deployment documents](ts_deploy_core#rows)). Decided, made and looked at after the platform
//! itself, on the simulated cloud:
//! ```
//! use std::sync::Arc;
//! use ts_deploy_core::deployment::Joined;
//! use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
//! use ts_deploy_core::event::{Event, EventKind};
//! use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
//! use ts_deploy_core::layer::{ProductComponent as _, secrets::Sources};
//! use ts_deploy_core::plan::{Graph, StepId};
//! use ts_deploy_core::{sim::{SimCloud, SimPerson}, spec};
//! use ts_deploy_sso::{
//!     AttributeMapping, CognitoSso, HostedDomain, IdentityProvider, Protocol, SamlSource, ServicesIn,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let platform = spec::read(&spec::sample(false)).deployment.ok_or("the document cannot be used")?;
//! let mapping = AttributeMapping::builder()
//!     .email("email".parse()?).given_name("firstName".parse()?)
//!     .family_name("lastName".parse()?).groups("memberOf".parse()?).build();
//! let metadata = SamlSource::Url("https://idp.acme.example/metadata.xml".parse()?);
//! let sso = CognitoSso::builder()
//!     .target(platform.service_layer.target().clone())
//!     .platform_domain(platform.service_layer.draft().web.domain.clone())
//!     .hosted_domain(HostedDomain::Prefix("acme-tetra".parse()?))
//!     .identity_provider(IdentityProvider { name: "acme-adfs".parse()?, protocol: Protocol::Saml(metadata) })
//!     .mapping(mapping)
//!     .build()?;
//!
//! // The platform's steps, and behind them its sign-in's.
//! let services = ServicesIn::Product(platform.service_layer.choice().provisioned_product.clone());
//! let mut steps = platform.deploy_joined(&Sources::none(), &Joined::default());
//! steps.extend(sso.steps(&Sources::none(), &services, &[], &[StepId::parse("service-layer")?]));
//!
//! let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
//! let (name, ports, clock) = (platform.name.clone(), cloud.ports(&platform.targets()), Arc::new(cloud.clock()));
//! let store = Arc::new(MemoryStore::new(clock.clone()));
//! let journal = Journal::open(store, "guide", &Owner::rehearsal(name.clone())).await?;
//! let said = Arc::new(|event: &Event| if let EventKind::Verified { evidence } = &event.kind {
//!     evidence.iter().for_each(|one| println!("{}: {}", one.what, one.seen));
//! });
//! let person = Arc::new(SimPerson::new(clock.clone()));
//! let engine = Engine::new(name, Graph::new(steps)?, ports, clock, journal, Options::default(), said);
//! let run = Run { driver: Driver::new("you", "here"), goal: Goal::Deploy, plan: String::new(), approved: None };
//! let outcome = engine.attended_by(person).run(&run, std::future::pending()).await;
//! assert_eq!(outcome, Outcome::Succeeded);
//! # Ok(())
//! # }
//! ```
//!
//! The platform lets users sign in at a Cognito user pool, which asks the customer's identity
//! provider (SAML or OIDC) and hands over e-mail, names and groups. This crate models
//! that as a typed builder: a missing required field does not compile, texts are parsed by
//! Cognito's rules, and `build` answers with [`CognitoSso`] or with everything that forbids it.
//!
//! # What is here
//! What follows from the decisions alone, without a call:
//! - [`CognitoSso::user_pool`], [`app_client`](CognitoSso::app_client),
//!   [`provider_details`](CognitoSso::provider_details) and
//!   [`attribute_mapping`](CognitoSso::attribute_mapping): what Cognito is told.
//! - [`CognitoSso::ssm_entries`]: what the platform reads from SSM. What only AWS knows (the
//!   client's id and secret) is awaited.
//! - [`CognitoSso::identity_provider_side`]: what the identity provider's side needs.
//! - [`CognitoSso::role_table`]: which group goes into which box of the portal, and how groups
//!   really arrive.
//!
//! And what makes it so, through the ports of the core:
//! - [`CognitoSso::steps`]: user pool, domain, identity provider, app client, parameters, restarts,
//!   and a look at whether sign-in answers, each a step that looks before it changes.
//! - [`CognitoSso::remove_steps`]: all of it removed, the pool with consent.
//! - [`steps`] and [`remove_steps`]: the same for what a whole deployment decided.
//!
//! What is there is changed field by field and sent back whole, since Cognito sets back to its
//! default what an update leaves out: settings that were made by hand survive. What Cognito never
//! changes (a schema, a provider's type) is a finding with the way forward, and nothing is replaced
//! in silence.

// Libraries say nothing on the terminal: events are the only way out.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod address;
mod check;
mod client;
mod component;
mod deployed;
mod pool;
mod provider;
mod roles;
mod ssm;
mod step;
mod steps;
#[cfg(test)]
mod tests;

pub use ts_deploy_core::deployment::single_sign_on::{
    ApplicationSecret, AttributeMapping, HostedDomain, IdentityProvider, OrganisationRoles,
    Protocol, RESTARTED, Role, SamlSource, SsoDomainFormat,
};
pub use ts_deploy_core::ids::{
    ClaimName, DomainPrefix, GroupName, GroupsAttribute, HttpsUrl, OrganisationName, PoolAttribute,
    ProviderName, SamlMetadata, UserPoolId, UserPoolName,
};
pub use ts_deploy_core::plan::DEPLOYMENT_TAG;

pub use client::{AppClient, CLIENT_NAME, Scope};
pub use component::{CognitoSso, CognitoSsoDraft, CognitoSsoDraftBuilder};
pub use deployed::{component, remove_steps, steps};
pub use pool::{CUSTOM_LENGTH, SchemaAttribute, UserPool};
pub use provider::{IdentityProviderSide, user_pool_wire};
pub use roles::{RoleRow, RoleTable, saml_arrival};
pub use ssm::{SSO, SsmEntry, client_id_wire, client_secret_wire};
pub use steps::{ServicesIn, roles_step};
