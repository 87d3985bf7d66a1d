//! Single sign-on for the `TetraScience` data platform through Amazon Cognito.
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
//!   and the look whether sign-in answers, each a step that looks before it changes.
//! - [`CognitoSso::remove_steps`]: all of it removed, the pool with consent.
//! - [`steps`] and [`remove_steps`]: the same for what a whole deployment decided.
//!
//! What is there is changed field by field and sent back whole, since Cognito sets back what an
//! update leaves out: settings that were made by hand survive. What Cognito never changes (a schema,
//! a provider's type) is a finding with the way forward, and nothing is replaced in silence.
//!
//! # Example
//! ```
//! use ts_deploy_core::ids::{AccountId, DomainName, Region};
//! use ts_deploy_core::target::{Target, TargetName};
//! use ts_deploy_sso::{
//!     AttributeMapping, ClaimName, CognitoSso, DomainPrefix, HostedDomain, HttpsUrl,
//!     IdentityProvider, Protocol, ProviderName, SamlSource,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let metadata = HttpsUrl::parse("https://idp.acme.example/metadata.xml")?;
//! let sso = CognitoSso::builder()
//!     .target(Target {
//!         name: TargetName::Main,
//!         account: AccountId::parse("111122223333")?,
//!         region: Region::parse("us-east-1")?,
//!     })
//!     .platform_domain(DomainName::parse("tetra.acme.example")?)
//!     .hosted_domain(HostedDomain::Prefix(DomainPrefix::parse("acme-tetra")?))
//!     .identity_provider(IdentityProvider {
//!         name: ProviderName::parse("acme-adfs")?,
//!         protocol: Protocol::Saml(SamlSource::Url(metadata)),
//!     })
//!     .mapping(
//!         AttributeMapping::builder()
//!             .email(ClaimName::parse("email")?)
//!             .given_name(ClaimName::parse("firstName")?)
//!             .family_name(ClaimName::parse("lastName")?)
//!             .groups(ClaimName::parse("memberOf")?)
//!             .build(),
//!     )
//!     .build()?;
//!
//! assert_eq!(sso.callback_url(), "https://tetra.acme.example/login/sso");
//! // A mapped attribute that the client may not write makes every sign-in fail.
//! let client = sso.app_client();
//! assert!(client.write_attributes.iter().any(|name| name == "custom:groups"));
//! # Ok(())
//! # }
//! ```

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

pub use client::{AppClient, CLIENT_NAME, Scope};
pub use component::{CognitoSso, CognitoSsoDraft, CognitoSsoDraftBuilder};
pub use deployed::{component, remove_steps, steps};
pub use pool::{CUSTOM_LENGTH, OWNER_TAG, SchemaAttribute, UserPool};
pub use provider::{IdentityProviderSide, user_pool_wire};
pub use roles::{RoleRow, RoleTable, saml_arrival};
pub use ssm::{SSO, SsmEntry, client_id_wire, client_secret_wire};
pub use steps::ServicesIn;
