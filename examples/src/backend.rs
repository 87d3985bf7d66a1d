//! The cloud that a session works on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ts_deploy_core::clock::{Clock, SystemClock};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::error::chain;
use ts_deploy_core::ids::printable;
use ts_deploy_core::port::{Ports, Readers};
use ts_deploy_core::sim::{SimCloud, documented_dr_stack, documented_snapshot_tool};
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_dr::Templates;

use crate::answer::Stop;
use crate::cli::{Backend, Options, Speed};
use crate::show;

/// How many simulated seconds pass in a second on a terminal: three hours in about ten seconds.
const SHOWN_SPEED: f64 = 1200.0;

/// What every rehearsal's dice begin from.
const SEED: u64 = 1;

/// Ports and the time that goes with them.
pub(crate) struct Cloud {
    ports: Ports,
    targets: Vec<Target>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rehearsal: bool,
    world: SimCloud,
    path: PathBuf,
}

impl Cloud {
    /// The reading halves of its ports.
    pub(crate) fn readers(&self) -> Readers<'_> {
        self.ports.readers()
    }

    /// All of its ports, for an engine.
    pub(crate) fn ports(&self) -> Ports {
        self.world.ports(&self.targets)
    }

    /// Puts the documented templates of disaster recovery where the deployment says they are: a
    /// rehearsal plays these, whatever the texts say.
    pub(crate) fn put_templates(&self, templates: &Templates) {
        let place = |name| self.targets.iter().find(|target| target.name == name);
        if let (Some(source), Some(dr)) = (&templates.stack, place(TargetName::Dr)) {
            self.world
                .at(dr)
                .put_template(source, documented_dr_stack());
        }
        if let (Some(source), Some(target)) =
            (&templates.snapshot_tool, place(TargetName::DrInMainRegion))
        {
            let file = documented_snapshot_tool();
            self.world.at(target).put_template(source, file);
        }
    }

    /// Keeps a rehearsal's world from now on. Only whoever drives may: two would overwrite each
    /// other's.
    pub(crate) fn keep(&self) {
        self.world.keep_in_file(&self.path);
    }

    /// Keeps the time at which the command ends.
    pub(crate) fn end(&self) {
        // What was changed was kept before; only the time since could be lost here.
        let _ = self.world.keep();
    }
}

/// Opens the cloud for `targets`. A rehearsal's world is `world.json` in the journal's folder;
/// it is written from [`Cloud::keep`] on.
pub(crate) fn open(options: &Options, folder: &Path, targets: &[Target]) -> Result<Cloud, Stop> {
    match options.backend {
        Backend::Aws => Err(Stop::invalid(
            "this binary has no AWS backend: the library does not have one yet. Rehearse with --backend sim.",
        )),
        Backend::Sim => rehearsal(options, folder, targets),
    }
}

/// The same for a recovery after the main account was lost. A rehearsal that has no world in `folder`
/// yet goes on from the one in `lost`, a day later, when the account is gone.
pub(crate) fn open_after_a_loss(
    options: &Options,
    folder: &Path,
    lost: &Path,
    targets: &[Target],
) -> Result<Cloud, Stop> {
    if options.backend == Backend::Aws || folder.join("world.json").exists() {
        return open(options, folder, targets);
    }
    let mut cloud = rehearsal(options, lost, targets)?;
    cloud.path = folder.join("world.json");
    cloud.world.pass(A_DAY);
    let main = targets
        .iter()
        .find(|target| target.name == TargetName::Main);
    if let Some(main) = main {
        cloud.world.at(main).lose();
    }
    Ok(cloud)
}

/// How long after the deployment's rehearsal that of its recovery plays.
const A_DAY: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

fn rehearsal(options: &Options, folder: &Path, targets: &[Target]) -> Result<Cloud, Stop> {
    let path = folder.join("world.json");
    let unusable = |error: &dyn std::error::Error| {
        let what = printable(&path.display().to_string(), 200);
        Stop::new(
            Outcome::Journal,
            format!(
                "the rehearsal's world {what} cannot be read: {}",
                chain(error)
            ),
        )
    };
    let cloud = match std::fs::read_to_string(&path) {
        Ok(json) => SimCloud::load(&json).map_err(|error| unusable(&error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            SimCloud::new(SEED, SystemClock.now())
        }
        Err(error) => return Err(unusable(&error)),
    };
    let speed = options.speed.unwrap_or(if show::is_terminal() {
        Speed::Times(SHOWN_SPEED)
    } else {
        Speed::Max
    });
    let clock = match speed {
        Speed::Max => cloud.clock(),
        Speed::Times(times) => cloud.clock().paced(Arc::new(SystemClock), times),
    };
    // The vendor shares the portfolio with the DR account too, which is asked for with its details.
    for target in targets
        .iter()
        .filter(|target| target.name == TargetName::Dr)
    {
        let place = cloud.at(target);
        if !place.has_offers() {
            place.offer_documented();
        }
    }
    Ok(Cloud {
        ports: cloud.ports(targets),
        targets: targets.to_vec(),
        clock: Arc::new(clock),
        rehearsal: true,
        world: cloud,
        path,
    })
}
