//! The tasks after a deployment, by the binary: with every service built in.

use std::process::Command;

use serde_json::{Value, json};
use ts_deploy_core::port::ErrorKind;
use ts_deploy_core::port::search_domain::SearchDomainWriter;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::deployment;
use ts_deploy_tests::emulator::Keys;

use crate::desk::{Desk, Ran, changing};
use crate::ground::{Ground, IMPORTED, Site};
use crate::mutants::misread;

/// What a run says of a subscription that nobody confirmed.
const WAITS: &str = "alerts-subscription a person's part";
const HTTPS: &str = "POST /2015-01-01/es/domain/acme-tetra/config";
const PRIVATE: &str = "POST /clusters/acme-tetra-eks/update-config";
/// What takes a task back each: an administrator, or a template that says neither.
const OPENED: &str = "eks update-cluster-config --name acme-tetra-eks --resources-vpc-config endpointPublicAccess=true,endpointPrivateAccess=true";
const PLAIN_HTTP: &str = "es update-elasticsearch-domain-config --domain-name acme-tetra --domain-endpoint-options EnforceHTTPS=false";

/// A desk, and the administrator of its main account.
pub(crate) struct Premises {
    pub(crate) desk: Desk,
    administrator: Keys,
}

impl Premises {
    pub(crate) fn new(text: &str) -> Self {
        let desk = Desk::with(text);
        let target = &deployment(text).targets()[0];
        let administrator = desk.ground.emulator.user(target, "administrator").unwrap();
        Self {
            desk,
            administrator,
        }
    }

    /// The same after a deployment.
    pub(crate) fn deployed(text: &str) -> Self {
        let premises = Self::new(text);
        premises.deploy();
        premises
    }

    /// What the administrator is told by the CLI; words are separated by spaces.
    pub(crate) fn run(&self, line: &str) -> Ran {
        let emulator = &self.desk.ground.emulator;
        let mut command = emulator.aws_cli(&self.administrator, "us-east-1");
        command.args(line.split(' '));
        Ran::of(command)
    }

    /// What the administrator is answered by the CLI.
    pub(crate) fn ask(&self, line: &str) -> Value {
        let ran = self.run(line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        serde_json::from_str(&ran.out).unwrap_or_default()
    }

    /// Deploys, and answers with all that was said.
    pub(crate) fn deploy(&self) -> String {
        let mut command = self.desk.deploy();
        command.arg("--no-preflight");
        succeeded(command)
    }

    pub(crate) fn destroy(&self) -> Command {
        let words = ["destroy", "SPEC", "--backend", "aws", "--yes"];
        let pace = ["--poll-floor", "1s", "--poll-ceiling", "1s"];
        let mut command = self.desk.command(&[&words[..], &pace].concat());
        for product in ["data-layer", "service-layer"] {
            command.args(["--allow", &format!("destroy:{product}")]);
        }
        command
    }

    /// The operations that changed something since they were last asked for.
    pub(crate) fn changes(&self) -> Vec<String> {
        let calls = self.desk.ground.emulator.calls().unwrap();
        changing(&calls).into_iter().map(str::to_owned).collect()
    }

    /// Whether the search domain's endpoint is as it was told to be, in the service's word.
    fn of_endpoint(&self) -> Value {
        let told = self.ask("es describe-elasticsearch-domain-config --domain-name acme-tetra");
        told["DomainConfig"]["DomainEndpointOptions"]["Status"]["State"].clone()
    }
}

/// What a command said that succeeded.
pub(crate) fn succeeded(command: Command) -> String {
    let ran = Ran::of(command);
    assert_eq!(ran.code, Some(0), "{} {}", ran.out, ran.err);
    ran.out + &ran.err
}

/// How often each was made.
fn times<const N: usize>(changes: &[String], calls: [&str; N]) -> [usize; N] {
    calls.map(|call| changes.iter().filter(|one| *one == call).count())
}

#[test]
fn the_tasks_after_a_deployment_are_done_and_taken_back_ones_done_again() {
    let premises = Premises::new(&IMPORTED);
    let said = premises.deploy();
    assert!(said.contains(WAITS), "{said}");
    assert_eq!(times(&premises.changes(), [PRIVATE, HTTPS]), [1, 1]);
    premises.ask(OPENED);
    premises.ask(PLAIN_HTTP);
    premises.changes();
    premises.deploy();
    let again = times(&premises.changes(), [PRIVATE, HTTPS]);
    assert_eq!(again, [1, 1], "each once more");
    let endpoint = json!({ "endpoint": "platform-alerts@acme.example" });
    let emulator = &premises.desk.ground.emulator;
    emulator.control("confirm", &endpoint).unwrap();
    let again = premises.deploy();
    assert!(!again.contains(WAITS), "{again}");
    assert_eq!(premises.changes(), [""; 0]);
}

/// A platform that lets plain HTTP in again; at each look at what is being changed, so many seconds pass
/// of the four minutes that a domain takes.
fn with_plain_http(seconds_per_look: u32) -> Premises {
    let premises = Premises::deployed(&IMPORTED);
    premises.ask(PLAIN_HTTP);
    let emulator = &premises.desk.ground.emulator;
    emulator.seconds_per_look(seconds_per_look).unwrap();
    premises
}

#[test]
fn https_is_in_force_when_a_run_says_so() {
    let premises = with_plain_http(20);
    premises.deploy();
    assert_eq!(premises.of_endpoint(), "Active");
}

#[test]
fn one_that_takes_what_was_accepted_for_what_is_in_force_says_so_too_early() {
    let premises = with_plain_http(2);
    let look = "GET /2015-01-01/es/domain/acme-tetra/config";
    let careless = misread(look, r#""Processing""#, r#""Active""#);
    premises.desk.ground.emulator.careless(&careless).unwrap();
    premises.deploy();
    premises.desk.ground.emulator.careful().unwrap();
    assert_eq!(premises.of_endpoint(), "Processing");
}

/// What becomes of a change of the search domain while another one goes on.
async fn told_twice(ground: &Ground, site: &Site) -> ErrorKind {
    ground.emulator.seconds_per_look(20).unwrap();
    let ports = site.cloud.ports();
    let writers = ports.writers();
    let writer = writers.get::<dyn SearchDomainWriter>(TargetName::Main);
    let writer = writer.unwrap();
    writer.enforce_https("acme-tetra").await.unwrap();
    writer.enforce_https("acme-tetra").await.unwrap_err().kind
}

#[tokio::test]
async fn another_change_of_the_search_domain_that_goes_on_is_waited_for() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    site.deploy().await;
    assert_eq!(told_twice(&ground, &site).await, ErrorKind::Conflict);
}

#[tokio::test]
async fn one_that_does_not_know_the_words_of_a_change_that_goes_on_takes_it_for_a_refusal() {
    let ground = Ground::new();
    let site = Site::new(&ground).await;
    site.deploy().await;
    let careless = misread(HTTPS, "in progress", "under way");
    ground.emulator.careless(&careless).unwrap();
    assert_eq!(told_twice(&ground, &site).await, ErrorKind::Invalid);
}
