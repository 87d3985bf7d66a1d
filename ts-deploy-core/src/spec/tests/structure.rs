//! Fields that are unknown, missing, doubled or of another kind.

use super::{found, minimal, remedy};

#[test]
fn an_unknown_field_is_refused_with_the_nearest_name() {
    let text = minimal(&[("region: us-east-1", "regoin: us-east-1")]);
    insta::assert_snapshot!(found(&text), @r#"
    14:3 field-missing targets.main.region: "region" is missing from targets.main.
    14:36 field-unknown targets.main.regoin: "regoin" is not known here.
    "#);
    insta::assert_snapshot!(remedy(&text, "field-unknown"), @r#"Did you mean "region"? Known are account, region, profile, assume_role."#);
}

#[test]
fn all_unknown_and_missing_fields_are_found_at_once() {
    let text = minimal(&[
        ("name: acme-production", "nmae: acme-production"),
        ("  domain: tetra.acme.example\n", ""),
        ("notifications:", "notification:"),
        ("    existing_zone:", "    exsting_zone:"),
    ]);
    insta::assert_snapshot!(found(&text), @r#"
    1:1 field-missing name: "name" is missing from the document.
    1:1 field-missing notifications: "notifications" is missing from the document.
    5:1 field-unknown nmae: "nmae" is not known here.
    21:1 field-missing web.domain: "domain" is missing from web.
    24:5 field-unknown web.dns.exsting_zone: "exsting_zone" is not known here.
    27:1 field-unknown notification: "notification" is not known here.
    "#);
}

#[test]
fn a_missing_field_says_what_to_add() {
    let text = minimal(&[("  sender: noreply@acme.example\n", "")]);
    insta::assert_snapshot!(remedy(&text, "field-missing"), @r#"Add "sender", such as sender: platform-alerts@acme.example"#);
}

#[test]
fn a_field_said_twice_is_refused_at_the_second() {
    let text = minimal(&[(
        "name: acme-production",
        "name: acme-production\nname: acme-test",
    )]);
    insta::assert_snapshot!(found(&text), @r#"6:1 field-duplicate name: "name" was already said in line 5."#);
}

#[test]
fn an_empty_section_is_not_taken_for_one_left_out() {
    let text = minimal(&[("data_layer:", "disaster_recovery:\ndata_layer:")]);
    insta::assert_snapshot!(found(&text), @r#"
    33:1 shape-wrong disaster_recovery: disaster_recovery is empty.
    33:1 dr-target-missing disaster_recovery: Disaster recovery is on, but no target dr says where it is.
    "#);
}

#[test]
fn a_text_where_a_map_belongs_names_the_maps_fields() {
    let text = minimal(&[("new_vpc: { cidr: 10.40.0.0/16 }", "new_vpc: 10.40.0.0/16")]);
    insta::assert_snapshot!(found(&text), @r#"18:12 shape-wrong network.new_vpc: network.new_vpc is the text "10.40.0.0/16", where a map with the fields cidr is expected."#);
}

#[test]
fn a_list_where_a_text_belongs_is_refused() {
    let text = minimal(&[("name: acme-production", "name: [acme, production]")]);
    insta::assert_snapshot!(found(&text), @"5:1 shape-wrong name: name is a list, where a deployment name is expected.");
}

#[test]
fn a_word_with_a_value_is_refused() {
    let text = minimal(&[("access: internal", "access: { internal: true }")]);
    insta::assert_snapshot!(found(&text), @r#"23:13 shape-wrong web.access: web.access is "internal" with a value."#);
}

#[test]
fn what_fits_is_checked_though_other_parts_do_not() {
    let text = minimal(&[
        ("10.40.0.0/16", "ten"),
        (
            "product: Tetra Data Platform - Service Layer",
            "version: latest",
        ),
    ]);
    insta::assert_snapshot!(found(&text), @r#"
    18:20 value-invalid network.new_vpc.cidr: "ten" is not an IPv4 network block: it is an IPv4 address and a prefix length, like 10.40.0.0/16.
    36:1 field-missing service_layer.product: service_layer names no product.
    "#);
}

#[test]
fn a_list_is_no_document() {
    insta::assert_snapshot!(found("- name: acme"), @"1:1 shape-wrong document: the document is a list, where a map with the fields name, infrastructure_name, agreed_with_vendor, targets, network, web, notifications, disaster_recovery, integrations, secrets, eks_image, key_pair, data_layer, service_layer, tags is expected.");
}

#[test]
fn an_empty_text_is_no_document() {
    for text in ["", "# nothing\n", "~"] {
        assert!(
            found(text).contains("the document is empty"),
            "{}",
            found(text)
        );
    }
}
