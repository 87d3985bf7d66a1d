//! What a certificate must be before it is imported.

use jiff::{SignedDuration, Timestamp};
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;

use super::PemFiles;
use super::key::{Unfit, private};
use super::read::{certificates, examined, rsa, times};
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::port::certificate::{CertificateFacts, covers};

const WHY: &str =
    "The load balancer would not take it, or browsers would not: nobody could sign in.";
/// Within which time the end of a certificate is near.
const NEAR: SignedDuration = SignedDuration::from_hours(30 * 24);

const CERTIFICATE: &str = "certificate_files.certificate";
const CHAIN: &str = "certificate_files.chain";
const KEY: &str = "certificate_files.private_key";

fn blocks(id: &'static str, at: &'static str, seen: impl Into<String>, remedy: &str) -> Finding {
    let finding = Finding::blocks(id, at, seen);
    finding.why(WHY).remedy(remedy).row("R11")
}

/// What the certificate in `files` says, and all that is doubtful about it. `hosts` are the names under
/// which the platform is reached.
///
/// # Errors
/// All findings, when one of them blocks: what is no certificate, key or chain in PEM, a key of another
/// kind than RSA 1024 or 2048 or of another certificate, a chain out of order, a name that is not
/// covered, a certificate that does not hold now.
pub fn examine(
    files: &PemFiles,
    hosts: &[String],
    now: Timestamp,
) -> Result<(CertificateFacts, Findings), Findings> {
    let Some(own) = one(&files.certificate) else {
        let seen = "the file of the certificate does not hold one certificate in PEM";
        let remedy = "Put the certificate alone there, and those of its authorities into chain.";
        return Err(blocks("certificate-file", CERTIFICATE, seen, remedy).into());
    };
    let parsed = own.parse_x509().ok();
    let read = parsed.as_ref().and_then(examined);
    let (Some(certificate), Some(read)) = (parsed, read) else {
        let seen = "the certificate holds at no time that a clock shows";
        let remedy = "Have it issued again.";
        return Err(blocks("certificate-file", CERTIFICATE, seen, remedy).into());
    };
    let mut findings = Findings::none();
    findings.extend(key_kind(&read));
    findings.extend(key_matches(&certificate, files));
    findings.extend(chain(&certificate, files, now));
    findings.extend(names(&read, hosts));
    findings.extend(dates(&read, now));
    if findings.block() {
        return Err(findings);
    }
    Ok((read, findings))
}

/// The only certificate of a file.
fn one(text: &str) -> Option<Pem> {
    let mut all = certificates(text)?;
    let one = all.pop();
    one.filter(|_| all.is_empty())
}

fn key_kind(read: &CertificateFacts) -> Option<Finding> {
    match read.key.as_str() {
        "RSA_2048" => None,
        "RSA_1024" => {
            let seen = "the certificate's key is of RSA 1024";
            let why = "The documents allow it; browsers and public authorities refuse it.";
            let finding = Finding::warns("certificate-key-weak", CERTIFICATE, seen).why(why);
            Some(
                finding
                    .remedy("Have it issued for a key of RSA 2048.")
                    .row("R11"),
            )
        }
        other => {
            let seen = format!(
                "the certificate's key is of {}; the vendor supports RSA 1024 and 2048",
                printable(other, 40)
            );
            let remedy = "Have it issued for a key of RSA 2048.";
            Some(blocks("certificate-key", CERTIFICATE, seen, remedy))
        }
    }
}

fn key_matches(certificate: &X509Certificate<'_>, files: &PemFiles) -> Option<Finding> {
    let (seen, remedy) = match private(&files.private_key) {
        Ok(numbers) if rsa(certificate).is_none_or(|own| own == numbers) => return None,
        Ok(_) => (
            "the private key is that of another certificate",
            "Give the key for which the certificate was asked for.",
        ),
        Err(Unfit::NotOne) => (
            "the file of the private key does not hold one private key in PEM",
            "Write it as PKCS #8: openssl pkcs8 -topk8 -nocrypt -in KEY -out key.pem",
        ),
        Err(Unfit::Encrypted) => (
            "the private key is encrypted, and ACM takes none that is",
            "Write it without a passphrase, for its owner only: openssl pkcs8 -topk8 -nocrypt -in KEY -out key.pem",
        ),
        Err(Unfit::NotRsa) => (
            "the private key is none of RSA",
            "Have a certificate issued for a key of RSA 2048.",
        ),
    };
    Some(blocks("certificate-private-key", KEY, seen, remedy))
}

/// Whether `by` signed `one`.
fn signed(one: &X509Certificate<'_>, by: &X509Certificate<'_>) -> bool {
    one.issuer().as_raw() == by.subject().as_raw()
        && one.verify_signature(Some(by.public_key())).is_ok()
}

fn chain(own: &X509Certificate<'_>, files: &PemFiles, now: Timestamp) -> Vec<Finding> {
    let order = "Put those of its authorities there, first the one that signed the certificate, then \
                 the one that signed that, and so on; the root may be left out.";
    let Some(authorities) = certificates(&files.chain) else {
        let seen = "the chain holds something else than certificates in PEM";
        return vec![blocks("certificate-chain", CHAIN, seen, order)];
    };
    let parsed = authorities.iter().filter_map(|one| one.parse_x509().ok());
    let authorities: Vec<X509Certificate<'_>> = parsed.collect();
    if authorities.is_empty() && !signed(own, own) {
        let seen = "there is no chain, and the certificate was signed by an authority";
        return vec![blocks("certificate-chain", CHAIN, seen, order)];
    }
    let mut found = Vec::new();
    let links = std::iter::once(own).chain(&authorities).zip(&authorities);
    for (number, (below, above)) in links.enumerate() {
        let number = number + 1;
        if above.as_raw() == own.as_raw() {
            let seen = format!(
                "certificate {number} of the chain, {}, is the certificate itself",
                subject(above)
            );
            let remedy = "Take it out of the chain, which holds those of its authorities alone.";
            found.push(blocks("certificate-chain", CHAIN, seen, remedy));
        } else if !signed(below, above) {
            let seen = format!(
                "certificate {number} of the chain, {}, did not sign the one before it",
                subject(above)
            );
            found.push(blocks("certificate-chain", CHAIN, seen, order));
        } else if !above.is_ca() {
            let seen = format!(
                "certificate {number} of the chain, {}, is no authority's",
                subject(above)
            );
            found.push(blocks("certificate-chain", CHAIN, seen, order));
        }
        if !times(above).is_some_and(|(begin, end)| begin <= now && now < end) {
            let seen = format!(
                "certificate {number} of the chain, {}, does not hold now",
                subject(above)
            );
            let remedy = "Get the authority's present certificates.";
            found.push(blocks("certificate-chain", CHAIN, seen, remedy));
        }
    }
    found
}

fn subject(certificate: &X509Certificate<'_>) -> String {
    printable(&certificate.subject().to_string(), 200)
}

fn names(read: &CertificateFacts, hosts: &[String]) -> Option<Finding> {
    let uncovered = hosts.iter().filter(|host| !covers(&read.names, host));
    let uncovered: Vec<&str> = uncovered.map(String::as_str).collect();
    (!uncovered.is_empty()).then(|| {
        let seen = format!(
            "the certificate is for {} and does not cover {}",
            printable(&read.names.join(", "), 400),
            uncovered.join(" and ")
        );
        let remedy = "Have it issued for these names too; a wildcard stands for one label only.";
        blocks("certificate-names", CERTIFICATE, seen, remedy)
    })
}

fn dates(read: &CertificateFacts, now: Timestamp) -> Option<Finding> {
    let (begin, end) = (read.not_before, read.not_after);
    if now < begin {
        let seen = format!("the certificate holds only from {begin}");
        let remedy = "Wait until then, or have one issued that holds now.";
        return Some(blocks("certificate-not-yet", CERTIFICATE, seen, remedy));
    }
    if end <= now {
        let seen = format!("the certificate ended on {end}");
        let remedy = "Have it issued again.";
        return Some(blocks("certificate-ended", CERTIFICATE, seen, remedy));
    }
    (end.duration_since(now) < NEAR).then(|| {
        let seen = format!("the certificate holds until {end}");
        let why = "From then on browsers refuse it, and nobody can sign in.";
        let finding = Finding::warns("certificate-ends-soon", CERTIFICATE, seen).why(why);
        let remedy = "ACM does not renew what is imported: have it issued again now.";
        finding.remedy(remedy).row("R11")
    })
}
