//! Making, updating, verifying and removing a stack of one's own.
//!
//! An update goes through a change set: one changing call makes it, and once it is made and shows
//! what it would do, another carries it out. Each is a proposal of its own, with its own intent,
//! token and consent.

mod compare;
mod component;
mod deploy;
mod follow;
mod look;
mod prepared;
mod prove;
mod remove;
mod update;

pub use component::StackComponent;
pub use deploy::DeployStack;
pub(crate) use deploy::unreadable_template;
pub use remove::RemoveStack;

/// The tag that tells what a stack was made of: a digest of its template, or of the template's
/// address. `CloudFormation` gives a stack's parameters back, and not where its template came from.
pub const TEMPLATE_TAG: &str = "ts-deploy-template";
