//! Where a rehearsal puts the private key of a simulated key pair.

use crate::check::{KeptKey, KeySink, KeySinkError, KeySlot};
use crate::secret::Secret;

/// Takes a private key and keeps it nowhere: in a rehearsal it opens nothing, and no file is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnkeptKey;

impl KeySink for UnkeptKey {
    fn kept(&self) -> Result<KeptKey, KeySinkError> {
        Ok(KeptKey::Untold)
    }

    fn reserve(&self) -> Result<Box<dyn KeySlot>, KeySinkError> {
        Ok(Box::new(*self))
    }

    fn shown(&self) -> String {
        "nowhere, in a rehearsal".to_owned()
    }
}

impl KeySlot for UnkeptKey {
    fn keep(self: Box<Self>, _: &Secret) -> Result<(), KeySinkError> {
        Ok(())
    }
}
