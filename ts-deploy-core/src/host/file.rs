//! A secret from a file.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use crate::ids::printable;
use crate::layer::secrets::{SecretSource, SourceError, SourceErrorKind, SourceKind, SourceName};
use crate::secret::Secret;

/// A file that holds one value and nothing else, but for one line end at its end, which is not part
/// of the value.
///
/// It is refused when it is not a regular file, and on Unix when its group or others have any right
/// to it: what they can read they know, and what they can write they choose.
#[derive(Clone, Debug)]
pub struct SecretFile {
    path: PathBuf,
}

impl SecretFile {
    /// The file at `path`. It is opened when it is read.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Its bytes, and then its value.
    fn value(&self) -> Result<Secret, SourceError> {
        // A pipe would wait for a writer when it is opened.
        self.check(&std::fs::metadata(&self.path).map_err(|error| self.unread(&error))?)?;
        let file = File::open(&self.path).map_err(|error| self.unread(&error))?;
        // Once more on what is really read: the path may lead elsewhere by now.
        self.check(&file.metadata().map_err(|error| self.unread(&error))?)?;
        let bytes = super::read(file).map_err(|error| self.unread(&error))?;
        let Some(bytes) = bytes else {
            let seen = format!("{} is longer than any value", self.shown());
            let remedy = "Give a file that holds the value and nothing else.";
            return Err(SourceError::new(SourceErrorKind::Refused, seen, remedy));
        };
        super::value(&bytes).ok_or_else(|| {
            let seen = format!("{} is not UTF-8", self.shown());
            let remedy = "SSM keeps text: encode the value as its service expects.";
            SourceError::new(SourceErrorKind::Unreadable, seen, remedy)
        })
    }

    fn unread(&self, error: &std::io::Error) -> SourceError {
        let shown = self.shown();
        if error.kind() == std::io::ErrorKind::NotFound {
            let seen = format!("{shown} is not there");
            let remedy =
                "Write the value into it, readable for its owner only, or correct the path.";
            SourceError::new(SourceErrorKind::Missing, seen, remedy)
        } else {
            let seen = format!("{shown} cannot be read: {error}");
            let remedy = "Give the user who runs this the right to read it.";
            SourceError::new(SourceErrorKind::Unreadable, seen, remedy)
        }
    }

    fn check(&self, metadata: &Metadata) -> Result<(), SourceError> {
        let refused =
            |seen, remedy: String| SourceError::new(SourceErrorKind::Refused, seen, remedy);
        let shown = self.shown();
        if !metadata.is_file() {
            let seen = format!("{shown} is not a regular file");
            let remedy = "Write the value into a file, or give it on standard input.".to_owned();
            return Err(refused(seen, remedy));
        }
        if let Some(mode) = open_to_others(metadata) {
            let seen = format!("{shown} is open to others than its owner (mode {mode:04o})");
            let remedy = format!("Run: chmod 600 '{}'", printed(&self.path));
            return Err(refused(seen, remedy));
        }
        Ok(())
    }
}

/// The permissions of a file that others than its owner have a right to.
#[cfg(unix)]
fn open_to_others(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Elsewhere the rights lie in access lists, which the standard library does not read.
#[cfg(not(unix))]
fn open_to_others(_: &Metadata) -> Option<u32> {
    None
}

fn printed(path: &Path) -> String {
    printable(&path.to_string_lossy(), 200)
}

#[async_trait]
impl SecretSource for SecretFile {
    async fn read(&self) -> Result<Secret, SourceError> {
        self.value()
    }

    fn kind(&self) -> SourceKind {
        SourceKind::Rereadable
    }

    fn shown(&self) -> String {
        SourceName::File(self.path.clone()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "canary-7f3a";

    /// A file with these bytes, for its owner only.
    fn file(bytes: &[u8]) -> (tempfile::TempDir, SecretFile) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, bytes).unwrap();
        allow(&path, 0o600);
        (folder, SecretFile::new(path))
    }

    #[cfg(unix)]
    fn allow(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(not(unix))]
    fn allow(_: &Path, _: u32) {}

    async fn refused(file: &SecretFile) -> SourceError {
        let error = file.read().await.unwrap_err();
        assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
        error
    }

    #[tokio::test]
    async fn a_file_gives_its_text_without_the_line_end() {
        let (_folder, file) = file(b"canary-7f3a\n");
        assert_eq!(file.read().await.unwrap().expose(), CANARY);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_secret_file_others_can_read_is_refused() {
        for mode in [0o640, 0o604, 0o620] {
            let (_folder, file) = file(CANARY.as_bytes());
            allow(&file.path, mode);
            let error = refused(&file).await;
            let words = format!("is open to others than its owner (mode {mode:04o})");
            assert!(error.seen.ends_with(&words), "{error}");
            assert!(error.remedy.starts_with("Run: chmod 600"), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_secret_file_that_is_not_there_is_named() {
        let error = refused(&SecretFile::new("no/such/file")).await;
        insta::assert_snapshot!(error, @"the file no/such/file is not there");
    }

    #[tokio::test]
    async fn a_folder_is_no_secret_file() {
        let folder = tempfile::tempdir().unwrap();
        let error = refused(&SecretFile::new(folder.path())).await;
        assert!(error.seen.ends_with("is not a regular file"), "{error}");
    }

    #[tokio::test]
    async fn a_secret_file_that_is_no_text_is_refused_without_being_shown() {
        let (_folder, file) = file(b"canary-7f3a\xff");
        assert!(refused(&file).await.seen.ends_with("is not UTF-8"));
    }

    #[tokio::test]
    async fn a_secret_file_longer_than_any_value_is_refused() {
        let (_folder, file) = file(&[b'a'; 8193]);
        let error = refused(&file).await;
        assert!(error.seen.ends_with("is longer than any value"), "{error}");
    }
}
