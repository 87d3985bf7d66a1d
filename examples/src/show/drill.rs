//! A drill's report as people read it.

use ts_deploy_core::finding::Severity;
use ts_deploy_dr::drill::{DrillReport, ValueParity};

use super::{findings, span};

/// The report, one line a thing.
pub(crate) fn drill(report: &DrillReport) -> String {
    let mut lines = Vec::new();
    let span = |minutes: i64| span(minutes.max(0).saturating_mul(60));
    let database = &report.database;
    lines.push(match (&database.snapshot, database.loses_minutes) {
        _ if report.running => {
            "database     runs in the DR account, where it was brought up".to_owned()
        }
        (Some(snapshot), Some(loses)) => format!(
            "database     would lose {}; at most {} may be lost (newest copy {snapshot})",
            span(loses),
            span(database.may_lose_minutes)
        ),
        _ => "database     would be lost: there is no copy that could be used".to_owned(),
    });
    for bucket in &report.buckets {
        let how = match (bucket.replicated, bucket.within_minutes) {
            (false, _) => "is not replicated".to_owned(),
            (true, Some(within)) => format!("is replicated within {within} min"),
            (true, None) => "is replicated, without a promise of time".to_owned(),
        };
        lines.push(format!(
            "bucket       {} {how} into {}",
            bucket.bucket, bucket.replica
        ));
    }
    let counted = |wanted: fn(&ValueParity) -> bool| {
        let all = report.parameters.iter();
        all.filter(|one| wanted(&one.values)).count()
    };
    if !report.parameters.is_empty() {
        let equal = counted(|values| *values == ValueParity::Equal);
        let differ = counted(|values| *values == ValueParity::Different);
        lines.push(format!(
            "parameters   {} in both accounts: {equal} with the same value, {differ} with another",
            report.parameters.len()
        ));
    }
    let recovery = &report.recovery;
    let whole = |of: u64| span(i64::try_from(of).unwrap_or(i64::MAX));
    let measured = match recovery.measured.as_slice() {
        [] => "as documented".to_owned(),
        some => format!("as measured of {}", some.join(", ")),
    };
    let (least, most) = (recovery.least_minutes, recovery.most_minutes);
    let takes = if least == most {
        whole(most)
    } else {
        format!("{} to {}", whole(least), whole(most))
    };
    lines.push(format!(
        "recovery     takes {takes} ({measured}); may take {}",
        whole(report.recover_within_minutes)
    ));
    if !report.findings.is_empty() {
        lines.push(String::new());
        lines.push(findings(&report.findings));
        lines.push(String::new());
    }
    lines.push(match (report.ready, report.within_objectives) {
        (true, _) if report.running => {
            "The platform runs in the DR account: a recovery would keep it as it is.".to_owned()
        }
        (true, true) => {
            "A recovery would work today, as far as was looked at, within the objectives."
                .to_owned()
        }
        (true, false) => {
            "A recovery would work today, as far as was looked at, but not within the objectives."
                .to_owned()
        }
        (false, _) => {
            let blocking = report.findings.iter();
            let blocking = blocking.filter(|one| one.severity == Severity::Blocks);
            let why = match blocking.count() {
                1 => "1 finding blocks it".to_owned(),
                many => format!("{many} findings block it"),
            };
            format!("A recovery would not work today: {why}.")
        }
    });
    lines.join("\n")
}
