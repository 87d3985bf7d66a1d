//! The text itself: line ends, tabs, JSON, and texts that are no document.

use proptest::prelude::*;

use super::{EXISTING_VPC, FULL, found, minimal, sample};
use crate::spec::read;

#[test]
fn a_document_with_windows_line_ends_reads_and_keeps_its_lines() {
    let text = minimal(&[("10.40.0.0/16", "ten")]);
    assert_eq!(found(&text.replace('\n', "\r\n")), found(&text));
    assert!(!read(&sample(true).replace('\n', "\r\n")).blocks());
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_document() {
    assert!(!read(&format!("\u{feff}{}", sample(false))).blocks());
}

#[test]
fn a_tab_for_indentation_is_refused_where_it_stands() {
    let text = minimal(&[("  alerts_to", "\talerts_to")]);
    insta::assert_snapshot!(found(&text), @"29:2 spec-syntax document: This cannot be read as YAML or JSON: tabs disallowed within this context (block indentation).");
}

#[test]
fn a_bracket_left_open_is_refused_where_it_stands() {
    let text = minimal(&[("us-east-1 }", "us-east-1")]);
    insta::assert_snapshot!(found(&text), @"17:1 spec-syntax document: This cannot be read as YAML or JSON: while parsing a flow mapping, did not find expected ',' or '}'.");
}

#[test]
fn a_second_document_is_refused_where_it_begins() {
    let text = format!("{}---\nname: other\n", sample(false));
    insta::assert_snapshot!(found(&text), @"40:1 spec-syntax document: A second document begins here (---).");
}

#[test]
fn a_merge_key_is_refused() {
    insta::assert_snapshot!(found("<<: { name: acme }\n"), @"1:1 spec-syntax document: A merge key (<<) is not read.");
}

#[test]
fn an_alias_without_an_anchor_is_refused() {
    insta::assert_snapshot!(found("name: *missing\n"), @"1:7 spec-syntax document: This cannot be read as YAML or JSON: alias references unknown anchor.");
}

#[test]
fn a_json_document_reads_as_the_yaml_one_does() {
    let json: serde_json::Value =
        serde_saphyr::from_str_with_options(FULL, crate::spec::parse::options()).unwrap();
    let json = serde_json::to_string_pretty(&json).unwrap();
    assert_eq!(super::data_layer(&json), super::data_layer(FULL));
}

#[test]
fn findings_come_in_the_order_of_the_text() {
    let text = minimal(&[
        ("10.40.0.0/16", "ten"),
        ("sender: noreply@acme.example", "sender: nobody"),
    ]);
    let lines: Vec<usize> = read(&text)
        .findings
        .iter()
        .filter_map(|l| Some(l.span?.line))
        .collect();
    assert!(lines.len() > 1 && lines.is_sorted(), "{lines:?}");
}

fn documents() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(sample(false)),
        Just(sample(true)),
        Just(FULL.to_owned()),
        Just(EXISTING_VPC.to_owned()),
    ]
}

/// Spans lie within the text, and a deployment is there exactly when nothing blocks.
fn check(text: &str) -> Result<(), TestCaseError> {
    let reading = read(text);
    prop_assert_eq!(reading.deployment.is_some(), !reading.blocks());
    for located in &reading.findings {
        if let Some(span) = located.span {
            prop_assert!(
                text.get(span.offset..span.offset + span.len).is_some(),
                "{:?}",
                span
            );
        }
        prop_assert!(
            !located.to_string().chars().any(char::is_control),
            "{}",
            located
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_gives_an_answer(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_text_of_the_characters_of_yaml_gives_an_answer(text in "[ \\n\\t\\ra-c0:,{}&*!|>\\[\\]\"'#?~<.-]{0,80}") {
        check(&text)?;
    }

    #[test]
    fn any_damage_to_a_document_gives_an_answer(
        text in documents(),
        at in any::<prop::sample::Index>(),
        removed in 0_usize..40,
        put in "[ \\n\\ta-z0-9:,{}&*!|\\[\\]\"'#é~-]{0,12}",
    ) {
        let characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len());
        let rest = characters.iter().skip(at + removed);
        let damaged: String =
            characters.iter().take(at).copied().chain(put.chars()).chain(rest.copied()).collect();
        check(&damaged)?;
    }
}
