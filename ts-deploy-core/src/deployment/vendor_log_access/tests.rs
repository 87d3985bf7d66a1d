//! What is decided about the vendor's access, and the policies that follow.

use super::{Vendor, VendorLogAccess, VendorLogAccessDraft};
use crate::finding::{Findings, Severity};
use crate::ids::{AccountId, LogGroupPattern, PrincipalArn, RolePath};
use crate::policy::Meaning;
use crate::target::{Target, TargetName};

fn target(region: &str) -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: region.parse().unwrap(),
    }
}

fn draft() -> VendorLogAccessDraft {
    let built = VendorLogAccess::builder()
        .target(target("us-east-1"))
        .deployment("acme-production".parse().unwrap())
        .vendor(Vendor::Account("555566667777".parse().unwrap()))
        .external_id("acme-tetra-logs".parse().unwrap())
        .role("acme-tetra-vendor-logs".parse().unwrap())
        .build();
    built.unwrap().draft
}

fn checked(draft: VendorLogAccessDraft) -> Findings {
    let built: Result<VendorLogAccess, Findings> = draft.into();
    built.map_or_else(|refused| refused, |access| access.findings)
}

/// Severity and id of each finding.
fn found(draft: VendorLogAccessDraft) -> Vec<(Severity, String)> {
    let found = checked(draft);
    let each = found.iter().map(|one| (one.severity, one.id.to_string()));
    each.collect()
}

fn groups(names: &[&str]) -> Vec<LogGroupPattern> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

#[test]
fn the_vendors_account_is_trusted_with_its_external_id_alone() {
    insta::assert_snapshot!(draft().trust(), @r#"{"Version":"2012-10-17","Statement":[{"Sid":"Vendor","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::555566667777:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"acme-tetra-logs"}}}]}"#);
}

#[test]
fn what_is_allowed_reads_logs_in_the_region_and_has_no_wildcard_in_an_action() {
    insta::assert_snapshot!(draft().rights(), @r#"{"Version":"2012-10-17","Statement":[{"Sid":"FindLogGroups","Effect":"Allow","Action":["logs:DescribeLogGroups","logs:StopQuery"],"Resource":"*"},{"Sid":"ReadLogGroups","Effect":"Allow","Action":["logs:DescribeLogStreams","logs:FilterLogEvents","logs:GetLogEvents","logs:GetLogGroupFields","logs:GetLogRecord","logs:GetQueryResults","logs:ListTagsForResource","logs:StartQuery"],"Resource":["arn:aws:logs:us-east-1:111122223333:log-group:*"]}]}"#);
}

#[test]
fn a_group_is_allowed_with_its_streams_and_a_beginning_with_all_that_follows() {
    let draft = VendorLogAccessDraft {
        log_groups: groups(&["/aws/ecs/*", "acme-api"]),
        ..draft()
    };
    insta::assert_snapshot!(draft.resources().join("\n"), @r"
    arn:aws:logs:us-east-1:111122223333:log-group:/aws/ecs/*
    arn:aws:logs:us-east-1:111122223333:log-group:acme-api
    arn:aws:logs:us-east-1:111122223333:log-group:acme-api:*
    ");
}

#[test]
fn both_documents_are_policies_in_every_partition() {
    for (region, partition) in [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")] {
        let draft = VendorLogAccessDraft {
            target: target(region),
            ..draft()
        };
        for document in [draft.trust(), draft.rights()] {
            assert!(Meaning::of(&document).is_some(), "{document}");
            assert!(
                document.contains(&format!("arn:{partition}:")),
                "{document}"
            );
            assert!(!document.contains("arn:aws:"), "{document}");
        }
    }
}

#[test]
fn a_principal_with_a_quotation_mark_stays_one_text() {
    let principal = PrincipalArn::parse("arn:aws:iam::555566667777:role/a\"b").unwrap();
    let draft = VendorLogAccessDraft {
        vendor: Vendor::Principal(principal.clone()),
        ..draft()
    };
    let meaning = Meaning::of(&draft.trust()).unwrap();
    let told: Vec<_> = meaning.principals().into_iter().collect();
    assert_eq!(told, [("AWS", principal.as_str())]);
}

#[test]
fn the_roles_arn_is_known_before_the_role_is_made() {
    let path = Some(RolePath::parse("/vendors/").unwrap());
    let draft = VendorLogAccessDraft { path, ..draft() };
    assert_eq!(
        draft.role_arn().as_str(),
        "arn:aws:iam::111122223333:role/vendors/acme-tetra-vendor-logs"
    );
}

#[test]
fn the_default_name_has_the_prefix_and_must_fit_into_64_characters() {
    let name = |prefix: &str, root: &str| {
        let prefix = prefix.parse().unwrap();
        VendorLogAccess::default_name(Some(&prefix), &root.parse().unwrap())
    };
    let short = name("acme-", "acme-tetra").unwrap();
    assert_eq!(short.as_str(), "acme-acme-tetra-vendor-logs");
    let refused = name(&"p".repeat(32), &"n".repeat(28)).unwrap_err();
    assert!(refused.to_string().contains("1 to 64"), "{refused}");
}

#[test]
fn a_principal_of_another_partition_is_refused() {
    let principal = PrincipalArn::parse("arn:aws-cn:iam::555566667777:role/support").unwrap();
    let draft = VendorLogAccessDraft {
        vendor: Vendor::Principal(principal),
        ..draft()
    };
    let wanted = (Severity::Blocks, "vendor-in-another-partition".to_owned());
    assert_eq!(found(draft), [wanted]);
}

#[test]
fn the_platforms_own_account_in_the_vendors_place_blocks() {
    let own = [
        Vendor::Account("111122223333".parse().unwrap()),
        Vendor::Principal("arn:aws:iam::111122223333:role/ops".parse().unwrap()),
    ];
    for vendor in own {
        let draft = VendorLogAccessDraft { vendor, ..draft() };
        let wanted = (Severity::Blocks, "vendor-is-own-account".to_owned());
        assert_eq!(found(draft), [wanted]);
    }
}

#[test]
fn a_name_without_the_prefix_of_the_accounts_roles_is_doubted() {
    let draft = VendorLogAccessDraft {
        role_prefix: Some("tdp-".parse().unwrap()),
        ..draft()
    };
    let wanted = (Severity::Warns, "role-without-prefix".to_owned());
    assert_eq!(found(draft), [wanted]);
}

#[test]
fn fifty_tags_leave_no_room_for_the_owners() {
    let tags = (0..50).map(|n| (format!("key-{n}"), "value".to_owned()));
    let draft = VendorLogAccessDraft {
        tags: tags.collect(),
        ..draft()
    };
    let wanted = (Severity::Blocks, "too-many-tags".to_owned());
    assert_eq!(found(draft), [wanted]);
}

#[test]
fn policies_that_iam_would_not_hold_are_refused() {
    let long = format!("{}*", "g".repeat(500));
    let rights = VendorLogAccessDraft {
        log_groups: (0..20)
            .map(|n| format!("{n}{long}").parse().unwrap())
            .collect(),
        ..draft()
    };
    let principal = format!("arn:aws:iam::555566667777:role/{}", "p".repeat(800));
    let trust = VendorLogAccessDraft {
        vendor: Vendor::Principal(principal.parse().unwrap()),
        external_id: "x".repeat(1_200).parse().unwrap(),
        ..draft()
    };
    for draft in [rights, trust] {
        let wanted = (Severity::Blocks, "role-policy-too-long".to_owned());
        assert_eq!(found(draft), [wanted]);
    }
}
