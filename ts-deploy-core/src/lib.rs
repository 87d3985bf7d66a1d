//! The core of ts-deploy: plan a deployment of the `TetraScience` data platform, rehearse it, run it,
//! survive what happens in three hours, and prove what was done.
//!
//! It needs no AWS SDK, no terminal and no environment. Both products, deployed from a document on the
//! simulated cloud:
//!
#![cfg_attr(all(feature = "spec", feature = "sim"), doc = "```")]
#![cfg_attr(not(all(feature = "spec", feature = "sim")), doc = "```ignore")]
//! use std::sync::Arc;
//! use ts_deploy_core::engine::{Engine, Options, Outcome, Run, TokenSeed};
//! use ts_deploy_core::event::Event;
//! use ts_deploy_core::journal::{Driver, Goal, Journal, MemoryStore, Owner};
//! use ts_deploy_core::{clock::Clock, plan::plan, sim::{SimCloud, SimPerson}, spec};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What the customer decided. All that is wrong with it is in the findings, with line and column.
//! let reading = spec::read(&spec::sample(false));
//! let deployment = reading.deployment.ok_or("the document cannot be used")?;
//! let name = deployment.name.clone();
//!
//! // A cloud in which three hours pass at once; with another backend behind the ports, AWS.
//! let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse()?);
//! let clock = Arc::new(cloud.clock());
//! let ports = cloud.ports(&deployment.targets());
//!
//! // What would be done. Looking is handed readers, and cannot change anything.
//! let graph = deployment.deploy()?;
//! let tokens = TokenSeed::new(name.clone());
//! let plan = plan(&graph, ports.readers(), clock.now(), &tokens, |_| None).await;
//! assert_eq!(cloud.changing_calls(), 0);
//!
//! // Done, with a journal: killed and started again, it goes on where it was.
//! let store = Arc::new(MemoryStore::new(clock.clone()));
//! let journal = Journal::open(store, "guide", &Owner::rehearsal(name.clone())).await?;
//! let said = Arc::new(|event: &Event| println!("{} {:?}", event.at, event.kind));
//! let person = Arc::new(SimPerson::new(clock.clone()));
//! let engine = Engine::new(name, graph, ports, clock, journal, Options::default(), said);
//! let driver = Driver::new("you", "here");
//! let run = Run { driver, goal: Goal::Deploy, plan: plan.digest, approved: None };
//! let outcome = engine.attended_by(person).run(&run, std::future::pending()).await;
//! assert_eq!(outcome, Outcome::Succeeded);
//! # Ok(())
//! # }
//! ```
//!
//! # Where to enter
//! Each height is built from the one below, through public API.
//!
//! | height | begin with |
//! |---|---|
//! | a component and a port | [`layer::DataLayer`], [`layer::ServiceLayer`]: what is sent; [`port`]: what sends it |
//! | a plan | [`plan::Step`] and [`plan::Graph`], run by [`engine::Engine`]; steps and ports of your own are welcome |
//! | a whole deployment | [`deployment::Deployment`], by hand or from a document (`spec::read`, feature `spec`) |
//!
//! # Rows
//! Findings and documentation name the row of the deployment documents that they come from. The
//! documents are the vendor's and no part of this workspace; the ids of their rows are its own:
//!
//! | id | rows |
//! |---|---|
//! | `P0` to `P10` | decisions that a customer makes before anything runs |
//! | `D KEY`, `S KEY` | the parameter `KEY` of the Data Layer, of the Service Layer |
//! | `X1` to `X4` | parameters in SSM, written before the Service Layer is launched |
//! | `R1` to `R24` | requirements and tasks before deployment |
//! | `L1` and `L2` | the launches of the Data Layer and of the Service Layer |
//! | `T1` to `T9` | tasks after deployment |
//! | `I1` to `I9` | single sign-on |
//! | `V1` to `V3` | recovery after a disaster |
//!
//! # The modules
//!
//! | module | holds |
//! |---|---|
//! | [`ids`], [`secret`], [`target`], [`clock`] | values parsed once; secrets that are not printed; account and region; time |
//! | [`parameter`] | what a component sends, what a product version declares, and the request or findings that follow |
//! | [`layer`] | the components and the steps that deploy and remove them; parameters in SSM |
//! | [`port`] | one trait a capability of AWS, in a reading and a changing half; the registry that steps find them in |
//! | [`plan`] | steps, their order, what each would do now, what verifying shows |
//! | [`engine`] | runs a plan: wakes, tokens, waiting, persons, outcomes |
//! | [`journal`] | what was begun and how it ended, hash-chained; who drives |
//! | [`policy`] | the rights that each call needs, and the least policies made of them |
//! | [`check`], [`finding`], [`error`], [`event`] | what is looked at first; one thing wrong; error chains; all that the engine says |
//! | [`deployment`] | a whole deployment, and its steps in order |
//! | `spec` | the document: YAML or JSON with positions, findings, JSON Schema; a rehearsal's script (feature `spec`, default) |
//! | `host` | clock, sleep and secret sources of an ordinary machine (feature `host`, default) |
//! | `sim` | the simulated cloud and the simulated person (feature `sim`) |
//! | `conformance`, `mock` | the promises of a backend as functions; mocks of every port (features of these names) |

// Libraries say nothing on the terminal: events are the only way out.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod check;
pub mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod deployment;
pub mod engine;
pub mod error;
pub mod event;
pub mod finding;
pub mod fingerprint;
mod hash;
#[cfg(feature = "host")]
pub mod host;
pub mod ids;
pub mod journal;
pub mod layer;
#[cfg(feature = "mock")]
pub mod mock;
mod nearest;
#[cfg(test)]
mod page;
pub mod parameter;
pub mod plan;
pub mod policy;
pub mod port;
pub mod secret;
#[cfg(feature = "sim")]
pub mod sim;
#[cfg(feature = "spec")]
pub mod spec;
pub mod target;
