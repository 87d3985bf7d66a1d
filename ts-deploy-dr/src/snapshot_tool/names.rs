//! What the snapshot tool's parameters are parsed into.

use ts_deploy_core::ids::{InvalidValue, KmsKeyArn};
use ts_deploy_core::text_type;

text_type! {
    /// The identifier of an RDS database instance.
    DbInstanceId, "an RDS database identifier",
    "it has 1 to 63 letters, digits and hyphens, begins with a letter, and neither ends in a hyphen nor holds two in \
     a row", "ts-platform-production",
    |text| (1..=63).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with('-') && !text.contains("--")
}

text_type! {
    /// Which databases' snapshots are copied: a Python regular expression that is looked for
    /// anywhere in the database's identifier (not the snapshot's), or the word `ALL_SNAPSHOTS`.
    SnapshotPattern, "a snapshot pattern",
    "it is a Python regular expression of 1 to 256 characters, or ALL_SNAPSHOTS", "ts-platform.*",
    |text| (1..=256).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

text_type! {
    /// The name of a log group in CloudWatch Logs.
    LogGroupName, "a log group name",
    "it has 1 to 512 letters, digits and the characters . _ - / #", "lambdaDeleteOldSnapshotsRDS-dest",
    |text| (1..=512).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/#".contains(c))
}

/// Where the tool's functions are loaded from (`CodeBucket`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CodeBucket {
    /// `DEFAULT_BUCKET`, as the documents say: a word that templates before 2022 mapped to buckets
    /// of AWS. Later templates take it for the name of a bucket, and there is none of that name.
    #[default]
    Documented,
    /// A bucket in the main region, with `copy_snapshots_dest_rds.zip` and
    /// `delete_old_snapshots_dest_rds.zip` at its root.
    Named(ts_deploy_core::ids::BucketName),
}

/// The key that snapshots are encrypted with in the main account (`KmsKeySource`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SourceKey {
    /// The key behind `alias/ts-rds-production` in the main account and region, once the Data
    /// Layer has made it.
    #[default]
    OfAlias,
    /// This key.
    Given(KmsKeyArn),
}

/// The key that copies are encrypted with in the DR region (`KmsKeyDestination`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DestinationKey {
    /// The DR stack's output `DRRDSKMSKey`.
    #[default]
    FromDrStack,
    /// This key.
    Given(KmsKeyArn),
}

/// How much the functions log (`LogLevel`), in Python's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// Everything.
    Debug,
    /// The documented default.
    Info,
    /// What is doubtful.
    Warning,
    /// What went wrong.
    Error,
    /// What ended a function.
    Critical,
}

impl LogLevel {
    /// Python's word: `INFO`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
            Self::Critical => "CRITICAL",
        }
    }
}

impl LogLevel {
    /// The level of this name in Python: `INFO`, in capitals.
    ///
    /// # Errors
    /// [`InvalidValue`] for another word.
    pub fn parse(text: impl AsRef<str>) -> Result<Self, InvalidValue> {
        let text = text.as_ref();
        let all = [
            Self::Debug,
            Self::Info,
            Self::Warning,
            Self::Error,
            Self::Critical,
        ];
        let rule = "it is one of DEBUG, INFO, WARNING, ERROR and CRITICAL";
        all.into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| InvalidValue::new("a log level", text, rule))
    }
}

impl std::fmt::Display for LogLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
