//! R11: the certificate in files.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures::executor::block_on;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use super::{fixed, fixed_cloud, found, main_target, passed, start, verdict};
use crate::check::certificate_files::{CertificateSource, PemFiles};
use crate::check::rows::{CertificateCheck, CertificateImportCheck};
use crate::check::{Check, CheckContext, Mend as _, Preflight};
use crate::ids::CertificateArn;
use crate::layer::secrets::{SourceError, SourceErrorKind};
use crate::port::certificate::{
    Certificate, CertificateImport, CertificateStatus, CertificateType, KeyAlgorithm, Renewal,
};
use crate::secret::Secret;
use crate::sim::{SimAccount, SimCloud};

const RSA: &str = include_str!("../../certificate_files/tests/rsa-2048.pem");

/// Files that hold this; `None` when they are not there.
struct Files(Option<PemFiles>);

#[async_trait]
impl CertificateSource for Files {
    async fn read(&self) -> Result<PemFiles, SourceError> {
        self.0.clone().ok_or_else(|| {
            let seen = "the file certificate.pem is not there";
            SourceError::new(SourceErrorKind::Missing, seen, "Put it there.")
        })
    }

    fn shown(&self) -> String {
        "the file certificate.pem".to_owned()
    }
}

/// A certificate for `names` that signs itself.
fn files(names: &[&str]) -> Files {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut own = CertificateParams::new(names).unwrap();
    own.not_before = date_time_ymd(2026, 1, 1);
    own.not_after = date_time_ymd(2027, 1, 1);
    own.serial_number = Some(vec![0x0f, 0x51, 0xa3].into());
    let own = own.self_signed(&KeyPair::from_pem(RSA).unwrap()).unwrap();
    Files(Some(PemFiles {
        certificate: own.pem(),
        chain: String::new(),
        private_key: Secret::new(RSA.to_owned()),
    }))
}

fn arn() -> CertificateArn {
    CertificateArn::parse("arn:aws:acm:us-east-1:111122223333:certificate/tetra").unwrap()
}

fn of(files: Files) -> CertificateImportCheck {
    let named = CertificateCheck::new(main_target(), arn(), "tetra.acme.example".parse().unwrap());
    let tags = BTreeMap::from([("owner".to_owned(), "platform".to_owned())]);
    CertificateImportCheck::new(named, Arc::new(files), tags)
}

fn check() -> CertificateImportCheck {
    of(files(&["tetra.acme.example", "api.tetra.acme.example"]))
}

/// The certificate that the deployment names, of this kind and serial number.
fn named(kind: CertificateType, serial: &str) -> impl FnOnce(&mut SimAccount) {
    let certificate = Certificate {
        arn: arn(),
        names: vec!["tetra.acme.example".to_owned()],
        status: CertificateStatus::Issued,
        kind,
        key: Some(KeyAlgorithm::of("RSA_2048")),
        not_before: None,
        not_after: None,
        serial: Some(serial.to_owned()),
        renewal: Renewal::default(),
    };
    move |account| account.certificates.push(certificate)
}

fn count(cloud: &SimCloud, call: &str) -> u64 {
    let calls = cloud.calls();
    let found = calls.iter().find(|(name, _)| name == call);
    found.map_or(0, |(_, count)| *count)
}

#[test]
fn the_certificate_that_acm_has_passes() {
    let verdict = verdict(&check(), named(CertificateType::Imported, "0f:51:a3"));
    insta::assert_snapshot!(passed(&verdict), @"certificate of the file certificate.pem: imported as arn:aws:acm:us-east-1:111122223333:certificate/tetra");
}

#[test]
fn a_certificate_that_acm_does_not_have_warns_with_the_fix() {
    insta::assert_snapshot!(found(&verdict(&check(), |_| {})), @"warns main: ACM in us-east-1 does not have the certificate 0f:51:a3 of the file certificate.pem. The load balancer serves the certificate that ACM has, and ACM renews none that was imported. Import it: --fix R11.");
}

#[test]
fn files_that_are_not_there_block() {
    let found = found(&verdict(&of(Files(None)), |_| {}));
    assert!(found.starts_with("blocks certificate_files: the file certificate.pem is not there"));
}

#[test]
fn a_certificate_of_other_names_blocks() {
    let found = found(&verdict(&of(files(&["other.example"])), |_| {}));
    assert!(found.contains("does not cover tetra.acme.example and api.tetra.acme.example"));
}

#[test]
fn the_fix_is_offered_only_for_files_that_will_do() {
    let offered = |names: &[&str]| {
        let cloud = SimCloud::new(7, start());
        let ports = cloud.ports(&[main_target()]);
        let checks: [Arc<dyn Check>; 1] = [Arc::new(of(files(names)))];
        let seen = block_on(Preflight::run(&checks, ports.readers(), &cloud.clock()));
        seen.0[0].fixable
    };
    assert!(offered(&["tetra.acme.example", "api.tetra.acme.example"]));
    assert!(!offered(&["other.example"]));
}

#[test]
fn the_fix_refuses_what_will_not_do_and_calls_nothing() {
    let cloud = SimCloud::new(7, start());
    let ports = cloud.ports(&[main_target()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let mending = block_on(of(files(&["other.example"])).mending(&cx));
    assert!(mending.is_err_and(|error| !error.is_loss_of_sight()));
    assert!(cloud.calls().is_empty());
}

#[test]
fn the_fix_imports_a_new_one_and_tells_the_arn_to_write() {
    let after = fixed(&check(), |_| {});
    let found = found(&after);
    assert!(
        found.contains("is arn:aws:acm:us-east-1:111122223333:certificate/"),
        "{found}"
    );
    assert!(found.contains("Write given: arn:aws:acm:"), "{found}");
}

#[test]
fn the_fix_imports_over_the_imported_one_that_is_named() {
    let after = fixed(&check(), named(CertificateType::Imported, "01"));
    assert!(passed(&after).ends_with("certificate/tetra"));
}

#[test]
fn the_fix_leaves_alone_what_acm_issued() {
    let cloud = fixed_cloud(&check(), named(CertificateType::AmazonIssued, "01"));
    let mut left = 0;
    cloud
        .at(&main_target())
        .furnish(|account| left = account.certificates.len());
    assert_eq!(left, 2);
}

#[test]
fn a_certificate_that_was_imported_is_not_imported_again() {
    let cloud = fixed_cloud(&check(), named(CertificateType::Imported, "0f:51:a3"));
    assert_eq!(count(&cloud, "acm:ImportCertificate"), 0);
}

#[test]
fn neither_world_nor_proposal_holds_the_private_key() {
    let cloud = fixed_cloud(&check(), |_| {});
    let line = RSA.lines().nth(2).unwrap();
    assert!(!cloud.save().unwrap().contains(line));
    let ports = SimCloud::new(7, start()).ports(&[main_target()]);
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let mending = block_on(check().mending(&cx)).unwrap().unwrap();
    let work = mending.work.downcast_ref::<CertificateImport>().unwrap();
    assert!(!format!("{work:?} {:?}", mending.changes).contains(line));
}
