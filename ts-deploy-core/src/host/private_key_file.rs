//! A private key, written to a file of its owner's.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::check::{KeptKey, KeySink, KeySinkError, KeySlot};
use crate::ids::printable;
use crate::secret::Secret;

/// The bytes that are tried before a key is asked for: more than any key in PEM has.
const ROOM: [u8; 8192] = [b'\n'; 8192];

/// A file that a private key is written to once: made new, on Unix with the rights 0600 from the
/// beginning, and never written over.
///
/// # Caveats
/// On other systems it has the rights that its folder gives: choose a folder of the owner's own.
#[derive(Clone, Debug)]
pub struct PrivateKeyFile {
    path: PathBuf,
}

impl PrivateKeyFile {
    /// The file at `path`, which must not be there yet; its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn open(&self) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options.open(&self.path)
    }

    /// True for what a run leaves that was cut off before it had a key to write.
    fn is_blank(&self) -> bool {
        let mut first = [0];
        let read = File::open(&self.path).and_then(|mut file| file.read(&mut first));
        read.is_ok_and(|count| count == 0 || ROOM.starts_with(&first))
    }

    fn refused(&self, error: &std::io::Error) -> KeySinkError {
        let shown = self.shown();
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            return KeySinkError {
                seen: format!("{shown} is there already, and nothing is written over it"),
                remedy: "Move it away, or name another file.".to_owned(),
            };
        }
        KeySinkError {
            seen: format!("{shown} cannot be written: {error}"),
            remedy: "Name a file in a folder that is there, in which you may write.".to_owned(),
        }
    }
}

impl KeySink for PrivateKeyFile {
    fn kept(&self) -> Result<KeptKey, KeySinkError> {
        // A link that leads nowhere is something too: a file is not made through it.
        match std::fs::symlink_metadata(&self.path) {
            Ok(_) if self.is_blank() => Ok(KeptKey::Nothing),
            Ok(_) => Ok(KeptKey::Something),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(KeptKey::Nothing),
            Err(error) => Err(self.refused(&error)),
        }
    }

    fn reserve(&self) -> Result<Box<dyn KeySlot>, KeySinkError> {
        let file = self.open().map_err(|error| self.refused(&error))?;
        let mut slot = Slot {
            of: self.clone(),
            file: Some(file),
        };
        slot.try_room().map_err(|error| self.refused(&error))?;
        Ok(Box::new(slot))
    }

    fn shown(&self) -> String {
        let path = printable(&self.path.to_string_lossy(), 200);
        format!("the file {path}")
    }
}

/// The file, made new and empty; `None` once it holds the key.
struct Slot {
    of: PrivateKeyFile,
    file: Option<File>,
}

impl Slot {
    /// Writes as much as a key may have, and takes it back: a full disk shows itself here.
    fn try_room(&mut self) -> std::io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.write_all(&ROOM)?;
        file.sync_all()?;
        rewound(file)?;
        sync_folder(&self.of.path)
    }
}

fn rewound(file: &mut File) -> std::io::Result<()> {
    use std::io::Seek as _;
    file.set_len(0)?;
    file.rewind()
}

/// A new file outlasts a machine that stops only when its folder was written too.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|one| !one.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

impl KeySlot for Slot {
    fn keep(mut self: Box<Self>, private_key: &Secret) -> Result<(), KeySinkError> {
        // Taken first: whatever part of the key is written stays.
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        let written = file.write_all(private_key.expose().as_bytes());
        let kept = written.and_then(|()| file.sync_all());
        kept.map_err(|error| self.of.refused(&error))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // What cannot be removed is an empty file, which the next run names.
            let _ = std::fs::remove_file(&self.of.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme-eks.pem");
        (folder, path)
    }

    #[test]
    fn a_key_is_kept_as_it_is_told() {
        let (_folder, path) = file();
        let slot = PrivateKeyFile::new(&path).reserve().unwrap();
        slot.keep(&Secret::new("canary-7f3a\n".to_owned())).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "canary-7f3a\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_has_rights_to_the_file_from_the_beginning() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, path) = file();
        let _slot = PrivateKeyFile::new(&path).reserve().unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let (_folder, path) = file();
        std::fs::write(&path, "mine").unwrap();
        let sink = PrivateKeyFile::new(&path);
        let refused = sink.reserve().err().unwrap();
        assert!(refused.seen.ends_with("nothing is written over it"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }

    #[test]
    fn what_a_run_left_that_was_cut_off_is_no_key_and_is_not_written_over() {
        let (_folder, path) = file();
        for left in ["", "\n\n"] {
            std::fs::write(&path, left).unwrap();
            let sink = PrivateKeyFile::new(&path);
            assert_eq!(sink.kept(), Ok(KeptKey::Nothing), "{left:?}");
            assert!(sink.reserve().is_err(), "{left:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_not_followed() {
        let (folder, path) = file();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).unwrap();
        let sink = PrivateKeyFile::new(&path);
        assert_eq!(sink.kept(), Ok(KeptKey::Something));
        assert!(sink.reserve().is_err());
    }

    #[test]
    fn a_place_that_was_not_used_leaves_no_file() {
        let (_folder, path) = file();
        drop(PrivateKeyFile::new(&path).reserve().unwrap());
        assert_eq!(PrivateKeyFile::new(&path).kept(), Ok(KeptKey::Nothing));
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_before_any_key_is_asked_for() {
        let (folder, _) = file();
        let sink = PrivateKeyFile::new(folder.path().join("absent/acme-eks.pem"));
        let refused = sink.reserve().err().unwrap();
        assert!(refused.remedy.contains("a folder that is there"));
    }
}
