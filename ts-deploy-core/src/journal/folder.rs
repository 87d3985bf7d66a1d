//! A journal in a folder: one file a record.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;

use super::drafts;
use super::fitness::{SYSTEM, Unfit, closed};
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
        let draft = records.join(drafts::of_record(&format!("{sequence:0DIGITS$}")));
        let linked = write_private(&draft, bytes).and_then(|()| drafts::link(&draft, &path));
        // The draft has done its part, whatever came of it; one left behind is never read.
        let _ = fs::remove_file(&draft);
        let created = linked?;
        sync_folder(&records)?;
        Ok(created)
    }

    /// Tries, with files of its own that are removed again, what keeping a record takes: folders that
    /// others may not write to, a file that is new or refused, a second name for it that is new or
    /// refused, owner-only rights, and names made durable.
    fn try_out(&self) -> Result<(), Unfit> {
        let records = self.records();
        make_private_folder(&records).map_err(Unfit::Folder)?;
        closed(&self.folder)?;
        closed(&records)?;
        let (file, name) = drafts::of_probe();
        let (file, name) = (records.join(file), records.join(name));
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

    async fn clear_remains(&self, now: Timestamp) {
        drafts::clear(&self.records(), now);
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
    use std::sync::Arc;

    use super::super::{Driver, Journal, LEASE, Owner};
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

    #[tokio::test]
    async fn old_drafts_of_whoever_was_cut_off_are_cleared_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::new(folder.path());
        let old = "000000000014.0123456789abcdef.draft";
        let young = "000000000015.0123456789abcdef.draft";
        let kept = [young, "000000000001.json", "notes.draft"];
        make_private_folder(&store.records()).unwrap();
        let now = store.now().await.unwrap();
        for name in kept.into_iter().chain([old]) {
            fs::write(store.records().join(name), "").unwrap();
            let at = if name == young { now } else { now - LEASE * 2 };
            let path = store.records().join(name);
            let file = File::options().write(true).open(path).unwrap();
            file.set_modified(at.into()).unwrap();
        }
        store.clear_remains(now).await;
        let left = |name: &&str| store.records().join(name).exists();
        assert_eq!(kept.iter().filter(|name| left(name)).count(), kept.len());
        assert!(!left(&old), "{old} is left");
    }

    #[tokio::test]
    async fn whoever_takes_the_deployment_clears_old_drafts() {
        let folder = tempfile::tempdir().unwrap();
        let store = FolderStore::new(folder.path());
        make_private_folder(&store.records()).unwrap();
        let draft = store.records().join("probe.0123456789abcdef.linked.draft");
        fs::write(&draft, "probe").unwrap();
        let file = File::options().write(true).open(&draft).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        let owner = Owner::real("test".parse().unwrap());
        let mut journal = Journal::open(Arc::new(store), "w", &owner).await.unwrap();
        let driver = Driver::new("jane", "here");
        journal.drive(&driver, Timestamp::UNIX_EPOCH).await.unwrap();
        assert!(!draft.exists(), "it is left");
    }

    /// What is said of a journal's folder with these rights.
    #[cfg(unix)]
    async fn with_rights(mode: u32) -> Result<(), String> {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let probed = FolderStore::new(folder.path()).probe().await;
        let name = folder.path().display().to_string();
        probed.map_err(|error| crate::error::chain(&error).replace(&name, "FOLDER"))
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_that_others_may_write_to_is_refused_with_the_command_that_closes_it() {
        insta::assert_snapshot!(with_rights(0o777).await.unwrap_err(), @"cannot keep a journal in FOLDER: others on this machine may write to FOLDER (its rights are 777), and so put records in the place of those that stand there: close it with chmod go-w 'FOLDER', then run again. Where it is not yours to close, choose a folder in it that is not there yet with --journal: it is made for its owner alone. Where records stand already, copy the whole journal there first, while nobody drives, since an empty one knows nothing of what was done");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_that_others_may_only_look_into_is_fit() {
        assert_eq!(with_rights(0o755).await, Ok(()));
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
