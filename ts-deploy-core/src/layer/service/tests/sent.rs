//! What is sent for each of the 21 keys, and for those without a name.

use crate::layer::ProductComponent;
use crate::layer::fixture::{certificate, extra, id, inputs, key, sent, service, set, table};
use crate::layer::service::rows::ROWS;
use crate::layer::service::{
    Access, Capacity, CustomerCertificate, Dns, OptionalService, ServiceLayer, WindowsWorkers,
    ZoneCertificate,
};
use crate::parameter::{ParameterSet, Presence};

fn with_dns(dns: Dns) -> ParameterSet {
    set(&service(|draft| draft.web.dns = dns).unwrap())
}

/// The rows of the web, as lines.
fn web(set: &ParameterSet) -> String {
    let keys = ["NoDNSWeb", "PublicDomainZoneId", "Certificate"];
    keys.map(|name| format!("{name} = {}", sent(set, name)))
        .join("\n")
}

#[test]
fn the_set_holds_the_21_named_keys_in_their_order() {
    let set = set(&service(|_| {}).unwrap());
    let keys: Vec<&str> = set.iter().map(|(key, _)| key.as_str()).collect();
    let documented = "CFTemplateVersion Branch DataStack EnableLogging ClusterType \
        InstanceTypeECS ConnectorMaxMemory TaskThroughput EnableWinTaskScriptService \
        WindowsInstanceType PublicDomain ExposedOnInternet NoDNSWeb PublicDomainZoneId \
        Certificate PrivateDomain MinCapacity MaxCapacity LambdaPrefix AthenaCreateIamUser \
        UserAuditLogGroupSuffix";
    assert_eq!(keys, documented.split_whitespace().collect::<Vec<_>>());
    assert_eq!(keys.len(), 21);
}

#[test]
fn the_least_that_must_be_decided_sends_the_documents_values() {
    insta::assert_snapshot!(table(&set(&service(|_| {}).unwrap())), @r"
    CFTemplateVersion = v1.1.0 (derived from the version of the product being launched)
    Branch = master (documented default)
    DataStack = awaited (stack name of data-layer)
    EnableLogging = false (documented default)
    ClusterType = Fargate (documented default)
    InstanceTypeECS = t2.large (documented default)
    ConnectorMaxMemory = 2048 (documented default)
    TaskThroughput = 20 (documented default)
    EnableWinTaskScriptService = true (documented default)
    WindowsInstanceType = t3.medium (documented default)
    PublicDomain = tetra.acme.example (spec web.domain)
    ExposedOnInternet = false (spec web.access)
    NoDNSWeb = false (spec web.dns.existing_zone)
    PublicDomainZoneId = Z0123456789ABCDEFGHIJ (spec web.dns.existing_zone.zone)
    Certificate = empty (spec web.dns.existing_zone.certificate)
    PrivateDomain = ts-dip.internal (documented default)
    MinCapacity = 2 (documented default)
    MaxCapacity = 4 (documented default)
    LambdaPrefix = empty (left empty, as documented)
    AthenaCreateIamUser = false (documented default)
    UserAuditLogGroupSuffix = user-action-audit-log (documented default)
    ");
}

#[test]
fn every_documented_default_stands_beside_the_value() {
    let set = set(&service(|_| {}).unwrap());
    for row in ROWS {
        assert_eq!(
            set.get(row.key).unwrap().documented_default,
            row.default,
            "{}",
            row.key
        );
    }
}

#[test]
fn the_stack_of_the_data_layer_is_sent_once_it_is_known() {
    let layer = service(|_| {}).unwrap();
    let wire = ServiceLayer::data_stack();
    assert_eq!(layer.wires().as_slice(), std::slice::from_ref(&wire));
    let mut known = inputs();
    known.wires.insert(wire, "SC-111122223333-pp-a".to_owned());
    assert_eq!(
        sent(&layer.parameters(&known), "DataStack"),
        "SC-111122223333-pp-a (stack name of data-layer)"
    );
}

#[test]
fn decided_sizes_are_sent_from_their_fields() {
    let layer = service(|draft| {
        draft.enable_logging = true;
        draft.connector_max_memory_mb = Some(4096);
        draft.task_throughput = Some(50);
        draft.private_domain = Some(id("acme.internal"));
        draft.capacity = Some(Capacity { min: 3, max: 6 });
        draft.athena_create_iam_user = true;
    });
    let set = set(&layer.unwrap());
    let keys = [
        "EnableLogging",
        "ConnectorMaxMemory",
        "TaskThroughput",
        "PrivateDomain",
        "MinCapacity",
        "MaxCapacity",
        "AthenaCreateIamUser",
    ];
    let lines = keys.map(|name| format!("{name} = {}", sent(&set, name)));
    insta::assert_snapshot!(lines.join("\n"), @r"
    EnableLogging = true (spec service_layer.enable_logging)
    ConnectorMaxMemory = 4096 (spec service_layer.connector_max_memory_mb)
    TaskThroughput = 50 (spec service_layer.task_throughput)
    PrivateDomain = acme.internal (spec service_layer.private_domain)
    MinCapacity = 3 (spec service_layer.capacity.min)
    MaxCapacity = 6 (spec service_layer.capacity.max)
    AthenaCreateIamUser = true (spec service_layer.athena_create_iam_user)
    ");
}

#[test]
fn windows_workers_of_a_chosen_type_are_on() {
    let layer = service(|draft| draft.windows_workers = WindowsWorkers::OnType(id("t3.large")));
    let set = set(&layer.unwrap());
    assert_eq!(set.plain("EnableWinTaskScriptService"), Some("true"));
    assert_eq!(
        sent(&set, "WindowsInstanceType"),
        "t3.large (spec service_layer.windows_workers.instance_type)"
    );
}

#[test]
fn windows_workers_that_are_off_leave_the_documented_type() {
    let set = set(&service(|draft| draft.windows_workers = WindowsWorkers::Off).unwrap());
    assert_eq!(
        sent(&set, "EnableWinTaskScriptService"),
        "false (spec service_layer.windows_workers)"
    );
    assert_eq!(
        sent(&set, "WindowsInstanceType"),
        "t3.medium (documented default)"
    );
}

#[test]
fn internet_access_is_sent() {
    let set = set(&service(|draft| draft.web.access = Access::Internet).unwrap());
    assert_eq!(sent(&set, "ExposedOnInternet"), "true (spec web.access)");
}

#[test]
fn an_existing_zone_with_a_given_certificate_sends_both() {
    let set = with_dns(Dns::ExistingZone {
        zone: id("Z0123456789ABCDEFGHIJ"),
        certificate: ZoneCertificate::Given(certificate("us-east-1", "111122223333")),
    });
    insta::assert_snapshot!(web(&set), @r"
    NoDNSWeb = false (spec web.dns.existing_zone)
    PublicDomainZoneId = Z0123456789ABCDEFGHIJ (spec web.dns.existing_zone.zone)
    Certificate = arn:aws:acm:us-east-1:111122223333:certificate/c (spec web.dns.existing_zone.certificate.given)
    ");
}

#[test]
fn an_existing_zone_with_a_certificate_of_acm_leaves_the_certificate_empty() {
    let set = set(&service(|_| {}).unwrap());
    insta::assert_snapshot!(web(&set), @r"
    NoDNSWeb = false (spec web.dns.existing_zone)
    PublicDomainZoneId = Z0123456789ABCDEFGHIJ (spec web.dns.existing_zone.zone)
    Certificate = empty (spec web.dns.existing_zone.certificate)
    ");
}

#[test]
fn a_new_zone_leaves_the_zone_empty() {
    let set = with_dns(Dns::NewZone {
        certificate: certificate("us-east-1", "111122223333"),
    });
    insta::assert_snapshot!(web(&set), @r"
    NoDNSWeb = false (spec web.dns.new_zone)
    PublicDomainZoneId = empty (spec web.dns.new_zone)
    Certificate = arn:aws:acm:us-east-1:111122223333:certificate/c (spec web.dns.new_zone.certificate)
    ");
}

#[test]
fn the_customers_own_dns_sends_no_zone() {
    let set = with_dns(Dns::CustomerManaged {
        certificate: CustomerCertificate::Given(certificate("us-east-1", "111122223333")),
    });
    insta::assert_snapshot!(web(&set), @r"
    NoDNSWeb = true (spec web.dns.customer_managed)
    PublicDomainZoneId = empty (spec web.dns.customer_managed)
    Certificate = arn:aws:acm:us-east-1:111122223333:certificate/c (spec web.dns.customer_managed.certificate.given)
    ");
}

#[test]
fn plain_http_leaves_zone_and_certificate_empty() {
    let set = with_dns(Dns::CustomerManaged {
        certificate: CustomerCertificate::UnencryptedHttp,
    });
    insta::assert_snapshot!(web(&set), @r"
    NoDNSWeb = true (spec web.dns.customer_managed)
    PublicDomainZoneId = empty (spec web.dns.customer_managed)
    Certificate = empty (spec web.dns.customer_managed.certificate)
    ");
}

#[test]
fn the_optional_services_capacity_is_sent_under_its_own_keys_if_they_are_declared() {
    let layer = service(|draft| {
        draft.optional_service = Some(OptionalService {
            min_key: key("AnylinkMinCapacity"),
            max_key: key("AnylinkMaxCapacity"),
            capacity: Capacity { min: 1, max: 2 },
        });
    });
    let set = set(&layer.unwrap());
    assert_eq!(set.len(), 23);
    assert_eq!(
        sent(&set, "AnylinkMaxCapacity"),
        "2 (spec service_layer.optional_service.capacity.max)"
    );
    for name in ["AnylinkMinCapacity", "AnylinkMaxCapacity"] {
        assert_eq!(
            set.get(name).unwrap().presence,
            Presence::IfDeclared,
            "{name}"
        );
    }
}

#[test]
fn an_extra_parameter_replaces_a_documented_key_in_its_place() {
    let layer = service(|draft| draft.extra_parameters = extra("Branch", "hotfix"));
    let set = set(&layer.unwrap());
    assert_eq!(set.iter().nth(1).unwrap().0.as_str(), "Branch");
    assert_eq!(
        sent(&set, "Branch"),
        "hotfix (extra parameter, spec service_layer.extra_parameters.Branch)"
    );
}

#[test]
fn it_holds_no_data() {
    let layer = service(|_| {}).unwrap();
    assert!(!layer.holds_data());
    assert_eq!(layer.documented_minutes(), (30, 60));
    assert_eq!(
        (layer.name(), layer.title()),
        ("service-layer", "Service Layer")
    );
}
