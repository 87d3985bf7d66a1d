//! An operator's desk: the binary with a spec, credentials in files, and an emulator for AWS.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use ts_deploy_tests::deployment;
use ts_deploy_tests::emulator::{Keys, LoggedCall, Portfolio, portfolio};

use crate::ground::{Ground, IMPORTED};

/// The same packages and features as in the commands of the documents, so that the AWS SDK, which is
/// most of the work, is not built again with other features.
const BUILD: &str = if cfg!(feature = "wire-full") {
    "-p ts-deploy-aws -p ts-deploy-tests -p ts-deploy-examples \
     --features ts-deploy-aws/full,ts-deploy-tests/wire-full,ts-deploy-examples/aws-full"
} else {
    "-p ts-deploy-tests -p ts-deploy-examples --features ts-deploy-tests/wire,ts-deploy-examples/aws"
};

/// What cargo tells a test of its own package. A build that is begun from the test would be told the
/// same, and a build script that looks at one of these (ring's does) would take it for a change:
/// everything that stands on it, the SDK with it, would be built again, each time.
const OF_THIS_PACKAGE: [&str; 7] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
];

/// The binary with the backend AWS, built once; `TS_DEPLOY_BINARY` names another one.
fn binary() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        if let Some(named) = named() {
            return named;
        }
        let this = std::env::current_exe().unwrap();
        let folder = this.ancestors().nth(3).unwrap();
        let mut build = Command::new(env!("CARGO"));
        for name in OF_THIS_PACKAGE {
            build.env_remove(name);
        }
        let ended = build
            .args(["build", "--quiet", "--test", "wire", "--bin", "ts-deploy"])
            .args(BUILD.split_whitespace())
            .arg("--target-dir")
            .arg(folder)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .unwrap();
        assert!(ended.success(), "the binary builds with the feature aws");
        folder.join("debug").join("ts-deploy")
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests may name a binary that is built already"
)]
fn named() -> Option<PathBuf> {
    std::env::var_os("TS_DEPLOY_BINARY").map(PathBuf::from)
}

/// A desk with a spec.
pub(crate) struct Desk {
    pub(crate) ground: Ground,
    /// The keys of the deployer in the main account.
    pub(crate) main: Keys,
    spec: PathBuf,
}

/// What a run of the binary left.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// A desk with the full sample, on a ground that is furnished for it.
    pub(crate) fn new() -> Self {
        Self::with(&IMPORTED)
    }

    /// A desk with this spec.
    pub(crate) fn with(text: &str) -> Self {
        Self::offered(text, &portfolio())
    }

    /// A desk with this spec, in whose main account this portfolio is imported.
    pub(crate) fn offered(text: &str, offer: &Portfolio) -> Self {
        let desk = Self::with_nothing_imported(text);
        let target = deployment(text).targets.remove(0).target;
        desk.ground.offer(&target, &desk.main, offer);
        desk
    }

    /// A desk with this spec, in whose accounts nothing is imported.
    pub(crate) fn with_nothing_imported(text: &str) -> Self {
        let ground = Ground::new();
        let main = ground.users(&deployment(text));
        // The binary's clock is the real one: a look is enough for an hour.
        ground.emulator.seconds_per_look(3600).unwrap();
        let spec = ground.folder.path().join("spec.yaml");
        std::fs::write(&spec, text).unwrap();
        Self { ground, main, spec }
    }

    /// The same desk before anything was done on it: a world that is furnished anew, and no journal.
    pub(crate) fn begin_again(&mut self) {
        let deployment = deployment(&std::fs::read_to_string(&self.spec).unwrap());
        self.ground.emulator.reset().unwrap();
        (self.main, _) = self.ground.furnish(&deployment);
        self.ground.emulator.seconds_per_look(3600).unwrap();
        let journals = self.ground.folder.path().join(".ts-deploy");
        if journals.exists() {
            std::fs::remove_dir_all(journals).unwrap();
        }
    }

    /// How many records the journal in the default place has.
    pub(crate) fn records(&self) -> usize {
        let folder = self.ground.folder.path();
        let records = folder.join(".ts-deploy/acme-production/records");
        std::fs::read_dir(records).map_or(0, Iterator::count)
    }

    /// Writes the file of credentials anew, with these keys for the main account.
    pub(crate) fn renew(&self, keys: &Keys) {
        let path = self.ground.paths().credentials;
        let known = std::fs::read_to_string(&path).unwrap();
        let rest = known.find("[acme-dr]").map_or("", |at| &known[at..]);
        std::fs::write(path, keys.profile("acme-main") + rest).unwrap();
    }

    /// The binary with these words, its spec in the place of `SPEC`, without a terminal and with
    /// nothing of the developer's environment.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(binary());
        let spec = self.spec.to_str().unwrap();
        let paths = self.ground.paths();
        command
            .args(
                words
                    .iter()
                    .map(|word| if *word == "SPEC" { spec } else { word }),
            )
            .env_clear()
            .env("HOME", self.ground.folder.path())
            .env("AWS_CONFIG_FILE", paths.config)
            .env("AWS_SHARED_CREDENTIALS_FILE", paths.credentials)
            .env("AWS_ENDPOINT_URL", self.ground.emulator.url())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .current_dir(self.ground.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// A deployment on AWS, looking every second, which is enough for an hour here.
    pub(crate) fn deploy(&self) -> Command {
        self.deploy_of("SPEC")
    }

    /// The same of the spec at this path.
    pub(crate) fn deploy_of(&self, spec: &str) -> Command {
        self.command(&[
            "deploy",
            spec,
            "--backend",
            "aws",
            "--yes",
            "--poll-floor",
            "1s",
            "--poll-ceiling",
            "1s",
        ])
    }
}

/// The operations that change something, in order.
pub(crate) fn changing(calls: &[LoggedCall]) -> Vec<&str> {
    let changing = calls.iter().filter(|call| call.changing);
    changing.map(|call| call.operation.as_str()).collect()
}

impl Ran {
    pub(crate) fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}
