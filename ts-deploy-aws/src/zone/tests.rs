//! Zones against answers in Route 53's own bytes.

use ts_deploy_core::ids::{HostedZoneId, Region, VpcId};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::zone::ZoneReader;
use ts_deploy_core::target::TargetName;

use super::AwsZones;
use crate::wire::Wire;

const NAMESPACE: &str = "https://route53.amazonaws.com/doc/2013-04-01/";
const ONE: &str = "GET /2013-04-01/hostedzone/Z0123456789";
const ALL: &str = "GET /2013-04-01/hostedzone";
const RECORDS: &str = "GET /2013-04-01/hostedzone/Z0123456789/rrset";

fn zones(wire: &Wire) -> AwsZones {
    AwsZones::new(&wire.config(), TargetName::Main)
}

fn id() -> HostedZoneId {
    HostedZoneId::parse("Z0123456789").unwrap()
}

fn answer(name: &str, inner: &str) -> String {
    format!("<{name} xmlns=\"{NAMESPACE}\">{inner}</{name}>")
}

fn hosted(id: &str, private: bool) -> String {
    format!(
        "<HostedZone><Id>/hostedzone/{id}</Id><Name>acme.example.</Name>\
         <CallerReference>one</CallerReference>\
         <Config><PrivateZone>{private}</PrivateZone></Config></HostedZone>"
    )
}

#[tokio::test]
async fn ids_lose_their_path_and_names_their_final_dot() {
    let set = "<DelegationSet><NameServers><NameServer>ns-1.awsdns-01.com.</NameServer>\
               </NameServers></DelegationSet>";
    let inner = format!("{}{set}", hosted("Z0123456789", false));
    let wire = Wire::new().answer(ONE, answer("GetHostedZoneResponse", &inner));
    let zone = zones(&wire).zone(&id()).await.unwrap();
    assert_eq!((zone.id, zone.name.as_str()), (id(), "acme.example"));
    assert_eq!(zone.name_servers, ["ns-1.awsdns-01.com"]);
}

#[tokio::test]
async fn a_zone_that_is_not_there_is_not_found() {
    let wire = Wire::new().answer_with(
        ONE,
        404,
        format!(
            "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type>\
             <Code>NoSuchHostedZone</Code><Message>no</Message></Error></ErrorResponse>"
        ),
    );
    let error = zones(&wire).zone(&id()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn zones_on_every_page_are_listed() {
    let page = |id: &str, rest: &str| {
        let zone = hosted(id, true);
        let inner = format!("<HostedZones>{zone}</HostedZones><MaxItems>1</MaxItems>{rest}");
        answer("ListHostedZonesResponse", &inner)
    };
    let more = "<IsTruncated>true</IsTruncated><Marker></Marker><NextMarker>two</NextMarker>";
    let end = "<IsTruncated>false</IsTruncated><Marker>two</Marker>";
    let wire = Wire::new()
        .answer(ALL, page("Z0123456789", more))
        .answer(ALL, page("Z9876543210", end));
    let listed = zones(&wire).zones().await.unwrap();
    assert!(listed.len() == 2 && listed.iter().all(|zone| zone.private));
}

/// The name servers that a zone hands `tetra.acme.example` on to, when its list begins with this
/// record.
async fn handed(name: &str, kind: &str) -> Vec<String> {
    let inner = format!(
        "<ResourceRecordSets><ResourceRecordSet><Name>{name}</Name><Type>{kind}</Type>\
         <ResourceRecords><ResourceRecord><Value>ns-1.awsdns-01.com.</Value></ResourceRecord>\
         </ResourceRecords></ResourceRecordSet></ResourceRecordSets>\
         <IsTruncated>false</IsTruncated><MaxItems>1</MaxItems>"
    );
    let wire = Wire::new().answer(RECORDS, answer("ListResourceRecordSetsResponse", &inner));
    let zones = zones(&wire);
    zones.delegation(&id(), "tetra.acme.example").await.unwrap()
}

#[tokio::test]
async fn a_name_is_handed_on_by_its_own_record_of_type_ns() {
    let servers = handed("tetra.acme.example.", "NS").await;
    assert_eq!(servers, ["ns-1.awsdns-01.com"]);
}

#[tokio::test]
async fn the_record_that_comes_after_a_missing_one_is_not_taken_for_it() {
    assert!(handed("www.acme.example.", "NS").await.is_empty());
    assert!(handed("tetra.acme.example.", "TXT").await.is_empty());
}

#[tokio::test]
async fn private_zones_are_listed_by_the_vpc_that_they_answer_in() {
    let inner = "<HostedZoneSummaries><HostedZoneSummary><HostedZoneId>Z0123456789</HostedZoneId>\
        <Name>ts-dip.internal.</Name><Owner><OwningAccount>111122223333</OwningAccount></Owner>\
        </HostedZoneSummary></HostedZoneSummaries><MaxItems>100</MaxItems>";
    let body = answer("ListHostedZonesByVPCResponse", inner);
    let wire = Wire::new().answer("GET /2013-04-01/hostedzonesbyvpc", body);
    let vpc = VpcId::parse("vpc-0a1b2c3d").unwrap();
    let region = Region::parse("us-east-1").unwrap();
    let names = zones(&wire).names_in(&vpc, &region).await.unwrap();
    assert_eq!(names, ["ts-dip.internal"]);
}
