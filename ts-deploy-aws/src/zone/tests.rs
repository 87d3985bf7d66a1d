//! Zones, by rules of the SDK's mocks: Route 53 speaks REST, which names no operation in its bytes.

use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::operation::list_hosted_zones::ListHostedZonesOutput;
use aws_sdk_route53::operation::list_resource_record_sets::ListResourceRecordSetsOutput;
use aws_sdk_route53::types::{
    DelegationSet, HostedZone, HostedZoneConfig, ResourceRecord, ResourceRecordSet, RrType,
};
use aws_smithy_mocks::{RuleMode, mock, mock_client};
use ts_deploy_core::ids::HostedZoneId;
use ts_deploy_core::port::zone::ZoneReader;
use ts_deploy_core::target::TargetName;

use super::AwsZones;
use crate::answer::Line;

fn zones(client: aws_sdk_route53::Client) -> AwsZones {
    let service = "route53";
    let target = TargetName::Main;
    let line = Line { service, target };
    AwsZones { client, line }
}

fn id() -> HostedZoneId {
    HostedZoneId::parse("Z0123456789").unwrap()
}

fn hosted(id: &str, name: &str, private: bool) -> HostedZone {
    let config = HostedZoneConfig::builder().private_zone(private).build();
    let zone = HostedZone::builder().id(id).name(name).config(config);
    zone.caller_reference("one").build().unwrap()
}

#[tokio::test]
async fn ids_lose_their_path_and_names_their_final_dot() {
    let rule = mock!(aws_sdk_route53::Client::get_hosted_zone)
        .match_requests(|request| request.id() == Some("Z0123456789"))
        .then_output(|| {
            let set = DelegationSet::builder().name_servers("ns-1.awsdns-01.com.");
            GetHostedZoneOutput::builder()
                .hosted_zone(hosted("/hostedzone/Z0123456789", "acme.example.", false))
                .delegation_set(set.build().unwrap())
                .build()
        });
    let client = mock_client!(aws_sdk_route53, [&rule]);
    let zone = zones(client).zone(&id()).await.unwrap();
    assert_eq!((zone.id, zone.name.as_str()), (id(), "acme.example"));
    assert_eq!(zone.name_servers, ["ns-1.awsdns-01.com"]);
}

#[tokio::test]
async fn zones_on_every_page_are_listed() {
    let page = |id: &'static str, next: Option<&'static str>| {
        move || {
            ListHostedZonesOutput::builder()
                .hosted_zones(hosted(id, "acme.example.", true))
                .marker("")
                .is_truncated(next.is_some())
                .set_next_marker(next.map(str::to_owned))
                .max_items(1)
                .build()
                .unwrap()
        }
    };
    let first = mock!(aws_sdk_route53::Client::list_hosted_zones)
        .match_requests(|request| request.marker().is_none())
        .then_output(page("/hostedzone/Z0123456789", Some("two")));
    let second = mock!(aws_sdk_route53::Client::list_hosted_zones)
        .match_requests(|request| request.marker() == Some("two"))
        .then_output(page("/hostedzone/Z9876543210", None));
    let client = mock_client!(aws_sdk_route53, RuleMode::MatchAny, [&first, &second]);
    let listed = zones(client).zones().await.unwrap();
    assert!(listed.len() == 2 && listed.iter().all(|zone| zone.private));
}

/// The name servers that a zone hands `tetra.acme.example` on to, when its list begins with this
/// record.
async fn handed(name: &'static str, kind: RrType) -> Vec<String> {
    let rule = mock!(aws_sdk_route53::Client::list_resource_record_sets).then_output(move || {
        let value = ResourceRecord::builder().value("ns-1.awsdns-01.com.");
        let record = ResourceRecordSet::builder().name(name).r#type(kind.clone());
        let record = record.resource_records(value.build().unwrap());
        ListResourceRecordSetsOutput::builder()
            .resource_record_sets(record.build().unwrap())
            .is_truncated(false)
            .max_items(1)
            .build()
            .unwrap()
    });
    let client = mock_client!(aws_sdk_route53, [&rule]);
    let zones = zones(client);
    zones.delegation(&id(), "tetra.acme.example").await.unwrap()
}

#[tokio::test]
async fn a_name_is_handed_on_by_its_own_record_of_type_ns() {
    let servers = handed("tetra.acme.example.", RrType::Ns).await;
    assert_eq!(servers, ["ns-1.awsdns-01.com"]);
}

#[tokio::test]
async fn the_record_that_comes_after_a_missing_one_is_not_taken_for_it() {
    assert!(handed("www.acme.example.", RrType::Ns).await.is_empty());
    assert!(handed("tetra.acme.example.", RrType::A).await.is_empty());
}
