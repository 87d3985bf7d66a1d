//! Sizes, snapshots, roles and logging.

use proptest::prelude::*;

use crate::finding::Findings;
use crate::ids::{Hours, PolicyArn};
use crate::layer::data::{Backups, DataLayer, ExistingVpc, Network};
use crate::layer::fixture::{data, id, ids, said, subnet, vpc};

fn backups(interval: u32, schedule: &str, days: u32) -> Backups {
    Backups {
        interval: Some(Hours::new(interval).unwrap()),
        schedule: Some(id(schedule)),
        retention_days: Some(days),
    }
}

fn with_backups(interval: u32, schedule: &str, days: u32) -> Result<DataLayer, Findings> {
    data(|draft| draft.database.backups = backups(interval, schedule, days))
}

fn two_zones(count: u32) -> Result<DataLayer, Findings> {
    data(|draft| {
        draft.network = Network::ExistingVpc(ExistingVpc {
            private_subnets: vec![subnet(1), subnet(2)],
            ..vpc()
        });
        draft.elasticsearch.data_instance_count = Some(count);
    })
}

#[test]
fn the_documents_defaults_raise_no_finding() {
    assert!(ids(&data(|_| {})).is_empty());
}

#[test]
fn a_search_cluster_without_nodes_is_refused() {
    let layer = data(|draft| draft.elasticsearch.data_instance_count = Some(0));
    insta::assert_snapshot!(said(&layer, "no-data-nodes"), @"blocks data_layer.elasticsearch.data_instance_count: the search cluster has no data nodes. Without one it holds no index. Give at least 1; the documented default is 2.");
}

#[test]
fn an_odd_number_of_nodes_in_two_zones_is_doubted() {
    insta::assert_snapshot!(said(&two_zones(3), "uneven-data-nodes"), @"warns data_layer.elasticsearch.data_instance_count: 3 data nodes cannot be shared evenly by two zones. When the zone with more of them is lost, more than half of the cluster is. Give an even number, or a third private subnet in a third zone.");
}

#[test]
fn an_even_number_of_nodes_in_two_zones_is_not_doubted() {
    assert!(!ids(&two_zones(4)).contains(&"uneven-data-nodes"));
}

#[test]
fn an_odd_number_of_nodes_in_three_zones_is_not_doubted() {
    let layer = data(|draft| {
        draft.network = Network::ExistingVpc(vpc());
        draft.elasticsearch.data_instance_count = Some(3);
    });
    assert!(ids(&layer).is_empty());
}

#[test]
fn volumes_of_no_size_are_refused() {
    let layer = data(|draft| draft.elasticsearch.data_volume_gb = Some(0));
    insta::assert_snapshot!(said(&layer, "no-data-volume"), @"blocks data_layer.elasticsearch.data_volume_gb: the data nodes have volumes of 0 GB. The search cluster cannot be made. Give at least the documented 100, or what the vendor advises.");
}

#[test]
fn volumes_larger_than_any_are_doubted() {
    let layer = data(|draft| draft.elasticsearch.data_volume_gb = Some(16_385));
    insta::assert_snapshot!(said(&layer, "data-volume-unlikely"), @"warns data_layer.elasticsearch.data_volume_gb: the data nodes have volumes of 16385 GB each. Most types of data node take far less, and the search cluster would not be made. Check that it is in GB, and give more nodes rather than larger ones.");
}

#[test]
fn the_largest_volume_is_not_doubted() {
    let layer = data(|draft| draft.elasticsearch.data_volume_gb = Some(16_384));
    assert!(ids(&layer).is_empty());
}

#[test]
fn snapshots_that_are_not_kept_are_refused() {
    let layer = data(|draft| draft.database.backups.retention_days = Some(0));
    insta::assert_snapshot!(said(&layer, "no-snapshot-retention"), @"blocks data_layer.database.backups.retention_days: snapshots are kept for 0 days. There would be nothing to go back to. Give at least 1; the documented default is 30.");
}

#[test]
fn more_snapshots_than_the_quota_are_refused_with_what_would_fit() {
    let layer = with_backups(6, "0 */6 * * ? *", 30);
    insta::assert_snapshot!(said(&layer, "too-many-snapshots"), @"blocks data_layer.database.backups.retention_days: a snapshot every 6 hours, kept for 30 days, makes 120 snapshots at a time. AWS allows 100 manual snapshots in an account and region, all databases together; when they are used up, backups fail. Keep them for at most 25 days, or make one every 8 hours or more rarely.");
}

#[test]
fn an_interval_of_one_hour_is_named_in_the_singular() {
    let layer = with_backups(1, "0 1 * * ? *", 5);
    let text = said(&layer, "too-many-snapshots");
    assert!(
        text.contains("a snapshot every hour, kept for 5 days, makes"),
        "{text}"
    );
    let text = said(&layer, "backup-schedule-differs");
    assert!(text.contains("the interval is 1 hour. "), "{text}");
    assert!(text.contains("fires every hour."), "{text}");
}

#[test]
fn the_quota_itself_is_allowed() {
    assert!(ids(&with_backups(6, "0 */6 * * ? *", 25)).is_empty());
}

proptest! {
    #[test]
    fn snapshots_are_refused_exactly_when_they_exceed_the_quota(
        hours in 1_u32..=200, days in 1_u32..=400,
    ) {
        let layer = with_backups(hours, "0 1 * * ? *", days);
        let refused = ids(&layer).contains(&"too-many-snapshots");
        prop_assert_eq!(refused, days * 24 > 100 * hours);
    }

    #[test]
    fn the_remedy_for_too_many_snapshots_is_one(hours in 1_u32..=48, days in 1_u32..=400) {
        let layer = with_backups(hours, "0 1 * * ? *", days);
        if ids(&layer).contains(&"too-many-snapshots") {
            let text = said(&layer, "too-many-snapshots");
            let numbers: Vec<u32> = text
                .rsplit_once("Keep them")
                .unwrap()
                .1
                .split(' ')
                .filter_map(|word| word.parse().ok())
                .collect();
            let [fewer_days, more_hours] = numbers.as_slice() else { panic!("{text}") };
            prop_assert!(fewer_days * 24 <= 100 * hours, "{}", text);
            prop_assert!(days * 24 <= 100 * more_hours, "{}", text);
        }
    }
}

#[test]
fn a_schedule_that_fires_more_rarely_than_the_interval_is_doubted() {
    let layer = with_backups(6, "0 1 * * ? *", 20);
    insta::assert_snapshot!(said(&layer, "backup-schedule-differs"), @r#"warns data_layer.database.backups.schedule: the schedule "0 1 * * ? *" fires once a day, and the interval is 6 hours. Both say how often the database is backed up, so that backups may be rarer than you count on. Make them agree: a schedule such as "0 */6 * * ? *" fires every 6 hours."#);
}

#[test]
fn an_interval_beside_the_documents_schedule_is_doubted_at_the_interval() {
    let layer = data(|draft| {
        draft.database.backups.interval = Some(Hours::new(12).unwrap());
    });
    let text = said(&layer, "backup-schedule-differs");
    let at = "warns data_layer.database.backups.interval_hours: ";
    assert!(text.starts_with(at), "{text}");
}

#[test]
fn a_weekly_schedule_beside_a_daily_interval_is_doubted() {
    let text = said(
        &with_backups(24, "0 1 ? * MON *", 30),
        "backup-schedule-differs",
    );
    assert!(
        text.contains("fires on some days only, and the interval is 24 hours"),
        "{text}"
    );
}

#[test]
fn a_weekly_schedule_beside_a_weekly_interval_is_not_doubted() {
    assert!(ids(&with_backups(168, "0 1 ? * MON *", 30)).is_empty());
}

#[test]
fn the_schedule_offered_for_an_interval_agrees_with_it() {
    for hours in [1, 2, 3, 4, 6, 8, 12] {
        let layer = with_backups(hours, &format!("0 */{hours} * * ? *"), 1);
        assert!(ids(&layer).is_empty(), "{hours}");
    }
}

#[test]
fn deprecated_logging_is_doubted() {
    let layer = data(|draft| draft.enable_logging = true);
    insta::assert_snapshot!(said(&layer, "logging-deprecated"), @"warns data_layer.enable_logging: EnableLogging is true. It is deprecated and gone in the next release: it is not sent to a version of the product that no longer declares it. Set it to false in both layers, as the documents say.");
}

fn with_boundary(arn: &str) -> Result<DataLayer, Findings> {
    data(|draft| draft.iam.boundary_policy = Some(id::<PolicyArn>(arn)))
}

#[test]
fn a_boundary_of_another_account_is_refused() {
    let layer = with_boundary("arn:aws:iam::999999999999:policy/b");
    insta::assert_snapshot!(said(&layer, "boundary-of-another-account"), @"blocks data_layer.iam.boundary_policy: the boundary policy belongs to account 999999999999, the platform to 111122223333. IAM takes a boundary from the same account or from AWS only: the first role of the deployment would fail. Make the policy in the platform's account and give its ARN.");
}

#[test]
fn a_boundary_of_another_partition_is_refused() {
    let layer = with_boundary("arn:aws-cn:iam::111122223333:policy/b");
    insta::assert_snapshot!(said(&layer, "boundary-in-another-partition"), @"blocks data_layer.iam.boundary_policy: the boundary policy is in the partition aws-cn, the platform in aws. IAM takes a boundary from the same account or from AWS only: the first role of the deployment would fail. Give the ARN of a policy that begins with arn:aws:.");
}

#[test]
fn a_boundary_that_aws_manages_is_allowed() {
    assert!(ids(&with_boundary("arn:aws:iam::aws:policy/PowerUserAccess")).is_empty());
}
