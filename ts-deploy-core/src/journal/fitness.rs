//! Whether a file system does what keeping records takes.

use std::path::Path;
use std::{fs, io};

use super::folder::{sync_folder, write_private};
use crate::ids::printable;

/// What a folder cannot do, though keeping records needs it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error("the folder cannot be made or written: {}", remedy(.0.kind()))]
    Folder(#[source] io::Error),
    #[error("the record does not stand: {}", remedy(.0.kind()))]
    Record(#[source] io::Error),
    #[error(
        "a file there is not kept from being made twice, so that two drivers could write one record: choose a folder on a local disk with --journal"
    )]
    NotExclusive,
    #[error(
        "its file system has no hard links, by which a record appears whole or not at all (FAT, exFAT and some network shares have none): choose a folder on a local disk with --journal"
    )]
    Link(#[source] io::Error),
    #[error(
        "files there cannot be kept from others on this machine: choose a folder on a file system with owners with --journal"
    )]
    Open,
    #[error(
        "others on this machine may write to {0} (its rights are {1:o}), and so put records in the place of those that stand there: close it with chmod go-w {quoted}, then run again. Where it is not yours to close, choose a folder in it that is not there yet with --journal: it is made for its owner alone. Where records stand already, copy the whole journal there first, while nobody drives, since an empty one knows nothing of what was done", quoted = quoted(.0)
    )]
    Exposed(String, u32),
    #[error(
        "what is written there cannot be made durable: choose a folder on a local disk with --journal"
    )]
    Sync(#[source] io::Error),
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', "'\\''"))
}

/// What to do about a file system that refuses to write.
fn remedy(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on its file system where records stand already, and run again, since another journal knows nothing of what was done; else choose a folder with room with --journal"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "its file system is read-only: make it writable where records stand already, and run again, since another journal knows nothing of what was done; else choose a folder on another one with --journal"
        }
        _ => {
            "ask for the right to where records stand already, since another journal knows nothing of what was done; else choose one that you may write to with --journal"
        }
    }
}

/// What a record takes of a file system.
pub(super) struct FileSystem {
    /// Writes a file of its owner alone that is not there yet.
    write: fn(&Path, &[u8]) -> io::Result<()>,
    /// Gives a file a second name that is not there yet.
    link: fn(&Path, &Path) -> io::Result<()>,
    /// Whether a file is its owner's alone.
    is_private: fn(&Path) -> io::Result<bool>,
    /// Makes the names in a folder durable.
    sync: fn(&Path) -> io::Result<()>,
}

/// The machine's own.
pub(super) const SYSTEM: FileSystem = FileSystem {
    write: write_private,
    link: |file, name| fs::hard_link(file, name),
    is_private,
    sync: sync_folder,
};

#[cfg(unix)]
fn is_private(file: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let others = fs::metadata(file)?.permissions().mode() & 0o077;
    Ok(others == 0)
}

/// Windows gives a new file the rights of its folder.
#[cfg(not(unix))]
fn is_private(_: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Refuses a folder that others than its owner may write to. Its group may where it bears its owner's
/// number: such a group is the owner's own.
#[cfg(unix)]
pub(super) fn closed(folder: &Path) -> Result<(), Unfit> {
    use std::os::unix::fs::MetadataExt as _;
    let seen = fs::metadata(folder).map_err(Unfit::Folder)?;
    let own_group = seen.gid() == seen.uid();
    let others = if own_group { 0o002 } else { 0o022 };
    if seen.mode() & others == 0 {
        return Ok(());
    }
    let shown = printable(&folder.display().to_string(), 4096);
    Err(Unfit::Exposed(shown, seen.mode() & 0o7777))
}

/// Windows gives a new folder the rights of the one it is in.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "other systems tell")]
pub(super) fn closed(_: &Path) -> Result<(), Unfit> {
    Ok(())
}

impl FileSystem {
    /// Whether making `file` in `folder` and linking it to `name` do what a record needs. Neither is
    /// there before.
    pub(super) fn try_out(&self, folder: &Path, file: &Path, name: &Path) -> Result<(), Unfit> {
        let taken = |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists;
        (self.write)(file, b"probe").map_err(Unfit::Folder)?;
        if !(self.write)(file, b"again").is_err_and(|error| taken(&error)) {
            return Err(Unfit::NotExclusive);
        }
        (self.link)(file, name).map_err(|error| {
            // Linux says of a file system without links that it is not permitted.
            if taken(&error) {
                Unfit::Folder(error)
            } else {
                Unfit::Link(error)
            }
        })?;
        if !(self.link)(file, name).is_err_and(|error| taken(&error)) {
            return Err(Unfit::NotExclusive);
        }
        if !(self.is_private)(file).map_err(Unfit::Folder)? {
            return Err(Unfit::Open);
        }
        (self.sync)(folder).map_err(Unfit::Sync)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found of a file system in a new folder.
    fn found(system: &FileSystem) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (file, name) = (folder.path().join("a"), folder.path().join("b"));
        match system.try_out(folder.path(), &file, &name) {
            Ok(()) => "fit".to_owned(),
            Err(unfit) => unfit.to_string(),
        }
    }

    #[test]
    fn the_machines_own_is_fit() {
        assert_eq!(found(&SYSTEM), "fit");
    }

    #[test]
    fn what_to_do_about_a_write_that_is_refused_follows_from_why() {
        let to_do = |kind: io::ErrorKind| Unfit::Record(kind.into()).to_string();
        let full = to_do(io::ErrorKind::StorageFull);
        assert!(full.contains("make room on its file system"), "{full}");
        let read_only = to_do(io::ErrorKind::ReadOnlyFilesystem);
        assert!(read_only.contains("make it writable"), "{read_only}");
        let denied = to_do(io::ErrorKind::PermissionDenied);
        assert!(denied.contains("ask for the right"), "{denied}");
    }

    #[test]
    fn one_that_is_full_is_told_as_such() {
        let system = FileSystem {
            write: |_, _| Err(io::ErrorKind::StorageFull.into()),
            ..SYSTEM
        };
        assert!(found(&system).contains("make room"), "{}", found(&system));
    }

    #[test]
    fn one_without_hard_links_is_told_as_such() {
        let system = FileSystem {
            link: |_, _| Err(io::ErrorKind::PermissionDenied.into()),
            ..SYSTEM
        };
        assert!(
            found(&system).contains("no hard links"),
            "{}",
            found(&system)
        );
    }

    #[test]
    fn one_that_writes_over_what_is_there_is_not_exclusive() {
        let system = FileSystem {
            write: |path, bytes| fs::write(path, bytes),
            ..SYSTEM
        };
        let found = found(&system);
        assert!(found.contains("not kept from being made twice"), "{found}");
    }

    #[test]
    fn one_that_links_over_what_is_there_is_not_exclusive() {
        let system = FileSystem {
            link: |file, name| fs::copy(file, name).map(drop),
            ..SYSTEM
        };
        let found = found(&system);
        assert!(found.contains("not kept from being made twice"), "{found}");
    }

    #[test]
    fn one_without_owners_is_open_to_others() {
        let system = FileSystem {
            is_private: |_| Ok(false),
            ..SYSTEM
        };
        let found = found(&system);
        assert!(found.contains("cannot be kept from others"), "{found}");
    }

    #[test]
    fn one_that_makes_nothing_durable_is_told_as_such() {
        let system = FileSystem {
            sync: |_| Err(io::ErrorKind::InvalidInput.into()),
            ..SYSTEM
        };
        let found = found(&system);
        assert!(found.contains("cannot be made durable"), "{found}");
    }

    #[test]
    fn a_name_that_is_taken_says_nothing_of_links() {
        let folder = tempfile::tempdir().unwrap();
        let (file, name) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&name, "").unwrap();
        let unfit = SYSTEM.try_out(folder.path(), &file, &name).unwrap_err();
        assert!(matches!(unfit, Unfit::Folder(_)), "{unfit}");
    }
}
