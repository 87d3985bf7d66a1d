//! The Data Layer: network, storage, database and search (rows D, 41 keys).

mod carried;
mod check;
mod component;
mod decisions;
mod draft;
mod network;
mod render;
mod rows;
#[cfg(test)]
mod tests;

pub use component::DR_STACK;
pub use decisions::{
    Backups, Database, DisasterRecovery, DrOutputSource, DrOutputs, EksImage, Elasticsearch, Iam,
    Integration, Integrations, Notifications, RecoverySource,
};
pub use draft::{DataLayer, DataLayerDraft};
pub use network::{Egress, ExistingVpc, IsolatedSubnets, Network, WorkerEndpoints};

pub(crate) use component::NAME;
