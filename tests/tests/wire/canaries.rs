//! Secrets given to a whole run are looked for in everything it leaves.

use std::path::Path;

use ts_deploy_aws::{
    AwsBuckets, AwsCatalog, AwsContainerServices, AwsDatabaseOfferings, AwsIdentity, AwsKeys,
    AwsParameterStore, AwsPortfolios, AwsSnapshots, AwsStacks, AwsUserPools, AwsWeb, SdkConfig,
};
use ts_deploy_core::parameter::{Declaration, Request};
use ts_deploy_core::port::catalog::ProvisionRequest;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::emulator::{Portfolio, portfolio};
use ts_deploy_tests::{DATA, FULL, deployment};

use crate::board::key;
use crate::desk::{Desk, Ran};
use crate::ground::{Ground, IMPORTED};
use crate::previous::launch;
use crate::promises::subject;

/// What must be found nowhere: two values for SSM, and one for the product.
const SECRETS: [&str; 3] = [
    "canary-of-the-connector-7f3a",
    "canary-of-the-database-91cc",
    "canary-of-the-administrator-3e08",
];

/// A parameter of the Data Layer that may not be shown; no document names it.
const KEY: &str = "AdminPassword";

/// The names and bytes of all files under `folder`, but for the spec, where a person wrote a
/// parameter without knowing that the product declares it secret.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.ends_with("spec.yaml") {
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

/// The full sample with one secret from a variable, one from a file, and one parameter that the
/// product declares secret.
fn secretive() -> String {
    let secrets = "\nsecrets:\n  \
                   - { path: /acme/connector, value: { env: CONNECTOR } }\n  \
                   - { path: /acme/database, value: { file: database.secret } }\n";
    let own = format!(
        "data_layer:\n  extra_parameters: {{ {KEY}: {} }}\n",
        SECRETS[2]
    );
    let text = IMPORTED.replacen("data_layer:\n", &own, 1);
    assert_ne!(text, *IMPORTED, "the parameter is in the document");
    format!("{text}{secrets}")
}

/// The vendor's portfolio, whose Data Layer declares the parameter.
fn declaring() -> Portfolio {
    let mut offer = portfolio();
    for version in &mut offer.products[0].versions {
        let secret = Declaration {
            no_echo: true,
            ..Declaration::of("String")
        };
        version.contract = std::mem::take(&mut version.contract).declare(key(KEY), secret);
    }
    offer
}

fn desk() -> Desk {
    Desk::offered(&secretive(), &declaring())
}

/// A run with all secrets, `RUST_LOG` set to its most; what it left, by where it stands.
fn run(desk: &Desk) -> (Option<i32>, Vec<(String, Vec<u8>)>) {
    let file = desk.ground.folder.path().join("database.secret");
    std::fs::write(&file, SECRETS[1]).unwrap();
    owner_only(&file);
    let mut command = desk.deploy();
    command
        .args(["--format", "json"])
        .env("CONNECTOR", SECRETS[0])
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "full");
    let ran = command.output().unwrap();
    std::fs::remove_file(&file).unwrap();
    let mut left = files(desk.ground.folder.path());
    left.push(("stdout".to_owned(), ran.stdout));
    left.push(("stderr".to_owned(), ran.stderr));
    (ran.status.code(), left)
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

/// What stands at this place.
fn at<'a>(left: &'a [(String, Vec<u8>)], place: &str) -> &'a [u8] {
    let found = left.iter().find(|(own, _)| own == place);
    found.map_or(&[], |(_, bytes)| bytes)
}

#[test]
fn a_whole_run_leaves_no_secret_anywhere_but_in_aws() {
    let desk = desk();
    let (code, left) = run(&desk);
    let said = String::from_utf8_lossy(at(&left, "stderr"));
    assert_eq!(code, Some(0), "{said}");
    nowhere(&left);
    assert!(
        left.iter().any(|(place, _)| place.contains("records")),
        "a journal was searched"
    );
    let target = deployment(FULL).targets.remove(0).target;
    let region = target.region.to_string();
    for (path, secret) in ["/acme/connector", "/acme/database"]
        .into_iter()
        .zip(SECRETS)
    {
        let mut read = desk.ground.emulator.aws_cli(&desk.main, &region);
        read.args(["ssm", "get-parameter", "--with-decryption", "--name", path]);
        assert!(
            holds(Ran::of(read).out.as_bytes(), secret),
            "{path} holds its secret"
        );
    }
    let given = desk.ground.emulator.given(&target, DATA).unwrap();
    assert_eq!(given[KEY], SECRETS[2], "the product was given its secret");
}

#[test]
fn the_binary_says_on_stderr_what_it_does_and_logs_nothing_though_rust_log_is_set() {
    let desk = desk();
    let (_, left) = run(&desk);
    let said = String::from_utf8_lossy(at(&left, "stderr"));
    for level in ["TRACE", "DEBUG", "INFO"] {
        assert!(!said.contains(level), "{said}");
    }
}

#[test]
fn a_run_that_fails_tells_no_secret() {
    let desk = desk();
    let fault = ts_deploy_tests::emulator::Fault {
        kind: "resource_fails",
        product: DATA,
        resource: "Database/Instance",
        reason: "The parameter DBInstanceClass is not orderable",
    };
    desk.ground.emulator.fault(&fault).unwrap();
    let (code, left) = run(&desk);
    assert_eq!(code, Some(1));
    nowhere(&left);
    assert!(
        holds(at(&left, "stdout"), fault.reason),
        "the cause is told"
    );
}

/// Every public type of the backend that is made of a configuration and is built in here, debugged.
/// Those of the other features hold the same: a client of the SDK, and the line of its errors.
fn types_of_aws(config: &SdkConfig) -> String {
    let main = TargetName::Main;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        AwsBuckets::new(config, main),
        AwsCatalog::new(config, main),
        AwsContainerServices::new(config, main),
        AwsDatabaseOfferings::new(config, main),
        AwsIdentity::new(config, main),
        AwsKeys::new(config, main),
        AwsParameterStore::new(config, main),
        AwsPortfolios::new(config, main),
        AwsSnapshots::new(config, main),
        AwsStacks::new(config, main),
        AwsUserPools::new(config, main),
        AwsWeb::new(config, main),
        config.credentials_provider(),
    )
}

#[tokio::test]
async fn what_is_public_shows_no_secret_and_no_key_when_it_is_debugged() {
    let ground = Ground::new();
    let subject = subject(&ground).await;
    let settings = deployment(FULL).targets.remove(0);
    let keys = ground.emulator.another_key(&settings.target, "deployer");
    let [_, (_, key)] = keys.as_ref().unwrap().variables();
    let key = key.to_owned();
    std::fs::write(
        ground.paths().credentials,
        keys.unwrap().profile("acme-main"),
    )
    .unwrap();
    let cloud = ground.connect(&[settings]).await;
    let config = cloud.config(TargetName::Main).unwrap();
    let request = launch(&subject);
    let changes = &subject.backend.changes;
    let record = changes.provision(&request).await.unwrap();
    let other = ProvisionRequest {
        parameters: Request::default(),
        ..launch(&subject)
    };
    let refused = changes.provision(&other).await.unwrap_err();
    let found = subject.backend.catalog.provisioned_product(&request.name);
    let shown = [
        format!("{request:?} {record:?} {refused:?} {:?}", found.await),
        format!(
            "{cloud:?} {:?} {:?}",
            cloud.ports(),
            cloud.calls().counted()
        ),
        types_of_aws(config),
    ];
    for text in shown {
        assert!(
            !text.contains("swordfish") && !text.contains(&key),
            "{text}"
        );
    }
}
