//! The engine: advances a deployment as far as it can go now, and says when to look again.
//!
//! [`Engine::advance`] does everything that can be done at this moment, ready steps side by side,
//! and returns what it waits for and when to look again; [`Engine::run`] is the loop around it that
//! sleeps on the clock. Nothing needs to stay in memory between two calls of `advance`: what
//! matters is in the journal and in AWS, so every wake-up is a resume.

mod advance;
mod budget;
mod deadline;
mod drive;
mod expectation;
mod follow;
mod guard;
mod hold;
mod note;
mod options;
mod outcome;
mod pace;
mod person;
mod refusal;
mod run;
#[cfg(test)]
mod tests;
mod token;

pub use advance::{Advance, Engine, EngineError, Waiting};
pub use budget::CallBudget;
pub use deadline::Deadlines;
pub(crate) use follow::LAG;
pub use options::{Consents, Options};
pub use outcome::Outcome;
pub use pace::Pace;
pub use person::{Answer, Person};
pub use run::Run;
pub use token::TokenSeed;
