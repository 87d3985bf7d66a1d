//! The journal in S3, over the wire.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use ts_deploy_aws::s3_journal::{S3Place, s3_journal};
use ts_deploy_core::conformance::journal::{self, Place};
use ts_deploy_core::deployment::TargetSettings;
use ts_deploy_core::error::chain;
use ts_deploy_core::journal::{Created, JournalStore, LEASE, MARGIN};
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::emulator::{Careless, Keys};
use ts_deploy_tests::{DATA, FULL, SERVICE, deployment};

use crate::desk::{Desk, Ran, changing};
use crate::ground::Ground;

const PLACE: &str = "s3://acme-journals/production";

/// Somebody in the main account who works on the bucket with the AWS CLI.
pub(crate) struct Keeper<'a>(&'a Ground, Keys, TargetSettings);

impl<'a> Keeper<'a> {
    /// They have made the bucket.
    pub(crate) fn of_the_bucket(ground: &'a Ground) -> Self {
        let keeper = Self::of(ground);
        keeper.done("s3api create-bucket --bucket acme-journals");
        keeper
    }

    /// They have made the bucket so that it keeps every object for a day.
    fn of_the_bucket_that_keeps(ground: &'a Ground) -> Self {
        let keeper = Self::of(ground);
        keeper.done("s3api create-bucket --object-lock-enabled-for-bucket --bucket acme-journals");
        keeper.done(
            "s3api put-object-lock-configuration --bucket acme-journals --object-lock-configuration \
             ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=GOVERNANCE,Days=1}}",
        );
        keeper
    }

    fn of(ground: &'a Ground) -> Self {
        let settings = deployment(FULL).targets.remove(0);
        let keys = ground.emulator.user(&settings.target, "keeper").unwrap();
        Self(ground, keys, settings)
    }

    fn done(&self, line: &str) {
        let ran = self.run(line);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }

    fn run(&self, line: &str) -> Ran {
        let Self(ground, keys, settings) = self;
        let region = settings.target.region.to_string();
        let mut command = ground.emulator.aws_cli(keys, &region);
        command.args(line.split(' '));
        Ran::of(command)
    }

    /// The journal there, as the deployer has it open.
    async fn store(&self) -> impl JournalStore + 'static {
        let cloud = self.0.connect(std::slice::from_ref(&self.2)).await;
        let config = cloud.config(TargetName::Main).unwrap();
        s3_journal(config, &S3Place::parse(PLACE).unwrap()).unwrap()
    }
}

#[tokio::test]
async fn a_journal_in_s3_keeps_every_promise_of_a_store() {
    let ground = Ground::new();
    let keeper = Keeper::of_the_bucket(&ground);
    ground.user(&keeper.2);
    let (one, other) = (keeper.store().await, keeper.store().await);
    let (one, other) = (Arc::new(one), Arc::new(other));
    let tried = journal::all(&Place { one, other }).await;
    let broken = tried.into_iter().filter_map(|(_, kept)| kept.err());
    let broken: Vec<String> = broken.map(|broken| broken.to_string()).collect();
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn with_keys_of_another_account_the_journal_in_s3_is_not_even_looked_for() {
    let desk = Desk::new();
    Keeper::of_the_bucket(&desk.ground);
    let other = deployment(FULL).targets.remove(1).target;
    let emulator = &desk.ground.emulator;
    desk.renew(&emulator.another_key(&other, "deployer").unwrap());
    emulator.calls().unwrap();
    let ran = Ran::of(in_s3(desk.deploy()));
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let said = "The credentials are not as the spec says: nothing else was called.";
    assert!(ran.err.contains(said), "{}", ran.err);
    let calls = emulator.calls().unwrap().into_iter();
    let other: Vec<String> = calls
        .map(|call| call.operation)
        .filter(|operation| operation != "GetCallerIdentity")
        .collect();
    assert_eq!(other, Vec::<String>::new());
}

#[tokio::test]
async fn a_record_that_another_client_wrote_first_is_left_as_it_is() {
    let ground = Ground::new();
    let keeper = Keeper::of_the_bucket(&ground);
    ground.user(&keeper.2);
    let file = ground.folder.path().join("theirs");
    std::fs::write(&file, "theirs").unwrap();
    let put = format!(
        "s3api put-object --bucket acme-journals --if-none-match * --body {} --key \
         production/records/000000000001.json",
        file.display()
    );
    let theirs = keeper.run(&put);
    assert_eq!(theirs.code, Some(0), "{}", theirs.err);
    let again = keeper.run(&put);
    assert!(again.err.contains("PreconditionFailed"), "{}", again.err);
    let store = keeper.store().await;
    let created = store.create(1, b"ours").await.unwrap();
    assert_eq!(created, Created::AlreadyThere);
    let stands = store.read(1).await.unwrap();
    assert_eq!(stands.as_deref(), Some(b"theirs".as_slice()));
}

#[tokio::test]
async fn a_bucket_that_keeps_objects_takes_records_for_their_checksum() {
    let ground = Ground::new();
    let keeper = Keeper::of_the_bucket_that_keeps(&ground);
    ground.user(&keeper.2);
    let store = keeper.store().await;
    ground.emulator.calls().unwrap();
    assert_eq!(store.create(1, b"one").await.unwrap(), Created::Yes);
    let calls = ground.emulator.calls().unwrap().into_iter();
    let mut puts = calls.filter(|call| call.operation.starts_with("PUT "));
    let first = puts.next().unwrap().operation;
    let careless = Careless {
        operation: &first.replace("000000000001", "000000000002"),
        without_headers: &["x-amz-checksum-sha256"],
        ..Careless::default()
    };
    ground.emulator.careless(&careless).unwrap();
    let refused = chain(&store.create(2, b"two").await.unwrap_err());
    assert!(refused.contains("x-amz-checksum-"), "{refused}");
}

pub(crate) fn in_s3(mut deploy: Command) -> Command {
    deploy.args(["--journal", PLACE]);
    deploy
}

/// Whoever looks into the journal as somebody else in the account proves it whole.
fn whole(desk: &Desk) {
    let mut verify = desk.command(&["journal", "verify", PLACE]);
    let target = deployment(FULL).targets.remove(0).target;
    let keys = desk.ground.emulator.user(&target, "auditor").unwrap();
    verify
        .envs(keys.variables())
        .env("AWS_REGION", target.region.as_str());
    let verified = Ran::of(verify);
    assert_eq!(verified.code, Some(0), "{}", verified.err);
    assert!(verified.out.starts_with("whole: "), "{}", verified.out);
}

#[test]
fn the_binary_deploys_with_its_journal_in_s3_and_proves_it_whole() {
    let desk = Desk::new();
    Keeper::of_the_bucket(&desk.ground);
    let deployed = Ran::of(in_s3(desk.deploy()));
    assert_eq!(deployed.code, Some(0), "{}", deployed.err);
    whole(&desk);
}

/// The same deployment from another machine, which has the spec and credentials and nothing else of
/// the first one.
fn from_elsewhere(desk: &Desk, machine: &Path) -> Command {
    let here = desk.ground.folder.path();
    for name in ["spec.yaml", "config", "credentials"] {
        std::fs::copy(here.join(name), machine.join(name)).unwrap();
    }
    let spec = machine.join("spec.yaml");
    let mut deploy = in_s3(desk.deploy_of(spec.to_str().unwrap()));
    deploy
        .env("HOME", machine)
        .env("AWS_CONFIG_FILE", machine.join("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", machine.join("credentials"))
        .current_dir(machine);
    deploy
}

#[test]
fn a_deployment_killed_with_its_journal_in_s3_is_gone_on_with_from_another_machine() {
    let desk = Desk::new();
    Keeper::of_the_bucket(&desk.ground);
    let emulator = &desk.ground.emulator;
    emulator.hold("ProvisionProduct").unwrap();
    let mut first = in_s3(desk.deploy())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !emulator.is_holding().unwrap() {
        let ended = first.try_wait().unwrap();
        assert_eq!(ended, None, "it launched before it ended");
    }
    first.kill().unwrap();
    first.wait().unwrap();
    emulator.let_go().unwrap();
    let machine = tempfile::tempdir().unwrap();
    // The lease is judged by the bucket's time, which is the emulator's.
    emulator.seconds_per_look(0).unwrap();
    let early = Ran::of(from_elsewhere(&desk, machine.path()));
    assert_eq!(early.code, Some(6), "{}", early.err);
    let lease = u32::try_from((LEASE + MARGIN).as_secs()).unwrap();
    emulator.skip(lease).unwrap();
    emulator.seconds_per_look(3600).unwrap();
    let again = Ran::of(from_elsewhere(&desk, machine.path()));
    assert_eq!(again.code, Some(0), "{}", again.err);
    let target = deployment(FULL).targets.remove(0).target;
    let wanted = BTreeMap::from([(DATA.to_owned(), 1), (SERVICE.to_owned(), 1)]);
    assert_eq!(emulator.launches(&target).unwrap(), wanted);
    whole(&desk);
}

#[test]
fn a_bucket_that_is_not_there_ends_the_command_before_anything_is_changed() {
    let desk = Desk::new();
    desk.ground.emulator.calls().unwrap();
    let refused = Ran::of(in_s3(desk.deploy()));
    assert_eq!(refused.code, Some(7), "{}", refused.err);
    let said = refused.err.contains("there is no such bucket");
    assert!(said, "{}", refused.err);
    let calls = desk.ground.emulator.calls().unwrap().into_iter();
    let elsewhere = calls
        .filter(|call| call.service != "s3")
        .collect::<Vec<_>>();
    assert_eq!(changing(&elsewhere), Vec::<&str>::new());
}
