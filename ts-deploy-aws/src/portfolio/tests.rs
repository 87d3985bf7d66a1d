//! Portfolios against answers in Service Catalog's own bytes.

use serde_json::json;
use ts_deploy_core::ids::{PortfolioId, PrincipalArn};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::portfolio::{PortfolioReader, PortfolioWriter, PrincipalType};
use ts_deploy_core::target::TargetName;

use super::AwsPortfolios;
use crate::wire::Wire;

const SHARED: &str = r#"{"PortfolioDetails":[
    {"Id":"port-vendor","DisplayName":"TetraScience","ProviderName":"TetraScience, Inc."}]}"#;
const NONE: &str = r#"{"PortfolioDetails":[]}"#;

fn portfolios(wire: &Wire) -> AwsPortfolios {
    AwsPortfolios::new(&wire.config(), TargetName::Main)
}

fn portfolio() -> PortfolioId {
    PortfolioId::parse("port-vendor").unwrap()
}

fn refused_share() -> Wire {
    let words = "No share of port-vendor";
    Wire::new().refuse("AcceptPortfolioShare", "ResourceNotFoundException", words)
}

#[tokio::test]
async fn imported_portfolios_are_those_whose_share_was_accepted() {
    let wire = Wire::new().answer("ListAcceptedPortfolioShares", SHARED);
    let imported = portfolios(&wire).imported().await.unwrap();
    let seen = (imported[0].id.as_str(), imported[0].name.as_str());
    assert_eq!(seen, ("port-vendor", "TetraScience"));
    assert_eq!(wire.json(0)["PortfolioShareType"], "IMPORTED");
}

#[tokio::test]
async fn principals_on_every_page_are_listed() {
    let first =
        r#"{"Principals":[{"PrincipalARN":"arn:a","PrincipalType":"IAM"}],"NextPageToken":"two"}"#;
    let second = r#"{"Principals":[{"PrincipalARN":"arn:b","PrincipalType":"IAM_PATTERN"}]}"#;
    let wire = Wire::new()
        .answer("ListPrincipalsForPortfolio", first)
        .answer("ListPrincipalsForPortfolio", second);
    let principals = portfolios(&wire).principals(&portfolio()).await.unwrap();
    let kinds: Vec<PrincipalType> = principals.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [PrincipalType::Iam, PrincipalType::IamPattern]);
}

#[tokio::test]
async fn a_share_that_was_accepted_before_is_a_success_whatever_it_is_answered_with() {
    let wire = refused_share().answer("ListAcceptedPortfolioShares", SHARED);
    portfolios(&wire).accept_share(&portfolio()).await.unwrap();
}

#[tokio::test]
async fn a_share_that_nobody_offered_is_not_found() {
    let wire = refused_share().answer("ListAcceptedPortfolioShares", NONE);
    let error = portfolios(&wire)
        .accept_share(&portfolio())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_missing_right_to_accept_is_not_looked_into() {
    let wire = Wire::new().refuse("AcceptPortfolioShare", "AccessDeniedException", "no");
    let error = portfolios(&wire)
        .accept_share(&portfolio())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Denied);
}

#[tokio::test]
async fn a_principal_is_associated_by_its_arn() {
    let operation = "AssociatePrincipalWithPortfolio";
    let wire = Wire::new().answer(operation, "{}");
    let principal = PrincipalArn::parse("arn:aws:iam::111122223333:role/deployer").unwrap();
    let portfolios = portfolios(&wire);
    portfolios
        .associate_principal(&portfolio(), &principal)
        .await
        .unwrap();
    let sent = json!({
        "PortfolioId": "port-vendor",
        "PrincipalARN": "arn:aws:iam::111122223333:role/deployer",
        "PrincipalType": "IAM",
    });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn a_principal_that_is_not_there_is_invalid() {
    let operation = "AssociatePrincipalWithPortfolio";
    let words = "The principal does not exist";
    let wire = Wire::new().refuse(operation, "InvalidParametersException", words);
    let principal = PrincipalArn::parse("arn:aws:iam::111122223333:role/deployer").unwrap();
    let portfolios = portfolios(&wire);
    let error = portfolios
        .associate_principal(&portfolio(), &principal)
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
}
