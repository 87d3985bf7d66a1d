//! The limits on tags, which both layers check alike.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::layer::ServiceLayer;
use crate::layer::data::DataLayer;
use crate::layer::fixture::{data, ids, said, service};

fn tagged(key: &str, value: &str) -> Result<DataLayer, Findings> {
    let tags = BTreeMap::from([(key.to_owned(), value.to_owned())]);
    data(|draft| draft.tags = tags)
}

fn many(number: usize) -> Result<ServiceLayer, Findings> {
    let tags = (0..number)
        .map(|n| (format!("key{n}"), "v".to_owned()))
        .collect();
    service(|draft| draft.tags = tags)
}

#[test]
fn as_many_tags_are_allowed_as_leave_room_for_those_written_here() {
    assert!(ids(&many(48)).is_empty());
    insta::assert_snapshot!(said(&many(49), "too-many-tags"), @"blocks tags: there are 49 tags. Service Catalog refuses the launch. Give at most 48: AWS takes 50, and 2 are ts-deploy's own.");
}

#[test]
fn a_key_that_is_written_here_is_refused() {
    insta::assert_snapshot!(said(&tagged("ts-deploy:deployment", "globex"), "tag-key-own"), @"blocks tags.ts-deploy:deployment: the tag's key is one that ts-deploy writes itself. By it ts-deploy knows whose a product is, and what a stack was made of. Choose another key.");
    assert_eq!(ids(&tagged("ts-deploy-template", "x")), ["tag-key-own"]);
}

#[test]
fn a_key_has_1_to_128_characters() {
    assert!(ids(&tagged(&"k".repeat(128), "v")).is_empty());
    assert_eq!(ids(&tagged(&"k".repeat(129), "v")), ["tag-key-length"]);
    assert!(said(&tagged("", "v"), "tag-key-length").contains("key has 0 characters"));
}

#[test]
fn a_value_has_1_to_256_characters() {
    assert!(ids(&tagged("k", &"v".repeat(256))).is_empty());
    assert_eq!(ids(&tagged("k", &"v".repeat(257))), ["tag-value-length"]);
    insta::assert_snapshot!(said(&tagged("owner", ""), "tag-value-length"), @"blocks tags.owner: the tag's value has 0 characters. Service Catalog refuses the launch. Give it 1 to 256 characters.");
}

#[test]
fn a_key_that_aws_keeps_for_itself_is_refused_in_any_case() {
    insta::assert_snapshot!(said(&tagged("AWS:owner", "v"), "tag-key-reserved"), @"blocks tags.AWS:owner: the tag's key begins with aws:. Service Catalog refuses the launch. Choose another key: AWS keeps that beginning for itself.");
}

#[test]
fn a_character_that_service_catalog_refuses_is_named() {
    let text = said(&tagged("owner", "a\u{7}b"), "tag-character");
    assert!(text.contains("holds the character \\u{7}"), "{text}");
    assert!(ids(&tagged("Kostenträger", "Zürich 1/2 = a_b.c:d+e-f@g")).is_empty());
}
