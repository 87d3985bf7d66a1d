//! The engine on a step that is scripted: what it does when a call fails, is lost, or the process
//! ends.

mod approved;
mod errors;
mod guards;
mod journal;
mod limits;
mod order;
mod person;
mod restless;
mod resume;
mod stage;
mod waiting;
mod watched;
