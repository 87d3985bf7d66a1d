//! What is made around the products when somebody asks for it, and never by itself.

use std::path::PathBuf;

/// What a deployment asks for beside its products. All of it is off when not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requested {
    /// The file that the private key of the key pair is written to when `--fix R10` makes it, as it
    /// is written: a relative one starts at the folder of the spec.
    pub private_key_file: Option<PathBuf>,
}
