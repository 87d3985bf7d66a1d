//! Trails against answers in the service's own bytes.

use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::trail::TrailReader;
use ts_deploy_core::target::TargetName;

use super::AwsTrails;
use crate::wire::Wire;

const ARN: &str = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization";

fn trails(wire: &Wire) -> AwsTrails {
    AwsTrails::new(&wire.config(), TargetName::Main)
}

#[tokio::test]
async fn trails_of_the_organisation_and_of_other_regions_are_asked_for() {
    let wire = Wire::new().answer(
        "DescribeTrails",
        format!(
            r#"{{"trailList":[{{"Name":"organization","S3BucketName":"org-logs","TrailARN":"{ARN}",
            "IsMultiRegionTrail":true,"HomeRegion":"eu-west-1","IsOrganizationTrail":true}}]}}"#
        ),
    );
    let seen = trails(&wire).trails().await.unwrap();
    assert_eq!(wire.json(0)["includeShadowTrails"], true);
    let trail = &seen[0];
    assert_eq!(
        (trail.arn.as_str(), trail.organization, trail.multi_region),
        (ARN, true, true)
    );
    assert_eq!(trail.bucket.as_deref(), Some("org-logs"));
}

#[tokio::test]
async fn a_status_is_asked_for_by_the_arn() {
    let wire = Wire::new().answer(
        "GetTrailStatus",
        r#"{"IsLogging":true,"LatestDeliveryTime":1767603600.5}"#,
    );
    let status = trails(&wire).status(ARN).await.unwrap();
    assert_eq!(wire.json(0)["Name"], ARN);
    assert!(status.logging && status.delivery_error.is_none());
    assert_eq!(status.delivered.unwrap().as_second(), 1_767_603_600);
}

#[tokio::test]
async fn a_status_that_does_not_say_whether_it_logs_is_no_success() {
    let wire = Wire::new().answer("GetTrailStatus", "{}");
    assert!(!trails(&wire).status(ARN).await.unwrap().logging);
}

#[tokio::test]
async fn an_error_of_delivery_is_told() {
    let wire = Wire::new().answer(
        "GetTrailStatus",
        r#"{"IsLogging":true,"LatestDeliveryError":"NoSuchBucket"}"#,
    );
    let status = trails(&wire).status(ARN).await.unwrap();
    assert_eq!(status.delivery_error.as_deref(), Some("NoSuchBucket"));
}

#[tokio::test]
async fn an_organisations_trail_that_may_not_be_asked_about_is_denied() {
    let wire = Wire::new().refuse("GetTrailStatus", "AccessDeniedException", "no");
    let error = trails(&wire).status(ARN).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
}

#[tokio::test]
async fn an_unknown_trail_is_not_found() {
    let wire = Wire::new().refuse("GetTrailStatus", "TrailNotFoundException", "Unknown trail");
    let error = trails(&wire).status(ARN).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}
