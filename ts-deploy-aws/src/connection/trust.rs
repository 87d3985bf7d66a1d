//! Whom TLS trusts: the system's authorities, and those of a CA bundle.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use aws_smithy_http_client::tls::TrustStore;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::printable;

/// The largest CA bundle that is read, in bytes: all public authorities together take 250 KB.
pub const CA_BUNDLE_LIMIT: u64 = 4 * 1024 * 1024;

/// The authorities of the system, where it has any, and those of `bundle`.
pub(super) fn trust(bundle: Option<&Path>) -> Result<TrustStore, Finding> {
    let mut store = TrustStore::empty();
    let mut trusted = 0;
    if let Some(path) = bundle {
        for certificate in authorities(path)? {
            store.add_pem_certificate(pem(&certificate));
            trusted += 1;
        }
    }
    // A container without any must not be asked for them: the SDK's debug build ends there.
    let system = rustls_native_certs::load_native_certs();
    let mut usable = RootCertStore::empty();
    let (valid, _) = usable.add_parsable_certificates(system.certs);
    if trusted + valid == 0 {
        let seen = "this system trusts no authority";
        return Err(Finding::blocks("trust-empty", "ca_bundle", seen)
            .why("No TLS connection can be made, so that AWS cannot be asked.")
            .remedy(
                "Install the system's CA certificates (the package is called ca-certificates on \
                 most), or give a CA bundle.",
            ));
    }
    Ok(store.with_native_roots(valid > 0))
}

/// The certificates of a bundle that can be an authority's. What else stands in the file is passed
/// over, as other tools do.
fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, Finding> {
    let text = read(path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let found = found.map_err(|error| {
        let seen = format!("{} is not a PEM file: {error}", shown(path));
        refused("ca-bundle-invalid", seen)
    })?;
    let usable = |one: &CertificateDer<'static>| RootCertStore::empty().add(one.clone()).is_ok();
    let usable: Vec<_> = found.into_iter().filter(usable).collect();
    if usable.is_empty() {
        let seen = format!("{} holds no certificate of an authority", shown(path));
        return Err(refused("ca-bundle-invalid", seen));
    }
    Ok(usable)
}

fn read(path: &Path) -> Result<Vec<u8>, Finding> {
    let unreadable = |why: &dyn std::fmt::Display| {
        let seen = format!("{} cannot be read: {why}", shown(path));
        refused("ca-bundle-unreadable", seen)
    };
    let file = std::fs::File::open(path).map_err(|error| unreadable(&error))?;
    let mut text = Vec::new();
    let read = file.take(CA_BUNDLE_LIMIT + 1).read_to_end(&mut text);
    read.map_err(|error| unreadable(&error))?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > CA_BUNDLE_LIMIT {
        let limit = format!("it is larger than {CA_BUNDLE_LIMIT} bytes");
        return Err(unreadable(&limit));
    }
    Ok(text)
}

fn shown(path: &Path) -> String {
    printable(&path.display().to_string(), 200)
}

fn refused(id: &'static str, seen: String) -> Finding {
    Finding::blocks(id, "ca_bundle", seen)
        .why("Without it the network's own authority is not trusted, and AWS is not reached.")
        .remedy(
            "Give a file of certificates, each between BEGIN CERTIFICATE and END CERTIFICATE, \
             with --ca-bundle or AWS_CA_BUNDLE; or neither, where nothing inspects TLS.",
        )
}

/// One certificate as PEM, which is what the SDK takes.
fn pem(certificate: &CertificateDer<'_>) -> String {
    const LINE: usize = 64;
    let encoded = aws_smithy_types::base64::encode(certificate);
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        let _ = writeln!(text, "{line}");
        rest = after;
    }
    text.push_str("-----END CERTIFICATE-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(content: &[u8]) -> Finding {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        std::fs::write(&path, content).unwrap();
        authorities(&path).unwrap_err()
    }

    fn authority() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec![]).unwrap();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters.self_signed(&key).unwrap().pem()
    }

    #[test]
    fn a_missing_bundle_is_named_with_why() {
        let finding = trust(Some(Path::new("/nowhere/ca.pem"))).unwrap_err();
        insta::assert_snapshot!(finding, @"blocks ca_bundle: /nowhere/ca.pem cannot be read: No such file or directory (os error 2). Without it the network's own authority is not trusted, and AWS is not reached. Give a file of certificates, each between BEGIN CERTIFICATE and END CERTIFICATE, with --ca-bundle or AWS_CA_BUNDLE; or neither, where nothing inspects TLS.");
    }

    #[test]
    fn a_file_that_is_no_pem_holds_no_authority() {
        assert_eq!(found(b"\x30\x82\x01\x0a not PEM").id, "ca-bundle-invalid");
    }

    #[test]
    fn a_certificate_that_breaks_off_is_not_pem() {
        let text = authority();
        let half = &text[..text.len() / 2];
        assert_eq!(found(half.as_bytes()).id, "ca-bundle-invalid");
    }

    #[test]
    fn a_bundle_beyond_the_limit_is_not_read() {
        let size = usize::try_from(CA_BUNDLE_LIMIT).unwrap() + 1;
        assert_eq!(found(&vec![b'#'; size]).id, "ca-bundle-unreadable");
    }

    #[test]
    fn what_is_no_authority_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let odd = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        std::fs::write(&path, format!("{odd}# ours\n{}", authority())).unwrap();
        assert_eq!(authorities(&path).unwrap().len(), 1);
    }

    #[test]
    fn what_is_handed_on_reads_as_it_was() {
        let text = authority();
        let certificate = CertificateDer::from_pem_slice(text.as_bytes()).unwrap();
        let again = CertificateDer::from_pem_slice(pem(&certificate).as_bytes()).unwrap();
        assert_eq!(again, certificate);
    }
}
