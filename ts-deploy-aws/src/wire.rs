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
    /// The operation: `ProvisionProduct`; of a service that names none, method and path.
    pub(crate) operation: String,
    /// The body as it was sent.
    pub(crate) body: String,
    /// The headers as they were sent.
    pub(crate) headers: Vec<(String, String)>,
}

/// An answer that was written down.
#[derive(Debug)]
struct Written {
    operation: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

#[derive(Debug, Default)]
struct Script {
    answers: VecDeque<Written>,
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
        self.write(operation, status, &[], body.into())
    }

    /// The next call is this operation, and is answered with this status and these headers.
    pub(crate) fn answer_headed(
        self,
        operation: &str,
        status: u16,
        headers: &[(&str, &str)],
    ) -> Self {
        self.write(operation, status, headers, String::new())
    }

    fn write(self, operation: &str, status: u16, headers: &[(&str, &str)], body: String) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers = headers.iter().map(owned).collect();
        let operation = operation.to_owned();
        self.script().answers.push_back(Written {
            operation,
            status,
            headers,
            body,
        });
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

    /// A header of the call of this number.
    pub(crate) fn header(&self, number: usize, name: &str) -> Option<String> {
        let headers = self.arrived()[number].headers.clone();
        let mut headers = headers.into_iter();
        headers.find_map(|(key, value)| (key == name).then_some(value))
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
        let operation = operation.map_or_else(|| method_and_path(&request), str::to_owned);
        let mut script = self.script();
        let answer = script
            .answers
            .pop_front()
            .unwrap_or_else(|| panic!("nobody answers {operation}: {body}"));
        // An answer that names no query is for every query of that path.
        let named = if answer.operation.contains('?') {
            operation.as_str()
        } else {
            operation.split('?').next().unwrap_or_default()
        };
        assert_eq!(named, answer.operation, "the call that arrived next");
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        script.arrived.push(Arrived {
            operation,
            body,
            headers: headers.collect(),
        });
        let status = StatusCode::try_from(answer.status).unwrap();
        let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
        for (name, value) in answer.headers {
            response.headers_mut().insert(name, value);
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

fn method_and_path(request: &HttpRequest) -> String {
    let uri = request.uri();
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    format!("{} {path}", request.method())
}
