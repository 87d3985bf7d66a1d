//! Secrets and parameters in SSM, written before the Service Layer (rows X1-X4, L1b).
//!
//! [`Secrets`] says which parameters there are and where each value comes from; a value itself
//! never stands in it. Each parameter is one step, [`WriteParameter`], which writes only where
//! type, key or value differ, and [`RemoveParameter`] when the deployment is removed.
//!
//! # How a program passes sources
//! A spec names sources ([`SourceName`]): an environment variable, a file, standard input. The core
//! opens none of them. The program makes a [`SecretSource`] for each of
//! [`Secrets::source_names`], puts them into [`Sources`], and hands these to
//! [`Deployment::deploy_with`](crate::deployment::Deployment::deploy_with). With the feature `host`,
//! `host::sources(&deployment.secrets, folder_of_the_spec)` makes them all:
//!
//! ```
//! # #[cfg(all(feature = "host", feature = "spec"))]
//! # fn steps(text: &str) -> Option<ts_deploy_core::plan::Graph> {
//! use std::path::Path;
//! use ts_deploy_core::{host, spec};
//!
//! let deployment = spec::read(text).deployment?;
//! let sources = host::sources(&deployment.secrets, Path::new("specs"));
//! let graph = deployment.deploy_with(&sources).ok()?;
//! # Some(graph)
//! # }
//! ```
//!
//! A rehearsal that is to take other values than the real ones is given sources of the program's
//! own: any type that implements [`SecretSource`]. A deployment without secrets needs none of this.
//! One whose sources were not passed can still be planned: each of its parameters is then blocked
//! by a finding.
//!
//! Make the sources once in a process and use them for the plan and for the run: a one-shot source
//! is read at most once and remembers its value in memory. `host::sources` reads standard input to
//! its end when a secret comes from there, so that such a program cannot ask questions there.
//!
//! # Left out
//! Secrets Manager as a source needs a port of its own: until then a program reads it and passes a
//! [`SecretSource`]. Services that run while a value changes are
//! restarted by [`Deployment::tasks_after`](crate::deployment::Deployment::tasks_after); a finding names
//! them too, for programs without it.

mod change;
mod check;
mod compare;
mod component;
mod documented;
mod output;
mod remove;
mod source;
#[cfg(test)]
#[cfg(feature = "sim")]
mod tests;
mod wanted;
mod write;

pub use component::{
    BoxSecrets, DatabaseHost, EgnyteSecrets, FurtherParameter, SecretParameter, Secrets,
    SecretsDraft,
};
pub use documented::{box_paths, egnyte_paths};
pub use output::OutputOf;
pub use remove::RemoveParameter;
pub use source::{
    SecretSource, SourceError, SourceErrorKind, SourceKind, SourceName, Sources, ValueFrom,
    VariableName,
};
pub use write::WriteParameter;
