//! Deploying, updating, verifying and removing a product through the catalog, or a stack of one's
//! own.

mod cause;
#[cfg(test)]
mod cause_tests;
mod clear;
mod deploy;
mod events;
mod follow;
mod live;
mod mend;
pub mod own_stack;
mod place;
mod propose;
mod prove;
mod remove;
mod request;
mod resolve;
mod risk;
mod source;

pub use deploy::DeployProduct;
pub use live::Upstream;
pub(crate) use own_stack::unreadable_template;
pub use own_stack::{DeployStack, RemoveStack, StackComponent};
pub use remove::RemoveProduct;
pub(crate) use resolve::{Resolved, resolve};
pub use source::{Given, WireSource};
