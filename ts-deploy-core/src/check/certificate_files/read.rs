//! Certificates in PEM.

use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::pem::Pem;
use x509_parser::public_key::PublicKey;

use super::PEM_LIMIT;
use super::key::RsaNumbers;
use crate::port::certificate::{CertificateFacts, KeyAlgorithm, bare_serial};

/// The certificates of a file, in its order; `None` when it holds anything else, or too much.
pub(super) fn certificates(text: &str) -> Option<Vec<Pem>> {
    if text.len() > PEM_LIMIT {
        return None;
    }
    let parts = Pem::iter_from_buffer(text.as_bytes());
    let read: Result<Vec<Pem>, _> = parts.collect();
    let all = read.ok()?;
    let each = |one: &Pem| one.label == "CERTIFICATE" && one.parse_x509().is_ok();
    all.iter().all(each).then_some(all)
}

/// The key of a certificate, when it is one of RSA.
pub(super) fn rsa(certificate: &X509Certificate<'_>) -> Option<RsaNumbers> {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => Some(RsaNumbers::new(key.modulus, key.exponent)),
        _ => None,
    }
}

/// All names that a certificate is for. Browsers look at these alone, and never at its subject.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.map(|names| names.value.general_names.as_slice());
    let name = |one: &GeneralName<'_>| match one {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    };
    names.unwrap_or_default().iter().filter_map(name).collect()
}

/// When a certificate begins and ceases to hold; `None` for times that no clock shows.
pub(super) fn times(certificate: &X509Certificate<'_>) -> Option<(Timestamp, Timestamp)> {
    let validity = certificate.validity();
    let [begin, end] = [validity.not_before, validity.not_after];
    let begin = Timestamp::from_second(begin.timestamp()).ok()?;
    Some((begin, Timestamp::from_second(end.timestamp()).ok()?))
}

/// What a certificate says; `None` for times that no clock shows.
pub(super) fn examined(certificate: &X509Certificate<'_>) -> Option<CertificateFacts> {
    let (not_before, not_after) = times(certificate)?;
    let key = rsa(certificate).map_or_else(
        || "unknown".to_owned(),
        |numbers| format!("RSA_{}", numbers.bits()),
    );
    Some(CertificateFacts {
        serial: bare_serial(&certificate.raw_serial_as_string()),
        names: names(certificate),
        key: KeyAlgorithm::of(&key),
        not_before,
        not_after,
    })
}
