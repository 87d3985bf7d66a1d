//! Deploying, updating, verifying and removing a product through the catalog.

mod cause;
mod clear;
mod deploy;
mod events;
mod follow;
mod live;
mod mend;
mod place;
mod prove;
mod remove;
mod request;
mod resolve;
mod risk;

pub use deploy::DeployProduct;
pub use live::Upstream;
pub use remove::RemoveProduct;
