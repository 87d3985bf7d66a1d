//! The handle to a simulated cloud: what embedders and tests hold.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

use jiff::Timestamp;

use super::clock::SimClock;
use super::fault::{CallFault, CallHook, CallInfo, WorldFault};
use super::place::SimPlace;
use super::store::{Keep, Store, WorldError};
use super::world::World;
use crate::deployment::Deployment;
use crate::ids::ProvisionedProductName;
use crate::port::Ports;
use crate::port::address::AddressReader;
use crate::port::bucket::BucketReader;
use crate::port::catalog::{CatalogReader, CatalogWriter};
use crate::port::certificate::{CertificateReader, CertificateWriter};
use crate::port::cluster::{ClusterReader, ClusterWriter};
use crate::port::container_service::{ContainerServiceReader, ContainerServiceWriter};
use crate::port::identity::IdentityReader;
use crate::port::key::KeyReader;
use crate::port::key_pair::{KeyPairReader, KeyPairWriter};
use crate::port::log_group::LogGroupReader;
use crate::port::log_policy::{LogPolicyReader, LogPolicyWriter};
use crate::port::mail::{MailReader, MailWriter};
use crate::port::network::{NetworkReader, NetworkWriter};
use crate::port::offering::{DatabaseOfferingReader, InstanceOfferingReader};
use crate::port::parameter_store::{ParameterReader, ParameterWriter};
use crate::port::portfolio::{PortfolioReader, PortfolioWriter};
use crate::port::product_terms::ProductTermsReader;
use crate::port::quota::QuotaReader;
use crate::port::regional_key::RegionalKeyReader;
use crate::port::rights::RightsReader;
use crate::port::role::{RoleReader, RoleWriter};
use crate::port::search_domain::{SearchDomainReader, SearchDomainWriter};
use crate::port::service_linked_role::{ServiceLinkedRoleReader, ServiceLinkedRoleWriter};
use crate::port::snapshot::SnapshotReader;
use crate::port::stack::{StackReader, StackWriter, TemplateReader};
use crate::port::stack_list::StackListReader;
use crate::port::stack_resource::StackResourceReader;
use crate::port::stack_template::StackTemplateReader;
use crate::port::tag_policy::TagPolicyReader;
use crate::port::topic::TopicReader;
use crate::port::trail::TrailReader;
use crate::port::user_pool::{UserPoolReader, UserPoolWriter};
use crate::port::web::WebReader;
use crate::port::zone::ZoneReader;
use crate::target::Target;

/// One simulated cloud: any number of accounts and regions, in virtual time.
///
/// Clones are handles to the same cloud. Equal seeds, starts and requests make equal clouds, down
/// to ids and times. Nothing happens by itself: time passes only when somebody sleeps on
/// [`clock`](Self::clock).
#[derive(Clone)]
pub struct SimCloud {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    hook: Mutex<Option<CallHook>>,
    /// The thread in which the hook runs: its own calls pass.
    hooking: Mutex<Option<ThreadId>>,
}

/// Says which thread runs the hook, until it is dropped.
struct Hooking<'a>(&'a Mutex<Option<ThreadId>>);

impl<'a> Hooking<'a> {
    fn begin(of: &'a Mutex<Option<ThreadId>>) -> Self {
        *lock(of) = Some(std::thread::current().id());
        Self(of)
    }
}

impl Drop for Hooking<'_> {
    fn drop(&mut self) {
        *lock(self.0) = None;
    }
}

/// The world and where it is kept.
pub(super) struct State {
    pub(super) world: World,
    pub(super) store: Store,
}

impl SimCloud {
    /// An empty cloud whose time begins at `start`. `seed` decides ids and how long things take.
    pub fn new(seed: u64, start: Timestamp) -> Self {
        Self::of(World::new(seed, start))
    }

    /// The cloud that was saved as `json`; its time goes on where it stopped.
    ///
    /// # Errors
    /// [`WorldError`] when `json` is too long, is not a world, or is of another format.
    pub fn load(json: &str) -> Result<Self, WorldError> {
        World::read(json).map(Self::of)
    }

    fn of(world: World) -> Self {
        let state = State {
            world,
            store: Store::default(),
        };
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                hook: Mutex::new(None),
                hooking: Mutex::new(None),
            }),
        }
    }

    /// The whole cloud as JSON, for [`load`](Self::load).
    ///
    /// # Errors
    /// [`WorldError`] when it cannot be written as JSON.
    pub fn save(&self) -> Result<String, WorldError> {
        self.state().world.write()
    }

    /// Keeps the cloud with `keep`, which is handed the JSON: after every effect before it is
    /// answered, and whenever sleeping made something happen. When `keep` fails, the call under
    /// way answers [`Unreachable`](crate::port::ErrorKind::Unreachable) with that error as its
    /// source, as do all later calls until it succeeds.
    ///
    /// `keep` must not use this cloud.
    pub fn keep_in(&self, keep: Keep) {
        self.state().store.keep_in(keep);
    }

    /// Keeps the cloud in the file at `path`, as [`keep_in`](Self::keep_in) does. Each save
    /// replaces the file as a whole: it goes to a temporary file beside it first.
    #[cfg(feature = "host")]
    pub fn keep_in_file(&self, path: impl Into<std::path::PathBuf>) {
        self.keep_in(super::store::in_file(path.into()));
    }

    /// Saves the world as it is now where it is kept, its time included; does nothing when it is
    /// kept nowhere.
    ///
    /// # Errors
    /// The error of the function given to [`keep_in`](Self::keep_in), or of the file.
    pub fn keep(&self) -> std::io::Result<()> {
        let mut state = self.state();
        let State { world, store } = &mut *state;
        store.save(world)
    }

    /// Why the world could not be saved where it is kept when that was last tried, in words; `None`
    /// when it could. While it cannot, no call is answered.
    pub fn unkept(&self) -> Option<String> {
        self.state().store.failed().map(str::to_owned)
    }

    /// The cloud's clock.
    pub fn clock(&self) -> SimClock {
        SimClock::new(self.clone())
    }

    /// Lets this much time pass at once.
    pub fn pass(&self, time: jiff::SignedDuration) {
        let now = self.state().world.now;
        self.advance(now.saturating_add(time).unwrap_or(now));
    }

    /// Scripts a fault of the world. It waits for the next operations that it can happen to.
    pub fn script(&self, fault: WorldFault) {
        let mut state = self.state();
        let State { world, store } = &mut *state;
        world.faults.push(fault);
        store.note(world);
    }

    /// The scripted faults that have not happened yet, each with how often it is still to happen.
    pub fn unspent_faults(&self) -> Vec<WorldFault> {
        self.state().world.faults.clone()
    }

    /// Lets reads lag behind what was done by up to this many seconds. How long each thing lags
    /// follows from the world's seed; 0, with which a world begins, shows everything at once. What
    /// AWS finds by an id is shown at once all the same: see the [module](super).
    pub fn lag(&self, longest_seconds: u32) {
        let mut state = self.state();
        let State { world, store } = &mut *state;
        world.lag = longest_seconds;
        store.note(world);
    }

    /// Sets the hook around all calls, replacing an earlier one. It runs before each call and may
    /// use this cloud: calls that it makes itself, in its own thread, are answered and pass no
    /// hook. It must not set another hook: that would wait for ever for this one to end.
    pub fn on_call(&self, hook: CallHook) {
        *lock(&self.shared.hook) = Some(hook);
    }

    /// The simulated cloud as `target` sees it; makes the place when it is new. The place of
    /// [`TargetName::Main`](crate::target::TargetName::Main) begins with the documented products,
    /// others with none.
    pub fn at(&self, target: &Target) -> SimPlace {
        self.state().world.place(target);
        SimPlace::new(self.clone(), target.clone())
    }

    /// Arranges the vendor's part of a rehearsal of `deployment`: a portfolio that it is to import
    /// is shared and not imported yet. Without this, or for a deployment that names none, the
    /// documented portfolio is imported from the start. Does nothing the second time; where
    /// something was launched, the portfolio stays imported.
    pub fn share_with(&self, deployment: &Deployment) {
        if let Some(portfolio) = &deployment.portfolio {
            self.at(deployment.data_layer.target())
                .share_documented(&portfolio.id);
        }
    }

    /// A registry in which this cloud answers for every port in each of `targets`.
    pub fn ports(&self, targets: &[Target]) -> Ports {
        let mut ports = Ports::new();
        for target in targets {
            self.add_ports(&mut ports, target);
        }
        ports
    }

    /// Registers this cloud for every port in `target`.
    pub fn add_ports(&self, ports: &mut Ports, target: &Target) {
        let place = Arc::new(self.at(target));
        ports
            .read::<dyn CatalogReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn StackReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn KeyReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn StackListReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn RegionalKeyReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn SnapshotReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn BucketReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn TemplateReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn StackWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn IdentityReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn TrailReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn TagPolicyReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn ParameterReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn LogGroupReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn LogPolicyReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn LogPolicyWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn ServiceLinkedRoleReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn ServiceLinkedRoleWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn CertificateReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn CertificateWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn MailReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn MailWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn TopicReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn RightsReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn RoleReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn RoleWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn AddressReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn KeyPairReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn KeyPairWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn QuotaReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn ZoneReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn InstanceOfferingReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn DatabaseOfferingReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn NetworkReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn NetworkWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn PortfolioReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn ParameterWriter>(target.name, Arc::clone(&place) as _)
            .change::<dyn PortfolioWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn UserPoolReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn UserPoolWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn ContainerServiceReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn ContainerServiceWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn StackResourceReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn StackTemplateReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn ProductTermsReader>(target.name, Arc::clone(&place) as _)
            .read::<dyn ClusterReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn ClusterWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn SearchDomainReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn SearchDomainWriter>(target.name, Arc::clone(&place) as _)
            .read::<dyn WebReader>(target.name, Arc::clone(&place) as _)
            .change::<dyn CatalogWriter>(target.name, place);
    }

    /// How many calls were made in the world's life, whatever became of them, by
    /// `service:Operation` in alphabetical order: `servicecatalog:ProvisionProduct`.
    pub fn calls(&self) -> Vec<(String, u64)> {
        let state = self.state();
        let calls = state.world.calls.iter();
        calls.map(|(name, count)| (name.clone(), *count)).collect()
    }

    /// How many changing calls were made in the world's life, whatever became of them.
    pub fn changing_calls(&self) -> u64 {
        self.state().world.changing_calls
    }

    /// How many launches under this name were accepted in the world's life, repetitions not
    /// counted.
    pub fn accepted_launches(&self, name: &ProvisionedProductName) -> u64 {
        self.state()
            .world
            .launches
            .get(name)
            .copied()
            .unwrap_or_default()
    }

    /// True when no place has a provisioned product, a stack that is not deleted, a user pool, or a
    /// parameter or role that a call made.
    pub fn is_empty(&self) -> bool {
        self.state().world.is_empty()
    }

    /// Lets time pass until `at`; does nothing when it has passed.
    pub(super) fn advance(&self, at: Timestamp) {
        let mut state = self.state();
        if at <= state.world.now {
            return;
        }
        let changed = state.store.is_kept() && state.world.changes_until(at);
        state.world.now = at;
        if changed {
            let State { world, store } = &mut *state;
            store.note(world);
        }
    }

    /// The world, locked. A thread that panicked with the lock left no half-made change behind:
    /// each change is one assignment.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }

    /// What befalls this call.
    pub(super) fn fault(&self, info: &CallInfo) -> CallFault {
        if *lock(&self.shared.hooking) == Some(std::thread::current().id()) {
            return CallFault::None;
        }
        let mut hook = lock(&self.shared.hook);
        let _hooking = Hooking::begin(&self.shared.hooking);
        hook.as_mut().map_or(CallFault::None, |hook| hook(info))
    }
}

impl std::fmt::Debug for SimCloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.state();
        f.debug_struct("SimCloud")
            .field("seed", &state.world.seed)
            .field("now", &state.world.now)
            .field("places", &state.world.places.len())
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
