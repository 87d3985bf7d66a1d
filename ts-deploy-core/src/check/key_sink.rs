//! Where a private key is kept that AWS tells once.

use crate::secret::Secret;

/// Why a private key could not be kept, or the place for it not be made ready. Its words never hold
/// the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{seen}")]
pub struct KeySinkError {
    /// What was seen, naming the place.
    pub seen: String,
    /// What to do, as a sentence.
    pub remedy: String,
}

/// What a sink holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeptKey {
    /// A private key, or something else that nothing is written over.
    Something,
    /// Nothing: the place is free.
    Nothing,
    /// It cannot tell, such as one that hands keys on.
    Untold,
}

/// Keeps one private key (R10). EC2 tells the private key of a pair once, in the answer to the call
/// that makes it, so that the place is made ready before that call.
///
/// # Guarantees asked of implementers
/// - Nothing is ever written over.
/// - What [`reserve`](Self::reserve) answers with can be written: the right to write and the space for
///   it were tried.
/// - Neither `shown` nor an error holds the key.
pub trait KeySink: Send + Sync {
    /// What it holds now.
    ///
    /// # Errors
    /// [`KeySinkError`] when it cannot be looked at.
    fn kept(&self) -> Result<KeptKey, KeySinkError>;

    /// Makes the place ready. Dropped without [`KeySlot::keep`], it leaves nothing behind.
    ///
    /// # Errors
    /// [`KeySinkError`] when something is there, or nothing can be written there.
    fn reserve(&self) -> Result<Box<dyn KeySlot>, KeySinkError>;

    /// What people call it: `the file /specs/acme-eks.pem`.
    fn shown(&self) -> String;
}

/// A place that was made ready for one private key.
pub trait KeySlot: Send {
    /// Keeps the key, in PEM, so that it outlasts this process.
    ///
    /// # Errors
    /// [`KeySinkError`] when it could not be written after all.
    fn keep(self: Box<Self>, private_key: &Secret) -> Result<(), KeySinkError>;
}
