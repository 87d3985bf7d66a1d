//! What is beyond a limit is a finding.

use super::{EXISTING_VPC, changed, found, minimal, sample};
use crate::spec::{limit, read};

fn extra(count: usize) -> String {
    let parameters: Vec<String> = (0..count).map(|n| format!("Key{n}: x")).collect();
    minimal(&[(
        "  provisioned_product: acme-data-layer",
        &format!(
            "  provisioned_product: acme-data-layer\n  extra_parameters: {{ {} }}",
            parameters.join(", ")
        ),
    )])
}

fn tags(count: usize) -> String {
    let tags: Vec<String> = (0..count).map(|n| format!("tag{n}: x")).collect();
    format!("{}tags: {{ {} }}\n", sample(false), tags.join(", "))
}

fn padded(bytes: usize) -> String {
    let text = sample(false);
    let filling = "#".repeat(bytes - text.len());
    text + &filling
}

#[test]
fn a_document_may_have_a_mebibyte_and_no_more() {
    assert!(!read(&padded(limit::TEXT_BYTES)).blocks());
    insta::assert_snapshot!(found(&padded(limit::TEXT_BYTES + 1)), @"1:1 spec-limit document: The document has more than 1048576 bytes.");
}

#[test]
fn a_document_may_be_so_deep_and_no_deeper() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(!found(&nested(limit::DEPTH)).contains("spec-limit"));
    insta::assert_snapshot!(found(&nested(limit::DEPTH + 1)), @"1:33 spec-limit document: Maps and lists are deeper than 32 levels here.");
}

#[test]
fn brackets_without_end_do_not_end_the_process() {
    assert!(read(&"[".repeat(limit::TEXT_BYTES)).blocks());
    assert!(read(&"{a: ".repeat(limit::TEXT_BYTES / 4)).blocks());
    assert!(read(&"- ".repeat(limit::TEXT_BYTES / 2)).blocks());
}

#[test]
fn a_document_may_hold_so_many_values_and_no_more() {
    let text = "- x\n".repeat(limit::VALUES + 1);
    assert!(found(&text).contains("spec-limit"), "{}", found(&text));
}

#[test]
fn aliases_that_grow_without_end_are_refused() {
    let lines: Vec<String> = (1..10)
        .map(|n| {
            format!(
                "a{n}: &a{n} [{}]",
                vec![format!("*a{}", n - 1); 10].join(", ")
            )
        })
        .collect();
    let text = format!(
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{}",
        lines.join("\n")
    );
    assert!(found(&text).contains("spec-limit"), "{}", found(&text));
}

#[test]
fn a_chain_of_aliases_is_no_way_around_the_depth() {
    let lines: Vec<String> = (1..100)
        .map(|n| format!("a{n}: &a{n} [*a{}]", n - 1))
        .collect();
    let text = format!("a0: &a0 [x]\n{}", lines.join("\n"));
    assert!(found(&text).contains("spec-limit"), "{}", found(&text));
}

#[test]
fn a_list_of_subnets_has_a_limit() {
    let subnets = |count: usize| {
        let ids: Vec<String> = (0..count).map(|n| format!("subnet-{n:08x}")).collect();
        let list = format!("subnets: [{}]", ids.join(", "));
        changed(
            EXISTING_VPC,
            &[(
                "subnets: [subnet-0a1b2c3d4e5f60714, subnet-0a1b2c3d4e5f60715]",
                &list,
            )],
        )
    };
    assert!(!found(&subnets(limit::SUBNETS)).contains("too-many"));
    insta::assert_snapshot!(found(&subnets(limit::SUBNETS + 1)), @"26:7 too-many network.existing_vpc.isolated.subnets: network.existing_vpc.isolated.subnets has 65 subnets; at most 64 are read.");
}

#[test]
fn tags_have_a_limit() {
    assert!(!found(&tags(limit::TAGS)).contains("too-many"));
    insta::assert_snapshot!(found(&tags(limit::TAGS + 1)), @"39:1 too-many tags: tags has 49 tags; at most 48 are read.");
}

#[test]
fn extra_parameters_have_a_limit() {
    assert!(!found(&extra(limit::EXTRA_PARAMETERS)).contains("too-many"));
    insta::assert_snapshot!(found(&extra(limit::EXTRA_PARAMETERS + 1)), @"36:3 too-many data_layer.extra_parameters: data_layer.extra_parameters has 201 parameters; at most 200 are read.");
}

#[test]
fn a_value_has_a_limit() {
    let named = |bytes: usize| {
        let value = "x".repeat(bytes);
        minimal(&[(
            "  provisioned_product: acme-data-layer",
            &format!(
                "  provisioned_product: acme-data-layer\n  extra_parameters: {{ Key: {value} }}"
            ),
        )])
    };
    assert!(!found(&named(limit::VALUE_BYTES)).contains("value-too-long"));
    insta::assert_snapshot!(found(&named(limit::VALUE_BYTES + 1)), @"36:28 value-too-long data_layer.extra_parameters.Key: data_layer.extra_parameters.Key has 4097 bytes.");
}
