//! A full deployment with all that stands beside its products, and every fix of a preflight, killed, or put to sleep, at every single
//! point: right before and right after each call and each record of the journal. Without
//! optimisation, which is some ten times slower, it is every 23rd point; `.ci/run soak` takes
//! them all.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use ts_deploy_tests::RECOVERABLE;
use ts_deploy_tests::simulation::{Cut, Ended, Mended, cut, cut_fixes};

/// From point to point.
const STEP: u64 = if cfg!(debug_assertions) { 23 } else { 1 };

/// The undisturbed run: what it makes, and how many points it has.
fn undisturbed() -> (Ended, u64) {
    let (ended, wrong, points) = cut(RECOVERABLE, Cut::None);
    assert_eq!(wrong, Vec::<String>::new());
    let made: Vec<&str> = ended.made.keys().map(String::as_str).collect();
    assert_eq!(
        made,
        [
            "acme-data-layer",
            "acme-service-layer",
            "acme-tetra-dr",
            "acme-tetra-snapshot-tool"
        ]
    );
    assert_eq!((ended.launches, ended.pools.len()), (2, 1));
    assert!(ended.versions.values().all(|version| *version == 1));
    (ended, points)
}

/// Cuts off at every one of so many points; `cut` says what is wrong then.
fn at_every_point(points: u64, step: u64, cut: impl Fn(u64) -> Vec<String> + Sync) {
    println!("{points} points");
    let next = AtomicU64::new(0);
    let one = || {
        let mut wrong = Vec::new();
        loop {
            let at = next.fetch_add(step, Ordering::SeqCst);
            if at >= points {
                return wrong;
            }
            wrong.extend(cut(at).into_iter().map(|told| format!("{at}: {told}")));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        wrong.is_empty(),
        "{} of {points}: {:#?}",
        wrong.len(),
        wrong.iter().take(5).collect::<Vec<_>>()
    );
}

/// Cuts the deployment off at every point; what there is in the end is told to `fits`, which says
/// what is wrong with it.
fn deployed_at_every_point(
    how: fn(u64) -> Cut,
    fits: impl Fn(&Ended, &Ended) -> Option<String> + Sync,
) {
    let (expected, points) = undisturbed();
    at_every_point(points, STEP, |at| {
        let (ended, told, _) = cut(RECOVERABLE, how(at));
        told.into_iter().chain(fits(&expected, &ended)).collect()
    });
}

#[test]
fn killed_at_any_point_and_gone_on_with_elsewhere_it_ends_as_if_undisturbed() {
    deployed_at_every_point(Cut::Killed, |expected, ended| {
        (ended != expected).then(|| format!("it ended otherwise: {ended:?}"))
    });
}

/// The call that came late, after another driver had sent it too; `None` when there was none.
///
/// Only what AWS makes again may be there twice: a pool or an app client of the same name, or
/// deployments of a service.
fn late(expected: &Ended, ended: &Ended) -> Result<Option<String>, String> {
    let more = |(name, sent): (&String, &u64)| {
        let before = expected.sent.get(name).copied().unwrap_or_default();
        (*sent != before).then(|| (name.clone(), sent.checked_sub(before)))
    };
    let more: Vec<(String, Option<u64>)> = ended.sent.iter().filter_map(more).collect();
    let late = match more.as_slice() {
        [] => None,
        [(name, Some(1))] => Some(name.clone()),
        more => return Err(format!("more than one call came late: {more:?}")),
    };
    let made_again = ["CreateUserPool", "CreateUserPoolClient"];
    let in_cognito = late
        .as_deref()
        .and_then(|name| name.strip_prefix("cognito-idp:"));
    let pools = in_cognito.is_some_and(|name| made_again.contains(&name));
    let but_for_pools = Ended {
        sent: expected.sent.clone(),
        pools: if pools { &expected.pools } else { &ended.pools }.clone(),
        ..ended.clone()
    };
    if but_for_pools == *expected {
        Ok(late)
    } else {
        Err(format!("it ended otherwise: {ended:?}"))
    }
}

#[test]
fn asleep_at_any_point_and_taken_over_it_ends_as_if_undisturbed() {
    let seen = std::sync::Mutex::new(BTreeSet::new());
    deployed_at_every_point(Cut::Asleep, |expected, ended| match late(expected, ended) {
        Ok(late) => {
            seen.lock().unwrap().extend(late);
            None
        }
        Err(wrong) => Some(wrong),
    });
    println!("late: {:?}", seen.lock().unwrap());
}

/// A document for which a preflight has something to mend in each row that has a fix, but for the import
/// of a certificate.
fn mendable() -> String {
    let existing_vpc = include_str!("../../examples/specs/existing-vpc.yaml");
    format!(
        "{existing_vpc}
portfolio: {{ id: port-abcdefghijklm, principal: \"arn:aws:iam::111122223333:role/deployer\" }}
key_pair: {{ name: acme-eks, parameter: KeyPairName }}
production_access: {{ website: \"https://www.acme.example\", use_case: Invitations }}
"
    )
}

/// The fixes as they run undisturbed, and how many points they have.
fn mended() -> (Mended, u64) {
    let (mended, wrong, points) = cut_fixes(&mendable(), Cut::None);
    assert_eq!(wrong, Vec::<String>::new());
    assert!(mended.key_is_kept);
    let sent: Vec<(&str, u64)> = mended
        .sent
        .iter()
        .map(|(name, sent)| (name.as_str(), *sent))
        .collect();
    assert_eq!(
        sent,
        [
            ("ec2:CreateKeyPair", 1),
            ("ec2:CreateVpcEndpoint", 1),
            ("iam:CreateServiceLinkedRole", 2),
            ("logs:PutResourcePolicy", 1),
            ("servicecatalog:AcceptPortfolioShare", 1),
            ("servicecatalog:AssociatePrincipalWithPortfolio", 1),
            ("sesv2:CreateEmailIdentity", 1),
            ("sesv2:PutAccountDetails", 1),
        ]
    );
    (mended, points)
}

/// What is wrong where the fixes ended so, cut off once, with so many calls that came late. A pair whose
/// private key was lost on its way is removed, as was agreed to, and made again.
fn mended_otherwise(expected: &Mended, mended: &Mended, late: u64) -> Option<String> {
    let (mut sent, mut expected_calls) = (mended.sent.clone(), expected.sent.clone());
    if sent.contains_key("ec2:DeleteKeyPair") {
        expected_calls.insert("ec2:DeleteKeyPair".to_owned(), 1);
        expected_calls.insert("ec2:CreateKeyPair".to_owned(), 2);
    }
    let more: u64 = sent.values().sum::<u64>() - expected_calls.values().sum::<u64>();
    if late > 0 && more <= late {
        sent.clone_from(&expected_calls);
    }
    if sent != expected_calls {
        return Some(format!("it sent {:?}", mended.sent));
    }
    let same = mended.accounts == expected.accounts && mended.key_is_kept;
    (!same).then(|| format!("it ended otherwise: {mended:?}"))
}

#[test]
fn fixes_killed_at_any_point_and_gone_on_with_elsewhere_end_as_if_undisturbed() {
    let (expected, points) = mended();
    at_every_point(points, 1, |at| {
        let (mended, told, _) = cut_fixes(&mendable(), Cut::Killed(at));
        let otherwise = mended_otherwise(&expected, &mended, 0);
        told.into_iter().chain(otherwise).collect()
    });
}

#[test]
fn fixes_asleep_at_any_point_and_taken_over_end_as_if_undisturbed() {
    let (expected, points) = mended();
    at_every_point(points, 1, |at| {
        let (mended, told, _) = cut_fixes(&mendable(), Cut::Asleep(at));
        let otherwise = mended_otherwise(&expected, &mended, 1);
        told.into_iter().chain(otherwise).collect()
    });
}
