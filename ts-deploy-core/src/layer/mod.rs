//! The two products of the platform as components: typed builders that render parameter sets.

pub mod data;
mod product;
pub mod step;
pub mod service;

pub use data::DataLayer;
pub use product::{
    ExtraParameters, Inputs, ProductChoice, ProductComponent, ProductSelector, VersionSelector,
};
pub use service::ServiceLayer;
