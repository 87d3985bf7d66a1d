//! An operator's desk: a folder with a spec, and the binary.

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder of its own with one spec in it.
pub(crate) struct Desk {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) spec: PathBuf,
}

/// What a run of the binary left.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// A desk with `examples/specs/full.yaml`.
    pub(crate) fn full() -> Self {
        Self::with(include_str!("../../specs/full.yaml"))
    }

    /// A desk with a spec of the two products alone: its DR stack was made elsewhere.
    pub(crate) fn of_products() -> Self {
        Self::with(include_str!("../../../tests/src/full.yaml"))
    }

    /// A desk with this spec.
    pub(crate) fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("spec.yaml");
        std::fs::write(&spec, text).unwrap();
        Self { folder, spec }
    }

    /// Writes another spec in the place of the first.
    pub(crate) fn rewrite(&self, change: impl Fn(&str) -> String) {
        let text = std::fs::read_to_string(&self.spec).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "the change changes something");
        std::fs::write(&self.spec, changed).unwrap();
    }

    /// The binary with these words, its spec in the place of `SPEC`, without a terminal.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ts-deploy"));
        let spec = self.spec.to_str().unwrap();
        command.args(
            words
                .iter()
                .map(|word| if *word == "SPEC" { spec } else { word }),
        );
        command
            .current_dir(self.folder.path())
            .stdin(std::process::Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        self.ran(&mut self.command(words))
    }

    /// What a command that was prepared leaves.
    #[expect(
        clippy::unused_self,
        reason = "the desk is there as long as the command runs"
    )]
    pub(crate) fn ran(&self, command: &mut Command) -> Ran {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            code: status.code(),
            out: text(stdout),
            err: text(stderr),
        }
    }

    /// The journal's folder.
    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join(".ts-deploy/acme-production")
    }

    /// The saved world.
    pub(crate) fn world(&self) -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(self.journal().join("world.json")).unwrap())
            .unwrap()
    }

    /// How many calls of this operation the world has answered.
    pub(crate) fn calls(&self, operation: &str) -> u64 {
        self.world()["calls"][operation].as_u64().unwrap_or(0)
    }
}

impl Ran {
    /// The JSON objects on stdout, one a line.
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
