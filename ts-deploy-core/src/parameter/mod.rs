//! What a component sends, what a product declares, and how the two are brought together.
//!
//! A [`ParameterSet`] is what a component wants to send; a [`Contract`] is what a product version
//! or a template really declares; [`reconcile`] compares them before anything is called and
//! answers with the [`Request`] to send or the findings that forbid it.

mod constraint;
mod contract;
mod pattern;
mod previous;
mod reconcile;
#[cfg(test)]
mod reconcile_tests;
mod request;
#[cfg(test)]
mod request_tests;
mod set;
mod verdict_finding;

pub use constraint::{Checked, Constraints, VALUE_LIMIT};
pub use contract::{Contract, Declaration};
pub use previous::{LiveParameters, LiveValue};
pub use reconcile::{Basis, Reconciliation, Verdict, reconcile};
pub use request::{Change, Request, Sent};
pub use set::{
    Decision, OnUpdate, Parameter, ParameterKey, ParameterSet, Presence, Provenance, Spelling,
    Value, Wire,
};
