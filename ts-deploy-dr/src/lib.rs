//! Disaster recovery for the `TetraScience` data platform: the DR stack, the snapshot tool, the
//! recovery and its drill (rows R13, T2 and V1 to V3 of the
//! [deployment documents](ts_deploy_core#rows)). The DR stack, decided and made on the simulated
//! cloud:
//! ```
//! use std::{collections::BTreeMap, sync::Arc};
//! use ts_deploy_core::deployment::{DrStackSettings, TemplateLocation};
//! use ts_deploy_core::engine::{Engine, Options, Outcome, Run};
//! use ts_deploy_core::event::{Event, EventKind};
//! use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
//! use ts_deploy_core::layer::{ExtraParameters, step::DeployStack};
//! use ts_deploy_core::plan::{Graph, StepId};
//! use ts_deploy_core::port::stack::TemplateSource;
//! use ts_deploy_core::sim::{SimCloud, documented_dr_stack};
//! use ts_deploy_core::target::{Target, TargetName};
//! use ts_deploy_dr::{DrStack, component::DrStackComponent};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let main = Target { name: TargetName::Main, account: "111122223333".parse()?, region: "us-east-1".parse()? };
//! let dr = Target { name: TargetName::Dr, account: "444455556666".parse()?, region: "us-east-2".parse()? };
//! let stack = DrStack::builder()
//!     .main(main).target(dr.clone()).infrastructure_name("acme-tetra".parse()?)
//!     .build()?;
//!
//! // A cloud in which the vendor's template is where the customer put it.
//! let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
//! let template = TemplateSource::url("https://acme.s3.amazonaws.com/dr.yml")?;
//! cloud.at(&dr).put_template(&template, documented_dr_stack());
//!
//! let decided = DrStackSettings {
//!     name: "acme-dr".parse()?,
//!     template: TemplateLocation::Url(template.clone()),
//!     output_names: BTreeMap::new(),
//!     protected: true,
//!     extra_parameters: ExtraParameters::default(),
//! };
//! let component = DrStackComponent::new(stack, &decided, template, BTreeMap::new());
//! let step = DeployStack::new(StepId::parse("dr-stack")?, dr.clone(), Arc::new(component));
//! let (graph, ports, clock) = (Graph::new([Arc::new(step) as _])?, cloud.ports(&[dr]), Arc::new(cloud.clock()));
//! let store = Arc::new(MemoryStore::new(clock.clone()));
//! let journal = Journal::open(store, "guide", &Owner::rehearsal("acme".parse()?)).await?;
//! let said = Arc::new(|event: &Event| if let EventKind::Verified { evidence } = &event.kind {
//!     evidence.iter().for_each(|one| println!("{}: {}", one.what, one.seen));
//! });
//! let engine = Engine::new("acme".parse()?, graph, ports, clock, journal, Options::default(), said);
//! let run = Run { driver: Driver::new("you", "here"), goal: Goal::Deploy, plan: String::new(), approved: None };
//! assert_eq!(engine.run(&run, std::future::pending()).await, Outcome::Succeeded);
//! # Ok(())
//! # }
//! ```
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
//! Not here: restoring the search index, for which no way is documented; it is a person's part.

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
