//! The other end of the line, for tests: answers that were written down, in the services' own
//! bytes, and what was sent to get them. So the SDK's part of the way is tried too.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use aws_types::region::Region;

/// One call that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// The operation: `ProvisionProduct`.
    pub(crate) operation: String,
    /// The body as it was sent.
    pub(crate) body: String,
}

#[derive(Debug, Default)]
struct Script {
    answers: VecDeque<(String, u16, String)>,
    arrived: Vec<Arrived>,
}

/// Answers in order, each for the operation it was written for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire(Arc<Mutex<Script>>);

impl Wire {
    /// Nothing is answered yet: a call fails the test.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The next call is this operation, and is answered so.
    pub(crate) fn answer(self, operation: &str, body: impl Into<String>) -> Self {
        self.answer_with(operation, 200, body)
    }

    /// The next call is this operation, and is refused with this code and these words.
    pub(crate) fn refuse(self, operation: &str, code: &str, words: &str) -> Self {
        let body = serde_json::json!({ "__type": code, "message": words });
        self.answer_with(operation, 400, body.to_string())
    }

    /// As [`refuse`](Self::refuse), in the words of a query service.
    pub(crate) fn refuse_xml(self, operation: &str, code: &str, words: &str) -> Self {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{words}</Message></Error>\
             <RequestId>4711</RequestId></ErrorResponse>"
        );
        self.answer_with(operation, 400, body)
    }

    /// The next call is this operation, and is answered with this status and body.
    pub(crate) fn answer_with(self, operation: &str, status: u16, body: impl Into<String>) -> Self {
        self.script()
            .answers
            .push_back((operation.to_owned(), status, body.into()));
        self
    }

    /// What arrived, in order.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.script().arrived.clone()
    }

    /// The JSON body of the call of this number, counted from 0.
    pub(crate) fn json(&self, number: usize) -> serde_json::Value {
        serde_json::from_str(&self.arrived()[number].body).unwrap()
    }

    /// The value of a field in the form that the call of this number sent.
    pub(crate) fn field(&self, number: usize, name: &str) -> Option<String> {
        let body = self.arrived()[number].body.clone();
        let mut pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.find(|(key, _)| *key == name);
        found.map(|(_, value)| value.replace("%3A", ":").replace("%2F", "/"))
    }

    /// A configuration whose clients call here, once and no second time.
    pub(crate) fn config(&self) -> SdkConfig {
        let wire = self.clone();
        let client = http_client_fn(move |_, _| SharedHttpConnector::new(wire.clone()));
        let credentials = Credentials::new("AKIDEXAMPLE", "example", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::disabled())
            .http_client(client)
            .build()
    }

    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap_or_default();
        let body = String::from_utf8_lossy(body).into_owned();
        let target = request.headers().get("x-amz-target");
        let named = target.and_then(|target| target.rsplit_once('.'));
        // The query protocol names it in the form.
        let form = || body.strip_prefix("Action=")?.split('&').next();
        let operation = named.map(|(_, operation)| operation).or_else(form);
        // REST names none: its method and path stand for it.
        let uri = request.uri().split('?').next().unwrap_or_default();
        let path = uri.splitn(4, '/').nth(3).unwrap_or_default();
        let rest = || format!("{} /{path}", request.method());
        let operation = operation.map_or_else(rest, str::to_owned);
        let mut script = self.script();
        let (expected, status, answer) = script
            .answers
            .pop_front()
            .unwrap_or_else(|| panic!("nobody answers {operation}: {body}"));
        assert_eq!(operation, expected, "the call that arrived next");
        script.arrived.push(Arrived { operation, body });
        let status = StatusCode::try_from(status).unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer))))
    }
}
