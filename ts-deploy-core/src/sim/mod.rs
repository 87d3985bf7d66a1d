//! The simulated cloud: one world that answers for the ports, to rehearse and to test against.
//!
//! [`SimCloud`] plays any number of accounts and regions in virtual time, is deterministic for a
//! seed, can be saved and loaded at any moment, and is stricter than AWS: what AWS lets through
//! and punishes later is refused at once. The two documented products stand in its catalog, with
//! the parameters that the documents name and stacks that take as long as the documents say.
//!
//! What goes wrong in the world is scripted with [`WorldFault`]; what goes wrong with calls is
//! decided by a hook, [`SimCloud::on_call`]. A [`Script`] holds both for one rehearsal, and what its
//! simulated person does.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use ts_deploy_core::clock::Clock as _;
//! use ts_deploy_core::ids::{AccountId, Region};
//! use ts_deploy_core::port::catalog::CatalogReader as _;
//! use ts_deploy_core::sim::{DATA_LAYER, SimCloud};
//! use ts_deploy_core::target::{Target, TargetName};
//!
//! let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse()?);
//! let main = Target {
//!     name: TargetName::Main,
//!     account: AccountId::parse("111122223333")?,
//!     region: Region::parse("us-east-1")?,
//! };
//! let products = cloud.at(&main).products().await?;
//! assert_eq!(products[0].name, DATA_LAYER);
//!
//! // Sleeping makes virtual time pass, and is over at once.
//! cloud.clock().sleep_until("2026-03-02T12:00:00Z".parse()?).await;
//! assert_eq!(cloud.clock().now().to_string(), "2026-03-02T12:00:00Z");
//! # Ok(())
//! # }
//! ```
//!
//! # Stricter than AWS
//! A request is refused at once, with all that is wrong with it, where AWS would let it through
//! and fail or do harm later:
//! - parameters that the version does not declare, parameters that are missing, values outside its
//!   bounds (AWS often says so in the record only), values still awaited, and previous values that
//!   do not exist;
//! - tokens that are missing or outside the alphabet (the SDK fills them with random values), and
//!   a token that comes again with another request (AWS does not say what it does);
//! - parameters of SSM that are overwritten with what they have already (AWS makes one more
//!   version) or where there are none (AWS makes them, without tags);
//! - identity providers and app clients of a user pool by which every sign-in would fail: a
//!   required attribute without a claim, a mapped one that cannot change or that the client may not
//!   write, scopes and flows that do not count;
//! - tags with an empty value, launches of deprecated or inactive versions, and any change while
//!   an operation runs or to a stack that can only be deleted.
//!
//! Some mistakes are let through, since AWS does so, and punished as AWS punishes them: an update
//! without a difference taints the product, a key left out of an update falls back to the
//! template's default, and another version's `CFTemplateVersion` or a `DataStack` that is not
//! complete fails the record with its cause in the events.
//!
//! # Reads that lag
//! With [`SimCloud::lag`] reads show what was done some seconds later, as AWS does where it searches
//! or lists: a provisioned product's stack, the history of its records, a stack's events, imported
//! portfolios and their principals, new roles, and all reads of parameters. What AWS finds by an id is shown at
//! once: a provisioned product by its name, a record, a stack, outputs.
//!
//! # Secrets
//! The world keeps digests of secret values, salted by its seed and place, never their text: a
//! saved world answers whether a value is the one it was given, and cannot be read for it.
//!
//! # Left out
//! The names of what stacks make are not compared (two installations in one place do not collide),
//! and a successful removal leaves nothing behind. Whatever a stack makes stands in nested ones,
//! also where its owner made it, and a change set is always one for an update. Some states are out
//! of a product's reach, and so of this cloud's: Service Catalog neither disables rollbacks
//! (`CREATE_FAILED` and `UPDATE_FAILED` of a root stack) nor imports resources (`IMPORT_…`) nor
//! leaves a change set unexecuted (`REVIEW_IN_PROGRESS`).
//!
//! Lists are whole, as the ports promise: pages are a backend's own affair.

mod accept;
mod account;
mod admit;
mod cascade;
mod catalog;
mod change_set;
mod chronicle;
mod clock;
mod cloud;
mod container;
mod course;
mod decide;
mod deletion;
mod direct;
mod fault;
mod forward;
mod lag;
mod memo;
mod naming;
mod narrate;
mod parameters;
mod parts;
mod pen;
mod person;
mod place;
mod portfolio;
mod product;
mod products;
mod provisioned;
mod refusal;
mod remains;
mod request;
mod scene;
mod script;
mod stack;
mod stack_accept;
mod store;
mod template;
mod terms;
#[cfg(test)]
mod tests;
mod unkept_key;
mod user_pool;
mod web;
mod work;
mod world;

pub use account::{SimAccount, SimQuota, SimRights, SimRole, SimTrail, SimVpc, SimZone};
pub use clock::SimClock;
pub use cloud::SimCloud;
pub use container::RestartFate;
pub use direct::SimTemplateFile;
pub use fault::{CallFault, CallHook, CallInfo, WorldFault};
pub use parts::EndpointFate;
pub use person::SimPerson;
pub use place::SimPlace;
pub use portfolio::SimPortfolio;
pub use product::{SimProduct, SimVersion};
pub use products::{
    DATA_LAYER, PORTFOLIO, PORTFOLIO_ID, SERVICE_LAYER, documented, documented_dr_stack,
    documented_snapshot_tool,
};
pub use script::{Playing, Script, ScriptedCall, ScriptedPerson};
pub use store::{Keep, WORLD_LIMIT, WorldError};
pub use template::{SimImport, SimOutput, SimResource, SimStack, SimTemplate, When};
pub use unkept_key::UnkeptKey;
pub use user_pool::ByHand;
