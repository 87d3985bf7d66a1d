//! A finding as text: where and what on one line, why and what to do below it.

use std::fmt::Write as _;

use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::printable;

use super::whole;

/// Writes the finding, set in by `set_in` spaces.
pub(super) fn finding(text: &mut String, finding: &Finding, set_in: usize) {
    let severity = finding.severity.as_str();
    let seen = printable(&finding.seen, 400);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{:set_in$}{severity} {}: {seen}", "", finding.at);
    let below = set_in.saturating_add(4);
    for more in [&finding.why, &finding.remedy] {
        if !more.is_empty() {
            let _ = writeln!(text, "{:below$}{}", "", whole(more));
        }
    }
}

/// That nobody could look at what the finding is about, and why.
pub(super) fn unlooked(finding: &Finding) -> String {
    const WORD: &str = "not checked: ";
    let word = if finding.seen.starts_with(WORD) {
        ""
    } else {
        WORD
    };
    format!("{word}{}", printable(&finding.seen, 600))
}

/// The findings, those that block first, each kind in the order it was found.
pub(crate) fn findings<'a>(all: impl IntoIterator<Item = &'a Finding>) -> String {
    let mut all: Vec<&Finding> = all.into_iter().collect();
    all.sort_by_key(|one| one.severity);
    let mut text = String::new();
    for one in all {
        finding(&mut text, one, 0);
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_blocks_comes_first_and_says_what_to_do_on_a_line_of_its_own() {
        let doubt = Finding::warns("doubt", "a.b", "it is odd").why("It may fail.");
        let stop = Finding::blocks("stop", "a.c", "it is wrong")
            .why("It fails.")
            .remedy("Mend it.");
        insta::assert_snapshot!(findings([&doubt, &stop]), @"
        blocks a.c: it is wrong
            It fails.
            Mend it.
        warns a.b: it is odd
            It may fail.
        ");
    }
}
