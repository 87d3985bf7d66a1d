//! The cloud that a session works on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use ts_deploy_core::clock::{Clock, SystemClock};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::error::chain;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::printable;
use ts_deploy_core::port::{Ports, Readers};
use ts_deploy_core::sim::{
    Playing, Script, SimCloud, documented_dr_stack, documented_snapshot_tool,
};
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_dr::Templates;

use crate::answer::Stop;
use crate::cli::{Backend, Format, Options, Speed};
use crate::place::Place;
use crate::show;

/// How many simulated seconds pass in a second on a terminal: three hours in about ten seconds.
const SHOWN_SPEED: f64 = 1200.0;

/// What every rehearsal's dice begin from.
const SEED: u64 = 1;

/// What the dice of a new world begin from, beside the journal in `folder`. One that has records already
/// was written in another world, whose ids must not come again: a word about a thing there is none about
/// the thing here.
fn seed(folder: &Path) -> u64 {
    let records = std::fs::read_dir(folder.join("records")).into_iter();
    let records = records.flatten().flatten().map(|entry| entry.path());
    let records = records.filter(|path| path.extension().is_some_and(|end| end == "json"));
    records.fold(SEED, |seed, _| seed.saturating_add(1))
}

/// How far a command reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the cloud.
    Cloud,
    /// To the journal, which may be another machine's than the one with credentials.
    Journal,
}

/// Ports and the time that goes with them.
pub(crate) struct Cloud {
    ports: Ports,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rehearsal: bool,
    world: World,
}

/// What stands behind the ports.
enum World {
    /// The simulated cloud, the places of the deployment in it, and the file it is kept in.
    Rehearsal(SimCloud, Vec<Target>, PathBuf),
    /// AWS.
    #[cfg(feature = "aws")]
    Aws(ts_deploy_aws::connection::AwsCloud),
    /// Nothing: the command does not reach so far.
    #[cfg(feature = "aws")]
    OutOfReach,
}

impl Cloud {
    /// The reading halves of its ports.
    pub(crate) fn readers(&self) -> Readers<'_> {
        self.ports.readers()
    }

    /// All of its ports, for an engine.
    pub(crate) fn ports(&self) -> Ports {
        match &self.world {
            World::Rehearsal(world, targets, _) => world.ports(targets),
            #[cfg(feature = "aws")]
            World::Aws(cloud) => cloud.ports(),
            #[cfg(feature = "aws")]
            World::OutOfReach => Ports::new(),
        }
    }

    /// Puts the documented templates of disaster recovery where the deployment says they are: a
    /// rehearsal plays these, whatever the texts say.
    pub(crate) fn put_templates(&self, templates: &Templates) {
        #[cfg_attr(
            not(feature = "aws"),
            expect(
                irrefutable_let_patterns,
                reason = "without AWS there are rehearsals only"
            )
        )]
        let World::Rehearsal(world, targets, _) = &self.world else {
            return;
        };
        if let (Some(source), Some(dr)) = (&templates.stack, place(targets, TargetName::Dr)) {
            world.at(dr).put_template(source, documented_dr_stack());
        }
        let tool = place(targets, TargetName::DrInMainRegion);
        if let (Some(source), Some(target)) = (&templates.snapshot_tool, tool) {
            world
                .at(target)
                .put_template(source, documented_snapshot_tool());
        }
    }

    /// The time by which a command that begins nothing stamps a record. A rehearsal's is that of its world
    /// as it was kept, however fast it is shown: the next run goes on from there.
    pub(crate) fn time(&self) -> Timestamp {
        match &self.world {
            World::Rehearsal(world, ..) => world.clock().now(),
            #[cfg(feature = "aws")]
            World::Aws(_) | World::OutOfReach => self.clock.now(),
        }
    }

    /// Lets a day pass in a rehearsal, for a command that only looks: the world is kept as it was.
    pub(crate) fn pass_a_day(&self) {
        match &self.world {
            World::Rehearsal(world, ..) => world.pass(A_DAY),
            #[cfg(feature = "aws")]
            World::Aws(_) | World::OutOfReach => {}
        }
    }

    /// Keeps a rehearsal's world from now on. Only whoever drives may: two would overwrite each
    /// other's.
    pub(crate) fn keep(&self) {
        match &self.world {
            World::Rehearsal(world, _, path) => world.keep_in_file(path),
            #[cfg(feature = "aws")]
            World::Aws(_) | World::OutOfReach => {}
        }
    }

    /// Why a rehearsal's world cannot be kept any more, with what to do; `None` while it can.
    pub(crate) fn unkept(&self) -> Option<String> {
        match &self.world {
            World::Rehearsal(world, _, path) => world.unkept().map(|why| {
                let path = printable(&path.display().to_string(), 200);
                format!(
                    "the rehearsal's world cannot be saved in {path}: {why}. Nothing goes on without it: what was done \
                     after the last save is as if it had never been. To do: make that file's folder writable, with room \
                     for it, and run again"
                )
            }),
            #[cfg(feature = "aws")]
            World::Aws(_) | World::OutOfReach => None,
        }
    }

    /// Lets a script play in a rehearsal's world from now on.
    #[cfg_attr(
        not(feature = "aws"),
        expect(
            clippy::unnecessary_wraps,
            reason = "only a binary with AWS has another world"
        )
    )]
    pub(crate) fn play(&self, script: &Script) -> Option<Playing> {
        match &self.world {
            World::Rehearsal(world, ..) => Some(script.play(world)),
            #[cfg(feature = "aws")]
            World::Aws(_) | World::OutOfReach => None,
        }
    }

    /// Keeps the time at which the command ends.
    pub(crate) fn end(&self) {
        match &self.world {
            World::Rehearsal(world, ..) => {
                // What was changed was kept before; only the time since could be lost here.
                let _ = world.keep();
            }
            #[cfg(feature = "aws")]
            World::Aws(_) | World::OutOfReach => {}
        }
    }
}

/// Opens the cloud for a deployment. A rehearsal's world is `world.json` in the journal's folder;
/// it is written from [`Cloud::keep`] on.
pub(crate) async fn open(
    reach: Reach,
    options: &Options,
    place: &Place,
    deployment: &Deployment,
) -> Result<Cloud, Stop> {
    match options.backend {
        Backend::Aws => real(reach, options, deployment).await,
        Backend::Sim => rehearsal(options, place.folder()?, deployment),
    }
}

#[cfg(feature = "aws")]
async fn real(reach: Reach, options: &Options, deployment: &Deployment) -> Result<Cloud, Stop> {
    let world = match reach {
        Reach::Cloud => World::Aws(crate::aws::connect(options, deployment).await?),
        Reach::Journal => World::OutOfReach,
    };
    let cloud = Cloud {
        ports: Ports::new(),
        clock: Arc::new(SystemClock),
        rehearsal: false,
        world,
    };
    let ports = cloud.ports();
    Ok(Cloud { ports, ..cloud })
}

#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "with the feature aws it waits")]
async fn real(_: Reach, _: &Options, _: &Deployment) -> Result<Cloud, Stop> {
    Err(Stop::invalid(
        "this binary was built without AWS: build it with the feature aws (cargo build -p \
         ts-deploy-examples --features aws), or rehearse with --backend sim.",
    ))
}

/// The same for a recovery after the main account was lost. A rehearsal that has no world at `here`
/// yet goes on from the one in `lost`, a day later, when the account is gone.
pub(crate) async fn open_after_a_loss(
    reach: Reach,
    options: &Options,
    here: &Place,
    lost: &Place,
    deployment: &Deployment,
) -> Result<Cloud, Stop> {
    if options.backend == Backend::Aws {
        return open(reach, options, here, deployment).await;
    }
    let folder = here.folder()?;
    if folder.join("world.json").exists() {
        return rehearsal(options, folder, deployment);
    }
    let mut cloud = rehearsal(options, lost.folder()?, deployment)?;
    #[cfg_attr(
        not(feature = "aws"),
        expect(
            irrefutable_let_patterns,
            reason = "without AWS there are rehearsals only"
        )
    )]
    if let World::Rehearsal(world, targets, path) = &mut cloud.world {
        *path = folder.join("world.json");
        world.pass(A_DAY);
        if let Some(main) = place(targets, TargetName::Main) {
            world.at(main).lose();
        }
    }
    Ok(cloud)
}

fn place(targets: &[Target], name: TargetName) -> Option<&Target> {
    targets.iter().find(|target| target.name == name)
}

/// How long after the deployment's rehearsal that of its recovery plays, and the drill looks: the first
/// backup is made and copied by then.
const A_DAY: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

fn rehearsal(options: &Options, folder: &Path, deployment: &Deployment) -> Result<Cloud, Stop> {
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
            SimCloud::new(seed(folder), SystemClock.now())
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
    cloud.furnish_for(deployment);
    cloud.share_with(deployment);
    cloud.furnish_for(deployment);
    let targets = deployment.targets();
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
        ports: cloud.ports(&targets),
        clock: Arc::new(clock),
        rehearsal: true,
        world: World::Rehearsal(cloud, targets, path),
    })
}

/// Says what was found about the way to the cloud.
pub(crate) fn say(format: Format, findings: &Findings) {
    for finding in findings {
        match format {
            Format::Human => show::err(&printable(&finding.to_string(), 1200)),
            Format::Json => {
                let value = serde_json::to_value(finding).unwrap_or_default();
                show::out(&crate::document::event(value));
            }
        }
    }
}

/// The end of a command that findings forbid, each of them said.
pub(crate) fn found(format: Format, outcome: Outcome, findings: &Findings, why: &str) -> Stop {
    say(format, findings);
    Stop::new(outcome, why)
}
