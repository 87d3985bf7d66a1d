//! Offers of databases against answers in RDS's own bytes.

use ts_deploy_core::ids::RdsInstanceClass;
use ts_deploy_core::port::offering::DatabaseOfferingReader;
use ts_deploy_core::target::TargetName;

use super::AwsDatabaseOfferings;
use crate::wire::Wire;

const OPERATION: &str = "DescribeOrderableDBInstanceOptions";

fn page(versions: &[&str], marker: &str) -> String {
    let options: Vec<String> = versions
        .iter()
        .map(|version| {
            format!(
                "<OrderableDBInstanceOption><Engine>postgres</Engine>\
                 <EngineVersion>{version}</EngineVersion></OrderableDBInstanceOption>"
            )
        })
        .collect();
    format!(
        "<{OPERATION}Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><{OPERATION}Result>\
         <OrderableDBInstanceOptions>{}</OrderableDBInstanceOptions>{marker}\
         </{OPERATION}Result></{OPERATION}Response>",
        options.concat()
    )
}

async fn versions(wire: &Wire) -> Vec<String> {
    let offerings = AwsDatabaseOfferings::new(&wire.config(), TargetName::Main);
    let class = RdsInstanceClass::parse("db.m5.large").unwrap();
    offerings.versions_on(&class).await.unwrap()
}

#[tokio::test]
async fn a_version_counts_once_on_whatever_pages_and_storages() {
    let wire = Wire::new()
        .answer(OPERATION, page(&["16.4", "16.4"], "<Marker>two</Marker>"))
        .answer(OPERATION, page(&["16.4", "15.8"], ""));
    assert_eq!(versions(&wire).await, ["15.8", "16.4"]);
    assert_eq!(wire.field(0, "Engine").unwrap(), "postgres");
}

#[tokio::test]
async fn a_class_that_the_region_does_not_offer_has_no_versions() {
    let wire = Wire::new().answer(OPERATION, page(&[], ""));
    assert!(versions(&wire).await.is_empty());
}
