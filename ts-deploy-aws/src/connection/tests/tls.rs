//! TLS with an authority of one's own, directly and through a proxy: real sockets on this machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use ts_deploy_core::port::identity::CallerIdentity;
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::secret::Secret;

use super::desk::{Home, caller, identity, profile, settings};
use crate::connection::{AwsCloud, CallLimits, ConnectionOptions, Proxies};

/// An endpoint of AWS as a network that inspects TLS shows it: its certificate is of the network's
/// own authority.
struct Inspected {
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Inspected {
    async fn open() -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let names = ["localhost".to_owned(), "sts.acme.example".to_owned()];
        let shown = CertificateParams::new(names)
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![shown.der().clone()], key)
            .unwrap();
        let tls = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let tls = tls.clone();
                tokio::spawn(async move {
                    if let Ok(stream) = tls.accept(stream).await {
                        answer(stream).await;
                    }
                });
            }
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { address, folder }
    }

    fn bundle(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Its URL under a name that stands in its certificate.
    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.address.port())
    }
}

/// Says once that everybody is of the account.
async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin) {
    let mut stream = tokio::io::BufReader::new(stream);
    let length = read_head(&mut stream).await.1;
    let mut body = vec![0; length];
    let _ = stream.read_exact(&mut body).await;
    let answer = caller();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    let _ = stream.write_all(format!("{head}{answer}").as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// The first line of a request, and how long its body is.
async fn read_head(stream: &mut (impl Unpin + tokio::io::AsyncBufRead)) -> (String, usize) {
    let (mut first, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) <= 2 {
            return (first, length);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if first.is_empty() {
            line.trim_end().clone_into(&mut first);
        }
    }
}

/// A proxy that opens tunnels to one endpoint, whatever host is asked for, and tells what was.
async fn proxy(to: SocketAddr) -> (SocketAddr, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let tell = tell.clone();
            tokio::spawn(async move {
                let mut stream = tokio::io::BufReader::new(stream);
                let _ = tell.send(read_head(&mut stream).await.0);
                let mut there = TcpStream::connect(to).await.unwrap();
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut there).await;
            });
        }
    });
    (address, told)
}

async fn ask(options: ConnectionOptions) -> PortResult<CallerIdentity> {
    let home = Home::new("");
    let options = ConnectionOptions {
        profile_files: home.options().profile_files,
        // A refused certificate stays one, and nobody waits for repetitions.
        limits: CallLimits {
            attempts: 1,
            ..CallLimits::default()
        },
        ..options
    };
    let targets = [settings("us-east-1", profile("keys"))];
    let cloud = AwsCloud::connect(&targets, &options).await.unwrap();
    identity(&cloud).await
}

#[tokio::test]
async fn an_authority_in_the_bundle_is_trusted() {
    let inspected = Inspected::open().await;
    let options = ConnectionOptions::builder()
        .endpoint_url(Some(inspected.url("localhost")))
        .ca_bundle(Some(inspected.bundle()))
        .build();
    ask(options).await.unwrap();
}

#[tokio::test]
async fn without_the_bundle_the_host_is_named_and_the_bundle_hinted_at() {
    let inspected = Inspected::open().await;
    let url = inspected.url("localhost");
    let options = ConnectionOptions::builder().endpoint_url(Some(url)).build();
    let error = ask(options).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    let says = format!(
        "the certificate that localhost:{} shows is of an authority that is not trusted here; \
         where the network inspects TLS, give the certificates of its authority with --ca-bundle \
         or AWS_CA_BUNDLE",
        inspected.address.port()
    );
    assert!(error.message.contains(&says), "{error}");
}

#[tokio::test]
async fn a_proxy_is_asked_for_a_tunnel_and_tls_ends_behind_it() {
    let inspected = Inspected::open().await;
    let (address, mut told) = proxy(inspected.address).await;
    let through = Secret::new(format!("http://ana:hunter2@{address}"));
    let options = ConnectionOptions::builder()
        .endpoint_url(Some("https://sts.acme.example".to_owned()))
        .ca_bundle(Some(inspected.bundle()))
        .proxies(Proxies::none().for_https(through))
        .build();
    ask(options).await.unwrap();
    assert_eq!(
        told.recv().await.unwrap(),
        "CONNECT sts.acme.example:443 HTTP/1.1"
    );
}

#[tokio::test]
async fn an_error_behind_a_proxy_names_host_and_proxy_and_no_password() {
    let inspected = Inspected::open().await;
    let (address, _told) = proxy(inspected.address).await;
    let through = Secret::new(format!("http://ana:hunter2@{address}"));
    let options = ConnectionOptions::builder()
        .endpoint_url(Some("https://sts.acme.example".to_owned()))
        .proxies(Proxies::none().for_https(through))
        .build();
    let error = ask(options).await.unwrap_err();
    let says = format!("that sts.acme.example shows, by way of the proxy {address} unless");
    assert!(error.message.contains(&says), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_host_that_no_proxy_names_is_asked_directly() {
    let inspected = Inspected::open().await;
    let (address, mut told) = proxy(inspected.address).await;
    let through = Secret::new(format!("http://{address}"));
    let options = ConnectionOptions::builder()
        .endpoint_url(Some(inspected.url("localhost")))
        .ca_bundle(Some(inspected.bundle()))
        .proxies(
            Proxies::none()
                .for_https(through)
                .except("acme.example,localhost"),
        )
        .build();
    ask(options).await.unwrap();
    assert!(told.try_recv().is_err());
}

#[tokio::test]
async fn a_proxy_that_does_not_answer_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = listener.local_addr().unwrap();
    drop(listener);
    let options = ConnectionOptions::builder()
        .endpoint_url(Some("https://sts.acme.example".to_owned()))
        .proxies(Proxies::none().for_https(Secret::new(gone.to_string())))
        .build();
    let error = ask(options).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable);
    let says = format!("no answer from sts.acme.example, by way of the proxy {gone}");
    assert!(error.message.contains(&says), "{error}");
}
