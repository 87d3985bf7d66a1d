//! What a seed tells: a deployment, and what becomes of it.

use std::sync::{Arc, LazyLock};

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::Graph;
use ts_deploy_core::sim::WorldFault;

use super::stage::{named, with_secret};
use super::{Dice, Drawer, everything, fixes};
use crate::{DATA, MINIMAL, SERVICE};

/// What an operator wants: a deployment there, or nothing of it.
#[derive(Clone)]
pub struct Wanted {
    /// The deployment.
    pub deployment: Arc<Deployment>,
    /// Whether it is to be there.
    pub goal: Goal,
    /// How much of it is meant.
    pub extent: Extent,
}

/// How much of a deployment is meant.
#[derive(Clone)]
pub enum Extent {
    /// The products and the secret.
    Products,
    /// What stands beside the products too.
    Everything,
    /// The fixes of its preflight alone, and where their private key is kept.
    Fixes(Drawer),
}

impl Wanted {
    /// The deployment of `text`, there, with a secret beside.
    pub(super) fn deployed(text: &str) -> Self {
        Self {
            deployment: Arc::new(with_secret(text)),
            goal: Goal::Deploy,
            extent: Extent::Products,
        }
    }

    /// The same with the stacks of one's own, single sign-on and the tasks after.
    pub(super) fn everything(text: &str) -> Self {
        Self {
            extent: Extent::Everything,
            ..Self::deployed(text)
        }
    }

    /// The fixes of its preflight.
    pub(super) fn mended(text: &str, drawer: &Drawer) -> Self {
        Self {
            goal: Goal::Mend,
            extent: Extent::Fixes(drawer.clone()),
            ..Self::deployed(text)
        }
    }

    fn gone(self) -> Self {
        let goal = Goal::Destroy;
        Self { goal, ..self }
    }

    /// The steps that lead there.
    #[expect(clippy::unwrap_used, reason = "a deployment's own steps are in order")]
    pub(super) fn graph(&self, sources: &Sources) -> Graph {
        match (&self.extent, self.goal) {
            (_, Goal::Destroy) => self.deployment.destroy().unwrap(),
            (Extent::Products, _) => self.deployment.deploy_with(sources).unwrap(),
            (Extent::Everything, _) => everything::steps(&self.deployment, sources),
            (Extent::Fixes(drawer), _) => fixes::steps(&self.deployment, drawer),
        }
    }
}

/// One part of a story.
pub(super) struct Chapter {
    pub(super) wanted: Wanted,
    /// What goes wrong in the world itself, at the next operations that it befalls.
    pub(super) faults: Vec<WorldFault>,
}

/// The Data Layer at an older version, at the newest, and with another address for alerts.
static OLDER: LazyLock<Wanted> = LazyLock::new(|| {
    let own = format!("  provisioned_product: {DATA}");
    Wanted::deployed(&MINIMAL.replace(&own, &format!("{own}\n  version: v1.0.0")))
});
pub(super) static NEWEST: LazyLock<Wanted> = LazyLock::new(|| Wanted::deployed(MINIMAL));
static CHANGED: LazyLock<Wanted> =
    LazyLock::new(|| Wanted::deployed(&MINIMAL.replace("platform-alerts@", "alerts@")));

/// A deployment; in a third of the seeds a parameter or the version is changed afterwards, and in a
/// third all is removed in the end.
pub(super) fn story(dice: &mut Dice) -> Vec<Chapter> {
    let update = match dice.between(0, 6) {
        0 => Some((&OLDER, &NEWEST)),
        1 => Some((&NEWEST, &CHANGED)),
        _ => None,
    };
    let (first, then) = update.map_or((&NEWEST, None), |(first, then)| (first, Some(then)));
    let mut chapters = vec![Chapter {
        wanted: (**first).clone(),
        faults: in_a_launch(dice),
    }];
    chapters.extend(then.map(|then| Chapter {
        wanted: (**then).clone(),
        faults: in_an_update(dice),
    }));
    if dice.happens(333) {
        let there: &Wanted = then.unwrap_or(first);
        chapters.push(Chapter {
            wanted: there.clone().gone(),
            faults: in_a_removal(dice),
        });
    }
    chapters
}

fn fails(product: &str, resource: &str, reason: &str) -> WorldFault {
    WorldFault::ResourceFails {
        product: named(product),
        resource: resource.to_owned(),
        reason: reason.to_owned(),
        times: 1,
    }
}

fn in_a_launch(dice: &mut Dice) -> Vec<WorldFault> {
    let mut faults = Vec::new();
    if dice.happens(250) {
        let reason = "The maximum number of addresses has been reached";
        faults.push(fails(DATA, "Network/NatGatewayA", reason));
    }
    if dice.happens(250) {
        faults.push(fails(SERVICE, "Services", "Service did not stabilize"));
    }
    if dice.happens(250) {
        faults.push(stalls("Database/Instance", dice));
    }
    faults
}

/// What an update touches, whether of the address for alerts or to another version.
const UPDATED: &str = "Messaging/AlertSubscription";

fn in_an_update(dice: &mut Dice) -> Vec<WorldFault> {
    let mut faults = Vec::new();
    if dice.happens(333) {
        faults.push(fails(DATA, UPDATED, "Invalid parameter: Endpoint"));
    }
    if dice.happens(250) {
        faults.push(stalls(UPDATED, dice));
    }
    faults
}

fn in_a_removal(dice: &mut Dice) -> Vec<WorldFault> {
    let mut faults = Vec::new();
    for (product, resource) in [(DATA, "Storage/BackupBucket"), (SERVICE, "Services")] {
        if dice.happens(250) {
            faults.push(WorldFault::DeleteFails {
                product: named(product),
                resource: resource.to_owned(),
                reason: "it is in use".to_owned(),
                times: 1,
            });
        }
    }
    faults
}

fn stalls(resource: &str, dice: &mut Dice) -> WorldFault {
    WorldFault::Stalls {
        product: named(DATA),
        resource: resource.to_owned(),
        minutes: u32::try_from(dice.between(10, 600)).unwrap_or(10),
        times: 1,
    }
}
