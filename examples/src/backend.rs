//! The cloud that a session works on.

use std::path::Path;
use std::sync::Arc;

use ts_deploy_core::clock::{Clock, SystemClock};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::port::Ports;
use ts_deploy_core::sim::SimCloud;
use ts_deploy_core::target::Target;

use crate::answer::Stop;
use crate::cli::{Backend, Options, Speed};
use crate::show;

/// How many simulated seconds pass in a second on a terminal: three hours in about ten seconds.
const SHOWN_SPEED: f64 = 1200.0;

/// What every rehearsal's dice begin from.
const SEED: u64 = 1;

/// Ports and the time that goes with them.
pub(crate) struct Cloud {
    pub(crate) ports: Ports,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rehearsal: bool,
}

/// Opens the cloud for `targets`. A rehearsal's world is `world.json` in the journal's folder;
/// it is written only when `changes` says that something may change.
pub(crate) fn open(
    options: &Options,
    folder: &Path,
    targets: &[Target],
    changes: bool,
) -> Result<Cloud, Stop> {
    match options.backend {
        Backend::Aws => Err(Stop::invalid(
            "this binary has no AWS backend: the library does not have one yet. Rehearse with --backend sim.",
        )),
        Backend::Sim => rehearsal(options, folder, targets, changes),
    }
}

fn rehearsal(
    options: &Options,
    folder: &Path,
    targets: &[Target],
    changes: bool,
) -> Result<Cloud, Stop> {
    let path = folder.join("world.json");
    let broken = |why: &dyn std::fmt::Display| {
        let message = format!(
            "the rehearsal's world {} cannot be used: {why}. Remove the folder to begin a new rehearsal.",
            path.display()
        );
        Stop::new(Outcome::Invalid, message)
    };
    let cloud = match std::fs::read_to_string(&path) {
        Ok(json) => SimCloud::load(&json).map_err(|error| broken(&error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            SimCloud::new(SEED, SystemClock.now())
        }
        Err(error) => return Err(broken(&error)),
    };
    if changes {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|error| broken(&error))?;
        cloud.keep_in_file(&path);
    }
    let speed = options.speed.unwrap_or(if show::is_terminal() {
        Speed::Times(SHOWN_SPEED)
    } else {
        Speed::Max
    });
    let clock = match speed {
        Speed::Max => cloud.clock(),
        Speed::Times(times) => cloud.clock().paced(Arc::new(SystemClock), times),
    };
    Ok(Cloud {
        ports: cloud.ports(targets),
        clock: Arc::new(clock),
        rehearsal: true,
    })
}
