//! Search domains against answers in the service's own bytes.

use serde_json::{Value, json};
use ts_deploy_core::port::search_domain::{OptionState, SearchDomainReader, SearchDomainWriter};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use super::AwsSearchDomains;
use crate::wire::Wire;

const NAME: &str = "acme-tetra";
const DESCRIBE: &str = "GET /2015-01-01/es/domain/acme-tetra";
const CONFIG: &str = "GET /2015-01-01/es/domain/acme-tetra/config";
const CHANGE: &str = "POST /2015-01-01/es/domain/acme-tetra/config";

fn domains(wire: &Wire) -> AwsSearchDomains {
    AwsSearchDomains::new(&wire.config(), TargetName::Main)
}

fn status(processing: bool) -> String {
    let cluster = json!({});
    json!({ "DomainStatus": {
        "DomainId": "111122223333/acme-tetra",
        "DomainName": NAME,
        "ARN": "arn:aws:es:us-east-1:111122223333:domain/acme-tetra",
        "Created": true,
        "Deleted": false,
        "Processing": processing,
        "ElasticsearchClusterConfig": cluster,
    } })
    .to_string()
}

fn config(options: &Value, state: &str) -> String {
    let status = json!({ "CreationDate": 1.0, "UpdateDate": 1.0, "State": state });
    let endpoint = json!({ "Options": options, "Status": status });
    json!({ "DomainConfig": { "DomainEndpointOptions": endpoint } }).to_string()
}

async fn changed(code: &str, status: u16, words: &str) -> PortResult<()> {
    let body = json!({ "__type": code, "message": words }).to_string();
    let wire = Wire::new().answer_with(CHANGE, status, body);
    domains(&wire).enforce_https(NAME).await
}

#[tokio::test]
async fn right_after_a_change_the_option_is_processing_though_the_domain_is_not() {
    let options = json!({ "EnforceHTTPS": true });
    let wire = Wire::new()
        .answer(DESCRIBE, status(false))
        .answer(CONFIG, config(&options, "Processing"));
    let domain = domains(&wire).domain(NAME).await.unwrap().unwrap();
    assert!(!domain.processing && domain.https_only);
    assert_eq!(domain.state, OptionState::Processing);
}

#[tokio::test]
async fn an_option_whose_state_is_new_is_not_taken_for_in_force() {
    let options = json!({ "EnforceHTTPS": true });
    let wire = Wire::new()
        .answer(DESCRIBE, status(false))
        .answer(CONFIG, config(&options, "Molten"));
    let domain = domains(&wire).domain(NAME).await.unwrap().unwrap();
    assert_eq!(domain.state, OptionState::Unknown);
}

#[tokio::test]
async fn a_domain_that_is_not_there_is_none_though_the_answer_is_a_409() {
    let body = json!({ "__type": "ResourceNotFoundException", "message": "no" }).to_string();
    let wire = Wire::new().answer_with(DESCRIBE, 409, body);
    assert_eq!(domains(&wire).domain(NAME).await.unwrap(), None);
}

#[tokio::test]
async fn a_change_sends_the_one_option_and_leaves_all_others() {
    let body = config(&json!({ "EnforceHTTPS": true }), "Processing");
    let wire = Wire::new().answer(CHANGE, body);
    domains(&wire).enforce_https(NAME).await.unwrap();
    let sent = json!({ "DomainEndpointOptions": { "EnforceHTTPS": true } });
    assert_eq!(wire.json(0), sent);
}

#[tokio::test]
async fn a_domain_under_change_is_a_conflict_in_either_of_its_words() {
    let busy = "A change/update is in progress. Please wait for it to complete.";
    let one = changed("ValidationException", 400, busy).await.unwrap_err();
    assert_eq!(one.kind, ErrorKind::Conflict);
    let other = changed("ConflictException", 409, "busy").await.unwrap_err();
    assert_eq!(other.kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_value_that_is_refused_stays_invalid() {
    let refused = changed("ValidationException", 400, "Invalid policy").await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Invalid);
}
