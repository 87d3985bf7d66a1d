//! A certificate in files, looked at before it is sent to ACM (R11).
//!
//! ACM takes much that the platform's load balancer, or a browser, does not: what is wrong is found
//! here, all of it at once, while nothing is changed yet.

mod key;
mod read;
mod rules;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

pub use rules::examine;

use crate::layer::secrets::SourceError;
use crate::secret::Secret;

/// The longest file of certificates that is looked at, in bytes: ACM takes 2 MiB of a chain, and a
/// real one has some ten kilobytes.
pub const PEM_LIMIT: usize = 256 * 1024;

/// A certificate with what belongs to it, in PEM.
#[derive(Clone, Debug)]
pub struct PemFiles {
    /// The certificate itself, alone.
    pub certificate: String,
    /// Those of the authorities that lead from it to a root, in that order; empty for one that signs
    /// itself.
    pub chain: String,
    /// Its private key, not encrypted.
    pub private_key: Secret,
}

/// Gives the certificate that is to be imported. It is read anew each time it is looked at.
#[async_trait]
pub trait CertificateSource: Send + Sync {
    /// The files' texts.
    ///
    /// # Errors
    /// [`SourceError`] when one of them is not there or must not be used.
    async fn read(&self) -> Result<PemFiles, SourceError>;

    /// What people call it: `the file tls/certificate.pem`.
    fn shown(&self) -> String;
}
