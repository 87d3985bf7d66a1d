//! Disaster recovery for the `TetraScience` data platform: the DR stack, the snapshot tool, the
//! recovery and its drill.
//!
//! With disaster recovery the platform is replicated into a second account and a second region.
//! Two small stacks of the vendor's do that, and this crate models both as typed builders: a
//! missing required field does not compile, and `build` answers with the component or with
//! everything that forbids it.
//!
//! # What is here
//! - [`DrStack`]: `dr.yml`, in the DR account and DR region, before the Data Layer.
//!   [`DrStackOutputs`] reads what it gives into what the Data Layer takes.
//! - [`SnapshotTool`]: `snapshots_tool_rds_dest.json`, in the DR account and **main** region, after
//!   the Data Layer. Its findings say what the documents leave out: what really is deleted where,
//!   which values a current template or AWS refuses, and when nothing would be copied.
//! - [`RecoveryObjectives`]: whether backups are as frequent as what may be lost demands.
//!
//! Both render a [`ParameterSet`](ts_deploy_core::parameter::ParameterSet) that
//! [`reconcile`](ts_deploy_core::parameter::reconcile) holds against the template's contract.
//!
//! # Steps, recovery, drill
//! - [`steps`] makes the steps of both stacks from a deployment's decisions, and says how they meet
//!   those of the products: the Data Layer waits for the DR stack's outputs, the snapshot tool for
//!   the Data Layer's key.
//! - [`recovery`] brings a lost platform up in the DR account, after checks by its readers alone.
//! - [`drill`] runs those checks on an ordinary day, and tells what would be lost and how long it
//!   would take.
//!
//! Not here: the search index, for whose restore no way is documented; it is a person's part.
//!
//! # Example
//! ```
//! use std::collections::BTreeMap;
//!
//! use ts_deploy_core::ids::{AccountId, InfrastructureName, Region};
//! use ts_deploy_core::layer::Inputs;
//! use ts_deploy_core::target::{Target, TargetName};
//! use ts_deploy_dr::{DrStack, DrStackOutputs, OutputNames, SnapshotTool};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let main = Target {
//!     name: TargetName::Main,
//!     account: AccountId::parse("111122223333")?,
//!     region: Region::parse("us-east-1")?,
//! };
//! let dr = Target {
//!     name: TargetName::Dr,
//!     account: AccountId::parse("444455556666")?,
//!     region: Region::parse("us-east-2")?,
//! };
//! let stack = DrStack::builder()
//!     .main(main.clone())
//!     .target(dr.clone())
//!     .infrastructure_name(InfrastructureName::parse("acme-tetra")?)
//!     .build()?;
//! let set = stack.parameters(&Inputs::default());
//! assert_eq!(set.plain("Environment"), Some("dr"));
//! assert_eq!(set.plain("ProdAWSAccountId"), Some("111122223333"));
//!
//! // What the stack gives once it is made; the Data Layer's values are missing here.
//! let key = "arn:aws:kms:us-east-2:444455556666:key/12345678-1234-1234-1234-123456789012";
//! let given = BTreeMap::from([("DRRDSKMSKey".to_owned(), key.to_owned())]);
//! let outputs = DrStackOutputs::read(&given, &OutputNames::default());
//! assert_eq!(outputs.findings().blocking().count(), 5);
//!
//! let tool = SnapshotTool::builder()
//!     .target(Target { name: TargetName::DrInMainRegion, region: main.region, ..dr.clone() })
//!     .main_account(main.account)
//!     .destination_region(dr.region)
//!     .build()?;
//! let inputs = Inputs { wires: outputs.wires(), ..Inputs::default() };
//! assert_eq!(tool.parameters(&inputs).plain("KmsKeyDestination"), Some(key));
//! // The documented 7 days are fewer than the documented 30 of the snapshots themselves.
//! assert!(tool.findings().find("copy-retention-shorter").is_some());
//! # Ok(())
//! # }
//! ```

// Libraries say nothing on the terminal: events are the only way out.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod component;
pub mod drill;
#[cfg(test)]
mod fixture;
pub mod objectives;
mod place;
pub mod recovery;
pub mod settings;
pub mod snapshot_tool;
pub mod source;
pub mod stack;
mod steps;

pub use objectives::RecoveryObjectives;
pub use settings::Components;
pub use snapshot_tool::SnapshotTool;
pub use stack::{DrStack, DrStackOutputs, OutputNames};
pub use steps::{DrSteps, Templates, steps};
