//! Work on nested stacks and resources, with its times.

use super::scene::StackRef;

/// What is done to a resource or a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Create,
    Update,
    Delete,
}

impl Act {
    /// The word that the states begin with.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }

    /// The verb in `CloudFormation`'s sentences.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Work on one nested stack; times in milliseconds from the operation's first event.
#[derive(Clone, Debug)]
pub(super) struct StackWork {
    pub(super) logical: String,
    pub(super) itself: StackRef,
    pub(super) act: Act,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) jobs: Vec<Job>,
}

/// Work on one resource.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) logical: String,
    pub(super) kind: String,
    pub(super) physical: String,
    pub(super) act: Act,
    pub(super) start: i64,
    pub(super) end: i64,
    /// What an event says while it goes on.
    pub(super) note: Option<String>,
    /// Why it ends without success; only for deletions, since others end the whole operation.
    pub(super) fails: Option<String>,
}
