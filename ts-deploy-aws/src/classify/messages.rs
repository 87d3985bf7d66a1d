//! Errors that only their words tell apart.

use ts_deploy_core::port::ErrorKind;

use super::Source;

/// Words that decide what a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageEntry {
    /// The code that stands for many things.
    pub code: &'static str,
    /// What the message begins with; empty for anything.
    pub begins: &'static str,
    /// What the message holds.
    pub holds: &'static str,
    /// What it means.
    pub kind: ErrorKind,
    /// Where it is known from.
    pub source: Source,
}

/// Words that decide, where the code does not.
///
/// `CloudFormation` answers most errors of state with the unmodelled code `ValidationError`, so
/// that the words decide. The first entry that fits counts; a `ValidationError` with other words
/// is [`ErrorKind::Invalid`].
pub const MESSAGES: &[MessageEntry] = &[
    // "Stack with id acme does not exist", "Stack [acme] does not exist". A parameter that the
    // template lacks is said in other words ("Parameters: [...] do not exist in the template") and
    // stays invalid.
    MessageEntry {
        code: "ValidationError",
        begins: "Stack",
        holds: "does not exist",
        kind: ErrorKind::NotFound,
        source: Source::Known,
    },
    // The stack is as wanted already: looking again shows it, and there is nothing to mend.
    MessageEntry {
        code: "ValidationError",
        begins: "",
        holds: "No updates are to be performed",
        kind: ErrorKind::Conflict,
        source: Source::Known,
    },
    // "Stack [acme] cannot be deleted while TerminationProtection is enabled".
    MessageEntry {
        code: "ValidationError",
        begins: "",
        holds: "TerminationProtection is enabled",
        kind: ErrorKind::Conflict,
        source: Source::Known,
    },
    // What CloudFormation met when it fetched a template from its URL.
    MessageEntry {
        code: "ValidationError",
        begins: "S3 error",
        holds: "does not exist",
        kind: ErrorKind::NotFound,
        source: Source::Known,
    },
    MessageEntry {
        code: "ValidationError",
        begins: "S3 error",
        holds: "Access Denied",
        kind: ErrorKind::Denied,
        source: Source::Known,
    },
    // "A stack named acme-data-layer already exists." Service Catalog says so to a launch whose name
    // is taken, instead of its own DuplicateResourceException.
    MessageEntry {
        code: "InvalidParametersException",
        begins: "",
        holds: "already exists",
        kind: ErrorKind::AlreadyExists,
        source: Source::Known,
    },
    // "Service role name AWSServiceRoleForECS has been taken in this account, please try a different
    // suffix.": a service-linked role that is there, instead of EntityAlreadyExists.
    MessageEntry {
        code: "InvalidInput",
        begins: "Service role name",
        holds: "has been taken in this account",
        kind: ErrorKind::AlreadyExists,
        source: Source::Known,
    },
    // Which code an update gets while another change runs is not stated in the model; the state is
    // in the words.
    MessageEntry {
        code: "InvalidParametersException",
        begins: "",
        holds: "UNDER_CHANGE",
        kind: ErrorKind::Conflict,
        source: Source::Known,
    },
    // "... is in ROLLBACK_COMPLETE state and can not be updated."
    MessageEntry {
        code: "ValidationError",
        begins: "",
        holds: "state and can not be",
        kind: ErrorKind::Conflict,
        source: Source::Known,
    },
];

pub(super) fn kind(code: &str, message: &str) -> Option<ErrorKind> {
    MESSAGES
        .iter()
        .find(|entry| {
            entry.code == code && message.starts_with(entry.begins) && message.contains(entry.holds)
        })
        .map(|entry| entry.kind)
}
