//! Checks that found the very same, which are shown together.

use ts_deploy_core::check::Checked;
use ts_deploy_core::journal::{KeptCheck, KeptFinding, KeptPreflight};

use super::preflight::word_of;

/// What was found, each once, with the checks of one target that found it.
pub(super) fn kept_once(seen: &KeptPreflight) -> Vec<(&KeptFinding, Vec<&KeptCheck>)> {
    let mut all: Vec<(&KeptFinding, Vec<&KeptCheck>)> = Vec::new();
    for check in &seen.checks {
        for finding in &check.findings {
            let same = |(one, of): &&mut (&KeptFinding, Vec<&KeptCheck>)| {
                *one == finding && of.iter().all(|other| other.target == check.target)
            };
            match all.iter_mut().find(same) {
                Some((_, of)) => of.push(check),
                None => all.push((finding, vec![check])),
            }
        }
    }
    all
}

/// The words in their order, each once.
pub(super) fn each_once<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for word in words {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all
}

/// The checks, of which those that found the very same stand together, in the place of the first.
pub(super) fn grouped<'a>(checks: impl Iterator<Item = &'a Checked>) -> Vec<Vec<&'a Checked>> {
    let mut groups: Vec<Vec<&Checked>> = Vec::new();
    for checked in checks {
        let alike = |group: &&mut Vec<&Checked>| group.iter().all(|one| found_alike(one, checked));
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(checked),
            None => groups.push(vec![checked]),
        }
    }
    groups
}

/// True for two checks of a target that say the same words, and are mended alike.
fn found_alike(one: &Checked, other: &Checked) -> bool {
    let words = |checked: &Checked| -> Vec<[String; 3]> {
        let found = checked.verdict.findings().into_iter();
        found
            .map(|one| [one.seen.clone(), one.why.clone(), one.remedy.clone()])
            .collect()
    };
    let said = words(one);
    let fix = |checked: &Checked| checked.fixable.then_some(checked.row);
    !said.is_empty()
        && said == words(other)
        && one.target == other.target
        && word_of(one) == word_of(other)
        && fix(one) == fix(other)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ts_deploy_core::check::{Preflight, Verdict};
    use ts_deploy_core::finding::Finding;
    use ts_deploy_core::target::{Target, TargetName};

    use super::*;
    use crate::show::{kept_preflight, preflight};

    /// A check that found that the version of `layer` is not known, or `otherwise`.
    fn checked(title: &str, layer: &str, otherwise: Option<&str>) -> Checked {
        let seen = otherwise.unwrap_or("the version is not known yet");
        let finding = Finding::informs("version-not-known-yet", layer, seen)
            .why("Tags belong to a version.")
            .remedy("Mend what R17 finds.");
        Checked {
            id: "check",
            row: "R24",
            title: title.to_owned(),
            target: TargetName::Main,
            at: Timestamp::UNIX_EPOCH,
            took: jiff::SignedDuration::ZERO,
            fixable: false,
            verdict: Verdict::Found {
                findings: finding.into(),
                evidence: Vec::new(),
            },
        }
    }

    fn seen() -> Preflight {
        Preflight(vec![
            checked("Tags of the Data Layer", "data-layer", None),
            checked(
                "Parts of the Data Layer",
                "data-layer",
                Some("a bucket is closed"),
            ),
            checked("Tags of the Service Layer", "service-layer", None),
        ])
    }

    #[test]
    fn checks_that_found_the_very_same_are_shown_together_with_it_once() {
        let target = Target {
            name: TargetName::Main,
            account: "111122223333".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
        };
        insta::assert_snapshot!(preflight(&seen(), &[target]), @"
        main (111122223333 in us-east-1)
          informs      R24  Tags of the Data Layer
          informs      R24  Tags of the Service Layer
                           the version is not known yet
                           Tags belong to a version.
                           Mend what R17 finds.
          informs      R24  Parts of the Data Layer
                           a bucket is closed
                           Tags belong to a version.
                           Mend what R17 finds.

        0 passed, 3 found something, 0 not checked; looked at 1970-01-01 00:00:00Z
        ");
    }

    #[test]
    fn what_several_checks_found_alike_stands_in_the_status_once() {
        let kept = KeptPreflight::from(&seen());
        insta::assert_snapshot!(kept_preflight(&kept, Timestamp::UNIX_EPOCH), @"
        checks of the accounts: looked at 1970-01-01 00:00:00Z, 0 s ago: 0 passed, 3 found something, 0 not checked
          informs  R24  main: the version is not known yet (2 checks)
          informs  R24  main: a bucket is closed
        ");
    }

    #[test]
    fn a_check_that_can_be_mended_is_not_shown_with_one_that_cannot() {
        let mut all = seen().0;
        all[0].fixable = true;
        assert_eq!(grouped(all.iter()).len(), 3);
    }
}
