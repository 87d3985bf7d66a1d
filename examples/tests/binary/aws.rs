//! The binary with the feature `aws`, against a server on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::desk::Desk;

const KEYS: &str = "[acme-main]\naws_access_key_id = AKIDMAIN\naws_secret_access_key = x\n\
                    [acme-dr]\naws_access_key_id = AKIDDR\naws_secret_access_key = x\n";

/// Says who is calling by the key that signed, and refuses everything else.
struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `accounts` are the accounts of the keys; a key without one has ended.
    fn open(accounts: &[(&'static str, &'static str)]) -> Self {
        let accounts: BTreeMap<_, _> = accounts.iter().copied().collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (accounts, notes) = (accounts.clone(), Arc::clone(&notes));
                std::thread::spawn(move || answer(&stream, &accounts, &notes));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// What the binary says about the spec, with this server for AWS and these variables.
    fn run(&self, words: &[&str], variables: &[(&str, &str)]) -> crate::desk::Ran {
        self.run_on(&Desk::full(), words, variables)
    }

    /// The same about the spec of this desk.
    fn run_on(&self, desk: &Desk, words: &[&str], variables: &[(&str, &str)]) -> crate::desk::Ran {
        let keys = desk.folder.path().join("credentials");
        std::fs::write(&keys, KEYS).unwrap();
        let mut command = desk.command(words);
        let url = format!("http://{}", self.address);
        command
            .env_clear()
            .env("AWS_CONFIG_FILE", desk.folder.path().join("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", keys)
            .env("AWS_ENDPOINT_URL", url)
            // What the SDK would prefer to a profile, if it were left to.
            .env("AWS_ACCESS_KEY_ID", "AKIDVARIABLE")
            .env("AWS_SECRET_ACCESS_KEY", "x")
            .args(["--backend", "aws"])
            .envs(variables.iter().copied());
        desk.ran(&mut command)
    }
}

fn answer(stream: &TcpStream, accounts: &BTreeMap<&str, &str>, notes: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() || head.is_empty() {
        return;
    }
    let key = head.split_once("Credential=").map_or("", |(_, rest)| rest);
    let key = key.split('/').next().unwrap_or_default();
    let who = String::from_utf8_lossy(&body).contains("Action=GetCallerIdentity");
    let (status, body) = match (who, accounts.get(key)) {
        (true, Some(account)) => (
            "200 OK",
            format!(
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/ana\
                 </Arn><UserId>AIDA</UserId><Account>{account}</Account></GetCallerIdentityResult>\
                 </GetCallerIdentityResponse>"
            ),
        ),
        (true, None) => (
            "403 Forbidden",
            "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>it is expired</Message>\
             </Error></ErrorResponse>"
                .to_owned(),
        ),
        (false, _) => (
            "400 Bad Request",
            r#"{"__type":"AccessDeniedException","message":"no"}"#.to_owned(),
        ),
    };
    let asked = if who { "GetCallerIdentity" } else { "another" };
    notes.lock().unwrap().push(format!("{asked} {key}"));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

const RIGHT: [(&str, &str); 2] = [("AKIDMAIN", "111122223333"), ("AKIDDR", "444455556666")];

#[test]
fn with_another_account_nothing_else_is_called() {
    let server = Server::open(&[("AKIDMAIN", "999999999999"), ("AKIDDR", "444455556666")]);
    let ran = server.run(&["deploy", "SPEC", "--yes"], &[]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.contains("belong to account 999999999999"),
        "{}",
        ran.err
    );
    let asked = server.asked();
    assert!(
        asked.iter().all(|one| one.starts_with("GetCallerIdentity")),
        "{asked:?}"
    );
}

#[test]
fn a_preflight_with_another_account_looks_at_nothing_else() {
    let server = Server::open(&[("AKIDMAIN", "999999999999"), ("AKIDDR", "444455556666")]);
    let ran = server.run(&["preflight", "SPEC"], &[]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let asked = server.asked();
    assert!(
        asked.iter().all(|one| one.starts_with("GetCallerIdentity")),
        "{asked:?}"
    );
}

#[test]
fn the_accounts_are_asked_for_first_each_with_its_own_profile() {
    let server = Server::open(&RIGHT);
    let ran = server.run(&["plan", "SPEC"], &[]);
    let asked = server.asked();
    assert!(asked.len() > 3, "{asked:?}: {}{}", ran.out, ran.err);
    let mut first = asked[..3].to_vec();
    first.sort();
    // The DR account counts twice: in its own region, and in the main one.
    assert_eq!(
        first,
        [
            "GetCallerIdentity AKIDDR",
            "GetCallerIdentity AKIDDR",
            "GetCallerIdentity AKIDMAIN"
        ]
    );
}

#[test]
fn ended_credentials_are_lost_sight_with_what_to_do() {
    let server = Server::open(&[("AKIDDR", "444455556666")]);
    let ran = server.run(&["deploy", "SPEC", "--yes"], &[]);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    let says = "renew the keys of the profile acme-main in its file";
    assert!(ran.err.contains(says), "{}", ran.err);
}

/// No variables, and none of an instance: the spec of this desk names no profile.
const NO_KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", ""),
    ("AWS_SECRET_ACCESS_KEY", ""),
    ("AWS_EC2_METADATA_DISABLED", "true"),
];

fn without_profiles() -> Desk {
    Desk::with(include_str!("../../specs/minimal.yaml"))
}

#[test]
fn without_any_credentials_a_deploy_is_invalid_and_says_how_to_have_some() {
    let server = Server::open(&RIGHT);
    let words = ["deploy", "SPEC", "--yes"];
    let ran = server.run_on(&without_profiles(), &words, &NO_KEYS);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    for word in ["no credentials", "aws sso login", "AWS_ACCESS_KEY_ID"] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(server.asked().is_empty());
}

#[test]
fn a_preflight_stops_where_nobody_knows_who_asks() {
    let server = Server::open(&[]);
    let keys = [("AWS_ACCESS_KEY_ID", "AKIDENDED")];
    let ran = server.run_on(&without_profiles(), &["preflight", "SPEC"], &keys);
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    let unlooked = "checks were not looked at, because nobody knows who asks";
    assert!(ran.err.contains(unlooked), "{}", ran.err);
    let asked = server.asked();
    assert!(
        asked.iter().all(|one| one.starts_with("GetCallerIdentity")),
        "{asked:?}"
    );
}

#[cfg(not(feature = "aws-full"))]
#[test]
fn checks_whose_services_are_not_built_in_are_told_together() {
    let server = Server::open(&[("AKIDVARIABLE", "111122223333")]);
    let ran = server.run_on(&without_profiles(), &["preflight", "SPEC"], &[]);
    let built_without = "checks ask services that this binary was built without";
    assert_eq!(ran.out.matches(built_without).count(), 1, "{}", ran.out);
    assert!(ran.out.contains("--features aws-full"), "{}", ran.out);
    assert!(!ran.out.contains("is registered for"), "{}", ran.out);
}

#[test]
fn a_target_that_nothing_is_done_in_may_be_out_of_sight() {
    let server = Server::open(&[("AKIDMAIN", "111122223333")]);
    let ran = server.run_on(&Desk::of_products(), &["plan", "SPEC"], &[]);
    assert!(
        ran.err
            .contains("dr, where nothing is done now, cannot be seen"),
        "{}",
        ran.err
    );
    assert!(server.asked().contains(&"another AKIDMAIN".to_owned()));
}

#[test]
fn a_profile_that_is_not_there_is_invalid_and_calls_nothing() {
    let server = Server::open(&RIGHT);
    let nowhere = [("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials")];
    let ran = server.run(&["plan", "SPEC", "--format", "json"], &nowhere);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(ran.lines()[0]["id"], "profile-unknown");
    assert!(server.asked().is_empty());
}

#[test]
fn a_bundle_that_cannot_be_read_is_invalid() {
    let server = Server::open(&RIGHT);
    let bundle = [("AWS_CA_BUNDLE", "/nowhere/ca.pem")];
    let ran = server.run(&["plan", "SPEC"], &bundle);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("/nowhere/ca.pem cannot be read"),
        "{}",
        ran.err
    );
}

#[test]
fn the_option_comes_before_the_variable() {
    let server = Server::open(&RIGHT);
    let bundle = [("AWS_CA_BUNDLE", "/nowhere/ca.pem")];
    let ran = server.run(
        &["plan", "SPEC", "--ca-bundle", "/elsewhere/ca.pem"],
        &bundle,
    );
    assert!(ran.err.contains("/elsewhere/ca.pem"), "{}", ran.err);
}

#[test]
fn a_proxy_from_the_variables_is_gone_through() {
    let server = Server::open(&[]);
    let proxy = format!("http://{}", server.address);
    let variables = [
        ("AWS_ENDPOINT_URL", "http://sts.acme.example"),
        ("HTTP_PROXY", proxy.as_str()),
    ];
    server.run(&["plan", "SPEC"], &variables);
    assert!(!server.asked().is_empty());
}

#[test]
fn a_confirmation_needs_the_journal_alone() {
    let server = Server::open(&RIGHT);
    let nowhere = [("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials")];
    let words = ["confirm", "SPEC", "agree-with-vendor", "--by", "ana"];
    let ran = server.run(&words, &nowhere);
    assert!(!ran.err.contains("profile"), "{}", ran.err);
    assert!(server.asked().is_empty());
}
