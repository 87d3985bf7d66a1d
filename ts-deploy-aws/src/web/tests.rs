//! Addresses that were written down.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_types::SdkConfig;
use ts_deploy_core::ids::HttpsUrl;
use ts_deploy_core::port::web::{LOCATION_LIMIT, WebAnswer, WebReader};
use ts_deploy_core::target::TargetName;

use super::AwsWeb;
use crate::connection::CallLog;
use crate::wire::Wire;

const LOGIN: &str = "https://tetra.acme.example/login/sso";
const ASKED: &str = "GET /login/sso";

/// What the platform answers at its sign-in address.
async fn get(config: &SdkConfig) -> WebAnswer {
    let web = AwsWeb::new(config, TargetName::Main);
    let url = HttpsUrl::parse(LOGIN).unwrap();
    web.get(&url).await.unwrap()
}

fn location(answer: WebAnswer) -> Option<String> {
    match answer {
        WebAnswer::Answered { location, .. } => location,
        WebAnswer::Unreachable { why } => panic!("{why}"),
    }
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let sign_in = "https://acme.auth.us-east-1.amazoncognito.com/oauth2/authorize";
    let wire = Wire::new().answer_headed(ASKED, 302, &[("location", sign_in)]);
    assert_eq!(
        location(get(&wire.config()).await).as_deref(),
        Some(sign_in)
    );
    assert_eq!(wire.arrived().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_an_error_is_an_answer_all_the_same() {
    let wire = Wire::new().answer_with(ASKED, 503, "<html>");
    let answered = WebAnswer::Answered {
        status: 503,
        location: None,
    };
    assert_eq!(get(&wire.config()).await, answered);
}

#[tokio::test]
async fn a_deployers_credentials_are_not_sent() {
    let wire = Wire::new().answer_with(ASKED, 200, "");
    get(&wire.config()).await;
    assert_eq!(wire.header(0, "authorization"), None);
}

#[tokio::test]
async fn an_address_without_an_end_is_cut() {
    let endless = "é".repeat(LOCATION_LIMIT);
    let wire = Wire::new().answer_headed(ASKED, 302, &[("location", &endless)]);
    let told = location(get(&wire.config()).await).unwrap();
    assert_eq!(told.len(), LOCATION_LIMIT);
}

#[derive(Debug)]
struct Nobody;

impl HttpConnector for Nobody {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let error = std::io::Error::other("no such host");
        let answer: Result<HttpResponse, _> = Err(ConnectorError::io(error.into()));
        HttpConnectorFuture::ready(answer)
    }
}

#[tokio::test]
async fn a_host_that_nobody_reaches_is_no_error_and_says_why() {
    let client = http_client_fn(|_, _| SharedHttpConnector::new(Nobody));
    let config = Wire::new().config().into_builder().http_client(client);
    match get(&config.build()).await {
        WebAnswer::Unreachable { why } => assert!(why.contains("no such host"), "{why}"),
        answered @ WebAnswer::Answered { .. } => panic!("{answered:?}"),
    }
}

#[tokio::test]
async fn a_look_at_the_web_is_counted_as_one_that_changes_nothing() {
    let wire = Wire::new().answer_with(ASKED, 200, "");
    let log = CallLog::new();
    let web = AwsWeb::new(&wire.config(), TargetName::Main).counted_in(&log);
    web.get(&HttpsUrl::parse(LOGIN).unwrap()).await.unwrap();
    assert_eq!(log.counted().len(), 1);
    assert_eq!(log.changing_calls(), 0);
}
