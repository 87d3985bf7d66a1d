//! The files that records begin as in a folder, and what is left of them by whoever was cut off.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::{Created, LEASE, MARGIN};

const SUFFIX: &str = ".draft";
const PROBE: &str = "probe";
const LINKED: &str = ".linked";

/// The name of a draft, of this writer alone, also where two containers with one process id share the
/// folder: a draft that was linked is the record, and must not be written to again.
fn named(what: &str) -> String {
    let own = RandomState::new().build_hasher().finish();
    format!("{what}.{own:016x}")
}

/// The draft of the record whose file has this number as its name.
pub(super) fn of_record(number: &str) -> String {
    named(number) + SUFFIX
}

/// The file that a folder is tried out with, and its second name.
pub(super) fn of_probe() -> (String, String) {
    let name = named(PROBE);
    (format!("{name}{SUFFIX}"), format!("{name}{LINKED}{SUFFIX}"))
}

/// Makes a draft the record at `path`, unless one stands there.
pub(super) fn link(draft: &Path, path: &Path) -> io::Result<Created> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Created::AlreadyThere),
        // Who slept here for a lease finds the draft cleared away by the driver of now.
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.try_exists()? => {
            Ok(Created::AlreadyThere)
        }
        linked => linked.map(|()| Created::Yes),
    }
}

/// Removes the drafts among `records` that are older than a lease with its margin; younger ones may be
/// another process's that is at work, confirming. What cannot be removed stays, and is never read.
pub(super) fn clear(records: &Path, now: Timestamp) {
    let Ok(entries) = fs::read_dir(records) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(is_draft) && is_left(&entry, now) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// True for a regular file, and no link to one, that nobody has written to for so long.
fn is_left(entry: &fs::DirEntry, now: Timestamp) -> bool {
    // Of a link it is the link's own.
    let Ok(metadata) = entry.metadata() else {
        return false;
    };
    let written = metadata.modified().ok();
    let written = written.and_then(|at| Timestamp::try_from(at).ok());
    metadata.is_file() && written.is_some_and(|at| now.duration_since(at) > LEASE + MARGIN)
}

/// True for a name that only a draft has: a record's number or `probe`, and 16 hexadecimal digits.
fn is_draft(name: &str) -> bool {
    let Some((what, own)) = name
        .strip_suffix(SUFFIX)
        .and_then(|name| name.split_once('.'))
    else {
        return false;
    };
    let digits = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let own = own
        .strip_suffix(LINKED)
        .filter(|_| what == PROBE)
        .unwrap_or(own);
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (what == PROBE || digits(what)) && own.len() == 16 && own.bytes().all(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_drafts_are_given_are_known_again() {
        let (file, linked) = of_probe();
        assert!(
            [of_record("000000000014"), file, linked]
                .iter()
                .all(|name| is_draft(name))
        );
    }

    #[test]
    fn nothing_else_is_taken_for_a_draft() {
        let others = [
            "000000000014.json",
            "000000000014.draft",
            "14.0123456789abcdef.draft",
            "000000000014.0123456789abcdeg.draft",
            "000000000014.0123456789abcdef.linked.draft",
            "probe.draft",
            "notes.0123456789abcdef.draft",
            "000000000014.0123456789abcdef.draft.json",
        ];
        assert_eq!(others.map(is_draft), [false; 8]);
    }

    #[test]
    fn who_finds_its_draft_cleared_away_learns_that_the_record_stands() {
        let folder = tempfile::tempdir().unwrap();
        let (draft, record) = (folder.path().join("draft"), folder.path().join("record"));
        assert!(link(&draft, &record).is_err(), "neither is there");
        fs::write(&record, "another's").unwrap();
        assert_eq!(link(&draft, &record).unwrap(), Created::AlreadyThere);
    }
}
