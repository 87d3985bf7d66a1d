//! Where a secret's value comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use super::output::OutputOf;
use crate::ids::{ParameterPath, printable, text_type};
use crate::secret::Secret;

/// Whether a source can be asked again in another process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// It can: an environment variable, a file.
    Rereadable,
    /// It cannot: standard input. What it gave is written at once, and afterwards known by version
    /// and type only.
    OneShot,
}

/// Why a source did not give its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceErrorKind {
    /// There is no such variable, file or entry.
    Missing,
    /// A one-shot source has nothing to give, or nothing more.
    Exhausted,
    /// It is there and cannot be read.
    Unreadable,
    /// It is there and must not be used: others could read it, say.
    Refused,
}

/// A source that did not give its value. Its words never hold a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{seen}")]
pub struct SourceError {
    /// What kind of reason.
    pub kind: SourceErrorKind,
    /// What was seen, naming the source.
    pub seen: String,
    /// What to do, as a sentence.
    pub remedy: String,
}

impl SourceError {
    /// An error of this kind.
    pub fn new(kind: SourceErrorKind, seen: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            kind,
            seen: seen.into(),
            remedy: remedy.into(),
        }
    }
}

/// Gives one secret value.
///
/// # Guarantees asked of implementers
/// - `read` answers with the same value however often it is asked in one process: several
///   parameters may take theirs from one source. A one-shot source therefore remembers what it
///   read, as a [`Secret`].
/// - `read` does not wait for long: it is part of looking at a parameter, which has a time-out. In
///   a rehearsal that runs in virtual time, every wait is longer than that: have the value ready.
/// - `shown` and errors never hold the value.
#[async_trait]
pub trait SecretSource: Send + Sync {
    /// The value.
    ///
    /// # Errors
    /// [`SourceError`] when it does not give one.
    async fn read(&self) -> Result<Secret, SourceError>;

    /// Whether it can be asked again in another process.
    fn kind(&self) -> SourceKind;

    /// What people call it: `the environment variable BOX_CLIENT_ID`.
    fn shown(&self) -> String;
}

text_type! {
    /// The name of an environment variable.
    VariableName, "the name of an environment variable",
    "it has 1 to 255 letters, digits and '_', and does not begin with a digit", "BOX_CLIENT_ID",
    |text| (1..=255).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// A source by its name, as a spec gives it. The core opens none of them: the program passes a
/// [`SecretSource`] for each in [`Sources`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SourceName {
    /// An environment variable.
    Environment(VariableName),
    /// A file, by its path as it is written: a relative one starts at the folder of the spec.
    File(PathBuf),
    /// Standard input, which holds one value.
    StandardInput,
}

impl SourceName {
    /// Whether it can be asked again in another process.
    pub fn kind(&self) -> SourceKind {
        match self {
            Self::Environment(_) | Self::File(_) => SourceKind::Rereadable,
            Self::StandardInput => SourceKind::OneShot,
        }
    }
}

impl std::fmt::Display for SourceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::File(path) => write!(f, "the file {}", printable(&path.to_string_lossy(), 200)),
            Self::StandardInput => f.write_str("standard input"),
        }
    }
}

/// Where the value of a parameter comes from.
#[derive(Clone)]
#[non_exhaustive]
pub enum ValueFrom {
    /// From a source that the program passes by this name.
    Named(SourceName),
    /// From another parameter of the same account and region, re-readable. Its value is compared
    /// and taken over by the backend.
    Parameter(ParameterPath),
    /// From this output of a product, once that is deployed.
    Output(OutputOf),
    /// From this source.
    Given(Arc<dyn SecretSource>),
}

impl ValueFrom {
    /// Whether it can be asked again in another process.
    pub fn kind(&self) -> SourceKind {
        match self {
            Self::Named(name) => name.kind(),
            Self::Parameter(_) | Self::Output(_) => SourceKind::Rereadable,
            Self::Given(source) => source.kind(),
        }
    }
}

impl std::fmt::Display for ValueFrom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::Parameter(path) => write!(f, "the parameter {path}"),
            Self::Output(output) => output.fmt(f),
            Self::Given(source) => f.write_str(&source.shown()),
        }
    }
}

impl std::fmt::Debug for ValueFrom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ValueFrom({self})")
    }
}

/// The sources that a program passes, by their names.
#[derive(Clone, Default)]
pub struct Sources(BTreeMap<SourceName, Arc<dyn SecretSource>>);

impl Sources {
    /// No sources: enough for a deployment without secrets.
    pub fn none() -> Self {
        Self::default()
    }

    /// With the source of this name; an earlier one is replaced.
    #[must_use]
    pub fn with(mut self, name: SourceName, source: Arc<dyn SecretSource>) -> Self {
        self.0.insert(name, source);
        self
    }

    /// The source of this name.
    pub fn get(&self, name: &SourceName) -> Option<&Arc<dyn SecretSource>> {
        self.0.get(name)
    }

    /// The names of the sources.
    pub fn names(&self) -> BTreeSet<&SourceName> {
        self.0.keys().collect()
    }
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
