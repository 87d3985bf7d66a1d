//! A certificate in files.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::SecretFile;
use crate::check::certificate_files::{CertificateSource, PEM_LIMIT, PemFiles};
use crate::deployment::CertificatePaths;
use crate::ids::printable;
use crate::layer::secrets::{SecretSource as _, SourceError, SourceErrorKind};

/// The files of a certificate. That of the private key is refused as a [`SecretFile`] is, when others
/// than its owner have a right to it.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    certificate: PathBuf,
    chain: Option<PathBuf>,
    private_key: SecretFile,
}

impl CertificateFiles {
    /// The files at `paths`; relative ones start at `folder`. They are opened when they are read.
    pub fn new(paths: &CertificatePaths, folder: &Path) -> Self {
        Self {
            certificate: folder.join(&paths.certificate),
            chain: paths.chain.as_ref().map(|chain| folder.join(chain)),
            private_key: SecretFile::new(folder.join(&paths.private_key)),
        }
    }
}

fn shown(path: &Path) -> String {
    format!("the file {}", printable(&path.to_string_lossy(), 200))
}

fn text(path: &Path) -> Result<String, SourceError> {
    let unread = |error: std::io::Error| {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => SourceErrorKind::Missing,
            _ => SourceErrorKind::Unreadable,
        };
        let seen = format!("{} cannot be read: {error}", shown(path));
        SourceError::new(kind, seen, "Correct the path, or put the file there.")
    };
    let file = std::fs::File::open(path).map_err(unread)?;
    let mut text = String::new();
    // One byte more than is looked at, so that what is too long is told from what was cut.
    let most = u64::try_from(PEM_LIMIT + 1).unwrap_or(u64::MAX);
    file.take(most).read_to_string(&mut text).map_err(unread)?;
    Ok(text)
}

#[async_trait]
impl CertificateSource for CertificateFiles {
    async fn read(&self) -> Result<PemFiles, SourceError> {
        Ok(PemFiles {
            certificate: text(&self.certificate)?,
            chain: self.chain.as_deref().map_or(Ok(String::new()), text)?,
            private_key: self.private_key.read().await?,
        })
    }

    fn shown(&self) -> String {
        shown(&self.certificate)
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A folder with the three files, the key's with these rights.
    fn files(mode: u32) -> (tempfile::TempDir, CertificateFiles) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["certificate.pem", "chain.pem", "key.pem"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let rights = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path().join("key.pem"), rights).unwrap();
        let paths = CertificatePaths {
            certificate: "certificate.pem".into(),
            chain: Some("chain.pem".into()),
            private_key: "key.pem".into(),
        };
        let files = CertificateFiles::new(&paths, folder.path());
        (folder, files)
    }

    #[tokio::test]
    async fn each_part_is_read_from_its_file_in_the_folder_of_the_spec() {
        let (_folder, files) = files(0o600);
        let read = files.read().await.unwrap();
        assert_eq!(
            (read.certificate.as_str(), read.chain.as_str()),
            ("certificate.pem", "chain.pem")
        );
        assert_eq!(read.private_key.expose(), "key.pem");
    }

    #[tokio::test]
    async fn a_private_key_that_others_can_read_is_refused() {
        let (_folder, files) = files(0o640);
        let refused = files.read().await.unwrap_err();
        assert_eq!(refused.kind, SourceErrorKind::Refused);
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named() {
        let (folder, files) = files(0o600);
        std::fs::remove_file(folder.path().join("chain.pem")).unwrap();
        let refused = files.read().await.unwrap_err();
        assert!(refused.seen.contains("chain.pem"), "{refused}");
    }
}
