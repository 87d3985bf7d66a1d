//! A journal in a folder: one file a record.

use std::collections::hash_map::RandomState;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;

use super::fitness::{SYSTEM, Unfit};
use super::{Created, Exclusive, JournalStore, RECORD_LIMIT, StoreError};

/// Records as files `records/000000000001.json` below a folder, readable by their owner only.
///
/// A record is written to a file of its own, synced, and then linked to its name: the link fails
/// when the name is taken, so the creation is atomic and a reader never sees half a record. The
/// calls block for the few milliseconds that a sync takes.
///
/// `driver.lock` beside the records is held, by the operating system's advisory lock, as long as a
/// process drives. The system lets go of it when the process ends, however it ends, so that a run
/// killed on this machine can be taken up again at once.
#[derive(Debug)]
pub struct FolderStore {
    folder: PathBuf,
    lock: Mutex<Option<File>>,
}

const RECORDS: &str = "records";
const SUFFIX: &str = ".json";
const DIGITS: usize = 12;

impl FolderStore {
    /// A journal in `folder`, which is made when the first record is.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            lock: Mutex::new(None),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn records(&self) -> PathBuf {
        self.folder.join(RECORDS)
    }

    fn path(&self, sequence: u64) -> PathBuf {
        self.records().join(format!("{sequence:0DIGITS$}{SUFFIX}"))
    }

    fn write(&self, sequence: u64, bytes: &[u8]) -> io::Result<Created> {
        let records = self.records();
        make_private_folder(&records)?;
        let path = self.path(sequence);
        if path.try_exists()? {
            // Whoever made it may have been cut off before its name was durable.
            sync_folder(&records)?;
            return Ok(Created::AlreadyThere);
        }
        // Of this writer alone, also where two containers with one process id share the folder:
        // a draft that was linked is the record, and must not be written to again.
        let own = RandomState::new().build_hasher().finish();
        let draft = records.join(format!("{sequence:0DIGITS$}.{own:016x}.draft"));
        let linked =
            write_private(&draft, bytes).and_then(|()| match fs::hard_link(&draft, &path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    Ok(Created::AlreadyThere)
                }
                linked => linked.map(|()| Created::Yes),
            });
        // The draft has done its part, whatever came of it; one left behind is never read.
        let _ = fs::remove_file(&draft);
        let created = linked?;
        sync_folder(&records)?;
        Ok(created)
    }

    /// Tries, with files of its own that are removed again, what keeping a record takes: a file
    /// that is new or refused, a second name for it that is new or refused, owner-only rights, and
    /// names made durable.
    fn try_out(&self) -> Result<(), Unfit> {
        let records = self.records();
        make_private_folder(&records).map_err(Unfit::Folder)?;
        let own = RandomState::new().build_hasher().finish();
        let file = records.join(format!("probe.{own:016x}.draft"));
        let name = records.join(format!("probe.{own:016x}.linked.draft"));
        let tried = SYSTEM.try_out(&records, &file, &name);
        // What cannot be removed is never read as a record.
        let _ = (fs::remove_file(&file), fs::remove_file(&name));
        tried
    }

    fn greatest(&self) -> io::Result<Option<u64>> {
        let entries = match fs::read_dir(self.records()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            entries => entries?,
        };
        let mut greatest = None;
        for entry in entries {
            let name = entry?.file_name();
            greatest = greatest.max(name.to_str().and_then(sequence_of));
        }
        Ok(greatest)
    }

    fn take_lock(&self) -> io::Result<Exclusive> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_some() {
            return Ok(Exclusive::Held);
        }
        make_private_folder(&self.folder)?;
        let file = private(OpenOptions::new().create(true).truncate(false).write(true))
            .open(self.folder.join("driver.lock"))?;
        match file.try_lock() {
            Ok(()) => {
                *held = Some(file);
                Ok(Exclusive::Held)
            }
            Err(TryLockError::WouldBlock) => Ok(Exclusive::Taken),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Exclusive::CannotTell)
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Options that give a new file to its owner alone, where the system knows owners.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// The number in the name of a record's file; `None` when it is no such name.
fn sequence_of(name: &str) -> Option<u64> {
    let number = name.strip_suffix(SUFFIX)?;
    let whole = number.len() == DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
    let sequence = number.parse().ok().filter(|sequence| *sequence > 0);
    sequence.filter(|_| whole)
}

/// Makes a folder and all above it that are not there yet, durably.
fn make_private_folder(folder: &Path) -> io::Result<()> {
    let made = not_there(folder)?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    for parent in made.into_iter().filter_map(Path::parent) {
        sync_folder(parent)?;
    }
    Ok(())
}

/// `folder` and those above it that are not there, the innermost first.
fn not_there(folder: &Path) -> io::Result<Vec<&Path>> {
    let mut missing = Vec::new();
    // What a relative path begins with is the folder the process is in.
    for folder in folder.ancestors().filter(|one| *one != Path::new("")) {
        if folder.try_exists()? {
            break;
        }
        missing.push(folder);
    }
    Ok(missing)
}

pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private(OpenOptions::new().create_new(true).write(true)).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable. Windows has no such call, and keeps names by itself.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let here = folder == Path::new("");
    File::open(if here { Path::new(".") } else { folder })?.sync_all()
}

#[async_trait]
impl JournalStore for FolderStore {
    async fn probe(&self) -> Result<(), StoreError> {
        self.try_out().map_err(|unfit| {
            let place = self.folder.display().to_string();
            StoreError::new("cannot keep a journal in", place, unfit)
        })
    }

    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        self.write(sequence, bytes).map_err(|error| {
            StoreError::new(
                "cannot write",
                self.path(sequence).display().to_string(),
                Unfit::Record(error),
            )
        })
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(sequence);
        let fail =
            |error: io::Error| StoreError::new("cannot read", path.display().to_string(), error);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(fail)?,
        };
        let mut bytes = Vec::new();
        file.take(RECORD_LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(fail)?;
        if bytes.len() as u64 > RECORD_LIMIT {
            return Err(fail(io::Error::other(format!(
                "a record may have {RECORD_LIMIT} bytes"
            ))));
        }
        Ok(Some(bytes))
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.greatest().map_err(|error| {
            StoreError::new("cannot list", self.records().display().to_string(), error)
        })
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a folder's time is that of the machine it is written from"
    )]
    async fn now(&self) -> Result<Timestamp, StoreError> {
        Ok(Timestamp::now())
    }

    fn exclusive(&self) -> Exclusive {
        self.take_lock().unwrap_or(Exclusive::CannotTell)
    }

    fn release(&self) {
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_that_is_fit_is_left_without_a_trace_of_the_probe() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::new(folder.path());
        store.probe().await.unwrap();
        assert_eq!(fs::read_dir(store.records()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn what_is_no_folder_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let refused = FolderStore::new(file.join("journal")).probe().await;
        let said = crate::error::chain(&refused.unwrap_err());
        assert!(
            said.contains("choose one that you may write to with --journal"),
            "{said}"
        );
    }

    #[test]
    fn the_names_of_records_are_legal_on_windows() {
        let path = FolderStore::new("j").path(u64::MAX);
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.';
        assert!(name.chars().all(legal) && !name.ends_with('.'), "{name}");
        assert!(
            !name.starts_with("con") && !name.starts_with("nul"),
            "{name}"
        );
    }

    #[test]
    fn every_folder_that_has_to_be_made_is_told_the_innermost_first() {
        let there = tempfile::tempdir().unwrap();
        let (a, b) = (there.path().join("a"), there.path().join("a/b"));
        assert_eq!(not_there(&b).unwrap(), [&b, &a]);
    }

    #[cfg(unix)]
    #[test]
    fn the_parent_of_a_relative_folder_is_the_one_the_process_is_in() {
        sync_folder(Path::new("journal").parent().unwrap()).unwrap();
    }
}
