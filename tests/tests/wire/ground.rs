//! An emulator with a user in each account of a deployment, and the AWS backend connected to it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::SignedDuration;
use ts_deploy_aws::connection::{AwsCloud, CallLimits, ConnectionOptions, ProfilePaths};
use ts_deploy_core::conformance::Backend;
use ts_deploy_core::deployment::{Credentials, Deployment, TargetSettings};
use ts_deploy_core::engine::{Engine, Options, Outcome, Pace};
use ts_deploy_core::event::Event;
use ts_deploy_core::journal::{Goal, Journal, JournalStore, MemoryStore, Owner};
use ts_deploy_core::port::Ports;
use ts_deploy_core::port::stack::Stack;
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_tests::emulator::{Emulator, Hurry, Keys, Offered, Portfolio, portfolio};
use ts_deploy_tests::{Bench, DATA, FULL, SERVICE, deployment};

/// The full sample as it is deployed where the portfolio is taken in already.
pub(crate) static IMPORTED: LazyLock<String> = LazyLock::new(|| imported(FULL));

/// A sample that asks nobody to take in the portfolio.
pub(crate) fn imported(sample: &str) -> String {
    let lines = sample.split_inclusive('\n');
    lines
        .filter(|line| !line.starts_with("portfolio:"))
        .collect()
}

/// How much faster an engine lives here.
const TIMES: i32 = 1000;

/// An emulator, and the settings to reach it with.
pub(crate) struct Ground {
    pub(crate) emulator: Emulator,
    pub(crate) folder: tempfile::TempDir,
}

impl Ground {
    pub(crate) fn new() -> Self {
        Self {
            emulator: Emulator::start().unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A user in the target's account, in the files of AWS under the profile's name.
    pub(crate) fn user(&self, settings: &TargetSettings) -> Keys {
        let profile = profile(settings).unwrap();
        let keys = self.emulator.user(&settings.target, "deployer").unwrap();
        let paths = self.paths();
        let known = std::fs::read_to_string(&paths.credentials).unwrap_or_default();
        std::fs::write(&paths.credentials, known + &keys.profile(profile)).unwrap();
        let known = std::fs::read_to_string(&paths.config).unwrap_or_default();
        let section = format!("[profile {profile}]\nregion = {}\n", settings.target.region);
        std::fs::write(&paths.config, known + &section).unwrap();
        keys
    }

    /// Users in all accounts, and the two products in the catalog of the first.
    pub(crate) fn furnish(&self, deployment: &Deployment) -> (Keys, Vec<Offered>) {
        let main = self.users(deployment);
        let offered = self.offer(&deployment.targets[0].target, &main, &portfolio());
        (main, offered)
    }

    /// Users in all accounts, in files of credentials written anew; the keys of the first.
    pub(crate) fn users(&self, deployment: &Deployment) -> Keys {
        let paths = self.paths();
        for path in [paths.config, paths.credentials] {
            std::fs::write(path, "").unwrap();
        }
        let main = self.user(&deployment.targets[0]);
        // Of the targets in the second account one is enough: they share its profile.
        self.user(&deployment.targets[1]);
        main
    }

    pub(crate) fn offer(&self, target: &Target, keys: &Keys, offer: &Portfolio) -> Vec<Offered> {
        self.emulator.offer(target, keys, offer).unwrap()
    }

    pub(crate) fn paths(&self) -> ProfilePaths {
        ProfilePaths {
            config: self.folder.path().join("config"),
            credentials: self.folder.path().join("credentials"),
        }
    }

    /// The backend. Calls are sent once: repeating is left to the engine, which lives faster.
    pub(crate) async fn connect(&self, targets: &[TargetSettings]) -> AwsCloud {
        let limits = CallLimits {
            attempts: 1,
            ..CallLimits::default()
        };
        self.connect_within(targets, limits).await
    }

    /// The backend, its calls repeated by the SDK within these limits.
    pub(crate) async fn connect_within(
        &self,
        targets: &[TargetSettings],
        limits: CallLimits,
    ) -> AwsCloud {
        let options = ConnectionOptions::builder()
            .endpoint_url(Some(self.emulator.url()))
            .profile_files(Some(self.paths()))
            .limits(limits)
            .build();
        AwsCloud::connect(targets, &options).await.unwrap()
    }
}

/// The name of the profile that a target's credentials come from.
fn profile(settings: &TargetSettings) -> Option<&str> {
    match &settings.credentials {
        Credentials::Profile(name) => Some(name),
        _ => None,
    }
}

/// A deployment of the full sample on the ground, with a journal that outlives its runs.
pub(crate) struct Site {
    pub(crate) deployment: Deployment,
    pub(crate) cloud: AwsCloud,
    /// The keys of the deployer in the main account.
    pub(crate) keys: Keys,
    /// How long a run goes on without seeing anything, in the engine's time.
    pub(crate) patience: SignedDuration,
    pub(crate) events: Arc<std::sync::Mutex<Vec<Event>>>,
    store: Arc<dyn JournalStore>,
    clock: Arc<Hurry>,
}

impl Site {
    /// The full sample on this ground, which is furnished for it.
    pub(crate) async fn new(ground: &Ground) -> Self {
        let deployment = deployment(&IMPORTED);
        let (keys, _) = ground.furnish(&deployment);
        // A look is enough for an hour: what runs is still seen running, and not a hundred times.
        ground.emulator.seconds_per_look(3600).unwrap();
        let cloud = ground.connect(&deployment.targets).await;
        let clock = Arc::new(Hurry::new(TIMES));
        Self {
            deployment,
            cloud,
            keys,
            patience: SignedDuration::from_hours(240),
            events: Arc::default(),
            store: Arc::new(MemoryStore::new(clock.clone())),
            clock,
        }
    }

    pub(crate) fn target(&self) -> &Target {
        &self.deployment.targets[0].target
    }

    /// Deploys as far as it goes, with an engine of its own.
    pub(crate) async fn deploy(&self) -> Outcome {
        self.deploy_through(self.cloud.ports()).await
    }

    /// The same through these ports.
    pub(crate) async fn deploy_through(&self, ports: Ports) -> Outcome {
        let graph = self.deployment.deploy().unwrap();
        let owner = Owner::real(self.deployment.name.clone());
        let journal = Journal::open(self.store.clone(), "run", &owner)
            .await
            .unwrap();
        let options = Options {
            pace: Pace {
                floor: SignedDuration::from_secs(1),
                ceiling: SignedDuration::from_secs(5),
            },
            // Of the engine's time, of which the wire takes a lot.
            call_timeout: SignedDuration::from_hours(24),
            patience: self.patience,
            ..Options::default()
        };
        let events = self.events.clone();
        let sink = Arc::new(move |event: &Event| events.lock().unwrap().push(event.clone()));
        let name = self.deployment.name.clone();
        let engine = Engine::new(
            name,
            graph,
            ports,
            self.clock.clone(),
            journal,
            options,
            sink,
        );
        engine
            .run(&Bench::driven(Goal::Deploy), std::future::pending())
            .await
    }

    /// All that the runs said.
    pub(crate) fn told(&self) -> String {
        format!("{:?}", self.events.lock().unwrap())
    }

    /// The stacks of both products, by the names of the provisioned products.
    pub(crate) async fn stacks(&self) -> BTreeMap<&'static str, Stack> {
        let ports = self.cloud.ports();
        let backend = Backend::of(&ports, TargetName::Main).unwrap();
        let mut stacks = BTreeMap::new();
        for name in [DATA, SERVICE] {
            let product = name.parse().unwrap();
            let product = backend.catalog.provisioned_product(&product).await.unwrap();
            let arn = product.unwrap().stack.unwrap();
            stacks.insert(name, backend.stacks.stack(&arn.0).await.unwrap().unwrap());
        }
        stacks
    }
}
