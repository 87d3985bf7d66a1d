//! Why a change failed: the first cause, not its consequences.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What kind of cause it was; the remedy follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CauseClass {
    /// The caller, or the launch role, may not do it.
    Permission,
    /// A quota is used up.
    Quota,
    /// Something of that name is there already.
    NameTaken,
    /// A service-linked role, or another role, is missing.
    MissingRole,
    /// It took longer than AWS waits.
    TimeLimit,
    /// A value is refused.
    InvalidValue,
    /// AWS had too little of what was asked for.
    Capacity,
    /// Something it needs is not there.
    MissingDependency,
    /// It holds something, and is not removed before that is.
    NotEmpty,
    /// None of these could be told from the words.
    Other,
}

impl CauseClass {
    /// Reads the class from AWS's words.
    pub fn of(reason: &str) -> Self {
        const WORDS: &[(CauseClass, &[&str])] = &[
            (
                CauseClass::MissingRole,
                &[
                    "service linked role",
                    "service-linked role",
                    "unable to assume",
                    "role is invalid or cannot be assumed",
                ],
            ),
            (
                CauseClass::Permission,
                &[
                    "accessdenied",
                    "access denied",
                    "not authorized",
                    "unauthorizedoperation",
                    "forbidden",
                    "explicit deny",
                ],
            ),
            (
                CauseClass::Quota,
                &[
                    "limitexceeded",
                    "limit exceeded",
                    "quota",
                    "maximum number of",
                    "toomany",
                    "too many",
                ],
            ),
            (
                CauseClass::NameTaken,
                &[
                    "already exists",
                    "alreadyexists",
                    "already taken",
                    "not available",
                    "already owned",
                ],
            ),
            (
                CauseClass::Capacity,
                &[
                    "insufficientinstancecapacity",
                    "insufficient capacity",
                    "insufficientdbinstancecapacity",
                ],
            ),
            (
                CauseClass::TimeLimit,
                &[
                    "timed out",
                    "timeout",
                    "did not stabilize",
                    "exceeded attempts to wait",
                    "failed to stabilize",
                ],
            ),
            (
                CauseClass::MissingDependency,
                &[
                    "does not exist",
                    "not found",
                    "notfound",
                    "no export named",
                    "nosuchbucket",
                ],
            ),
            (CauseClass::NotEmpty, &["not empty", "notempty"]),
            (
                CauseClass::InvalidValue,
                &[
                    "invalid",
                    "validationexception",
                    "malformed",
                    "must be",
                    "not supported",
                    "unsupported",
                ],
            ),
        ];
        let words = reason.to_ascii_lowercase();
        WORDS
            .iter()
            .find(|(_, marks)| marks.iter().any(|mark| words.contains(mark)))
            .map_or(Self::Other, |(class, _)| *class)
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Permission => {
                "Give the caller, or the product's launch role, the right that the message names; look for a \
                 permissions boundary or an organisation policy when it seems to have it."
            }
            Self::Quota => {
                "Ask AWS to raise the quota that the message names, in this account and region."
            }
            Self::NameTaken => {
                "Remove or rename what has the name, or choose another infrastructure name."
            }
            Self::MissingRole => {
                "Create the service-linked role (aws iam create-service-linked-role --aws-service-name \
                 ecs.amazonaws.com or es.amazonaws.com), wait a minute, and run again."
            }
            Self::TimeLimit => {
                "Look at the resource in its own console; a certificate waits for DNS validation, a service for a \
                 healthy task. Mend that and run again."
            }
            Self::InvalidValue => {
                "Correct the value that the message names in the spec and run again."
            }
            Self::Capacity => {
                "Choose another instance type or zone in the spec, or run again later."
            }
            Self::MissingDependency => {
                "Make what the message names available in this account and region, and run again."
            }
            Self::NotEmpty => {
                "Empty what the message names (a bucket: with all versions of its objects) once nobody needs what it \
                 holds, and run again."
            }
            Self::Other => {
                "Read AWS's words above; the stack's events in the console show what came before."
            }
        }
    }

    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Permission => "permission",
            Self::Quota => "quota",
            Self::NameTaken => "name taken",
            Self::MissingRole => "missing role",
            Self::TimeLimit => "time limit",
            Self::InvalidValue => "invalid value",
            Self::Capacity => "capacity",
            Self::MissingDependency => "missing dependency",
            Self::NotEmpty => "not empty",
            Self::Other => "other",
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awss_words_are_classified() {
        let cases = [
            (
                "User: arn:aws:iam::1:user/a is not authorized to perform: iam:CreateRole",
                CauseClass::Permission,
            ),
            (
                "The maximum number of addresses has been reached.",
                CauseClass::Quota,
            ),
            (
                "Service limit exceeded: VpcLimitExceeded",
                CauseClass::Quota,
            ),
            ("acme-datalake already exists", CauseClass::NameTaken),
            (
                "Unable to assume the service linked role. Please verify that it exists.",
                CauseClass::MissingRole,
            ),
            (
                "Resource timed out waiting for completion",
                CauseClass::TimeLimit,
            ),
            ("Service acme-web did not stabilize.", CauseClass::TimeLimit),
            (
                "We have no insufficient capacity: InsufficientInstanceCapacity",
                CauseClass::Capacity,
            ),
            (
                "The DB snapshot snap-1 does not exist",
                CauseClass::MissingDependency,
            ),
            (
                "The bucket you tried to delete is not empty (Status Code: 409; Error Code: BucketNotEmpty)",
                CauseClass::NotEmpty,
            ),
            ("Invalid DB instance class", CauseClass::InvalidValue),
            ("Internal failure", CauseClass::Other),
        ];
        for (reason, class) in cases {
            assert_eq!(CauseClass::of(reason), class, "{reason}");
        }
    }
}
