//! Which combinations the DR stack refuses or doubts.

use ts_deploy_core::finding::Findings;
use ts_deploy_core::target::TargetName;

use super::{DrStack, DrStackDraft, EXTRA, ROWS};
use ts_deploy_core::layer::table::check_rows;

use crate::place;

impl From<DrStackDraft> for Result<DrStack, Findings> {
    fn from(draft: DrStackDraft) -> Self {
        let findings = check(&draft);
        if findings.block() {
            Err(findings)
        } else {
            Ok(DrStack { draft, findings })
        }
    }
}

fn check(draft: &DrStackDraft) -> Findings {
    let (main, target) = (&draft.main, &draft.target);
    let mut found = Findings::none();
    found.extend(place::named(main, TargetName::Main, "the platform"));
    found.extend(place::named(target, TargetName::Dr, "the DR stack"));
    found.extend(place::other_account(&main.account, &target.account));
    found.extend(place::other_region(&main.region, &target.region));
    found.extend(check_rows(&draft.extra_parameters, ROWS, EXTRA, "R13"));
    found
}
