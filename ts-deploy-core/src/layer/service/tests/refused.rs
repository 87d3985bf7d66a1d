//! What the Service Layer refuses or doubts.

use proptest::prelude::*;

use crate::finding::Findings;
use crate::layer::fixture::{certificate, extra, id, ids, key, said, service};
use crate::layer::service::{
    Access, Capacity, CustomerCertificate, Dns, OptionalService, ServiceLayer, ZoneCertificate,
};

fn with_certificate(region: &str, account: &str) -> Result<ServiceLayer, Findings> {
    let given = certificate(region, account);
    service(|draft| draft.web.dns = Dns::NewZone { certificate: given })
}

fn with_capacity(min: u32, max: u32) -> Result<ServiceLayer, Findings> {
    service(|draft| draft.capacity = Some(Capacity { min, max }))
}

fn with_optional(min_key: &str, max_key: &str) -> Result<ServiceLayer, Findings> {
    let optional = OptionalService {
        min_key: key(min_key),
        max_key: key(max_key),
        capacity: Capacity { min: 1, max: 2 },
    };
    service(|draft| draft.optional_service = Some(optional))
}

fn with_private_domain(name: &str) -> Result<ServiceLayer, Findings> {
    service(|draft| draft.private_domain = Some(id(name)))
}

#[test]
fn the_documents_defaults_raise_no_finding() {
    assert!(ids(&service(|_| {})).is_empty());
}

#[test]
fn a_certificate_in_another_region_is_refused() {
    let layer = with_certificate("us-west-2", "111122223333");
    insta::assert_snapshot!(said(&layer, "certificate-in-another-region"), @"blocks web.dns.new_zone.certificate: the certificate is in the region us-west-2, the platform in us-east-1. A load balancer takes certificates of its own account and region only. Issue or import the certificate where the platform is, and give that ARN.");
}

#[test]
fn a_certificate_of_another_account_is_refused() {
    let layer = with_certificate("us-east-1", "999999999999");
    insta::assert_snapshot!(said(&layer, "certificate-of-another-account"), @"blocks web.dns.new_zone.certificate: the certificate is in the account 999999999999, the platform in 111122223333. A load balancer takes certificates of its own account and region only. Issue or import the certificate where the platform is, and give that ARN.");
}

#[test]
fn a_certificate_of_another_partition_is_refused() {
    let layer = service(|draft| {
        draft.web.dns = Dns::ExistingZone {
            zone: id("Z0123456789ABCDEFGHIJ"),
            certificate: ZoneCertificate::Given(id(
                "arn:aws-cn:acm:cn-north-1:111122223333:certificate/c",
            )),
        };
    });
    insta::assert_snapshot!(said(&layer, "certificate-in-another-partition"), @"blocks web.dns.existing_zone.certificate.given: the certificate is in the partition aws-cn, the platform in aws. A load balancer takes certificates of its own account and region only. Issue or import the certificate where the platform is, and give that ARN.");
}

#[test]
fn a_certificate_where_the_platform_is_passes() {
    assert!(ids(&with_certificate("us-east-1", "111122223333")).is_empty());
}

#[test]
fn plain_http_is_doubted_for_the_passwords_it_shows() {
    let layer = service(|draft| {
        draft.web.dns = Dns::CustomerManaged {
            certificate: CustomerCertificate::UnencryptedHttp,
        };
    });
    insta::assert_snapshot!(said(&layer, "unencrypted-http"), @"warns web.dns.customer_managed.certificate: the platform speaks plain HTTP. Passwords and data travel in clear: whoever is on the way can read and change them. Give a certificate.");
}

#[test]
fn plain_http_on_the_internet_is_doubted_once_more() {
    let layer = service(|draft| {
        draft.web.access = Access::Internet;
        draft.web.dns = Dns::CustomerManaged {
            certificate: CustomerCertificate::UnencryptedHttp,
        };
    });
    assert_eq!(
        ids(&layer),
        ["unencrypted-http", "unencrypted-on-the-internet"]
    );
    insta::assert_snapshot!(said(&layer, "unencrypted-on-the-internet"), @"warns web.access: the platform speaks plain HTTP, and is reachable from the Internet. Anybody on the way reads every password that is typed, and signs in with it from anywhere; the scientific data behind it is as open. Give a certificate before anybody signs in, or keep the platform internal.");
}

#[test]
fn a_certificate_on_the_internet_is_not_doubted() {
    let layer = service(|draft| draft.web.access = Access::Internet);
    assert!(ids(&layer).is_empty());
}

#[test]
fn a_private_domain_that_holds_the_public_one_is_doubted() {
    let layer = with_private_domain("acme.example");
    insta::assert_snapshot!(said(&layer, "private-domain-hides-public"), @"warns service_layer.private_domain: the private domain acme.example holds the platform's domain tetra.acme.example. Within the VPC the private zone answers for all names below it, so that the platform does not find its own domain. Leave it out: the documented ts-dip.internal works.");
    let equal = with_private_domain("tetra.acme.example");
    assert_eq!(ids(&equal), ["private-domain-hides-public"]);
}

#[test]
fn a_private_domain_beside_the_public_one_passes() {
    assert!(ids(&with_private_domain("internal.tetra.acme.example")).is_empty());
}

#[test]
fn no_throughput_is_refused() {
    let layer = service(|draft| draft.task_throughput = Some(0));
    insta::assert_snapshot!(said(&layer, "no-throughput"), @"blocks service_layer.task_throughput: 0 files are processed at once. No file would ever be processed. Give at least 1; the documented default is 20.");
}

#[test]
fn connectors_without_memory_are_refused() {
    let layer = service(|draft| draft.connector_max_memory_mb = Some(0));
    insta::assert_snapshot!(said(&layer, "no-connector-memory"), @"blocks service_layer.connector_max_memory_mb: connectors have 0 MB of memory. No connector would start. Give what they need; the documented default is 2048.");
}

#[test]
fn connectors_with_less_memory_than_any_needs_are_doubted() {
    let layer = service(|draft| draft.connector_max_memory_mb = Some(127));
    insta::assert_snapshot!(said(&layer, "connector-memory-unlikely"), @"warns service_layer.connector_max_memory_mb: connectors have 127 MB of memory. It is hardly enough for any connector to start. Check that it is in MB; the documented default is 2048.");
    let layer = service(|draft| draft.connector_max_memory_mb = Some(128));
    assert!(ids(&layer).is_empty());
}

#[test]
fn more_containers_than_anybody_runs_are_doubted() {
    insta::assert_snapshot!(said(&with_capacity(2, 1001), "capacity-unlikely"), @"warns service_layer.capacity.max: at most 1001 containers run. Each costs money while it runs, and an account's quota ends long before. Check the number; the documented default is 4.");
    assert!(ids(&with_capacity(2, 1000)).is_empty());
}

#[test]
fn a_least_number_above_the_greatest_is_refused() {
    insta::assert_snapshot!(said(&with_capacity(4, 2), "capacity-reversed"), @"blocks service_layer.capacity: at least 4 and at most 2 containers run. The service could not be scaled at all. Give a least number that is not above the greatest, or 0 for both.");
}

#[test]
fn a_pair_of_which_one_is_0_is_refused() {
    insta::assert_snapshot!(said(&with_capacity(0, 2), "capacity-half-off"), @"blocks service_layer.capacity: at least 0 and at most 2 containers run. Both are 0 when the service is not used, and neither is when it is. Give a least number that is not above the greatest, or 0 for both.");
}

proptest! {
    #[test]
    fn a_pair_passes_exactly_when_both_are_0_or_they_are_in_order(min in 0_u32..6, max in 0_u32..6) {
        let passes = with_capacity(min, max).is_ok();
        prop_assert_eq!(passes, (min == 0 && max == 0) || (min > 0 && min <= max));
    }
}

#[test]
fn the_optional_services_pair_is_checked_at_its_own_place() {
    let layer = service(|draft| {
        draft.optional_service = Some(OptionalService {
            min_key: key("AnylinkMinCapacity"),
            max_key: key("AnylinkMaxCapacity"),
            capacity: Capacity { min: 2, max: 1 },
        });
    });
    let text = said(&layer, "capacity-reversed");
    let at = "blocks service_layer.optional_service.capacity: ";
    assert!(text.starts_with(at), "{text}");
}

#[test]
fn the_optional_services_keys_cannot_be_the_core_services() {
    let layer = with_optional("MinCapacity", "AnylinkMaxCapacity");
    insta::assert_snapshot!(said(&layer, "optional-service-key-taken"), @"blocks service_layer.optional_service.min_key: MinCapacity is a documented parameter with a value of its own. A product declares each key once, so that one of the two values would be lost. Name the keys that the product declares for the optional service.");
}

#[test]
fn the_optional_services_two_keys_cannot_be_one() {
    let layer = with_optional("Capacity", "Capacity");
    insta::assert_snapshot!(said(&layer, "optional-service-key-taken"), @"blocks service_layer.optional_service.max_key: Capacity is named for the least and the greatest number. A product declares each key once, so that one of the two values would be lost. Name the keys that the product declares for the optional service.");
}

#[test]
fn the_optional_services_keys_cannot_be_extra_parameters() {
    let layer = service(|draft| {
        draft.extra_parameters = extra("AnylinkMin", "1");
        draft.optional_service = Some(OptionalService {
            min_key: key("AnylinkMin"),
            max_key: key("AnylinkMax"),
            capacity: Capacity { min: 1, max: 2 },
        });
    });
    let text = said(&layer, "optional-service-key-taken");
    assert!(text.contains("AnylinkMin is also given under"), "{text}");
}

#[test]
fn deprecated_logging_is_doubted() {
    let layer = service(|draft| draft.enable_logging = true);
    insta::assert_snapshot!(said(&layer, "logging-deprecated"), @"warns service_layer.enable_logging: EnableLogging is true. It needs the Data Layer's logging cluster, which is deprecated and gone in the next release. Set it to false in both layers, as the documents say.");
}

#[test]
fn users_made_while_the_platform_runs_are_doubted() {
    let layer = service(|draft| draft.athena_create_iam_user = true);
    insta::assert_snapshot!(said(&layer, "runtime-iam-users"), @"warns service_layer.athena_create_iam_user: the platform may create IAM users while it runs. Each organisation made in the portal gets an IAM user for Athena, beyond what your own tools create. Leave it out, unless Athena is used with such users.");
}
