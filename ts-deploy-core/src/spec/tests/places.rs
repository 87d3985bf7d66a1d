//! Where in the text the path of a finding is.

use crate::spec::notes::Notes;
use crate::spec::parse::parse;

const TEXT: &str = "\
data_layer:
  database:
    backups:
      interval_hours: 24
  subnets:
    - one
    - two
tags: { a.b: one, a: two, \"\": three }
";

/// `line:column` of a path.
fn place(path: &str) -> String {
    let span = parse(TEXT, &mut Notes::default()).unwrap().locate(path);
    format!("{}:{}", span.line, span.column)
}

#[test]
fn a_value_is_where_it_is_written() {
    assert_eq!(place("data_layer.database.backups.interval_hours"), "4:23");
}

#[test]
fn a_section_is_where_its_name_is() {
    assert_eq!(place("data_layer.database"), "2:3");
}

#[test]
fn an_item_is_found_by_its_number() {
    assert_eq!(place("data_layer.subnets[1]"), "7:7");
}

#[test]
fn a_path_that_is_not_written_leads_to_the_section_around_it() {
    assert_eq!(place("data_layer.database.backups.retention_days"), "3:5");
    assert_eq!(place("data_layer.database.backups.interval"), "3:5");
    assert_eq!(place("data_layer.subnets[7]"), "5:3");
}

#[test]
fn a_name_with_a_dot_is_found_whole() {
    assert_eq!(place("tags.a.b"), "8:14");
    assert_eq!(place("tags.a"), "8:22");
}

#[test]
fn a_section_that_holds_an_empty_name_is_where_its_own_name_is() {
    assert_eq!(place("tags"), "8:1");
}

#[test]
fn a_path_of_nothing_in_the_document_leads_to_its_beginning() {
    assert_eq!(place("web.dns"), "1:1");
}
