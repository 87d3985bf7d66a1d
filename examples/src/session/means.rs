//! What the checks are handed for what they mend.

use std::path::Path;
use std::sync::Arc;

use ts_deploy_core::check::certificate_files::CertificateSource;
use ts_deploy_core::check::{KeySink, Means};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::host::{CertificateFiles, PrivateKeyFile};
use ts_deploy_core::sim::UnkeptKey;

/// The means of `deployment`; files are meant from `folder`, the spec's own. A rehearsal writes none.
pub(super) fn means(deployment: &Deployment, folder: &Path, rehearsal: bool) -> Means {
    let file = deployment.requested.private_key_file.as_ref();
    let private_key = file.map(|file| -> Arc<dyn KeySink> {
        if rehearsal {
            Arc::new(UnkeptKey)
        } else {
            Arc::new(PrivateKeyFile::new(folder.join(file)))
        }
    });
    let files = deployment.requested.certificate_files.as_ref();
    let certificate = files.map(|paths| -> Arc<dyn CertificateSource> {
        Arc::new(CertificateFiles::new(paths, folder))
    });
    let mut means = Means::default();
    means.private_key = private_key;
    means.certificate = certificate;
    means
}
