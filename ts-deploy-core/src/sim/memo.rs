//! The course of an operation, told once.

use std::sync::{Arc, OnceLock};

use super::course::Course;

/// Keeps the course of an operation, which is a function of what was decided when the operation was
/// accepted: some hundred events, each with a hash for an id. Every read of the world asks for it.
///
/// It is no part of the world's state: it is neither saved nor compared, and told anew when it is
/// asked for after it was forgotten.
#[derive(Clone, Default)]
pub(super) struct Memo(OnceLock<Arc<Course>>);

impl Memo {
    /// The course; `tell` tells it where it is not kept.
    pub(super) fn told(&self, tell: impl FnOnce() -> Course) -> Arc<Course> {
        Arc::clone(self.0.get_or_init(|| Arc::new(tell())))
    }

    /// Forgets it.
    pub(super) fn forget(&mut self) {
        self.0 = OnceLock::new();
    }
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.get().is_some() {
            "told"
        } else {
            "untold"
        })
    }
}
