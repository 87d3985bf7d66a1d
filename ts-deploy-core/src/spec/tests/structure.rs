//! Fields that are unknown, missing, doubled or of another kind.

use super::{EXISTING_VPC, changed, finding, found, ids, minimal, remedy};
use crate::spec::{Located, read};

#[test]
fn an_unknown_field_is_refused_with_the_nearest_name() {
    let text = minimal(&[("region: us-east-1", "regoin: us-east-1")]);
    insta::assert_snapshot!(found(&text), @r#"
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
    insta::assert_snapshot!(found("- name: acme"), @"1:1 shape-wrong document: the document is a list, where a map with the fields name, infrastructure_name, agreed_with_vendor, targets, portfolio, network, web, notifications, disaster_recovery, integrations, secrets, single_sign_on, eks_image, key_pair, certificate_files, production_access, custom_dns, vendor_log_access, data_layer, service_layer, tags is expected.");
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

#[test]
fn an_empty_text_is_told_how_to_begin() {
    insta::assert_snapshot!(remedy("# nothing\n", "shape-wrong"), @r#"Begin with the document that "ts-deploy init" prints."#);
}

#[test]
fn a_missing_section_is_shown_at_the_first_field_and_not_at_a_comment() {
    let text = minimal(&[(
        "notifications:\n  alerts_to: platform-alerts@acme.example\n  sender: noreply@acme.example\n",
        "",
    )]);
    insta::assert_snapshot!(found(&text), @r#"5:1 field-missing notifications: "notifications" is missing from the document."#);
}

#[test]
fn a_required_field_left_empty_is_to_be_written() {
    let text = minimal(&[("name: acme-production", "name:")]);
    insta::assert_snapshot!(remedy(&text, "shape-wrong"), @"Write a deployment name.");
}

#[test]
fn an_optional_field_left_empty_is_to_be_written_or_removed() {
    let text = minimal(&[("data_layer:", "key_pair:\ndata_layer:")]);
    insta::assert_snapshot!(remedy(&text, "shape-wrong"), @"Write a map with the fields name, parameter, private_key_file, or remove the line.");
}

#[test]
fn a_misspelt_product_is_one_finding() {
    let text = minimal(&[("product: Tetra Data Platform - Data", "prodcut: Tetra Data")]);
    insta::assert_snapshot!(found(&text), @r#"34:3 field-unknown data_layer.prodcut: "prodcut" is not known here."#);
}

#[test]
fn a_choice_names_each_known_word_once() {
    let text = minimal(&[("data_layer:", "integrations: { box: maybe }\ndata_layer:")]);
    insta::assert_snapshot!(remedy(&text, "field-unknown"), @"Known are off, on.");
}

/// The finding that ends the list, when it says that checks are left.
fn left(text: &str) -> String {
    let Some(Located {
        finding,
        span: None,
    }) = read(text).findings.pop()
    else {
        return "no finding without a place ends the list".to_owned();
    };
    format!("{} {finding}", finding.id)
}

#[test]
fn a_value_that_does_not_read_leaves_checks_of_its_layer_and_says_so_last() {
    let text = changed(EXISTING_VPC, &[("10.60.0.0/16", "ten")]);
    insta::assert_snapshot!(left(&text), @"checks-left informs document: More checks of the Data Layer run once these are mended. They look at several values together, and some of those are missing or did not read. Mend what blocks, and validate again.");
}

#[test]
fn a_value_of_both_layers_leaves_checks_of_both_in_one_finding() {
    let text = minimal(&[("us-east-1", "virginia")]);
    insta::assert_snapshot!(left(&text), @"checks-left informs document: More checks of the Data Layer and the Service Layer run once these are mended. They look at several values together, and some of those are missing or did not read. Mend what blocks, and validate again.");
    assert_eq!(
        ids(&text).iter().filter(|id| *id == "checks-left").count(),
        1
    );
}

#[test]
fn an_option_that_does_not_read_leaves_checks_of_the_layer_that_takes_it() {
    let text = minimal(&[("data_layer:", "disaster_recovery: yes\ndata_layer:")]);
    assert!(
        finding(&text, "checks-left")
            .seen
            .contains("the Data Layer run")
    );
}

#[test]
fn a_value_that_no_layer_takes_leaves_no_checks() {
    let text = minimal(&[("name: acme-production", "name: Acme")]);
    assert!(!ids(&text).contains(&"checks-left".to_owned()));
}
