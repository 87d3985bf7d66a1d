//! The binary behind a proxy that inspects TLS: it shows a certificate of the network's own
//! authority for whatever host is asked for, and the emulator stands behind it.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::desk::{Desk, Ran, changing};

/// The name under which AWS is asked for: it stands in no name service.
const HOST: &str = "aws.acme.example";

/// The proxy, which ends with the process.
struct Inspector {
    address: SocketAddr,
    bundle: PathBuf,
}

impl Inspector {
    /// One in front of the desk's emulator, with the certificates of its authority in a file there.
    fn before(desk: &Desk) -> Self {
        let (tls, authority) = identity();
        let bundle = desk.ground.folder.path().join("ca.pem");
        std::fs::write(&bundle, authority).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = desk.ground.emulator.url();
        let to: SocketAddr = url.trim_start_matches("http://").parse().unwrap();
        std::thread::spawn(move || inspect(listener, &tls, to));
        Self { address, bundle }
    }

    /// `command` in this network.
    fn around(&self, mut command: Command) -> Command {
        command
            .env("AWS_ENDPOINT_URL", format!("https://{HOST}"))
            .env("HTTPS_PROXY", format!("http://{}", self.address));
        command
    }
}

/// What the proxy shows for the host, and its authority's certificate.
fn identity() -> (TlsAcceptor, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = KeyPair::generate().unwrap();
    let authority = CertifiedIssuer::self_signed(authority, own).unwrap();
    let key = KeyPair::generate().unwrap();
    let shown = CertificateParams::new([HOST.to_owned()]).unwrap();
    let shown = shown.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![shown.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), authority.pem())
}

fn inspect(listener: TcpListener, tls: &TlsAcceptor, to: SocketAddr) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        while let Ok((stream, _)) = listener.accept().await {
            let tls = tls.clone();
            tokio::spawn(async move {
                // A tunnel that breaks off is the client's to notice.
                let _ = tunnel(stream, tls, to).await;
            });
        }
    });
}

/// Opens the tunnel that is asked for, ends TLS in it, and hands on what comes.
async fn tunnel(stream: TcpStream, tls: TlsAcceptor, to: SocketAddr) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? <= 2 {
            break;
        }
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    let mut here = tls.accept(stream).await?;
    let mut there = TcpStream::connect(to).await?;
    tokio::io::copy_bidirectional(&mut here, &mut there).await?;
    Ok(())
}

#[test]
fn with_the_bundle_a_deployment_goes_through_a_proxy_that_inspects_tls() {
    let desk = Desk::new();
    let inspector = Inspector::before(&desk);
    let mut command = inspector.around(desk.deploy());
    command.arg("--ca-bundle").arg(&inspector.bundle);
    let ran = Ran::of(command);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let calls = desk.ground.emulator.calls().unwrap();
    assert_eq!(changing(&calls), ["ProvisionProduct", "ProvisionProduct"]);
}

#[test]
fn without_the_bundle_the_hop_that_fails_is_named_and_nothing_arrives() {
    let desk = Desk::new();
    let inspector = Inspector::before(&desk);
    let ran = Ran::of(inspector.around(desk.deploy()));
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    let hop = format!(
        "that {HOST} shows, by way of the proxy {}",
        inspector.address
    );
    assert!(ran.err.contains(&hop), "{}", ran.err);
    assert!(ran.err.contains("--ca-bundle"), "{}", ran.err);
    assert_eq!(desk.ground.emulator.calls().unwrap(), []);
}
