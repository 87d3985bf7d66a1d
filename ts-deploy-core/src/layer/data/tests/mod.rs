//! What the Data Layer sends and refuses.

mod carried;
mod endpoints;
mod network;
mod recovery;
mod sent;
mod sizing;
