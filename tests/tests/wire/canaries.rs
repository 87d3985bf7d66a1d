//! Secrets given to a whole run are looked for in everything it leaves.

use std::path::Path;

use ts_deploy_tests::FULL;

use crate::desk::{Desk, Ran};

/// What must be found nowhere.
const SECRETS: [&str; 2] = [
    "canary-of-the-connector-7f3a",
    "canary-of-the-database-91cc",
];

/// The names and bytes of all files under `folder`.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// The full sample with one secret from a variable and one from a file.
fn secretive() -> String {
    let secrets = "\nsecrets:\n  \
                   - { path: /acme/connector, value: { env: CONNECTOR } }\n  \
                   - { path: /acme/database, value: { file: database.secret } }\n";
    format!("{FULL}{secrets}")
}

/// A run with both secrets, everything traced; what it left, by where it stands.
fn run(desk: &Desk) -> (Option<i32>, Vec<(String, Vec<u8>)>) {
    let file = desk.ground.folder.path().join("database.secret");
    std::fs::write(&file, SECRETS[1]).unwrap();
    owner_only(&file);
    let mut command = desk.deploy();
    command.args(["--format", "json"]);
    command
        .env("CONNECTOR", SECRETS[0])
        .env("RUST_LOG", "trace");
    let ran = Ran::of(command);
    std::fs::remove_file(&file).unwrap();
    let mut left = files(desk.ground.folder.path());
    left.push(("stdout".to_owned(), ran.out.into_bytes()));
    left.push(("stderr".to_owned(), ran.err.into_bytes()));
    (ran.code, left)
}

#[cfg(unix)]
fn owner_only(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn owner_only(_: &Path) {}

/// Fails when one of the secrets stands anywhere.
fn nowhere(left: &[(String, Vec<u8>)]) {
    for (place, bytes) in left {
        for secret in SECRETS {
            assert!(!holds(bytes, secret), "{place} holds {secret}");
        }
    }
}

#[test]
fn a_whole_run_leaves_no_secret_anywhere_but_in_ssm() {
    let desk = Desk::with(&secretive());
    let (code, left) = run(&desk);
    let said = left
        .last()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    assert_eq!(code, Some(0), "{said:?}");
    nowhere(&left);
    assert!(
        left.iter().any(|(place, _)| place.contains("records")),
        "a journal was searched"
    );
    let target = ts_deploy_tests::deployment(FULL).targets.remove(0).target;
    let keys = desk.ground.emulator.user(&target, "reader").unwrap();
    let region = target.region.to_string();
    for (path, secret) in ["/acme/connector", "/acme/database"]
        .into_iter()
        .zip(SECRETS)
    {
        let mut read = desk.ground.emulator.aws_cli(&keys, &region);
        read.args(["ssm", "get-parameter", "--with-decryption", "--name", path]);
        assert!(
            holds(Ran::of(read).out.as_bytes(), secret),
            "{path} holds its secret"
        );
    }
}

#[test]
fn a_run_that_fails_tells_no_secret() {
    let desk = Desk::with(&secretive());
    let fault = ts_deploy_tests::emulator::Fault {
        kind: "resource_fails",
        product: ts_deploy_tests::DATA,
        resource: "Database/Instance",
        reason: "The parameter DBInstanceClass is not orderable",
    };
    desk.ground.emulator.fault(&fault).unwrap();
    let (code, left) = run(&desk);
    assert_eq!(code, Some(1));
    nowhere(&left);
    let told = left
        .iter()
        .any(|(place, bytes)| place == "stdout" && holds(bytes, fault.reason));
    assert!(told, "the cause is told");
}
