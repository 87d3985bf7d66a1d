//! The ports of `ts-deploy-core` on the AWS SDK for Rust.
//!
//! Any [`SdkConfig`] does; its region and credentials are those of the target.
//! ```
//! # #[cfg(not(all(feature = "servicecatalog", feature = "cloudformation")))]
//! # fn main() {}
//! # #[cfg(all(feature = "servicecatalog", feature = "cloudformation"))]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use aws_config::{BehaviorVersion, Region, SdkConfig};
//! use ts_deploy_aws::{AwsCatalog, AwsStacks};
//! use ts_deploy_core::port::catalog::{
//!     CatalogReader, CatalogWriter, OperationToken, ProvisionedProductId, TerminateRequest,
//! };
//! use ts_deploy_core::port::stack::StackReader;
//! use ts_deploy_core::port::{ErrorKind, Ports};
//! use ts_deploy_core::target::TargetName;
//!
//! let config = SdkConfig::builder()
//!     .behavior_version(BehaviorVersion::latest())
//!     .region(Region::new("us-east-1"))
//!     .build();
//! let catalog = Arc::new(AwsCatalog::new(&config, TargetName::Main));
//! let mut ports = Ports::new();
//! ports
//!     .read::<dyn CatalogReader>(TargetName::Main, Arc::clone(&catalog) as _)
//!     .read::<dyn StackReader>(TargetName::Main, Arc::new(AwsStacks::new(&config, TargetName::Main)))
//!     .change::<dyn CatalogWriter>(TargetName::Main, Arc::clone(&catalog) as _);
//! assert!(ports.readers().get::<dyn StackReader>(TargetName::Main).is_ok());
//!
//! // Nothing was called yet, and this is not sent: without a token a repeated call would be another
//! // change.
//! let request = TerminateRequest {
//!     token: OperationToken(String::new()),
//!     provisioned_product: ProvisionedProductId("pp-abcdefghijklm".to_owned()),
//! };
//! let refused = catalog.terminate(&request).await.unwrap_err();
//! assert_eq!(refused.kind, ErrorKind::Invalid);
//! # Ok(())
//! # }
//! ```
//!
//! This is the only crate that names an `aws-sdk-*` crate. Each capability is a folder, its calls apart
//! from its conversions, or one file where both are few; it stands behind the cargo feature of its
//! service: an embedder pays for the services it needs, and for no others, in build time.
//!
//! | feature | type | ports of `ts_deploy_core::port` |
//! |---|---|---|
//! | (always) | [`AwsIdentity`] | `identity` |
//! | `servicecatalog` | `AwsCatalog` | `catalog`: products, versions, launches, records |
//! | `servicecatalog` | `AwsPortfolios` | `portfolio`: shares and principals |
//! | `cloudformation` | `AwsStacks` | `stack`: stacks, change sets, templates; `stack_resource`, `stack_template`, `stack_list` |
//! | `ssm` | `AwsParameterStore` | `parameter_store` |
//! | `cognitoidentityprovider` | `AwsUserPools` | `user_pool`: pools, domains, providers, clients |
//! | `ecs` | `AwsContainerServices` | `container_service`: services, found by their stacks, and restarts |
//! | `rds` | `AwsSnapshots` | `snapshot` |
//! | `s3` | `AwsBuckets` | `bucket` |
//! | `kms` | `AwsKeys` | `key`; `regional_key`: those of the account in other regions |
//! | (always) | [`AwsWeb`] | `web` |
//! | `ec2` | `AwsNetworks` | `network`: VPCs, subnets, routes, endpoints; `address`; `key_pair`; `offering` of instances |
//! | `rds` | `AwsDatabaseOfferings` | `offering` of databases |
//! | `servicequotas` | `AwsQuotas` | `quota` |
//! | `route53` | `AwsZones` | `zone` |
//! | `iam` | `AwsRights` | `rights`: what a principal may do, as IAM simulates it |
//! | `cloudtrail` | `AwsTrails` | `trail` |
//! | `iam` | `AwsServiceLinkedRoles` | `service_linked_role` |
//! | `acm` | `AwsCertificates` | `certificate` |
//! | `sesv2` | `AwsMail` | `mail` |
//! | `sns` | `AwsTopics` | `topic` |
//! | `cloudwatchlogs` | `AwsLogGroups`, `AwsLogPolicies` | `log_group`, `log_policy` |
//! | `eks` | `AwsClusters` | `cluster` |
//! | `elasticsearch` | `AwsSearchDomains` | `search_domain` |
//! | `organizations` | `AwsTagPolicies` | `tag_policy`: what the organisation asks of tags |
//! | `s3-journal` | `s3_journal` | no port: the journal in a bucket |
//!
//! [`connection`] is the way to AWS for each target of a deployment, with credentials, proxies and
//! TLS as an operator has them, and [`AwsCloud`](connection::AwsCloud), which hands out the ports on it
//! as the simulated cloud does. What is not built in is not registered, and asking for it says so.
//!
//! `servicecatalog`, `cloudformation` and `ssm` are the default: what deploying the two products
//! needs. `cognitoidentityprovider` and `ecs` are for single sign-on, `rds`, `s3` and `kms` for
//! disaster recovery; the others for checks of the accounts, and `s3-journal` for a journal in a bucket.
//!
//! # What a feature costs, and what it brings
//! The time of a feature is what compiling its SDK took in one build of all features (debug, two cores
//! that other work shared), as a part of what those of the default took together: 1 is the time that
//! the default's three take. That of `organizations` is of a later build, with those three. The rows are those of the
//! vendor's documents.
//!
//! | feature | adds | rows |
//! |---|---|---|
//! | `servicecatalog` | 0.17, in the default | L1, L2, R15, R16, R17, R24 |
//! | `cloudformation` | 0.25, in the default | L1, L2, R13, R21, R24, T2 |
//! | `ssm` | 0.57, in the default | X1-X4, I5 |
//! | `ec2` | 2.57 | R4, R5, R6, R7, R19, R22, T7 |
//! | `rds` | 0.70 | R22, T2, V1, V2 |
//! | `ecs` | 0.48 | X1-X4 and I6: restarts |
//! | `iam` | 0.41 | R2, R9, T9 |
//! | `cloudwatchlogs` | 0.33 | R8 |
//! | `eks` | 0.31 | T3 |
//! | `cognitoidentityprovider` | 0.28 | I1-I4 |
//! | `s3` | 0.19 | V1, V2 |
//! | `sesv2` | 0.18 | R12 |
//! | `cloudtrail` | 0.18 | R3 |
//! | `organizations` | 0.18 | R24: tag policies |
//! | `kms` | 0.14 | R1, T2 |
//! | `route53` | 0.13 | R19, R20 |
//! | `sns` | 0.11 | T1 |
//! | `acm` | 0.10 | R11 |
//! | `elasticsearch` | 0.07 | T4 |
//! | `servicequotas` | 0.06 | R7, R23 |
//! | `s3-journal` | 0.03, which is no SDK's | none: the journal in a bucket |
//!
//! # Guarantees
//! - Lists are whole: every page is read, also where the SDK has no paginator, and a list that does
//!   not end is an error.
//! - Every changing call that AWS takes a token for is sent with the one it was given; what AWS would
//!   refuse for its form is not sent at all.
//! - A state, type or word that this version does not know becomes the core's `Unknown`, which is
//!   never taken for success.
//! - No error, and no `Debug` of one, holds a request, an answer, or a secret that AWS repeated.
//! - What a failed call means is decided in one place, [`classify`]: a pure function over tables
//!   that say where each entry is known from. Other backends on AWS can use it too.
//!
//! # Caveats
//! The SDK repeats a throttled call twice by itself, and takes a used-up quota that is named
//! `LimitExceededException` for throttling: that error comes late.
//!
//! # Usage
//! What a failed call means:
//! ```
//! use ts_deploy_aws::classify::{Failure, classify};
//! use ts_deploy_core::port::ErrorKind;
//!
//! // Both end a call for want of credentials; only the first heals when they are renewed.
//! let ended = Failure::of_code("ExpiredTokenException").status(400);
//! assert_eq!(classify(&ended), ErrorKind::CredentialsExpired);
//! let unknown_key = Failure::of_code("InvalidClientTokenId").status(403);
//! assert_eq!(classify(&unknown_key), ErrorKind::Denied);
//!
//! // CloudFormation tells most of its errors apart by their words only.
//! let gone = Failure::of_code("ValidationError")
//!     .status(400)
//!     .message("Stack with id acme-data-layer does not exist");
//! assert_eq!(classify(&gone), ErrorKind::NotFound);
//! ```

// Libraries say nothing on the terminal: events are the only way out.
#![warn(clippy::print_stdout, clippy::print_stderr)]
// What ports share is always built. A build with fewer ports than the default's need not ask for all
// of it; one with the default's does, so that dead code is found there.
#![cfg_attr(
    not(all(
        feature = "servicecatalog",
        feature = "cloudformation",
        feature = "ssm"
    )),
    allow(dead_code)
)]

mod answer;
#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "servicecatalog")]
mod catalog;
#[cfg(feature = "acm")]
mod certificate;
pub mod classify;
#[cfg(feature = "eks")]
mod cluster;
pub mod connection;
#[cfg(feature = "ecs")]
mod container_service;
mod credentials_failure;
#[cfg(feature = "rds")]
mod database_offering;
#[cfg(test)]
mod feature_table;
mod given;
mod identity;
#[cfg(feature = "kms")]
mod key;
#[cfg(feature = "cloudwatchlogs")]
mod log_group;
#[cfg(feature = "cloudwatchlogs")]
mod log_policy;
#[cfg(feature = "sesv2")]
mod mail;
#[cfg(feature = "ec2")]
mod network;
mod pages;
#[cfg(feature = "ssm")]
mod parameter_store;
#[cfg(feature = "servicecatalog")]
mod portfolio;
#[cfg(feature = "servicequotas")]
mod quota;
mod read;
#[cfg(feature = "iam")]
mod rights;
#[cfg(test)]
mod rights_table;
#[cfg(feature = "iam")]
mod role;
#[cfg(feature = "s3-journal")]
pub mod s3_journal;
#[cfg(feature = "elasticsearch")]
mod search_domain;
#[cfg(feature = "iam")]
mod service_linked_role;
#[cfg(feature = "rds")]
mod snapshot;
#[cfg(feature = "cloudformation")]
mod stack;
#[cfg(feature = "organizations")]
mod tag_policy;
mod time;
#[cfg(feature = "sns")]
mod topic;
#[cfg(feature = "cloudtrail")]
mod trail;
#[cfg(feature = "cognitoidentityprovider")]
mod user_pool;
mod web;
#[cfg(test)]
mod wire;
#[cfg(feature = "route53")]
mod zone;

pub use aws_types::SdkConfig;
#[cfg(feature = "s3")]
pub use bucket::AwsBuckets;
#[cfg(feature = "servicecatalog")]
pub use catalog::AwsCatalog;
#[cfg(feature = "acm")]
pub use certificate::AwsCertificates;
#[cfg(feature = "eks")]
pub use cluster::AwsClusters;
#[cfg(feature = "ecs")]
pub use container_service::AwsContainerServices;
#[cfg(feature = "rds")]
pub use database_offering::AwsDatabaseOfferings;
pub use identity::AwsIdentity;
#[cfg(feature = "kms")]
pub use key::AwsKeys;
#[cfg(feature = "cloudwatchlogs")]
pub use log_group::AwsLogGroups;
#[cfg(feature = "cloudwatchlogs")]
pub use log_policy::AwsLogPolicies;
#[cfg(feature = "sesv2")]
pub use mail::AwsMail;
#[cfg(feature = "ec2")]
pub use network::AwsNetworks;
#[cfg(feature = "ssm")]
pub use parameter_store::AwsParameterStore;
#[cfg(feature = "servicecatalog")]
pub use portfolio::AwsPortfolios;
#[cfg(feature = "servicequotas")]
pub use quota::AwsQuotas;
#[cfg(feature = "iam")]
pub use rights::AwsRights;
#[cfg(feature = "iam")]
pub use role::AwsRoles;
#[cfg(feature = "elasticsearch")]
pub use search_domain::AwsSearchDomains;
#[cfg(feature = "iam")]
pub use service_linked_role::AwsServiceLinkedRoles;
#[cfg(feature = "rds")]
pub use snapshot::AwsSnapshots;
#[cfg(feature = "cloudformation")]
pub use stack::AwsStacks;
#[cfg(feature = "organizations")]
pub use tag_policy::AwsTagPolicies;
#[cfg(feature = "sns")]
pub use topic::AwsTopics;
#[cfg(feature = "cloudtrail")]
pub use trail::AwsTrails;
#[cfg(feature = "cognitoidentityprovider")]
pub use user_pool::AwsUserPools;
pub use web::AwsWeb;
#[cfg(feature = "route53")]
pub use zone::AwsZones;
