//! Which combinations the snapshot tool refuses or doubts.

use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::layer::Inputs;
use ts_deploy_core::layer::table::check_rows;
use ts_deploy_core::parameter::Contract;
use ts_deploy_core::target::TargetName;

use super::rows::{DEFAULT_BUCKET, EXTRA, ROWS};
use super::{CodeBucket, SnapshotTool, SnapshotToolDraft, keys, pattern, retention};
use crate::place;

const BUCKET_AT: &str = "disaster_recovery.snapshot_tool.code_bucket";
const BUCKET_REMEDY: &str = "Put copy_snapshots_dest_rds.zip and delete_old_snapshots_dest_rds.zip at the root of a \
                             bucket in the main region, and give that bucket.";

impl From<SnapshotToolDraft> for Result<SnapshotTool, Findings> {
    fn from(draft: SnapshotToolDraft) -> Self {
        let findings = check(&draft);
        if findings.block() {
            Err(findings)
        } else {
            Ok(SnapshotTool { draft, findings })
        }
    }
}

fn check(draft: &SnapshotToolDraft) -> Findings {
    let target = &draft.target;
    let mut found = Findings::none();
    found.extend(place::named(
        target,
        TargetName::DrInMainRegion,
        "the snapshot tool",
    ));
    found.extend(place::other_account(&draft.main_account, &target.account));
    found.extend(place::other_region(
        &target.region,
        &draft.destination_region,
    ));
    let extra = &draft.extra_parameters;
    let overridden = extra.keys().any(|key| key.as_str() == "CodeBucket");
    if draft.code_bucket == CodeBucket::Documented && !overridden {
        found.push(documented_bucket());
    }
    keys::check(draft, &mut found);
    retention::check(draft, &mut found);
    pattern::check(draft, &mut found);
    found.extend(check_rows(extra, ROWS, EXTRA, "T2"));
    found
}

impl SnapshotTool {
    /// Judges what other components gave, once it is known: that the keys of `inputs` are ARNs of
    /// keys in the right account and region.
    pub fn check_inputs(&self, inputs: &Inputs) -> Findings {
        keys::check_inputs(&self.draft, inputs)
    }

    /// Judges the tool against what the template declares, beside
    /// [`reconcile`](ts_deploy_core::parameter::reconcile), which compares keys and values:
    /// whether `DEFAULT_BUCKET` still means something.
    pub fn check_contract(&self, contract: &Contract) -> Findings {
        let sent = self.parameters(&Inputs::default());
        let default = contract.get("CodeBucket").map(|d| d.default.as_deref());
        let gone = sent.plain("CodeBucket") == Some(DEFAULT_BUCKET)
            && default.is_some_and(|default| default != Some(DEFAULT_BUCKET));
        gone.then(|| {
            let seen = format!("CodeBucket is {DEFAULT_BUCKET}, which this template does not know");
            Finding::blocks("default-bucket-gone", BUCKET_AT, seen)
                .why("It takes the word for the name of a bucket, and there is none: the functions cannot be made.")
                .remedy(BUCKET_REMEDY)
                .row("T2")
        })
        .into_iter()
        .collect()
    }
}

fn documented_bucket() -> Finding {
    let seen = format!("CodeBucket is {DEFAULT_BUCKET}, as the documents say");
    Finding::warns("default-bucket", BUCKET_AT, seen)
        .why("Only templates before 2022 know that word, and the buckets behind it are AWS's own and exist in older regions only; a later template takes it for the name of a bucket, and the stack fails.")
        .remedy(format!("{BUCKET_REMEDY} Only where the vendor's template has the word as the default of CodeBucket is there nothing to do."))
        .row("T2")
}
