//! Parameters in SSM's Parameter Store (`ssm`): values that services read when they start.
//!
//! Values stay inside backends: the port never hands one out. Whether a value is the wanted one is
//! asked with [`matches`](ParameterReader::matches), which a backend answers by reading and
//! comparing in its own memory, and a value is taken over from another parameter by naming that
//! parameter. So no caller can print, keep or compare a value it was not given, and a backend that
//! keeps digests only, as the simulated cloud does, can answer every question.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};
use crate::fingerprint::{Fingerprint, FingerprintKey};
use crate::ids::{KmsKeyRef, ParameterPath};
use crate::secret::Secret;

/// The longest value of a parameter in the Standard tier, in bytes.
pub const VALUE_LIMIT: usize = 4096;

/// The type of a parameter, in SSM's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ParameterType {
    /// Plain text.
    String,
    /// Plain texts, joined by commas.
    StringList,
    /// Text encrypted with a KMS key.
    SecureString,
    /// A type this version does not know; never taken for the wanted one.
    #[serde(other)]
    Unknown,
}

impl ParameterType {
    /// SSM's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for ParameterType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The type that a written parameter has, with the key that encrypts it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Protection {
    /// `String`: plain text that everybody with the right to read it sees.
    Plain,
    /// `SecureString`, encrypted with this key. The key is always sent: SSM would take its default
    /// key for an overwrite without one, whatever the key was before.
    Encrypted {
        /// The key.
        key: KmsKeyRef,
    },
}

impl Protection {
    /// The type in SSM.
    pub fn parameter_type(&self) -> ParameterType {
        match self {
            Self::Plain => ParameterType::String,
            Self::Encrypted { .. } => ParameterType::SecureString,
        }
    }

    /// The key that encrypts; `None` for plain text.
    pub fn key(&self) -> Option<&KmsKeyRef> {
        match self {
            Self::Plain => None,
            Self::Encrypted { key } => Some(key),
        }
    }
}

impl Default for Protection {
    /// Encrypted with `alias/aws/ssm`.
    fn default() -> Self {
        Self::Encrypted {
            key: KmsKeyRef::aws_ssm(),
        }
    }
}

/// The version of a parameter: 1 when it is made, one more with each overwrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParameterVersion(pub u64);

impl std::fmt::Display for ParameterVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// All that can be seen of a parameter but its value (`ssm:DescribeParameters`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDescription {
    /// Its name.
    pub name: ParameterPath,
    /// Its type.
    pub parameter_type: ParameterType,
    /// Its version.
    pub version: ParameterVersion,
    /// The key that encrypts it; `None` when it is plain text, or when the key is not told.
    pub key: Option<KmsKeyRef>,
    /// When its version was made (`LastModifiedDate`); `None` when it is not told.
    pub modified: Option<Timestamp>,
}

/// A value, by itself or by the parameter that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// This value.
    Given(Secret),
    /// The value that this other parameter of the same account and region has now, decrypted.
    CopyOf(ParameterPath),
}

/// Whether a parameter is made or overwritten. SSM refuses tags with an overwrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutMode {
    /// It is made, with these tags; refused when it is there.
    Create {
        /// Tags.
        tags: BTreeMap<String, String>,
    },
    /// It gets another version; its tags stay. Its type cannot change.
    Overwrite,
}

/// A parameter to be written (`ssm:PutParameter`), in the Standard tier.
#[derive(Clone, Debug)]
pub struct PutRequest {
    /// Its name.
    pub name: ParameterPath,
    /// Its value.
    pub value: ParameterValue,
    /// Its type and key.
    pub protection: Protection,
    /// Whether it is made or overwritten.
    pub mode: PutMode,
}

/// Reads parameters, never showing a value. Calls are repeatable. A read may lag behind a write by
/// some seconds: whoever wrote compares versions.
#[async_trait]
pub trait ParameterReader: Send + Sync {
    /// What is known of the parameters of these names, in no order; those that are not there are
    /// left out. Any number of names: backends page.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when a call does not answer.
    async fn describe(&self, names: &[ParameterPath]) -> PortResult<Vec<ParameterDescription>>;

    /// True when the parameter's value, decrypted, is exactly `value`. The backend compares in its
    /// own memory; neither value leaves it.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when the
    /// parameter, or the one that `value` names, is not there; kind
    /// [`Denied`](super::ErrorKind::Denied) also when the caller may not decrypt with its key.
    async fn matches(&self, name: &ParameterPath, value: &ParameterValue) -> PortResult<bool>;

    /// The fingerprint of the parameter's value, decrypted, under `key`. It is the same for the same
    /// value in every account and region that this backend looks at, so that two values are compared
    /// which no caller may hold.
    ///
    /// # Errors
    /// As [`matches`](Self::matches).
    async fn fingerprint(
        &self,
        name: &ParameterPath,
        key: &FingerprintKey,
    ) -> PortResult<Fingerprint>;
}

impl ReadPort for dyn ParameterReader {
    const NAME: &'static str = "parameter reader";
}

/// Writes parameters. The effect is there when the call answers.
///
/// SSM knows no token. A repeated creation answers
/// [`AlreadyExists`](super::ErrorKind::AlreadyExists); a repeated overwrite makes one more version
/// with the same value, so that an unanswered one is looked for before it is repeated; a repeated
/// removal answers [`NotFound`](super::ErrorKind::NotFound).
#[async_trait]
pub trait ParameterWriter: Send + Sync {
    /// Makes or overwrites a parameter and answers with its version. A value copied from another
    /// parameter is read first, by the backend, which is no changing call.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists)
    /// for a creation of what is there; kind [`Invalid`](super::ErrorKind::Invalid) for a value
    /// that is empty, longer than [`VALUE_LIMIT`] or holds `{{`, and for an overwrite with another
    /// type; kind [`Throttled`](super::ErrorKind::Throttled) when it is being written by somebody
    /// else (`TooManyUpdates`) or too much is written at once. No message holds the value.
    async fn put(&self, request: &PutRequest) -> PortResult<ParameterVersion>;

    /// Removes a parameter with all its versions.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`NotFound`](super::ErrorKind::NotFound) when it is
    /// gone already.
    async fn delete(&self, name: &ParameterPath) -> PortResult<()>;
}

impl ChangePort for dyn ParameterWriter {
    const NAME: &'static str = "parameter writer";
}

/// Why the Parameter Store refuses a value; `None` when it takes it. The value is not in the words.
///
/// ```
/// use ts_deploy_core::{port::parameter_store::refused_value, secret::Secret};
/// let secret = Secret::new("{{resolve:ssm:a}}".to_owned());
/// assert_eq!(
///     refused_value(&secret).as_deref(),
///     Some("it holds {{, which SSM takes for a reference"),
/// );
/// ```
pub fn refused_value(value: &Secret) -> Option<String> {
    let text = value.expose();
    if text.is_empty() {
        Some("it is empty".to_owned())
    } else if text.len() > VALUE_LIMIT {
        let bytes = text.len();
        Some(format!(
            "it has {bytes} bytes, and the Standard tier takes {VALUE_LIMIT}"
        ))
    } else if text.contains("{{") {
        Some("it holds {{, which SSM takes for a reference".to_owned())
    } else {
        None
    }
}
