//! The suite of what is around the platform, tried on the simulated cloud.

use super::sim::{Storm, Wall};
use super::*;
use crate::conformance::account::{
    AccountChanges, AccountHoldings, AccountSubject, GatewayChange, all,
};
use crate::ids::{CertificateArn, Cidr, HostedZoneId, PolicyArn, SubnetId, VpcId};
use crate::layer::data::{Egress, ExistingVpc};
use crate::port::certificate::{
    Certificate, CertificateFacts, CertificateImport, CertificateStatus, CertificateType,
    KeyAlgorithm, Renewal,
};
use crate::port::log_policy::LogPolicy;
use crate::port::mail::{
    ContactLanguage, MailIdentity, MailType, ProductionAccess, VerificationStatus,
};
use crate::port::quota::QuotaId;
use crate::port::role::RoleRequest;
use crate::port::{CallHook, Ports, hooked};
use crate::sim::{SimAccount, SimVpc, SimZone};

const CERTIFICATE: &str = "arn:aws:acm:us-east-1:111122223333:certificate/a";

fn subnet(digit: u8) -> SubnetId {
    SubnetId::parse(format!("subnet-0000000{digit}")).unwrap()
}

fn vpc() -> SimVpc {
    let existing = ExistingVpc::builder()
        .id(VpcId::parse("vpc-00000001").unwrap())
        .cidr(Cidr::parse("10.7.0.0/16").unwrap())
        .private_subnets(vec![subnet(1), subnet(2)])
        .egress(Egress::Nat {
            public_subnets: vec![subnet(3), subnet(4)],
        })
        .build();
    SimVpc::documented(&existing, &main().region)
}

pub(super) fn main() -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    }
}

fn furnish(account: &mut SimAccount) {
    account.vpcs.push(vpc());
    account.certificates.push(Certificate {
        arn: CertificateArn::parse(CERTIFICATE).unwrap(),
        names: vec!["tdp.acme.example".to_owned()],
        status: CertificateStatus::Issued,
        kind: CertificateType::AmazonIssued,
        key: None,
        not_before: None,
        not_after: None,
        serial: None,
        renewal: Renewal::default(),
    });
    account.mail_identities.push(MailIdentity {
        name: "acme.example".to_owned(),
        verified: true,
        status: VerificationStatus::Success,
    });
    let zone = |id: &str| SimZone::public(&HostedZoneId::parse(id).unwrap(), "acme.example");
    let mut private = zone("Z0PRIVATE");
    private.zone.private = true;
    private.zone.name_servers.clear();
    private.vpcs.push(vpc().vpc.id);
    account.zones.extend([zone("Z0PUBLIC"), private]);
    let absent = PolicyArn::parse("arn:aws:iam::111122223333:policy/absent").unwrap();
    account.rights.missing_policies.push(absent);
    account.service_linked_roles.clear();
}

/// A certificate that the simulated cloud goes by the facts of.
fn import() -> CertificateImport {
    let time = |text: &str| text.parse().unwrap();
    CertificateImport {
        over: None,
        certificate: String::new(),
        chain: String::new(),
        private_key: Secret::new(String::new()),
        tags: [("purpose".to_owned(), "try".to_owned())].into(),
        says: CertificateFacts {
            names: vec!["try.acme.example".to_owned()],
            key: KeyAlgorithm::of("RSA_2048"),
            not_before: time("2026-01-01T00:00:00Z"),
            not_after: time("2027-01-01T00:00:00Z"),
            serial: "0a:01".to_owned(),
        },
    }
}

/// A role that nobody has to be there to trust.
fn asked_role() -> RoleRequest {
    RoleRequest {
        name: "try".parse().unwrap(),
        path: "/".parse().unwrap(),
        description: "Tries what a backend promises".to_owned(),
        trust: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"AWS":"111122223333"}}]}"#
            .to_owned(),
        boundary: Some("arn:aws:iam::111122223333:policy/boundary".parse().unwrap()),
        tags: [("purpose".to_owned(), "try".to_owned())].into(),
    }
}

/// An account with one thing of each kind.
pub(super) fn cloud() -> SimCloud {
    let cloud = SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap());
    cloud.at(&main()).furnish(furnish);
    cloud
}

/// The subject of `cloud` behind `ports`, which may change what it is asked to change.
pub(super) fn account_subject<'a>(cloud: &SimCloud, ports: &'a Ports) -> AccountSubject<'a> {
    let gateway = GatewayChange {
        vpc: vpc().vpc.id,
        service: "com.amazonaws.us-east-1.s3".to_owned(),
        table: vpc().route_tables[0].id.clone(),
        further: vpc().route_tables[1].id.clone(),
    };
    let (service, role) = ("ecs.amazonaws.com", "AWSServiceRoleForECS");
    let changes = AccountChanges::builder()
        .ports(ports.writers())
        .policy(LogPolicy {
            name: "try".to_owned(),
            document: "{}".to_owned(),
        })
        .sender("tetra@acme.example".parse().unwrap())
        .linked_role((service.to_owned(), role.to_owned()))
        .key_pair("try".to_owned())
        .production_access(ProductionAccess {
            mail_type: MailType::Transactional,
            website: "https://www.acme.example".parse().unwrap(),
            use_case: "Invitations".to_owned(),
            language: ContactLanguage::En,
        })
        .certificate(import())
        .role(asked_role())
        .gateway(gateway);
    AccountSubject::builder()
        .ports(ports.readers())
        .target(main())
        .clock(Arc::new(cloud.clock()))
        .holds(AccountHoldings {
            certificate: Some(CertificateArn::parse(CERTIFICATE).unwrap()),
            sender: Some("acme.example".to_owned()),
            subnet: Some(subnet(1)),
            quota: Some(QuotaId {
                service: "ec2",
                code: "L-0263D0A3",
            }),
            instance_type: Some("t3.medium".parse().unwrap()),
            database_class: Some("db.t2.medium".parse().unwrap()),
            absent_policy: Some("arn:aws:iam::111122223333:policy/absent".parse().unwrap()),
        })
        .changes(changes.build())
        .build()
}

/// What is tried of an account behind a hook.
async fn tried_behind(hook: Arc<dyn CallHook>) -> Vec<(&'static str, Kept)> {
    let cloud = cloud();
    let ports = hooked(cloud.ports(&[main()]), &hook);
    all(&account_subject(&cloud, &ports)).await
}

#[tokio::test]
async fn the_simulated_cloud_keeps_the_promises_of_an_account() {
    let cloud = cloud();
    let ports = cloud.ports(&[main()]);
    let tried = all(&account_subject(&cloud, &ports)).await;
    assert_eq!(broken(&tried), [""; 0]);
}

#[tokio::test]
async fn what_was_changed_once_can_be_tried_again() {
    let cloud = cloud();
    let ports = cloud.ports(&[main()]);
    let subject = account_subject(&cloud, &ports);
    all(&subject).await;
    cloud.pass(SignedDuration::from_hours(1));
    assert_eq!(broken(&all(&subject).await), [""; 0]);
}

#[tokio::test]
async fn a_subject_without_changes_changes_nothing() {
    let cloud = cloud();
    let ports = cloud.ports(&[main()]);
    let mut subject = account_subject(&cloud, &ports);
    subject.changes = None;
    all(&subject).await;
    assert_eq!(cloud.changing_calls(), 0);
}

#[tokio::test]
async fn throttled_calls_and_lost_answers_break_no_promise_of_an_account() {
    let tried = tried_behind(Arc::new(Storm::default())).await;
    assert_eq!(broken(&tried), [""; 0]);
}

#[tokio::test]
async fn an_account_that_refuses_everything_breaks_every_promise_under_its_name() {
    let tried = tried_behind(Arc::new(Wall)).await.into_iter();
    // To be denied is a way to keep that one: so is another account's zone.
    for (name, kept) in tried.filter(|(name, _)| *name != "an_unknown_zone_is_not_told") {
        assert_eq!(kept.expect_err(name).promise, name);
    }
}

#[tokio::test]
async fn a_backend_without_the_ports_keeps_no_promise_of_an_account() {
    let ports = Ports::new();
    let tried = all(&account_subject(&cloud(), &ports)).await;
    assert!(tried.iter().all(|(_, kept)| kept.is_err()), "{tried:?}");
}
