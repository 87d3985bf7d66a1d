//! Which fixes are made: what was asked for, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Behind, Check, Checked, Preflight, TargetCheck, Verdict};
use crate::deployment::target_step;
use crate::finding::Severity;
use crate::journal::StepState;
use crate::plan::{Step, StepId};
use crate::target::TargetName;

/// A row that was asked to be mended and cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoFix {
    /// No check is of this row.
    #[error("no check is of the row {row:?}; the rows that can be mended are {}", .mendable.join(", "))]
    Unknown {
        /// The row, as it was asked for.
        row: String,
        /// The rows that can be mended.
        mendable: Vec<&'static str>,
    },
    /// The row is looked at only where the spec decides something that this one does not.
    #[error("{row} is not looked at for this spec: {why}; the rows that can be mended are {}", .mendable.join(", "))]
    NotUsed {
        /// The row.
        row: &'static str,
        /// What the spec does not decide, and where it would.
        why: &'static str,
        /// The rows that can be mended.
        mendable: Vec<&'static str>,
    },
    /// Only a person can mend it.
    #[error("what {row} finds can only be mended by a person: its finding says how; the rows that can be mended are {}", .mendable.join(", "))]
    ByHand {
        /// The row.
        row: &'static str,
        /// The rows that can be mended.
        mendable: Vec<&'static str>,
    },
}

/// Those of `rows` that cannot be mended, in their order: known before anything was looked at.
pub fn refused_fixes(checks: &[Arc<dyn Check>], rows: &[String]) -> Vec<NoFix> {
    rows.iter().filter_map(|row| refusal(checks, row)).collect()
}

/// A check with its fix.
type Fix<'a> = (&'a Arc<dyn Check>, Arc<dyn Step>);

/// The steps that mend what `seen` shows, each once, in the order of `checks`, ready for a
/// [`Graph`](crate::plan::Graph). With `rows` (upper or lower case) those of these rows alone, which
/// propose nothing where there is nothing to mend; without, those of every check that found something.
/// Among them are besides:
/// - what one of them comes after, which proposes nothing where there is nothing to mend;
/// - those that an earlier run began without writing how that ended, as `known` of the journal says, and
///   whose check finds nothing more to mend: they propose nothing, and a run settles them;
/// - before all fixes of a target, a [`TargetCheck`] that blocks them where the credentials belong to
///   another account. The checks of the credentials ([`Check::account_of`]) have to be among `checks`
///   for that, as they are among [`rows::all`](super::rows::all). Where `seen` says already that the
///   account is another one, that step stands alone.
///
/// # Errors
/// [`NoFix`] for each row that no check is of or that only a person can mend: all of them, in the
/// order they were asked for.
pub fn fixes<'a>(
    checks: &[Arc<dyn Check>],
    seen: &Preflight,
    rows: &[String],
    known: impl Fn(&StepId) -> Option<&'a StepState>,
) -> Result<Vec<Arc<dyn Step>>, Vec<NoFix>> {
    let refused = refused_fixes(checks, rows);
    if !refused.is_empty() {
        return Err(refused);
    }
    let ended = |check: &dyn Check| seen.0.iter().find(|one| one.is_of(check));
    let begun = |fix: &StepId| known(fix).is_some_and(|step| step.open.is_some());
    let is_wanted = |check: &dyn Check| {
        if rows.is_empty() {
            let found = |one: &Checked| matches!(one.verdict, Verdict::Found { .. });
            return ended(check).is_some_and(found);
        }
        rows.iter().any(|row| is_of(check, row))
    };
    let is_to_be_settled = |check: &dyn Check, fix: &StepId| {
        let looked = |one: &Checked| !matches!(one.verdict, Verdict::NotChecked { .. });
        // Of what blocks its fix may say that it cannot mend it, and its intent would be waited for.
        let blocks = |one: &Checked| one.verdict.severity() == Some(Severity::Blocks);
        let is_mended = |one: &Checked| looked(one) && !blocks(one) && !one.fixable;
        begun(fix) && ended(check).is_some_and(is_mended)
    };
    let another = |target| seen.another_account(checks, target).is_some();
    let all = checks
        .iter()
        .filter_map(|check| Some((check, check.fix()?)));
    let all: Vec<Fix<'_>> = all.collect();
    let mut named = BTreeSet::new();
    let mut steps = Vec::new();
    for (check, fix) in &all {
        let chosen = is_wanted(check.as_ref()) || is_to_be_settled(check.as_ref(), fix.id());
        if chosen && !another(fix.target()) && named.insert(fix.id().clone()) {
            steps.push(Arc::clone(fix));
        }
    }
    while let Some(before) = missing(&steps, &all) {
        steps.push(before);
    }
    Ok(behind_accounts(checks, another, steps))
}

/// `steps`, each after a look at the credentials of its target; that look also where they are
/// `another` account's.
fn behind_accounts(
    checks: &[Arc<dyn Check>],
    another: impl Fn(TargetName) -> bool,
    steps: Vec<Arc<dyn Step>>,
) -> Vec<Arc<dyn Step>> {
    let used = |name| another(name) || steps.iter().any(|step| step.target() == name);
    let mut accounts: BTreeMap<TargetName, Arc<dyn Step>> = BTreeMap::new();
    for target in checks.iter().filter_map(|check| check.account_of()) {
        if used(target.name) {
            let step = TargetCheck::new(target_step(target.name), target.clone());
            accounts.insert(target.name, Arc::new(step));
        }
    }
    let behind = |step: Arc<dyn Step>| -> Arc<dyn Step> {
        match accounts.get(&step.target()) {
            Some(account) => Arc::new(Behind::new(step, account.id().clone())),
            None => step,
        }
    };
    let steps: Vec<Arc<dyn Step>> = steps.into_iter().map(behind).collect();
    accounts.into_values().chain(steps).collect()
}

/// A fix that one of `steps` comes after and that is not among them.
fn missing(steps: &[Arc<dyn Step>], all: &[Fix<'_>]) -> Option<Arc<dyn Step>> {
    let after = |one: &StepId| steps.iter().any(|step| step.after().contains(one));
    let there = |one: &StepId| steps.iter().any(|step| step.id() == one);
    let mut before = all.iter().map(|(_, fix)| fix);
    before
        .find(|fix| after(fix.id()) && !there(fix.id()))
        .cloned()
}

/// The rows whose checks not every spec asks for, each with what it takes.
const NOT_ALWAYS: [(&str, &str); 11] = [
    ("R4", IN_A_VPC),
    ("R5", IN_A_VPC),
    ("R6", IN_A_VPC),
    (
        "R7",
        "its VPC exists already, and nothing of it is on the Internet, which would take Elastic IPs",
    ),
    (
        "R10",
        "it names no key pair: add key_pair with its name, and private_key_file in it where a new one is to be made",
    ),
    (
        "R11",
        "it names no certificate, which ACM issues or nobody does: give one in web.dns, and certificate_files where one \
         is to be imported",
    ),
    (
        "R13",
        "it makes no stack for disaster recovery: add disaster_recovery.stack",
    ),
    (
        "R14",
        "it gives no client_id and client_secret of Box: that is in integrations.box",
    ),
    ("R16", "it names no portfolio: add portfolio"),
    ("R19", IN_A_VPC),
    (
        "R20",
        "it names no public zone that exists: that is web.dns.existing_zone",
    ),
];

const IN_A_VPC: &str = "it names no VPC that exists: that is network.existing_vpc";

fn decided_elsewhere(row: &str) -> Option<(&'static str, &'static str)> {
    let mut known = NOT_ALWAYS.iter().copied();
    known.find(|(known, _)| known.eq_ignore_ascii_case(row))
}

fn is_of(check: &dyn Check, row: &str) -> bool {
    check.row().eq_ignore_ascii_case(row)
}

fn refusal(checks: &[Arc<dyn Check>], row: &str) -> Option<NoFix> {
    let mendable = || {
        let mendable = checks.iter().filter(|check| check.fix().is_some());
        let rows: BTreeSet<&'static str> = mendable.map(|check| check.row()).collect();
        rows.into_iter().collect()
    };
    let of: Vec<&Arc<dyn Check>> = checks
        .iter()
        .filter(|check| is_of(check.as_ref(), row))
        .collect();
    let Some(first) = of.first() else {
        if let Some((row, why)) = decided_elsewhere(row) {
            return Some(NoFix::NotUsed {
                row,
                why,
                mendable: mendable(),
            });
        }
        return Some(NoFix::Unknown {
            row: crate::ids::printable(row, 40),
            mendable: mendable(),
        });
    };
    if of.iter().any(|check| check.fix().is_some()) {
        return None;
    }
    Some(NoFix::ByHand {
        row: first.row(),
        mendable: mendable(),
    })
}

#[cfg(test)]
#[cfg(feature = "spec")]
mod tests {
    use super::*;
    use crate::check::rows::all;
    use crate::spec::{read, sample};

    const MENDABLE: &str = "; the rows that can be mended are";

    /// What is said against a fix of this row for the minimal sample, without the rows that can be mended.
    fn said(row: &str) -> String {
        let deployment = read(&sample(false)).deployment.unwrap();
        let refused = refused_fixes(&all(&deployment), &[row.to_owned()]);
        let said = refused.first().map(ToString::to_string).unwrap_or_default();
        said.split(MENDABLE).next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_row_that_the_spec_does_not_use_is_told_with_what_to_add() {
        insta::assert_snapshot!(said("r10"), @"R10 is not looked at for this spec: it names no key pair: add key_pair with its name, and private_key_file in it where a new one is to be made");
    }

    #[test]
    fn every_row_of_the_requirements_is_known_whatever_the_spec_uses() {
        for row in (1..=24).map(|number| format!("R{number}")) {
            assert!(!said(&row).contains("no check is of"), "{}", said(&row));
        }
    }

    #[test]
    fn what_is_no_row_is_not_taken_for_one_that_is_not_used() {
        assert!(said("R99").starts_with("no check is of the row \"R99\""));
    }
}
