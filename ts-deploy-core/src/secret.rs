//! Values that are never shown.

use secrecy::{ExposeSecret, SecretString};

/// A secret text: it does not print, does not serialise, and is cleared from memory on drop.
///
/// ```
/// use ts_deploy_core::secret::Secret;
/// let secret = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{secret:?}"), "Secret(****)");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the text; the caller's copy is gone with the call.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text itself, for the one place that hands it to AWS.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// What the name of a field that carries a secret is likely to hold, in lower case.
const SECRET_WORDS: [&str; 8] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "privatekey",
    "apikey",
    "credential",
];

/// True for the name of a field or parameter that is likely to carry a secret, however its words are
/// joined.
///
/// ```
/// use ts_deploy_core::secret::sounds_secret;
/// assert!(sounds_secret("ApiKey") && sounds_secret("client_secret") && !sounds_secret("image"));
/// ```
pub fn sounds_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// `text` with each of `secrets` in it shown as `****`: what a service says may repeat what it was
/// given.
///
/// ```
/// use ts_deploy_core::secret::{Secret, masked};
/// let secrets = ["admin", "admin-S3cret!"].map(|text| Secret::new(text.to_owned()));
/// assert_eq!(masked("admin-S3cret! is too short", &secrets), "**** is too short");
/// ```
pub fn masked(text: &str, secrets: &[Secret]) -> String {
    let mut shown: Vec<&str> = secrets.iter().map(Secret::expose).collect();
    shown.retain(|secret| !secret.is_empty());
    // One that is a part of another must not be replaced before it, or the rest of that is left.
    shown.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    shown
        .into_iter()
        .fold(text.to_owned(), |text, secret| text.replace(secret, "****"))
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(****)")
    }
}

/// Two secrets are equal when their texts are.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}
