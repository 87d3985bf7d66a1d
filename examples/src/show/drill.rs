//! A drill's report as people read it.

use ts_deploy_dr::drill::DrillReport;

use super::span;

/// The report, one line a thing.
pub(crate) fn drill(report: &DrillReport) -> String {
    let mut lines = Vec::new();
    let span = |minutes: i64| span(minutes.max(0).saturating_mul(60));
    let database = &report.database;
    lines.push(match (&database.snapshot, database.loses_minutes) {
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
    lines.extend(report.findings.iter().map(ToString::to_string));
    lines.push(match (report.ready, report.within_objectives) {
        (true, true) => {
            "A recovery would work today, as far as was looked at, within the objectives."
                .to_owned()
        }
        (true, false) => {
            "A recovery would work today, as far as was looked at, but not within the objectives."
                .to_owned()
        }
        (false, _) => "A recovery would not work today.".to_owned(),
    });
    lines.join("\n")
}
