//! Updates, removals and second launches that are cut off at any call, with and without a journal.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use ts_deploy_core::engine::{Deadlines, Options, Outcome, Pace};
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::StepId;
use ts_deploy_core::port::catalog::CatalogReader as _;
use ts_deploy_core::sim::{CallFault, SimCloud, WorldFault};
use ts_deploy_tests::{Bench, DATA, MINIMAL, cut_off_from, cuts, deployment, watch};

const CONSENT: [&str; 1] = ["destroy:data-layer"];

/// A change of a deployment that is there already, and how many records the Data Layer has when it
/// was made once.
struct Case {
    text: Cow<'static, str>,
    removes: bool,
    records: usize,
}

fn impatient() -> Options {
    Options {
        patience: SignedDuration::ZERO,
        pace: Pace {
            floor: SignedDuration::from_mins(20),
            ceiling: SignedDuration::from_hours(1),
        },
        consents: CONSENT.into_iter().collect(),
        ..Options::default()
    }
}

impl Case {
    async fn run(&self, bench: &Bench) -> Outcome {
        let deployment = deployment(&self.text);
        let graph = if self.removes {
            (Goal::Destroy, deployment.destroy().unwrap())
        } else {
            (Goal::Deploy, deployment.deploy().unwrap())
        };
        bench.run_with(&deployment, graph, impatient()).await
    }

    /// Runs in a copy of `world`, cut off after so many calls, then to the end: the change is made
    /// once.
    async fn once(&self, world: &str, answered: u64, journal_lost: bool) {
        let at = format!("after {answered} calls, journal lost: {journal_lost}");
        let bench = Bench::on(SimCloud::load(world).unwrap());
        let product = bench.product(DATA).await.unwrap().product;
        let mended = cut_off_from(&bench.cloud, answered, CallFault::LostAfter);
        let outcome = self.run(&bench).await;
        assert_eq!(outcome, Outcome::LostSight, "{at}: {:#?}", bench.said());
        mended.store(true, Ordering::SeqCst);
        let bench = if journal_lost {
            Bench::on(bench.cloud)
        } else {
            bench
        };
        let outcome = self.run(&bench).await;
        assert_eq!(outcome, Outcome::Succeeded, "{at}: {:#?}", bench.said());
        let name = ProvisionedProductName::parse(DATA).unwrap();
        let records = bench.place().history(&product, &name).await.unwrap();
        assert_eq!(records.len(), self.records, "{at}: {records:?}");
        assert_eq!(bench.cloud.is_empty(), self.removes, "{at}");
        bench.whole().await;
    }

    async fn once_wherever_it_is_cut_off(&self, world: &str, journal_lost: bool) {
        let bench = Bench::on(SimCloud::load(world).unwrap());
        let watched = watch(&bench.cloud);
        assert_eq!(self.run(&bench).await, Outcome::Succeeded);
        for answered in cuts(&watched, 6) {
            self.once(world, answered, journal_lost).await;
        }
    }
}

/// Both run.
async fn deployed() -> String {
    let bench = Bench::new(9);
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    bench.cloud.save().unwrap()
}

/// The first launch of the Data Layer has failed.
async fn failed() -> String {
    let bench = Bench::new(9);
    bench.cloud.script(WorldFault::ResourceFails {
        product: ProvisionedProductName::parse(DATA).unwrap(),
        resource: "Network/NatGatewayA".to_owned(),
        reason: "The maximum number of addresses has been reached".to_owned(),
        times: 1,
    });
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Failed);
    bench.cloud.save().unwrap()
}

/// The minimal document with somebody else to alert.
fn updated() -> Case {
    Case {
        text: MINIMAL.replace("platform-alerts@", "alerts@").into(),
        removes: false,
        records: 2,
    }
}

const REMOVED: Case = Case {
    text: Cow::Borrowed(MINIMAL),
    removes: true,
    records: 2,
};

const LAUNCHED_AGAIN: Case = Case {
    text: Cow::Borrowed(MINIMAL),
    removes: false,
    records: 3,
};

/// A bench whose launch of the Data Layer was begun an hour ago, its journal lost since.
async fn begun_an_hour_ago() -> Bench {
    let bench = Bench::new(9);
    let hour = Options {
        deadlines: Deadlines::default().all(SignedDuration::from_hours(1)),
        ..impatient()
    };
    assert_eq!(bench.deploy_with(MINIMAL, hour).await, Outcome::Running);
    Bench::on(bench.cloud)
}

#[tokio::test]
async fn a_launch_found_without_a_journal_runs_since_aws_accepted_it() {
    let bench = begun_an_hour_ago().await;
    let found = bench.product(DATA).await.unwrap().last_record.unwrap();
    let begun = bench.place().record(&found).await.unwrap().created;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    let said = bench.said();
    let attached = said.iter().find_map(|event| match &event.kind {
        EventKind::Attached { since, .. } => Some(*since),
        _ => None,
    });
    assert_eq!(attached, Some(Some(begun)));
    let progress = said.iter().find_map(|event| match &event.kind {
        EventKind::Progress { elapsed, .. } => Some((event.at, *elapsed)),
        _ => None,
    });
    let (at, elapsed) = progress.unwrap();
    assert_eq!(elapsed, at.duration_since(begun).as_secs());
}

#[tokio::test]
async fn nothing_is_learned_of_how_long_a_launch_took_that_was_found_without_a_journal() {
    let bench = begun_an_hour_ago().await;
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Succeeded);
    let state = bench.whole().await.state;
    let data = StepId::parse("data-layer").unwrap();
    assert_eq!(state.step(&data).unwrap().took, []);
}

#[tokio::test]
async fn an_update_cut_off_at_a_call_is_made_once() {
    let world = deployed().await;
    updated().once_wherever_it_is_cut_off(&world, false).await;
}

#[tokio::test]
async fn an_update_cut_off_with_its_journal_lost_is_made_once() {
    let world = deployed().await;
    updated().once_wherever_it_is_cut_off(&world, true).await;
}

#[tokio::test]
async fn a_removal_cut_off_at_a_call_is_made_once() {
    let world = deployed().await;
    REMOVED.once_wherever_it_is_cut_off(&world, false).await;
}

#[tokio::test]
async fn a_removal_cut_off_with_its_journal_lost_is_made_once() {
    let world = deployed().await;
    REMOVED.once_wherever_it_is_cut_off(&world, true).await;
}

#[tokio::test]
async fn clearing_and_launching_again_cut_off_at_a_call_are_made_once() {
    let world = failed().await;
    let case = LAUNCHED_AGAIN;
    case.once_wherever_it_is_cut_off(&world, false).await;
}

#[tokio::test]
async fn clearing_and_launching_again_cut_off_with_the_journal_lost_are_made_once() {
    let world = failed().await;
    let case = LAUNCHED_AGAIN;
    case.once_wherever_it_is_cut_off(&world, true).await;
}
