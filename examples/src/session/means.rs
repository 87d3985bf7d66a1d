//! What the checks are handed for what they mend.

use std::path::Path;
use std::sync::Arc;

use ts_deploy_core::check::{KeySink, Means};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::host::PrivateKeyFile;
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
    Means { private_key }
}
