//! What is made around the products when somebody asks for it, and never by itself.

use std::path::PathBuf;

use super::VendorLogAccess;
use crate::port::mail::ProductionAccess;

/// What a deployment asks for beside its products. All of it is off when not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requested {
    /// The file that the private key of the key pair is written to when `--fix R10` makes it, as it
    /// is written: a relative one starts at the folder of the spec.
    pub private_key_file: Option<PathBuf>,
    /// What AWS is told when `--fix R12` asks it to let SES out of its sandbox.
    pub production_access: Option<ProductionAccess>,
    /// The certificate that `--fix R11` imports.
    pub certificate_files: Option<CertificatePaths>,
    /// Read-only access to `CloudWatch Logs` for the vendor (T9).
    pub vendor_log_access: Option<VendorLogAccess>,
}

/// The files of a certificate in PEM, as they are written: a relative path starts at the folder of the
/// spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificatePaths {
    /// The certificate itself, alone.
    pub certificate: PathBuf,
    /// Those of the authorities that lead from it to a root; `None` for one that signs itself.
    pub chain: Option<PathBuf>,
    /// Its private key, closed to others than its owner.
    pub private_key: PathBuf,
}
