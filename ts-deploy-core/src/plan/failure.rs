//! Why a change failed: the first cause, not its consequences.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::CauseClass;
use crate::secret::{Secret, masked};

/// The first resource that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its way through the nested stacks: `Database/Instance`.
    pub path: String,
    /// Its type: `AWS::RDS::DBInstance`.
    pub resource_type: String,
    /// Its id in AWS; empty when it never had one.
    pub physical_id: String,
    /// AWS's words.
    pub reason: String,
    /// When it failed.
    pub at: Timestamp,
    /// What kind of cause it is.
    pub class: CauseClass,
}

/// A change that ended badly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What happened, as one sentence.
    pub summary: String,
    /// The first cause, where one was found.
    pub cause: Option<Cause>,
    /// What is there now, and whether it costs or holds anything.
    pub remains: String,
    /// What to do.
    pub remedy: String,
}

impl Failure {
    /// A failure without a cause in a stack.
    pub fn new(
        summary: impl Into<String>,
        remains: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            summary: summary.into(),
            cause: None,
            remains: remains.into(),
            remedy: remedy.into(),
        }
    }
}

impl Failure {
    /// The same without `secrets`, which AWS may repeat in what it says of a failure.
    #[must_use]
    pub fn masked(self, secrets: &[Secret]) -> Self {
        let mask = |text: String| masked(&text, secrets);
        let cause = self.cause.map(|cause| Cause {
            path: mask(cause.path),
            physical_id: mask(cause.physical_id),
            reason: mask(cause.reason),
            ..cause
        });
        Self {
            summary: mask(self.summary),
            cause,
            remains: mask(self.remains),
            remedy: mask(self.remedy),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.summary)?;
        if let Some(cause) = &self.cause {
            writeln!(
                f,
                "  cause   {} ({}), {}",
                cause.path,
                cause.resource_type,
                cause.class.as_str()
            )?;
            writeln!(f, "          {}", cause.reason)?;
        }
        if !self.remains.is_empty() {
            writeln!(f, "  now     {}", self.remains)?;
        }
        write!(f, "  to do   {}", self.remedy)
    }
}
