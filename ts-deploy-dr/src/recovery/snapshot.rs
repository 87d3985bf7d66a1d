//! Which snapshot a database is restored from, and whether that can work.

use jiff::Timestamp;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{Arn, SnapshotId, printable};
use ts_deploy_core::port::key::{Key, KeyState};
use ts_deploy_core::port::snapshot::{DbSnapshot, SnapshotKind};
use ts_deploy_core::target::Target;

use crate::RecoveryObjectives;

pub(super) const AT: &str = "disaster_recovery.recovery.snapshot";

/// The snapshot that `wanted` names, or the newest of those a database can be made of: available,
/// manual (copies are), of postgres.
pub fn choose<'a>(
    snapshots: &'a [DbSnapshot],
    wanted: Option<&SnapshotId>,
) -> Option<&'a DbSnapshot> {
    match wanted {
        Some(wanted) => snapshots
            .iter()
            .find(|one| one.id == *wanted || one.arn == wanted.as_str()),
        None => snapshots
            .iter()
            .filter(|one| unfit(one).is_none())
            .max_by_key(|one| one.created),
    }
}

/// Why no database can be made of a snapshot, in a few words.
fn unfit(snapshot: &DbSnapshot) -> Option<String> {
    if !snapshot.is_available() {
        return Some(format!("it is {}", printable(&snapshot.status, 40)));
    }
    if snapshot.kind != SnapshotKind::Manual {
        return Some(format!("it is {}, not manual", snapshot.kind.as_str()));
    }
    (snapshot.engine != "postgres").then(|| {
        format!(
            "its engine is {}, not postgres",
            printable(&snapshot.engine, 40)
        )
    })
}

/// What is wrong or doubtful about the snapshot that [`choose`] takes, at `now` in `target`. `key`
/// is the key it is encrypted with; `None` when it has none, or that is not there.
pub fn judge(
    snapshots: &[DbSnapshot],
    wanted: Option<&SnapshotId>,
    key: Option<&Key>,
    (now, target): (Timestamp, &Target),
    objectives: &RecoveryObjectives,
) -> Findings {
    let mut found = Findings::none();
    let Some(chosen) = choose(snapshots, wanted) else {
        found.push(missing(snapshots, wanted, target));
        return found;
    };
    if let Some(why) = unfit(chosen) {
        let seen = format!(
            "no database can be made of the snapshot {}: {why}",
            chosen.id
        );
        found.push(
            Finding::blocks("snapshot-unfit", AT, seen)
                .why("The Data Layer would fail after an hour, and be rolled back.")
                .remedy("Choose another, or leave the field out: then the newest fit one is taken.")
                .row("V2"),
        );
    }
    if let Some(region) = Arn::parse(&chosen.arn)
        .ok()
        .and_then(|arn| arn.region)
        .filter(|region| *region != target.region)
    {
        let seen = format!(
            "the snapshot {} is in {region}, not in {}",
            chosen.id, target.region
        );
        found.push(
            Finding::blocks("snapshot-in-another-region", AT, seen)
                .why("A database is restored in the region of its snapshot only.")
                .remedy("Copy the snapshot there, or choose one that is there.")
                .row("V2"),
        );
    }
    found.extend(aged(chosen, now, objectives));
    let newest = choose(snapshots, None).filter(|newest| newest.created > chosen.created);
    if let Some(newest) = newest {
        let seen = format!("{} is chosen, and {} is newer", chosen.id, newest.id);
        found.push(
            Finding::warns("snapshot-not-newest", AT, seen)
                .why("What was written between the two is lost.")
                .remedy("Leave the field out, unless the newer one holds what went wrong.")
                .row("V2"),
        );
    }
    found.extend(locked(chosen, key, target));
    found
}

fn missing(snapshots: &[DbSnapshot], wanted: Option<&SnapshotId>, target: &Target) -> Finding {
    let others: Vec<String> = snapshots
        .iter()
        .take(5)
        .map(|one| {
            let why = unfit(one).unwrap_or_else(|| "it could be used".to_owned());
            format!("{} ({why})", one.id)
        })
        .collect();
    let place = format!("{} in {}", target.account, target.region);
    let what = match wanted {
        Some(wanted) => format!("the snapshot {wanted} is not in {place}"),
        None => format!("{place} has no snapshot that a database can be made of"),
    };
    let seen = match others.as_slice() {
        [] => format!("{what}; there is none at all"),
        some => format!("{what}; there are {}", some.join(", ")),
    };
    let remedy = if snapshots.is_empty() {
        "After a first deployment the first copy comes with the first backup: look again when that was made, by data_layer.database.backups. If that has passed, look at the snapshot tool: its pattern, its keys and the messages of its topics."
    } else {
        "Look at the snapshot tool: its pattern, its keys and the messages of its topics."
    };
    Finding::blocks("snapshot-missing", AT, seen)
        .why("Without one the database comes up empty.")
        .remedy(remedy)
        .row("V2")
}

fn aged(chosen: &DbSnapshot, now: Timestamp, objectives: &RecoveryObjectives) -> Option<Finding> {
    let age = now.duration_since(chosen.created);
    let most = i64::from(objectives.database_hours).saturating_mul(3600);
    (age.as_secs() > most).then(|| {
        let minutes = age.as_mins();
        let seen = format!(
            "the snapshot {} is {} h {} min old, and at most {} hours may be lost",
            chosen.id,
            minutes / 60,
            minutes % 60,
            objectives.database_hours
        );
        Finding::warns("snapshot-too-old", AT, seen)
            .why("What was written since is lost.")
            .remedy("Back the database up more often (data_layer.database.backups.interval_hours), and look whether the snapshot tool copies.")
            .row("V3")
    })
}

/// Why the key of a snapshot is of no use, whoever calls.
fn locked(chosen: &DbSnapshot, key: Option<&Key>, target: &Target) -> Option<Finding> {
    let wanted = chosen.key.as_ref()?;
    let elsewhere = wanted
        .account()
        .is_some_and(|account| account != target.account)
        || wanted
            .region()
            .is_some_and(|region| region != target.region);
    let seen = match key {
        _ if elsewhere => format!(
            "the snapshot {} is encrypted with {wanted}, which is not in {} in {}",
            chosen.id, target.account, target.region
        ),
        None => format!(
            "the key {wanted} of the snapshot {} is not there",
            chosen.id
        ),
        Some(key) if key.state != KeyState::Enabled => format!(
            "the key {wanted} of the snapshot {} is {}",
            chosen.id,
            key.state.as_str()
        ),
        Some(_) => return None,
    };
    Some(
        Finding::blocks("snapshot-key-not-usable", AT, seen)
            .why("The restore fails with KMSKeyNotAccessibleFault.")
            .remedy("Bring the key back (cancel its deletion, enable it), or choose a snapshot under another key.")
            .row("V2"),
    )
}
