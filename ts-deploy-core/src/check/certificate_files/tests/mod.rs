//! What is found about a certificate before it is imported.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData,
    date_time_ymd,
};

use super::*;
use crate::finding::Findings;
use crate::port::certificate::CertificateFacts;

const RSA: &str = include_str!("rsa-2048.pem");
const RSA_PKCS1: &str = include_str!("rsa-2048-pkcs1.pem");
const RSA_ENCRYPTED: &str = include_str!("rsa-2048-encrypted.pem");
const WEAK: &str = include_str!("rsa-1024-certificate.pem");
const WEAK_KEY: &str = include_str!("rsa-1024.pem");
const WEAK_CHAIN: &str = include_str!("weak-authority.pem");
const NAMES: [&str; 2] = ["tetra.acme.example", "*.tetra.acme.example"];

type Authority = CertifiedIssuer<'static, KeyPair>;

fn parameters(name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut parameters = CertificateParams::new(names).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.not_before = date_time_ymd(2027, 1, 1);
    parameters.not_after = date_time_ymd(2028, 1, 1);
    parameters
}

fn of_authority(name: &str) -> CertificateParams {
    let mut parameters = parameters(name, &[]);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters
}

fn root() -> Authority {
    let key = KeyPair::generate().unwrap();
    CertifiedIssuer::self_signed(of_authority("Root"), key).unwrap()
}

fn below(root: &Authority, parameters: CertificateParams) -> Authority {
    CertifiedIssuer::signed_by(parameters, KeyPair::generate().unwrap(), root).unwrap()
}

fn signed(parameters: &CertificateParams, key: &impl PublicKeyData, by: &Authority) -> String {
    parameters.signed_by(key, by).unwrap().pem()
}

fn rsa() -> KeyPair {
    KeyPair::from_pem(RSA).unwrap()
}

fn files(certificate: String, chain: String, private_key: &str) -> PemFiles {
    PemFiles {
        certificate,
        chain,
        private_key: Secret::new(private_key.to_owned()),
    }
}

/// A certificate of the platform by an authority below a root, changed by `change`.
fn by_authority(change: impl FnOnce(&mut CertificateParams)) -> PemFiles {
    let root = root();
    let authority = below(&root, of_authority("Authority"));
    let mut parameters = parameters("tetra.acme.example", &NAMES);
    change(&mut parameters);
    let certificate = signed(&parameters, &rsa(), &authority);
    files(certificate, authority.pem() + &root.pem(), RSA)
}

fn of(files: &PemFiles) -> Result<(CertificateFacts, Findings), Findings> {
    let hosts = ["tetra.acme.example", "api.tetra.acme.example"].map(str::to_owned);
    examine(files, &hosts, "2027-03-02T09:00:00Z".parse().unwrap())
}

/// What forbids the import, in the order it was found.
fn forbids(files: &PemFiles) -> String {
    let found = of(files).unwrap_err();
    let lines: Vec<String> = found
        .iter()
        .map(|one| format!("{}: {}", one.at, one.seen))
        .collect();
    lines.join("\n")
}

#[test]
fn a_certificate_of_an_authority_passes_with_its_chain_and_says_what_it_is() {
    let (says, doubts) = of(&by_authority(|_| {})).unwrap();
    assert!(doubts.is_empty());
    assert_eq!(says.names, NAMES);
    assert_eq!(says.key.as_str(), "RSA_2048");
    assert_eq!(says.not_after.to_string(), "2028-01-01T00:00:00Z");
}

#[test]
fn a_private_key_in_the_older_form_passes() {
    let mut files = by_authority(|_| {});
    files.private_key = Secret::new(RSA_PKCS1.to_owned());
    assert!(of(&files).is_ok());
}

#[test]
fn a_certificate_that_signs_itself_passes_without_a_chain() {
    let own = parameters("tetra.acme.example", &NAMES)
        .self_signed(&rsa())
        .unwrap();
    assert!(of(&files(own.pem(), String::new(), RSA)).is_ok());
}

#[test]
fn a_chain_without_its_root_passes() {
    let root = root();
    let authority = below(&root, of_authority("Authority"));
    let own = signed(
        &parameters("tetra.acme.example", &NAMES),
        &rsa(),
        &authority,
    );
    assert!(of(&files(own, authority.pem(), RSA)).is_ok());
}

#[test]
fn a_key_of_rsa_1024_warns() {
    let (says, doubts) = of(&files(WEAK.into(), WEAK_CHAIN.into(), WEAK_KEY)).unwrap();
    assert_eq!(says.key.as_str(), "RSA_1024");
    let ids: Vec<&str> = doubts.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(ids, ["certificate-key-weak"]);
}

#[test]
fn a_key_of_an_elliptic_curve_blocks() {
    let (root, key) = (root(), KeyPair::generate().unwrap());
    let own = signed(&parameters("tetra.acme.example", &NAMES), &key, &root);
    insta::assert_snapshot!(forbids(&files(own, root.pem(), &key.serialize_pem())), @"
    certificate_files.certificate: the certificate's key is of unknown; the vendor supports RSA 1024 and 2048
    certificate_files.private_key: the private key is none of RSA
    ");
}

#[test]
fn the_key_of_another_certificate_blocks() {
    let mut files = by_authority(|_| {});
    files.private_key = Secret::new(WEAK_KEY.to_owned());
    assert_eq!(
        forbids(&files),
        "certificate_files.private_key: the private key is that of another certificate"
    );
}

#[test]
fn an_encrypted_key_blocks() {
    let mut files = by_authority(|_| {});
    files.private_key = Secret::new(RSA_ENCRYPTED.to_owned());
    assert!(forbids(&files).ends_with("the private key is encrypted, and ACM takes none that is"));
}

#[test]
fn an_encrypted_key_in_the_older_form_blocks_with_how_to_decrypt_it() {
    let mut files = by_authority(|_| {});
    let kept = RSA_PKCS1.split_once('\n').unwrap();
    let told = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,46FD65D201F7416F1DD1E3BFDB243EF0\n";
    files.private_key = Secret::new(format!("{}\n{told}\n{}", kept.0, kept.1));
    let found = of(&files).unwrap_err();
    insta::assert_snapshot!(found, @"blocks certificate_files.private_key: the private key is encrypted, and ACM takes none that is. The load balancer would not take it, or browsers would not: nobody could sign in. Write it without a passphrase, for its owner only: openssl pkcs8 -topk8 -nocrypt -in KEY -out key.pem");
}

#[test]
fn what_is_no_private_key_blocks() {
    for text in ["", "swordfish", WEAK_CHAIN] {
        let mut files = by_authority(|_| {});
        files.private_key = Secret::new(text.to_owned());
        assert!(
            forbids(&files).ends_with("does not hold one private key in PEM"),
            "{text}"
        );
    }
}

#[test]
fn a_certificate_together_with_its_chain_in_one_file_blocks() {
    let mut files = by_authority(|_| {});
    files.certificate += &files.chain;
    assert!(forbids(&files).contains("does not hold one certificate in PEM"));
}

#[test]
fn a_chain_in_another_order_blocks_at_each_place_that_does_not_fit() {
    let root = root();
    let authority = below(&root, of_authority("Authority"));
    let own = signed(
        &parameters("tetra.acme.example", &NAMES),
        &rsa(),
        &authority,
    );
    insta::assert_snapshot!(forbids(&files(own, root.pem() + &authority.pem(), RSA)), @"
    certificate_files.chain: certificate 1 of the chain, CN=Root, did not sign the one before it
    certificate_files.chain: certificate 2 of the chain, CN=Authority, did not sign the one before it
    ");
}

#[test]
fn a_chain_that_begins_with_the_certificate_itself_blocks_and_says_so() {
    let mut files = by_authority(|_| {});
    files.chain = files.certificate.clone() + &files.chain;
    let said = forbids(&files);
    assert_eq!(
        said,
        "certificate_files.chain: certificate 1 of the chain, CN=tetra.acme.example, is the certificate itself"
    );
}

#[test]
fn an_authority_of_the_same_name_with_another_key_blocks() {
    let mut files = by_authority(|_| {});
    files.chain = below(&root(), of_authority("Authority")).pem();
    assert!(forbids(&files).contains("CN=Authority, did not sign the one before it"));
}

#[test]
fn a_chain_that_is_left_out_blocks() {
    let mut files = by_authority(|_| {});
    files.chain = String::new();
    assert!(forbids(&files).contains("there is no chain"));
}

#[test]
fn a_certificate_in_the_chain_that_is_no_authoritys_blocks() {
    let root = root();
    let stranger = below(&root, parameters("Stranger", &[]));
    let own = signed(&parameters("tetra.acme.example", &NAMES), &rsa(), &stranger);
    let said = forbids(&files(own, stranger.pem(), RSA));
    assert!(
        said.ends_with("certificate 1 of the chain, CN=Stranger, is no authority's"),
        "{said}"
    );
}

#[test]
fn an_authority_whose_time_is_over_blocks() {
    let root = root();
    let mut old = of_authority("Old");
    old.not_after = date_time_ymd(2027, 2, 1);
    let old = below(&root, old);
    let own = signed(&parameters("tetra.acme.example", &NAMES), &rsa(), &old);
    assert!(forbids(&files(own, old.pem(), RSA)).contains("CN=Old, does not hold now"));
}

#[test]
fn a_wildcard_covers_one_label_alone() {
    let files = by_authority(|one| *one = parameters("a", &["*.acme.example"]));
    insta::assert_snapshot!(forbids(&files), @"certificate_files.certificate: the certificate is for *.acme.example and does not cover api.tetra.acme.example");
}

#[test]
fn a_certificate_whose_time_is_over_blocks() {
    let files = by_authority(|one| one.not_after = date_time_ymd(2027, 3, 1));
    assert!(forbids(&files).ends_with("ended on 2027-03-01T00:00:00Z"));
}

#[test]
fn a_certificate_whose_time_has_not_come_blocks() {
    let files = by_authority(|one| one.not_before = date_time_ymd(2027, 4, 1));
    assert!(forbids(&files).ends_with("holds only from 2027-04-01T00:00:00Z"));
}

#[test]
fn a_certificate_near_its_end_warns() {
    let files = by_authority(|one| one.not_after = date_time_ymd(2027, 3, 20));
    let (_, doubts) = of(&files).unwrap();
    let ids: Vec<&str> = doubts.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(ids, ["certificate-ends-soon"]);
    assert!(!doubts.to_string().contains("load balancer"), "{doubts}");
}

#[test]
fn everything_that_is_wrong_is_found_at_once() {
    let mut files = by_authority(|one| {
        *one = parameters("a", &["other.example"]);
        one.not_after = date_time_ymd(2027, 3, 1);
    });
    files.private_key = Secret::new(WEAK_KEY.to_owned());
    files.chain = String::new();
    assert_eq!(forbids(&files).lines().count(), 4);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 64,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11),
        ..proptest::test_runner::Config::default()
    })]

    #[test]
    fn no_file_ends_the_process(text in ".{0,400}", at in 0_usize..1600) {
        let cut: String = RSA.chars().take(at).collect();
        let whole = by_authority(|_| {});
        let certificate: String = whole.certificate.chars().take(at).collect();
        for key in [&cut, &text] {
            let _ = of(&files(certificate.clone(), text.clone(), key));
            let _ = of(&files(whole.certificate.clone(), text.clone(), key));
        }
    }
}
