//! Which combinations the Data Layer refuses or doubts.

mod carried;
mod endpoints;
mod network;
mod recovery;
mod sizing;
mod subnets;

use super::render::EXTRA;
use super::rows::ROWS;
use super::{DataLayer, DataLayerDraft};
use crate::finding::{Finding, Findings};
use crate::ids::Arn;
use crate::layer::{extra, tags};

impl From<DataLayerDraft> for Result<DataLayer, Findings> {
    fn from(draft: DataLayerDraft) -> Self {
        let findings = check(&draft);
        if findings.block() {
            Err(findings)
        } else {
            Ok(DataLayer { draft, findings })
        }
    }
}

fn check(draft: &DataLayerDraft) -> Findings {
    let mut found = Findings::none();
    network::check(draft, &mut found);
    endpoints::check(draft, &mut found);
    sizing::check(draft, &mut found);
    recovery::check(draft, &mut found);
    boundary(draft, &mut found);
    if draft.enable_logging {
        found.push(logging());
    }
    carried::check(draft, &mut found);
    tags::check(&draft.tags, &mut found);
    let extras = &draft.extra_parameters;
    extra::check(extras, ROWS, &draft.choice, EXTRA, &mut found);
    found
}

fn boundary(draft: &DataLayerDraft, found: &mut Findings) {
    let Some(policy) = &draft.iam.boundary_policy else {
        return;
    };
    let Ok(arn) = Arn::parse(policy.as_str()) else {
        return;
    };
    let at = "data_layer.iam.boundary_policy";
    let why = "IAM takes a boundary from the same account or from AWS only: the first role of the \
               deployment would fail.";
    let home = draft.target.region.partition();
    if arn.partition != home {
        let seen = format!(
            "the boundary policy is in the partition {}, the platform in {home}",
            arn.partition
        );
        found.push(
            Finding::blocks("boundary-in-another-partition", at, seen)
                .why(why)
                .remedy(format!(
                    "Give the ARN of a policy that begins with arn:{home}:."
                ))
                .row("D IAMBoundaryPolicy"),
        );
    }
    if let Some(account) = arn.account.filter(|id| *id != draft.target.account) {
        let seen = format!(
            "the boundary policy belongs to account {account}, the platform to {}",
            draft.target.account
        );
        found.push(
            Finding::blocks("boundary-of-another-account", at, seen)
                .why(why)
                .remedy("Make the policy in the platform's account and give its ARN.")
                .row("D IAMBoundaryPolicy"),
        );
    }
}

fn logging() -> Finding {
    let at = "data_layer.enable_logging";
    Finding::warns("logging-deprecated", at, "EnableLogging is true")
        .why("It is deprecated and gone in the next release: it is not sent to a version of the product that no longer declares it.")
        .remedy("Set it to false in both layers, as the documents say.")
        .row("D EnableLogging")
}
