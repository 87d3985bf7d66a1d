//! The Data Layer: network, storage, database and search (mission rows D, 41 keys).

mod decisions;
mod draft;
mod network;

pub use decisions::{
    Backups, Database, DisasterRecovery, DrOutputs, EksImage, Elasticsearch, Iam, Integration,
    Integrations, Notifications, RecoverySource,
};
pub use draft::{DataLayer, DataLayerDraft};
pub use network::{Egress, ExistingVpc, IsolatedSubnets, Network, WorkerEndpoints};
