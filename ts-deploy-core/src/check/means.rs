//! What a program hands to the checks, so that more of what they find can be mended.

use std::sync::Arc;

use super::KeySink;
#[cfg(feature = "certificate-files")]
use super::certificate_files::CertificateSource;

/// What fixes need beside AWS. Without it, what needs it is left to a person.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Means {
    /// Where the private key of a key pair is kept that `--fix R10` makes.
    pub private_key: Option<Arc<dyn KeySink>>,
    /// The certificate that `--fix R11` imports.
    #[cfg(feature = "certificate-files")]
    pub certificate: Option<Arc<dyn CertificateSource>>,
}

impl std::fmt::Debug for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Means");
        let private_key = self.private_key.as_ref().map(|sink| sink.shown());
        shown.field("private_key", &private_key);
        #[cfg(feature = "certificate-files")]
        {
            let certificate = self.certificate.as_ref().map(|files| files.shown());
            shown.field("certificate", &certificate);
        }
        shown.finish()
    }
}
