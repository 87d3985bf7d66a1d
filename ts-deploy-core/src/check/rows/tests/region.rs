//! R18.

use super::{found, main_target, passed, verdict};
use crate::check::Verdict;
use crate::check::rows::RegionCheck;
use crate::ids::Region;
use crate::target::TargetName;

fn of(region: &str, name: TargetName) -> Verdict {
    let mut target = main_target();
    target.region = Region::parse(region).unwrap();
    target.name = name;
    verdict(&RegionCheck::new(target), |_| {})
}

#[test]
fn a_region_with_every_service_passes() {
    insta::assert_snapshot!(passed(&of("us-east-1", TargetName::Main)), @"services in us-east-1: compared with AWS's list of endpoints (botocore 1.43.11)");
}

#[test]
fn each_service_that_a_region_lacks_warns() {
    let found = found(&of("mx-central-1", TargetName::Main));
    insta::assert_snapshot!(found, @r"
    warns main: Service Catalog is not in mx-central-1 by AWS's list of endpoints (botocore 1.43.11). Both products are launched from Service Catalog. See whether it is there by now (https://aws.amazon.com/about-aws/global-infrastructure/regional-product-services), else choose another region than mx-central-1.
    warns main: SES is not in mx-central-1 by AWS's list of endpoints (botocore 1.43.11). The platform sends its mails through SES in its own region. See whether it is there by now (https://aws.amazon.com/about-aws/global-infrastructure/regional-product-services), else choose another region than mx-central-1.
    ");
}

#[test]
fn copies_of_snapshots_need_neither_catalog_nor_mail() {
    let verdict = of("mx-central-1", TargetName::DrInMainRegion);
    assert!(passed(&verdict).contains("compared"));
}

#[test]
fn china_has_no_ses() {
    assert!(found(&of("cn-north-1", TargetName::Main)).contains("SES is not in cn-north-1"));
}

#[test]
fn a_region_that_is_not_in_the_list_warns() {
    assert!(found(&of("mars-north-1", TargetName::Main)).contains("was not among AWS's regions"));
}
