//! What kind of cause a failure has, read from AWS's words, and what to do about it.

use serde::{Deserialize, Serialize};

use self::CauseClass::{
    Capacity, Hook, InvalidValue, MissingDependency, MissingRole, NameTaken, NotEmpty, Permission,
    Quota, SessionEnded, Throttled, TimeLimit,
};

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
    /// A hook, which the account or its organisation put in, refused it.
    Hook,
    /// AWS was asked for too much at once.
    Throttled,
    /// The credentials that the change ran on ended before it did.
    SessionEnded,
    /// None of these could be told from the words; also one that a later version wrote into a
    /// journal and this one does not know.
    #[serde(other)]
    Other,
}

/// The words that tell a class, in lower case. The first class of which one is found counts: a hook
/// and an ended session speak of access denied too, and a throttled call of too many.
const WORDS: &[(CauseClass, &[&str])] = &[
    (Hook, &["the hook ", "the following hook(s) failed"]),
    (
        SessionEnded,
        &[
            "security token included in the request is expired",
            "expiredtoken",
        ],
    ),
    (
        Throttled,
        &[
            "rate exceeded",
            "throttling",
            "toomanyrequests",
            "requestlimitexceeded",
        ],
    ),
    (
        MissingRole,
        &[
            "service linked role",
            "service-linked role",
            "unable to assume",
            "role is invalid or cannot be assumed",
        ],
    ),
    (
        Permission,
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
        Quota,
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
        NameTaken,
        &[
            "already exists",
            "alreadyexists",
            "already taken",
            "name is not available",
            "already owned",
        ],
    ),
    (
        Capacity,
        &[
            "insufficientinstancecapacity",
            "insufficient capacity",
            "insufficientdbinstancecapacity",
        ],
    ),
    (
        TimeLimit,
        &[
            "timed out",
            "timeout",
            "did not stabilize",
            "notstabilized",
            "exceeded attempts to wait",
            "failed to stabilize",
        ],
    ),
    (
        MissingDependency,
        &[
            "does not exist",
            "not found",
            "notfound",
            "no export named",
            "nosuchbucket",
        ],
    ),
    (NotEmpty, &["not empty", "notempty"]),
    (
        InvalidValue,
        &[
            "invalid",
            "validationexception",
            "validation failed",
            "failed to satisfy constraint",
            "malformed",
            "must be",
            "not supported",
            "unsupported",
        ],
    ),
];

impl CauseClass {
    /// Reads the class from AWS's words.
    pub fn of(reason: &str) -> Self {
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
            Self::Hook => {
                "Ask who keeps the CloudFormation hooks of this account or organisation to let the platform's resources \
                 pass, or to say what they must look like; then run again."
            }
            Self::Throttled => {
                "Nothing has to be changed: run again when less goes on in this account and region."
            }
            Self::SessionEnded => {
                "Ask the vendor for a product with a launch role, or run again with credentials that last as long as the \
                 change does (two to three hours for the Data Layer)."
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
            Self::Hook => "hook",
            Self::Throttled => "throttled",
            Self::SessionEnded => "session ended",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CauseClass::Other;
    use super::*;

    /// Each of these words is of `class`, whose remedy holds `remedy`.
    fn are(class: CauseClass, remedy: &str, words: &[&str]) {
        for words in words {
            assert_eq!(CauseClass::of(words), class, "{words}");
        }
        assert!(class.remedy().contains(remedy), "{}", class.remedy());
    }

    #[test]
    fn a_missing_right_is_to_be_given_to_caller_or_launch_role() {
        are(
            Permission,
            "the product's launch role, the right that the message names",
            &[
                "User: arn:aws:iam::1:user/a is not authorized to perform: iam:CreateRole",
                "API: ec2:RunInstances You are not authorized to perform this operation.",
                "Resource handler returned message: \"Access denied\" (HandlerErrorCode: AccessDenied)",
            ],
        );
    }

    #[test]
    fn a_used_up_quota_is_to_be_raised() {
        are(
            Quota,
            "Ask AWS to raise the quota",
            &[
                "The maximum number of addresses has been reached.",
                "Service limit exceeded: VpcLimitExceeded",
                "(HandlerErrorCode: ServiceLimitExceeded)",
            ],
        );
    }

    #[test]
    fn a_taken_name_is_to_be_freed_or_avoided() {
        are(
            NameTaken,
            "choose another infrastructure name",
            &[
                "acme-datalake already exists",
                "The requested bucket name is not available.",
            ],
        );
    }

    #[test]
    fn a_missing_service_linked_role_is_to_be_made() {
        are(
            MissingRole,
            "aws iam create-service-linked-role",
            &["Unable to assume the service linked role. Please verify that it exists."],
        );
    }

    #[test]
    fn what_took_too_long_is_to_be_looked_at() {
        are(
            TimeLimit,
            "a certificate waits for DNS validation",
            &[
                "Resource timed out waiting for completion",
                "Service acme-web did not stabilize.",
                "(HandlerErrorCode: NotStabilized)",
            ],
        );
    }

    #[test]
    fn a_refused_value_is_to_be_corrected_in_the_spec() {
        are(
            InvalidValue,
            "Correct the value that the message names in the spec",
            &[
                "Invalid DB instance class",
                "The instance type is not supported in your requested Availability Zone",
                "Validation failed (PROPERTY_VALIDATION): unknown property",
            ],
        );
    }

    #[test]
    fn too_little_capacity_is_to_be_gone_round() {
        are(
            Capacity,
            "Choose another instance type or zone",
            &["We have no capacity: InsufficientInstanceCapacity"],
        );
    }

    #[test]
    fn a_missing_dependency_is_to_be_made_available() {
        are(
            MissingDependency,
            "Make what the message names available",
            &["The DB snapshot snap-1 does not exist"],
        );
    }

    #[test]
    fn a_bucket_that_holds_something_is_to_be_emptied() {
        are(
            NotEmpty,
            "Empty what the message names",
            &[
                "The bucket you tried to delete is not empty (Status Code: 409; Error Code: BucketNotEmpty)",
            ],
        );
    }

    #[test]
    fn a_hook_is_to_let_the_resource_pass_whatever_words_it_chose() {
        are(
            Hook,
            "who keeps the CloudFormation hooks",
            &[
                "The hook Acme::S3::Private refused it: access denied to public buckets",
                "The following hook(s) failed: [Acme::S3::Private]",
            ],
        );
    }

    #[test]
    fn too_much_at_once_is_no_quota_to_be_raised() {
        are(
            Throttled,
            "Nothing has to be changed",
            &[
                "TooManyRequestsException: Rate exceeded",
                "(HandlerErrorCode: Throttling)",
            ],
        );
    }

    #[test]
    fn credentials_that_ended_half_way_are_no_missing_right() {
        are(
            SessionEnded,
            "credentials that last as long as the change",
            &["AccessDenied: The security token included in the request is expired"],
        );
    }

    #[test]
    fn words_that_tell_nothing_are_to_be_read() {
        are(Other, "Read AWS's words above", &["Internal failure"]);
    }
}
