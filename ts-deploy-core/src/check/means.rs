//! What a program hands to the checks, so that more of what they find can be mended.

use std::sync::Arc;

use super::KeySink;

/// What fixes need beside AWS. Without it, what needs it is left to a person.
#[derive(Clone, Default)]
pub struct Means {
    /// Where the private key of a key pair is kept that `--fix R10` makes.
    pub private_key: Option<Arc<dyn KeySink>>,
}

impl std::fmt::Debug for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let private_key = self.private_key.as_ref().map(|sink| sink.shown());
        f.debug_struct("Means")
            .field("private_key", &private_key)
            .finish()
    }
}
