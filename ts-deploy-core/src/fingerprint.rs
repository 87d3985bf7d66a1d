//! Values that nobody may see, told apart all the same.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::secret::Secret;

/// The key of [fingerprints](Fingerprint): bytes of chance, made anew for each comparison and kept
/// nowhere, so that no fingerprint can be held against one of another day or of a guessed value.
#[derive(Clone)]
pub struct FingerprintKey([u8; 32]);

impl FingerprintKey {
    /// Takes 32 bytes of chance, which the caller has from its operating system.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FingerprintKey(****)")
    }
}

/// A keyed digest (HMAC-SHA-256) of a value: equal for equal values under one key, and good for
/// nothing else. It neither prints nor serialises.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of `value` under `key`.
    ///
    /// ```
    /// use ts_deploy_core::{fingerprint::{Fingerprint, FingerprintKey}, secret::Secret};
    /// let key = FingerprintKey::new([7; 32]);
    /// let of = |text: &str| Fingerprint::of(&Secret::new(text.to_owned()), &key);
    /// assert!(of("hunter2") == of("hunter2"));
    /// assert!(of("hunter2") != of("hunter3"));
    /// ```
    pub fn of(value: &Secret, key: &FingerprintKey) -> Self {
        // What HMAC does with a shorter key than its block; a whole block cannot be refused.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(key.0) {
            *to = from;
        }
        let mac = Hmac::<Sha256>::new(&block.into()).chain_update(value.expose());
        Self(mac.finalize().into_bytes().into())
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fingerprint(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, key: u8) -> Fingerprint {
        let key = FingerprintKey::new([key; 32]);
        Fingerprint::of(&Secret::new(text.to_owned()), &key)
    }

    #[test]
    fn one_value_has_another_fingerprint_under_another_key() {
        assert_ne!(of("hunter2", 1), of("hunter2", 2));
    }

    #[test]
    fn it_is_the_hmac_of_rfc_4231() {
        // Test case 2 of RFC 4231 has a shorter key, which HMAC fills up with zeroes.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let value = Secret::new("what do ya want for nothing?".to_owned());
        let made = Fingerprint::of(&value, &FingerprintKey::new(key));
        let wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(crate::hash::hex(&made.0), wanted);
    }

    #[test]
    fn neither_key_nor_fingerprint_is_printed() {
        let key = FingerprintKey::new([7; 32]);
        let said = format!("{key:?} {:?}", of("hunter2", 7));
        assert_eq!(said, "FingerprintKey(****) Fingerprint(****)");
    }
}
