//! The two products of the platform as components: typed builders that render parameter sets. Beside
//! them stand the steps that deploy and remove products and stacks of one's own ([`step`]), and the
//! parameters in SSM ([`secrets`]).
//!
//! A missing required field does not compile; `build` answers with the layer, or with everything
//! that forbids it.
//!
//! ```
//! use ts_deploy_core::ids::{AccountId, Cidr, EmailAddress, InfrastructureName};
//! use ts_deploy_core::ids::{ProvisionedProductName, Region};
//! use ts_deploy_core::layer::data::{Elasticsearch, Network, Notifications};
//! use ts_deploy_core::layer::{DataLayer, Inputs, ProductChoice, ProductComponent};
//! use ts_deploy_core::layer::ProductSelector;
//! use ts_deploy_core::target::{Target, TargetName};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let layer = DataLayer::builder()
//!     .target(Target {
//!         name: TargetName::Main,
//!         account: AccountId::parse("111122223333")?,
//!         region: Region::parse("us-east-1")?,
//!     })
//!     .choice(
//!         ProductChoice::builder()
//!             .product(ProductSelector::Name("Data Layer".to_owned()))
//!             .provisioned_product(ProvisionedProductName::parse("acme-data-layer")?)
//!             .build(),
//!     )
//!     .infrastructure_name(InfrastructureName::parse("acme-tetra")?)
//!     .network(Network::NewVpc { cidr: Cidr::parse("10.40.0.0/16")? })
//!     .notifications(Notifications {
//!         alerts_to: EmailAddress::parse("platform-alerts@acme.example")?,
//!         sender: EmailAddress::parse("noreply@acme.example")?,
//!     })
//!     .elasticsearch(Elasticsearch::builder().data_instance_count(4).build())
//!     .build()?;
//!
//! let set = layer.parameters(&Inputs::default());
//! assert_eq!(set.len(), 41);
//! assert_eq!(set.plain("EsDatanodeInstanceCount"), Some("4"));
//! assert_eq!(set.plain("InstanceTypeRDS"), Some("db.t2.medium"));
//! # Ok(())
//! # }
//! ```
//!
//! Without a field that has no default, here the provisioned product's name, it does not compile:
//!
//! ```compile_fail,E0061
//! use ts_deploy_core::layer::{ProductChoice, ProductSelector};
//!
//! let product = ProductSelector::Name("Data Layer".to_owned());
//! let choice = ProductChoice::builder().product(product).build();
//! ```

mod agree;
pub mod data;
mod extra;
#[cfg(test)]
mod fixture;
mod product;
pub mod recovery;
mod render;
mod row;
pub mod secrets;
pub mod service;
pub mod step;
pub mod table;
pub(crate) mod tags;
#[cfg(test)]
mod tests;

pub use agree::agree;
pub use data::DataLayer;
pub use product::{
    ExtraParameters, Inputs, ProductChoice, ProductComponent, ProductSelector, VersionSelector,
};
pub use secrets::Secrets;
pub use service::ServiceLayer;
