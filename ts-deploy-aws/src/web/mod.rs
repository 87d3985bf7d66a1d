//! The web as it is seen from here, by the HTTP client that AWS is called with: what a CA bundle or
//! a proxy makes of it, a browser in this network meets too.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::interceptors::SharedInterceptor;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use ts_deploy_core::error::chain;
use ts_deploy_core::ids::HttpsUrl;
use ts_deploy_core::port::web::{LOCATION_LIMIT, WebAnswer, WebReader};
use ts_deploy_core::port::{ErrorKind, PortError, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

const OPERATION: &str = "GET";

/// [`WebReader`] on the HTTP client of a target's configuration. It sends no credentials.
#[derive(Clone)]
pub struct AwsWeb {
    config: SdkConfig,
    line: Line,
    counter: Option<SharedInterceptor>,
}

/// Without the configuration: the SDK's own `Debug` of one shows what stands in the profile's files,
/// keys included.
impl std::fmt::Debug for AwsWeb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AwsWeb")
            .field("line", &self.line)
            .field("counter", &self.counter)
            .finish_non_exhaustive()
    }
}

impl AwsWeb {
    /// On the configuration's HTTP client and time-outs; `target` is the name in errors.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let service = "https";
        Self {
            config: config.clone(),
            line: Line { service, target },
            counter: None,
        }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        self.counter = Some(SharedInterceptor::new(log.counter(self.line)));
        self
    }

    /// One request to `url`, which is neither repeated nor followed.
    fn operation(&self, url: &HttpsUrl) -> Option<Operation<(), WebAnswer, Never>> {
        let (origin, path) = parts(url.as_str());
        let path = path.to_owned();
        let mut operation = Operation::builder()
            .service_name(self.line.service)
            .operation_name(OPERATION)
            .http_client(self.config.http_client()?)
            .endpoint_url(origin)
            .no_auth()
            .no_retry();
        if let Some(timeouts) = self.config.timeout_config() {
            operation = operation.timeout_config(timeouts.clone());
        }
        if let Some(sleep) = self.config.sleep_impl() {
            operation = operation.sleep_impl(sleep);
        }
        if let Some(counter) = &self.counter {
            operation = operation.interceptor(counter.clone());
        }
        let operation = operation
            .serializer(move |(): ()| {
                let mut request = HttpRequest::new(SdkBody::empty());
                request.set_uri(path.as_str())?;
                Ok(request)
            })
            .deserializer(|answer: &HttpResponse| Ok::<_, OrchestratorError<Never>>(seen(answer)));
        Some(operation.build())
    }
}

/// The part of an address that names the host, and the rest.
fn parts(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    let path = url[host..].find('/').map(|at| host + at);
    path.map_or((url, "/"), |at| url.split_at(at))
}

/// An answer is never an error, whatever its status.
#[derive(Debug, thiserror::Error)]
enum Never {}

fn seen(answer: &HttpResponse) -> WebAnswer {
    let location = answer.headers().get("location");
    WebAnswer::Answered {
        status: answer.status().as_u16(),
        location: location.map(|location| {
            let end = location.floor_char_boundary(LOCATION_LIMIT);
            location[..end].to_owned()
        }),
    }
}

#[async_trait]
impl WebReader for AwsWeb {
    async fn get(&self, url: &HttpsUrl) -> PortResult<WebAnswer> {
        let Some(operation) = self.operation(url) else {
            let call = self.line.call(OPERATION);
            let what = "the configuration has no HTTP client";
            return Err(PortError::new(ErrorKind::Other, call, what));
        };
        match operation.invoke(()).await {
            Ok(answer) => Ok(answer),
            Err(error @ SdkError::ConstructionFailure(_)) => {
                let call = self.line.call(OPERATION);
                Err(PortError::new(ErrorKind::Other, call, &chain(&error)))
            }
            Err(nobody) => Ok(WebAnswer::Unreachable {
                why: chain(&nobody),
            }),
        }
    }
}
