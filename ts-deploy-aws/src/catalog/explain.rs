//! Service Catalog's words that mislead, with what they mean.

use ts_deploy_core::ids::printable;
use ts_deploy_core::port::{ErrorKind, PortError};

/// What "No launch paths found" means: seldom that the product is gone.
const NO_LAUNCH_PATH: &str = "Administrator rights do not grant a launch: the calling user or role must be a \
    principal of the portfolio. Associate it; for up to two minutes after that the same answer may still come";

/// Adds the meaning to the answer that no launch path was found; every other error passes as it is.
pub(super) fn no_launch_path(mut error: PortError) -> PortError {
    let words = error.message.to_ascii_lowercase();
    if error.kind == ErrorKind::NotFound && words.contains("no launch path") {
        error.message = printable(&format!("{}. {NO_LAUNCH_PATH}", error.message), 1000);
    }
    error
}
