//! Where a deployment's journal is: a folder, or a bucket.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::ids::printable;
use ts_deploy_core::journal::{FolderStore, JournalStore};
use ts_deploy_core::target::TargetName;

use crate::answer::Stop;
use crate::cli::Options;

/// Where a deployment's journal is.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of S3.
    #[cfg(feature = "aws")]
    S3(ts_deploy_aws::s3_journal::S3Place),
}

impl Place {
    /// What `--journal` says, or the deployment's folder beside its spec.
    pub(crate) fn of(
        options: &Options,
        spec: &Path,
        deployment: &Deployment,
    ) -> Result<Self, Stop> {
        let Some(given) = &options.journal else {
            let beside = spec.parent().unwrap_or(Path::new(""));
            let folder = beside.join(".ts-deploy").join(deployment.name.as_str());
            return Ok(Self::Folder(folder));
        };
        Self::parse(given)
    }

    /// A folder, or a place in S3.
    pub(crate) fn parse(given: &Path) -> Result<Self, Stop> {
        match given.to_str().filter(|given| given.contains("://")) {
            None => Ok(Self::Folder(given.to_owned())),
            Some(url) => Self::bucket(url),
        }
    }

    #[cfg(feature = "aws")]
    fn bucket(url: &str) -> Result<Self, Stop> {
        let place = ts_deploy_aws::s3_journal::S3Place::parse(url);
        place
            .map(Self::S3)
            .map_err(|error| Stop::invalid(format!("--journal: {error}")))
    }

    #[cfg(not(feature = "aws"))]
    fn bucket(url: &str) -> Result<Self, Stop> {
        let url = printable(url, 200);
        Err(Stop::invalid(format!(
            "{url}: this binary was built without AWS and keeps journals in folders only: build it \
             with the feature aws (cargo build -p ts-deploy-examples --features aws)"
        )))
    }

    /// True of what is opened without a call to AWS.
    pub(crate) fn is_local(&self) -> bool {
        matches!(self, Self::Folder(_))
    }

    /// Whether a rehearsal's world stands beside the records.
    pub(crate) fn has_world(&self) -> bool {
        self.folder()
            .is_ok_and(|folder| folder.join("world.json").exists())
    }

    /// The folder that a rehearsal keeps its world in.
    #[cfg_attr(
        not(feature = "aws"),
        expect(
            clippy::unnecessary_wraps,
            reason = "only a binary with AWS has another place"
        )
    )]
    pub(crate) fn folder(&self) -> Result<&Path, Stop> {
        match self {
            Self::Folder(folder) => Ok(folder),
            #[cfg(feature = "aws")]
            Self::S3(_) => Err(Stop::invalid(format!(
                "--journal {self}: a rehearsal keeps its world beside its journal, in a folder: \
                 give a folder, or --backend aws"
            ))),
        }
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Folder(folder) => serde_json::json!(folder),
            #[cfg(feature = "aws")]
            Self::S3(place) => place.to_string().into(),
        }
    }

    /// The place of the recovery's journal, beside this one.
    pub(crate) fn of_recovery(&self) -> Self {
        match self {
            Self::Folder(folder) => {
                // Components leave out a slash at the end, which would put it inside the folder.
                let mut name = folder.components().as_path().as_os_str().to_owned();
                name.push("-recovery");
                Self::Folder(PathBuf::from(name))
            }
            #[cfg(feature = "aws")]
            Self::S3(place) => Self::S3(place.clone().beside("-recovery")),
        }
    }

    /// Opens it as the operator of `target` in `deployment`; nothing is called.
    #[cfg_attr(
        not(feature = "aws"),
        expect(clippy::unused_async, reason = "with the feature aws it waits")
    )]
    pub(crate) async fn open(
        &self,
        options: &Options,
        deployment: &Deployment,
        target: TargetName,
    ) -> Result<Arc<dyn JournalStore>, Stop> {
        #[cfg(not(feature = "aws"))]
        let _ = (options, deployment, target);
        match self {
            Self::Folder(folder) => Ok(Arc::new(FolderStore::new(folder))),
            #[cfg(feature = "aws")]
            Self::S3(place) => crate::aws::journal_of(options, deployment, target, place).await,
        }
    }

    /// Opens it as whoever runs this, of no deployment; nothing is called.
    #[cfg_attr(
        not(feature = "aws"),
        expect(clippy::unused_async, reason = "with the feature aws it waits")
    )]
    pub(crate) async fn open_alone(
        &self,
        options: &Options,
    ) -> Result<Arc<dyn JournalStore>, Stop> {
        #[cfg(not(feature = "aws"))]
        let _ = options;
        match self {
            Self::Folder(folder) => {
                std::fs::read_dir(folder).map_err(|error| self.not_listed(&error))?;
                Ok(Arc::new(FolderStore::new(folder)))
            }
            #[cfg(feature = "aws")]
            Self::S3(place) => crate::aws::journal(options, place).await,
        }
    }
}

impl Place {
    /// The end of a command whose journal's folder cannot be listed: it was named wrong where nothing is
    /// there, and else nobody can tell what the journal says.
    fn not_listed(&self, error: &std::io::Error) -> Stop {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                Stop::invalid(format!("there is no journal to read at {self}: {error}"))
            }
            _ => Stop::new(
                Outcome::Journal,
                format!(
                    "the journal at {self} cannot be read: {error}. Run this as whoever drives the deployment, \
                     or ask them for the right to read it"
                ),
            ),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.write_str(&printable(&folder.display().to_string(), 200)),
            #[cfg(feature = "aws")]
            Self::S3(place) => place.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_listed_is_no_wrong_name() {
        let place = Place::Folder(PathBuf::from("j"));
        let of = |kind: ErrorKind| place.not_listed(&kind.into()).outcome;
        let kinds = [ErrorKind::PermissionDenied, ErrorKind::NotFound];
        assert_eq!(kinds.map(of), [Outcome::Journal, Outcome::Invalid]);
    }

    #[test]
    fn a_slash_at_the_end_names_the_same_journal_of_a_recovery() {
        let of = |given: &str| Place::parse(Path::new(given)).ok().unwrap().of_recovery();
        assert_eq!(of("./j/").folder().ok(), of("./j").folder().ok());
        assert_eq!(of("/a/j/").folder().ok(), Some(Path::new("/a/j-recovery")));
    }
}
