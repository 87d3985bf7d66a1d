//! The vendor's portfolio (R16).

use super::{deployment, finding, found, ids, with_option};

#[test]
fn a_portfolio_is_read_with_its_principal() {
    let principal = "arn:aws:iam::111122223333:role/platform/deployer";
    let text = with_option(&format!(
        "portfolio: {{ id: port-abcdefghijklm, principal: \"{principal}\" }}"
    ));
    let portfolio = deployment(&text).portfolio.unwrap();
    assert_eq!(portfolio.id.as_str(), "port-abcdefghijklm");
    assert_eq!(portfolio.principal.unwrap().as_str(), principal);
}

#[test]
fn a_principal_may_be_left_out() {
    let text = with_option("portfolio: { id: port-abcdefghijklm }");
    assert_eq!(deployment(&text).portfolio.unwrap().principal, None);
    assert!(!ids(&text).contains(&"portfolio-not-declared".to_owned()));
}

#[test]
fn without_a_portfolio_it_is_said_that_none_is_imported() {
    let text = with_option("tags: { a: b }");
    assert_eq!(deployment(&text).portfolio, None);
    let said = finding(&text, "portfolio-not-declared").to_string();
    insta::assert_snapshot!(said, @"informs portfolio: No portfolio is named, so that none is imported. The catalog must offer the products already, to the one who deploys. If the catalog offers the products already, do nothing; otherwise add portfolio: { id: CODE, principal: ARN } with the code that the vendor sends and the user or role that deploys.");
}

#[test]
fn that_no_portfolio_is_named_is_about_no_line_and_comes_last() {
    let text = with_option("tags: { a: b }");
    let last = crate::spec::read(&text).findings.pop().unwrap();
    assert_eq!(last.finding.id, "portfolio-not-declared");
    assert_eq!(last.span, None);
}

#[test]
fn the_session_of_a_role_is_no_principal() {
    let text = with_option(
        "portfolio: { id: port-a, principal: \"arn:aws:sts::111122223333:assumed-role/deployer/jane\" }",
    );
    insta::assert_snapshot!(found(&text), @r#"33:37 value-invalid portfolio.principal: "arn:aws:sts::111122223333:assumed-role/deployer/jane" is not the ARN of an IAM user or role: it is written arn:PARTITION:iam::ACCOUNT:role/NAME or user/NAME, with the path before the name as IAM shows it; a role's session (sts, assumed-role) and the root user are refused."#);
}

#[test]
fn a_principal_of_another_account_is_refused() {
    let text = with_option(
        "portfolio: { id: port-a, principal: \"arn:aws:iam::999999999999:role/deployer\" }",
    );
    insta::assert_snapshot!(found(&text), @"33:37 principal-account-mismatch portfolio.principal: The principal is of account 999999999999, and targets.main is 111122223333.");
}

#[test]
fn a_portfolio_that_does_not_read_is_not_taken_for_none() {
    let text = with_option("portfolio: { id: prod-abcdefghijklm }");
    insta::assert_snapshot!(found(&text), @r#"33:18 value-invalid portfolio.id: "prod-abcdefghijklm" is not a portfolio id: it is port- followed by letters, digits, '_' and '-', at most 100 characters in all."#);
    assert!(!ids(&text).contains(&"portfolio-not-declared".to_owned()));
}
