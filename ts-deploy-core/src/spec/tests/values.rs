//! Values that break their rule.

use super::{FULL, changed, deployment, found, minimal, remedy};
use crate::target::TargetName;

#[test]
fn all_values_that_break_their_rule_are_found_at_once() {
    let text = changed(
        FULL,
        &[
            (
                "infrastructure_name: acme-tetra",
                "infrastructure_name: Acme_Tetra",
            ),
            ("date: \"2026-10-01\"", "date: 2026-13-01"),
            ("account: \"444455556666\"", "account: \"4444\""),
            ("10.40.0.0/16", "10.40.1.0/16"),
            (
                "domain: tetra.acme.example",
                "domain: https://tetra.acme.example",
            ),
            ("sender: noreply@acme.example", "sender: nobody"),
            ("log_retention_days: 180", "log_retention_days: 100"),
            ("task_throughput: 40", "task_throughput: many"),
        ],
    );
    insta::assert_snapshot!(found(&text), @r#"
    3:22 value-invalid infrastructure_name: "Acme_Tetra" is not an infrastructure name: it has 3 to 28 lower-case letters, digits and hyphens, begins with a letter, does not end with a hyphen; the Elasticsearch domain named after it may have 28 characters.
    4:59 value-invalid agreed_with_vendor.date: "2026-13-01" is not a day: it is written YEAR-MONTH-DAY and is in the calendar.
    8:18 value-invalid targets.dr.account: "4444" is not an AWS account id: it has exactly 12 digits.
    13:20 value-invalid network.new_vpc.cidr: "10.40.1.0/16" is not an IPv4 network block: its address has host bits set; the block is 10.40.0.0/16.
    16:11 value-invalid web.domain: "https://tetra.acme.example" is not a domain name: it is lower-case labels of letters, digits and hyphens joined by dots, without https:// and without a final dot.
    23:11 value-invalid notifications.sender: "nobody" is not an e-mail address: it is NAME@DOMAIN, without spaces or a display name.
    67:23 value-invalid data_layer.log_retention_days: "100" is not a log retention: CloudWatch Logs accepts fixed values only; the nearest are 90 and 120.
    75:20 value-invalid service_layer.task_throughput: "many" is a text, where a whole number is expected.
    "#);
}

#[test]
fn a_broken_value_says_what_to_write_with_an_example() {
    let text = minimal(&[("10.40.0.0/16", "ten")]);
    assert_eq!(
        remedy(&text, "value-invalid"),
        "Write an IPv4 network block, such as 10.40.0.0/16"
    );
}

#[test]
fn an_account_without_quotes_keeps_its_leading_zero() {
    let text = minimal(&[("\"111122223333\"", "012345678901")]);
    let deployment = deployment(&text);
    let main = deployment.target(TargetName::Main).unwrap();
    assert_eq!(main.target.account.as_str(), "012345678901");
}

#[test]
fn an_account_reached_through_an_alias_keeps_its_leading_zero() {
    let text = minimal(&[
        (
            "main: { account: \"111122223333\"",
            "main: { account: *account",
        ),
        (
            "name: acme-production",
            "name: acme-production\ntags: { account: &account 012345678901 }",
        ),
    ]);
    let deployment = deployment(&text);
    let main = deployment.target(TargetName::Main).unwrap();
    assert_eq!(main.target.account.as_str(), "012345678901");
}

#[test]
fn a_number_whose_text_is_lost_is_asked_to_be_quoted() {
    let text = minimal(&[("\"111122223333\"", "!!int \"111122223333\"")]);
    insta::assert_snapshot!(found(&text), @"14:26 value-text-lost targets.main.account: How targets.main.account was written cannot be told.");
    assert!(remedy(&text, "value-text-lost").starts_with("Quote it"));
}

#[test]
fn a_number_in_quotes_or_with_a_unit_is_no_number() {
    let text = changed(
        FULL,
        &[
            ("data_volume_gb: 250", "data_volume_gb: \"250\""),
            ("task_throughput: 40", "task_throughput: 4e1"),
        ],
    );
    insta::assert_snapshot!(found(&text), @r#"
    59:21 value-invalid data_layer.elasticsearch.data_volume_gb: "250" is a text, where a whole number is expected.
    75:20 value-invalid service_layer.task_throughput: "4e1" is not a whole number.
    "#);
}

#[test]
fn a_switch_takes_true_and_false_only() {
    let text = minimal(&[(
        "  provisioned_product: acme-data-layer",
        "  provisioned_product: acme-data-layer\n  enable_logging: yes",
    )]);
    insta::assert_snapshot!(found(&text), @r#"36:19 shape-wrong data_layer.enable_logging: data_layer.enable_logging is the text "yes", where true or false (without quotes) is expected."#);
}

#[test]
fn a_broken_item_of_a_list_is_named_by_its_place() {
    let text = changed(
        super::EXISTING_VPC,
        &[("- subnet-0a1b2c3d4e5f60712", "- subnet-b")],
    );
    insta::assert_snapshot!(found(&text), @r#"21:9 value-invalid network.existing_vpc.private_subnets[1]: "subnet-b" is not a subnet id: it is subnet- followed by 8 to 17 hexadecimal digits."#);
}

#[test]
fn a_session_shorter_than_aws_gives_is_refused() {
    let text = changed(super::EXISTING_VPC, &[("duration: 4h", "duration: 5m")]);
    insta::assert_snapshot!(found(&text), @r#"13:17 value-invalid targets.main.assume_role.duration: "5m" is not a duration: it has a unit and is from 15 minutes to 12 hours."#);
}

#[test]
fn the_place_of_a_value_is_its_text_in_bytes_and_its_column_in_characters() {
    let text = minimal(&[
        ("{ cidr: 10.40.0.0/16 }", "{ \"cidr\": ten }"),
        ("name: acme-production", "name: acme-production # ä"),
    ]);
    let reading = crate::spec::read(&text);
    let located = reading
        .findings
        .iter()
        .find(|l| l.finding.id == "value-invalid")
        .unwrap();
    let span = located.span.unwrap();
    assert_eq!(&text[span.offset..span.offset + span.len], "ten");
    assert_eq!(span.column, "  new_vpc: { \"cidr\": ".len() + 1);
}

#[test]
fn a_value_from_outside_cannot_write_control_characters() {
    let text = minimal(&[("10.40.0.0/16", "\"\\e[31m\"")]);
    insta::assert_snapshot!(found(&text), @r#"18:20 value-invalid network.new_vpc.cidr: "\u{1b}[31m" is not an IPv4 network block: it is an IPv4 address and a prefix length, like 10.40.0.0/16."#);
}
