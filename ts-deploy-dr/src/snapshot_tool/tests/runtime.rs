//! A runtime put in the place of one that AWS no longer accepts: asked for, and said.

use ts_deploy_core::port::stack::TemplateSource;

use crate::snapshot_tool::{check_template, put_runtime};

const OLD: &str = r#"{"Resources": {"Copy": {"Properties": {"Runtime": "python3.7", "Handler": "a.b"}},
  "Note": {"Properties": {"Text": "was python3.7 once"}}}}"#;

fn body(text: &str) -> TemplateSource {
    TemplateSource::body(text).unwrap()
}

#[test]
fn a_runtime_that_was_asked_for_is_put_in_and_said() {
    let (template, finding) = put_runtime(&body(OLD), "python3.12").unwrap();
    let text = template.as_body().unwrap();
    assert!(check_template(text).is_empty());
    insta::assert_snapshot!(finding.unwrap().to_string(), @"informs disaster_recovery.snapshot_tool.lambda_runtime: the template is sent with python3.12 in the place of python3.7. AWS no longer accepts the template's own runtime for new functions; the code was not written for the other. Try one copy, and read the functions' logs.");
}

#[test]
fn nothing_but_the_runtimes_is_changed() {
    let (template, _) = put_runtime(&body(OLD), "python3.12").unwrap();
    let expected = OLD.replacen("python3.7", "python3.12", 1);
    assert_eq!(template.as_body(), Some(expected.as_str()));
}

#[test]
fn a_template_that_needs_no_other_runtime_is_sent_as_it_is() {
    let fine = OLD.replacen("python3.7", "python3.11", 1);
    let (template, finding) = put_runtime(&body(&fine), "python3.12").unwrap();
    assert_eq!((template.as_body(), finding), (Some(fine.as_str()), None));
}

#[test]
fn a_runtime_that_aws_refuses_too_is_not_put_in() {
    let refused = put_runtime(&body(OLD), "python3.6").unwrap_err();
    assert_eq!(refused.id, "runtime-not-put");
}

#[test]
fn a_template_that_aws_reads_by_itself_cannot_be_changed() {
    let url = TemplateSource::url("https://acme.s3.amazonaws.com/tool.json").unwrap();
    let refused = put_runtime(&url, "python3.12").unwrap_err();
    assert!(refused.to_string().contains("Give the template as a file"));
}
