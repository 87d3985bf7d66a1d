//! What is drawn: everything that goes wrong in the life of one deployment.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::sim::{CallFault, WorldFault};
use ts_deploy_tests::{DATA, SERVICE};

const CALLS: [CallFault; 5] = [
    CallFault::Throttle,
    CallFault::LostBefore,
    CallFault::LostAfter,
    CallFault::Denied,
    CallFault::CredentialsExpired,
];

/// Resources of the two products, nested stacks among them.
const RESOURCES: [(&str, &str); 14] = [
    (DATA, "Network/NatGatewayA"),
    (DATA, "Network/FlowLogs"),
    (DATA, "Storage/Key"),
    (DATA, "Storage/BackupBucket"),
    (DATA, "Iam"),
    (DATA, "Messaging/AlertTopic"),
    (DATA, "Messaging/AlertSubscription"),
    (DATA, "Search/Domain"),
    (DATA, "Database/Instance"),
    (DATA, "Workers/NodeGroup"),
    (DATA, "Pipelines/Migration"),
    (SERVICE, "Discovery/Namespace"),
    (SERVICE, "LoadBalancer/Listener"),
    (SERVICE, "Services"),
];

/// The calls of a life that are within reach of a fault; an undisturbed one makes about 300.
const REACH: usize = 900;

/// What befalls the next run.
#[derive(Clone, Debug)]
pub(super) enum Mishap {
    /// Nothing of its own.
    Nothing,
    /// It is killed before or after one of its records: see `Stops`.
    Killed(u64),
    /// The store refuses one of its writes, before or after it took it.
    Refused(u64),
    /// Somebody stops watching after so many minutes.
    Cancelled(u32),
}

/// What happens before the next run.
#[derive(Clone, Debug)]
pub(super) enum Meanwhile {
    /// Nothing.
    Nothing,
    /// So many hours pass.
    Hours(u32),
    /// Somebody else changes a parameter of the Data Layer.
    Changed(u32),
    /// Somebody else removes the Service Layer.
    Removed,
    /// The journal is lost.
    JournalLost,
    /// The machine is another one: the world was saved and is loaded again.
    Moved,
}

/// Everything that goes wrong in one life.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) seed: u64,
    /// By the number of the call in the world's life, from 0.
    pub(super) calls: BTreeMap<usize, CallFault>,
    pub(super) world: Vec<WorldFault>,
    /// Run by run.
    pub(super) runs: Vec<(Meanwhile, Mishap)>,
    /// Whether it is updated, and deployed again after it was removed.
    pub(super) updated: bool,
    pub(super) again: bool,
}

pub(super) fn scripts() -> impl Strategy<Value = Script> {
    let parts = (
        0..1000_u64,
        calls(),
        prop::collection::vec(world(), 0..4),
        prop::collection::vec((meanwhile(), mishap()), 0..8),
        any::<bool>(),
        any::<bool>(),
    );
    parts.prop_map(|(seed, calls, world, runs, updated, again)| Script {
        seed,
        calls,
        world,
        runs,
        updated,
        again,
    })
}

/// Up to three in ten of the calls, or none at all.
fn calls() -> impl Strategy<Value = BTreeMap<usize, CallFault>> {
    (0.0..0.3_f64).prop_flat_map(|share| {
        let fault = prop::option::weighted(share, prop::sample::select(&CALLS[..]));
        prop::collection::vec(fault, 0..REACH).prop_map(|calls| {
            let calls = calls.into_iter().enumerate();
            calls
                .filter_map(|(call, fault)| Some((call, fault?)))
                .collect()
        })
    })
}

fn world() -> impl Strategy<Value = WorldFault> {
    let at = prop::sample::select(&RESOURCES[..]);
    (at, 0..3_u8, 1..3_u32, 1..300_u32).prop_map(|((product, resource), kind, times, minutes)| {
        let product = ProvisionedProductName::parse(product).unwrap();
        let (resource, reason) = (resource.to_owned(), "it was not to be".to_owned());
        match kind {
            0 => WorldFault::ResourceFails {
                product,
                resource,
                reason,
                times,
            },
            1 => WorldFault::DeleteFails {
                product,
                resource,
                reason,
                times,
            },
            _ => WorldFault::Stalls {
                product,
                resource,
                minutes,
                times,
            },
        }
    })
}

fn mishap() -> impl Strategy<Value = Mishap> {
    prop_oneof![
        2 => Just(Mishap::Nothing),
        4 => (0..80_u64).prop_map(Mishap::Killed),
        2 => (0..60_u64).prop_map(Mishap::Refused),
        1 => (0..300_u32).prop_map(Mishap::Cancelled),
    ]
}

fn meanwhile() -> impl Strategy<Value = Meanwhile> {
    prop_oneof![
        4 => Just(Meanwhile::Nothing),
        2 => (0..30_u32).prop_map(Meanwhile::Hours),
        1 => prop::sample::select(&[1_u32, 30, 365][..]).prop_map(Meanwhile::Changed),
        1 => Just(Meanwhile::Removed),
        1 => Just(Meanwhile::JournalLost),
        1 => Just(Meanwhile::Moved),
    ]
}
