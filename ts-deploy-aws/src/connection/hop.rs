//! The one HTTP client, and what it says when a hop does not answer.

use std::sync::Arc;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use rustls::CertificateError;

use super::proxies::Way;

/// One client for every service and every source of credentials, so that bundle and proxies hold
/// for all of them: an SDK client for each scheme, since one of them knows only one proxy.
#[derive(Clone, Debug)]
pub(super) struct Hops {
    https: Hop,
    http: Hop,
}

impl Hops {
    pub(super) fn new(tls: &TlsContext, (https, http): (Way, Way)) -> Self {
        Self {
            https: Hop::new(tls, https),
            http: Hop::new(tls, http),
        }
    }
}

#[derive(Clone, Debug)]
struct Hop {
    client: SharedHttpClient,
    /// Host and port of the proxy that is asked, unless a host is to be asked directly.
    proxy: Option<Arc<str>>,
}

impl Hop {
    fn new(tls: &TlsContext, Way { config, proxy }: Way) -> Self {
        Self {
            client: client(tls.clone(), config),
            proxy: proxy.map(Arc::from),
        }
    }

    fn connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> HopConnector {
        HopConnector {
            connector: self.client.http_connector(settings, components),
            proxy: self.proxy.clone(),
        }
    }
}

fn client(tls: TlsContext, proxy: ProxyConfig) -> SharedHttpClient {
    // The public way to build a client does not take a proxy; this one keeps connections as that
    // one does.
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder().proxy_config(proxy.clone());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector
            .tls_provider(Provider::rustls(CryptoMode::Ring))
            .tls_context(tls.clone())
            .build()
    })
}

impl HttpClient for Hops {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(HopsConnector {
            https: self.https.connector(settings, components),
            http: self.http.connector(settings, components),
        })
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.https.client.connector_metadata()
    }
}

#[derive(Debug)]
struct HopsConnector {
    https: HopConnector,
    http: HopConnector,
}

impl HttpConnector for HopsConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if request.uri().starts_with("http:") {
            self.http.call(request)
        } else {
            self.https.call(request)
        }
    }
}

#[derive(Debug)]
struct HopConnector {
    connector: SharedHttpConnector,
    proxy: Option<Arc<str>>,
}

impl HttpConnector for HopConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = host(request.uri()).to_owned();
        let proxy = self.proxy.clone();
        let answer = self.connector.call(request);
        HttpConnectorFuture::new(async move {
            answer
                .await
                .map_err(|error| NoAnswer::instead_of(error, host, proxy))
        })
    }
}

/// Host and port of a URI.
fn host(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest)
}

/// A host that did not answer, and what may help.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words())]
struct NoAnswer {
    host: String,
    proxy: Option<Arc<str>>,
    certificate: Option<CertificateError>,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl NoAnswer {
    /// `error`, of the same kind as the SDK sees it, with the host in it.
    fn instead_of(error: ConnectorError, host: String, proxy: Option<Arc<str>>) -> ConnectorError {
        let (timeout, io, user) = (error.is_timeout(), error.is_io(), error.is_user());
        let kind = error.as_other();
        let source = error.into_source();
        let certificate = refused_certificate(source.as_ref());
        let told = Box::new(Self {
            host,
            proxy,
            certificate,
            source,
        });
        match (timeout, io, user) {
            (true, _, _) => ConnectorError::timeout(told),
            (_, true, _) => ConnectorError::io(told),
            (_, _, true) => ConnectorError::user(told),
            _ => ConnectorError::other(told, kind),
        }
    }

    fn words(&self) -> String {
        let host = &self.host;
        let way = self.proxy.as_ref().map_or_else(String::new, |proxy| {
            format!(", by way of the proxy {proxy} unless NO_PROXY names the host")
        });
        match &self.certificate {
            Some(CertificateError::UnknownIssuer) => format!(
                "the certificate that {host} shows{way} is of an authority that is not trusted \
                 here; where the network inspects TLS, give the certificates of its authority \
                 with --ca-bundle or AWS_CA_BUNDLE"
            ),
            Some(refused) => {
                format!("the certificate that {host} shows{way} is refused: {refused}")
            }
            None => format!("no answer from {host}{way}"),
        }
    }
}

/// Why a certificate was refused, however deep the error stands.
fn refused_certificate(error: &(dyn std::error::Error + 'static)) -> Option<CertificateError> {
    let mut below = Some(error);
    while let Some(error) = below {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(why.clone());
        }
        // An I/O error's source is what lies below its inner error, not that error.
        below = match error.downcast_ref::<std::io::Error>() {
            Some(io) => io
                .get_ref()
                .map(|inner| inner as &(dyn std::error::Error + 'static)),
            None => error.source(),
        };
    }
    None
}
