//! Steps and their order, each with the difference it would make.
//!
//! A [`Step`] looks before it changes anything; a [`Graph`] puts steps in order. [`plan()`] asks
//! each what it would do now, and [`verify()`] whether all is as wanted. What only a person can do
//! is an [`Errand`], and a [`ManualStep`] where nothing but their word shows that it was done.

mod around;
mod cause_class;
mod errand;
mod failure;
mod foreseen;
mod graph;
mod launch;
mod made;
mod manual;
mod observation;
mod past;
mod planned;
mod step;
mod taken_over;
mod verify;

pub(crate) use around::Around;
pub use cause_class::CauseClass;
pub use errand::{Confirmation, Errand, ErrandKind, Note, OpenErrand, PersonName, errand_digest};
pub use failure::{Cause, Failure};
pub use foreseen::Foreseen;
pub(crate) use foreseen::{Shown, unapproved};
pub use graph::{Graph, GraphError};
pub use launch::Launch;
pub use made::Made;
pub(crate) use manual::not_confirmed;
pub use manual::{ManualStep, Statement};
pub use observation::{
    Action, Consent, Duration, Handle, Observation, Progress, Proposal, Removed, Work,
    request_digest,
};
pub use past::Gone;
pub(crate) use past::{consents, moved, removed_by, towards};
pub use planned::{Entry, Plan, PlannedStep, plan};
pub use step::{Evidence, OpenIntent, ReadContext, Started, Step, StepError, StepId};
pub use taken_over::{DEPLOYMENT_TAG, TakenOver};
pub use verify::{Verdict, proof, verify};
