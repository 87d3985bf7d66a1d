//! What a program hands to the checks: what more of their findings can be mended with, and what
//! somebody agreed to.

use std::sync::Arc;

use super::KeySink;
#[cfg(feature = "certificate-files")]
use super::certificate_files::CertificateSource;
use crate::engine::Consents;
use crate::port::stack::TemplateSource;

/// What checks and their fixes need beside AWS. Without it, what needs it is left to a person.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Means {
    /// The consents given: what somebody agreed to take over does not block.
    pub consents: Consents,
    /// Where the private key of a key pair is kept that `--fix R10` makes.
    pub private_key: Option<Arc<dyn KeySink>>,
    /// The template of the DR stack, as it was read; those at an address are known without.
    pub dr_stack_template: Option<TemplateSource>,
    /// The template of the snapshot tool, as it was read.
    pub snapshot_tool_template: Option<TemplateSource>,
    /// The certificate that `--fix R11` imports.
    #[cfg(feature = "certificate-files")]
    pub certificate: Option<Arc<dyn CertificateSource>>,
}

impl std::fmt::Debug for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Means");
        shown.field("consents", &self.consents);
        let private_key = self.private_key.as_ref().map(|sink| sink.shown());
        shown.field("private_key", &private_key);
        shown.field("dr_stack_template", &self.dr_stack_template);
        shown.field("snapshot_tool_template", &self.snapshot_tool_template);
        #[cfg(feature = "certificate-files")]
        {
            let certificate = self.certificate.as_ref().map(|files| files.shown());
            shown.field("certificate", &certificate);
        }
        shown.finish()
    }
}
