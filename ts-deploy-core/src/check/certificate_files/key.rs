//! The numbers of an RSA key in PEM.

use secrecy::zeroize::Zeroizing;
use x509_parser::der_parser::ber::BerObject;
use x509_parser::der_parser::der::parse_der;
use x509_parser::pem::Pem;

use crate::secret::Secret;

/// `rsaEncryption`, by which PKCS #8 says what it holds.
const RSA: &str = "1.2.840.113549.1.1.1";

/// Why a private key cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is no PEM, or holds something else than one private key.
    NotOne,
    /// It is encrypted; ACM is told no passphrase.
    Encrypted,
    /// It is no key of RSA.
    NotRsa,
}

/// What a public key and its private one have in common: modulus and exponent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RsaNumbers {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl RsaNumbers {
    pub(super) fn new(modulus: &[u8], exponent: &[u8]) -> Self {
        Self {
            modulus: bare(modulus).to_vec(),
            exponent: bare(exponent).to_vec(),
        }
    }

    /// How long the modulus is, in bits.
    pub(super) fn bits(&self) -> usize {
        let zeros = self
            .modulus
            .first()
            .map_or(0, |first| first.leading_zeros());
        (self.modulus.len() * 8).saturating_sub(zeros as usize)
    }
}

/// Without the zeros that DER puts before a number.
fn bare(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|digit| **digit == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// How PKCS #1 tells that a key is encrypted, in a line before its digits (RFC 1421), which is no PEM as
/// keys are written today.
const ENCRYPTED: &str = "Proc-Type: 4,ENCRYPTED";

/// The public numbers in a private key, as PKCS #1 or PKCS #8 writes it.
pub(super) fn private(pem: &Secret) -> Result<RsaNumbers, Unfit> {
    if pem.expose().lines().any(|line| line.trim() == ENCRYPTED) {
        return Err(Unfit::Encrypted);
    }
    let mut keys = Vec::new();
    for part in Pem::iter_from_buffer(pem.expose().as_bytes()) {
        let part = part.map_err(|_| Unfit::NotOne)?;
        keys.push((part.label, Zeroizing::new(part.contents)));
    }
    // Tools write the parameters of elliptic curves before such a key.
    keys.retain(|(label, _)| label != "EC PARAMETERS");
    let [(label, der)] = keys.as_slice() else {
        return Err(Unfit::NotOne);
    };
    match label.as_str() {
        "RSA PRIVATE KEY" => pkcs1(der).ok_or(Unfit::NotOne),
        "PRIVATE KEY" => pkcs8(der),
        "ENCRYPTED PRIVATE KEY" => Err(Unfit::Encrypted),
        "EC PRIVATE KEY" => Err(Unfit::NotRsa),
        _ => Err(Unfit::NotOne),
    }
}

/// The parts of a sequence.
fn parts(der: &[u8]) -> Option<Vec<BerObject<'_>>> {
    let (_, object) = parse_der(der).ok()?;
    object.as_sequence().ok().cloned()
}

fn pkcs1(der: &[u8]) -> Option<RsaNumbers> {
    let parts = parts(der)?;
    let number = |at: usize| parts.get(at)?.as_slice().ok();
    Some(RsaNumbers::new(number(1)?, number(2)?))
}

fn pkcs8(der: &[u8]) -> Result<RsaNumbers, Unfit> {
    let parts = parts(der).ok_or(Unfit::NotOne)?;
    let algorithm = parts.get(1).and_then(|one| one.as_sequence().ok());
    let kind = algorithm.and_then(|one| one.first()?.as_oid().ok());
    if kind.ok_or(Unfit::NotOne)?.to_id_string() != RSA {
        return Err(Unfit::NotRsa);
    }
    let inner = parts.get(2).and_then(|one| one.as_slice().ok());
    inner.and_then(pkcs1).ok_or(Unfit::NotOne)
}
