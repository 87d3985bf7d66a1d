//! The two products of the platform as components: typed builders that render parameter sets.

mod agree;
pub mod data;
mod extra;
mod product;
mod render;
mod row;
pub mod service;
pub mod step;
mod tags;

pub use agree::agree;
pub use data::DataLayer;
pub use product::{
    ExtraParameters, Inputs, ProductChoice, ProductComponent, ProductSelector, VersionSelector,
};
pub use service::ServiceLayer;
