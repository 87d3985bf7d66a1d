//! Requests of the object store, carried by the SDK's HTTP client, so that proxies, CA bundle and
//! time-outs hold for the journal as for every other call.

use async_trait::async_trait;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest as StoreRequest,
    HttpResponse as StoreResponse, HttpResponseBody, HttpService,
};

use crate::connection::behaviour;

/// Carries a request as it is, once: the object store signs and repeats.
#[derive(Clone, Debug)]
pub(super) struct Carrier {
    client: SharedHttpClient,
    sleep: SharedAsyncSleep,
    time: SharedTimeSource,
    timeouts: TimeoutConfig,
}

impl Carrier {
    /// `None` when the configuration has no HTTP client, or nothing to wait with.
    pub(super) fn of(config: &SdkConfig) -> Option<Self> {
        Some(Self {
            client: config.http_client()?,
            sleep: config
                .sleep_impl()
                .or_else(aws_smithy_async::rt::sleep::default_async_sleep)?,
            time: config.time_source().unwrap_or_default(),
            timeouts: config
                .timeout_config()
                .cloned()
                .unwrap_or_else(TimeoutConfig::disabled),
        })
    }

    /// The operation that sends to the host of `uri`.
    fn operation(&self, uri: &str) -> Operation<HttpRequest, HttpResponse, Unread> {
        Operation::builder()
            .service_name("S3")
            .operation_name("journal")
            .behavior_version(behaviour())
            .http_client(self.client.clone())
            .sleep_impl(self.sleep.clone())
            .time_source(self.time.clone())
            .timeout_config(self.timeouts.clone())
            .endpoint_url(origin(uri))
            .no_auth()
            .no_retry()
            .serializer(Ok)
            .deserializer(|answer: &HttpResponse| Ok(copy(answer)))
            .build()
    }
}

/// Scheme and host of a URI.
fn origin(uri: &str) -> &str {
    let host = uri.find("://").map_or(0, |at| at + 3);
    let end = uri.get(host..).and_then(|rest| rest.find(['/', '?']));
    end.and_then(|end| uri.get(..host + end)).unwrap_or(uri)
}

/// The answer with its body, which was read as a whole.
fn copy(answer: &HttpResponse) -> HttpResponse {
    let body = answer.body().bytes().unwrap_or_default();
    let mut copy = HttpResponse::new(answer.status(), SdkBody::from(body));
    for (name, value) in answer.headers() {
        // What was read as a header is one.
        let _ = copy
            .headers_mut()
            .try_append(name.to_owned(), value.to_owned());
    }
    copy
}

/// No answer is an error here: the object store reads them all.
#[derive(Debug, thiserror::Error)]
#[error("the answer was not read")]
struct Unread;

/// S3 keeps the bucket elsewhere, and answers no request for it here.
#[derive(Debug, thiserror::Error)]
#[error(
    "the bucket is in the region {region}: name it with the journal, s3://BUCKET/PREFIX?region={region}"
)]
struct Elsewhere {
    region: String,
}

#[async_trait]
impl HttpService for Carrier {
    async fn call(&self, request: StoreRequest) -> Result<StoreResponse, HttpError> {
        let unsent = |error| HttpError::new(HttpErrorKind::Unknown, error);
        let uri = request.uri().to_string();
        let request = request.map(SdkBody::from_body_1_x);
        let request = HttpRequest::try_from(request).map_err(unsent)?;
        let answer = self.operation(&uri).invoke(request).await.map_err(broken)?;
        elsewhere(&answer)?;
        let body = answer.body().bytes().unwrap_or_default().to_vec();
        let answer = answer.try_into_http1x().map_err(unsent)?;
        Ok(answer.map(|_| HttpResponseBody::from(body)))
    }
}

fn elsewhere(answer: &HttpResponse) -> Result<(), HttpError> {
    let region = answer.headers().get("x-amz-bucket-region");
    match (answer.status().as_u16(), region) {
        (301 | 307, Some(region)) => {
            let region = ts_deploy_core::ids::printable(region, 40);
            let elsewhere = Elsewhere { region };
            Err(HttpError::new(HttpErrorKind::Unknown, elsewhere))
        }
        _ => Ok(()),
    }
}

/// Every request of a journal may be sent again: a record that stands after all is known by its hash.
/// So what broke off counts as not sent, which the object store repeats.
fn broken(error: SdkError<Unread, HttpResponse>) -> HttpError {
    let again = match &error {
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => true,
        SdkError::DispatchFailure(failure) => failure.is_timeout() || failure.is_io(),
        _ => false,
    };
    let kind = if again {
        HttpErrorKind::Request
    } else {
        HttpErrorKind::Unknown
    };
    match error.into_source() {
        Ok(source) => HttpError::new(kind, Broken(source)),
        Err(error) => HttpError::new(kind, error),
    }
}

/// What the SDK says of a request that was not answered.
#[derive(Debug, thiserror::Error)]
#[error("the request was not answered")]
struct Broken(#[source] Box<dyn std::error::Error + Send + Sync>);

impl HttpConnector for Carrier {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}
