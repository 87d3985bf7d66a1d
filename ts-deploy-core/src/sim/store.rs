//! Saving and loading the world.

use serde::Deserialize;

use super::world::{FORMAT, World};

/// The longest text that is read as a world, in bytes.
pub const WORLD_LIMIT: usize = 64 * 1024 * 1024;

/// Where the world is kept: handed the world as JSON.
pub type Keep = Box<dyn Fn(&str) -> std::io::Result<()> + Send + Sync>;

/// Why a world could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// The text is longer than [`WORLD_LIMIT`].
    #[error(
        "the world has {bytes} bytes, more than the {WORLD_LIMIT} that are read: \
         it is not one that was saved here"
    )]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// The text is not JSON, or not a world.
    #[error(
        "the world cannot be read or written as JSON: remove the file to begin with an empty world"
    )]
    Json(#[source] serde_json::Error),
    /// The world was saved by a version that writes another format.
    #[error(
        "the world has format {found}, this version reads format {FORMAT}: use the version that \
         saved it, or remove the file to begin with an empty world"
    )]
    Format {
        /// The format it has.
        found: u64,
    },
}

#[derive(Deserialize)]
struct Head {
    format: u64,
}

impl World {
    /// Reads a saved world.
    pub(super) fn read(json: &str) -> Result<Self, WorldError> {
        if json.len() > WORLD_LIMIT {
            return Err(WorldError::TooLong { bytes: json.len() });
        }
        let head: Head = serde_json::from_str(json).map_err(WorldError::Json)?;
        if head.format != u64::from(FORMAT) {
            return Err(WorldError::Format { found: head.format });
        }
        serde_json::from_str(json).map_err(WorldError::Json)
    }

    /// The world as it is saved.
    pub(super) fn write(&self) -> Result<String, WorldError> {
        serde_json::to_string(self).map_err(WorldError::Json)
    }
}

/// Where a world is kept, and whether the last save succeeded.
#[derive(Default)]
pub(super) struct Store {
    keep: Option<Keep>,
    behind: bool,
    /// Why the last save failed.
    failed: Option<String>,
}

impl Store {
    /// Keeps the world with `keep` from now on.
    pub(super) fn keep_in(&mut self, keep: Keep) {
        self.keep = Some(keep);
        self.behind = true;
    }

    /// True when the world is kept anywhere.
    pub(super) fn is_kept(&self) -> bool {
        self.keep.is_some()
    }

    /// Saves the world.
    pub(super) fn save(&mut self, world: &World) -> std::io::Result<()> {
        let Some(keep) = &self.keep else {
            return Ok(());
        };
        self.behind = true;
        let written = world.write().map_err(std::io::Error::other);
        let kept = written.and_then(|json| keep(&json));
        self.failed = kept.as_ref().err().map(|error| crate::error::chain(error));
        kept?;
        self.behind = false;
        Ok(())
    }

    /// Why the last save failed; `None` when it did not.
    pub(super) fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Saves the world where nobody can be told that it failed; the next call is told.
    pub(super) fn note(&mut self, world: &World) {
        if self.save(world).is_err() {
            self.behind = true;
        }
    }

    /// Saves the world if the last save failed.
    pub(super) fn catch_up(&mut self, world: &World) -> std::io::Result<()> {
        if self.behind {
            self.save(world)
        } else {
            Ok(())
        }
    }
}

/// Keeps the world in a file, replaced as a whole by each save.
///
/// The file outlives the process, which is what a rehearsal needs; it is not forced to the disk,
/// which would make each of the many saves slow.
#[cfg(feature = "host")]
pub(super) fn in_file(path: std::path::PathBuf) -> Keep {
    Box::new(move |json| {
        let mut beside = path.clone().into_os_string();
        beside.push(format!(".{}.tmp", std::process::id()));
        let written = write_private(&beside, json).and_then(|()| std::fs::rename(&beside, &path));
        if written.is_err() {
            // What is left of it is of no use; the first error is the one to tell.
            let _ = std::fs::remove_file(&beside);
        }
        written
    })
}

/// Writes a file that its owner alone may read, where the system knows owners.
#[cfg(feature = "host")]
fn write_private(path: &std::ffi::OsStr, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
