//! The emulator: moto with this project's overlays (the folder `tests/emulator`), started on a free
//! loopback port and ended with its owner.
//!
//! What the products declare and make is taken from the simulated cloud and handed over, so that
//! the two worlds cannot drift apart. The emulator's time moves on when a running operation is
//! looked at, and by [`Emulator::control`].

mod control;
mod hurry;
mod python;
mod world;

use std::io::{BufRead as _, BufReader, Error, Result, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::json;
use ts_deploy_core::target::Target;

pub use hurry::Hurry;
pub use world::{Careless, Fault, Keys, LoggedCall, Offered, Portfolio, portfolio};

/// An emulator that runs; it ends when this is dropped, or with the process.
#[derive(Debug)]
pub struct Emulator {
    process: Child,
    address: String,
    python: PathBuf,
}

/// The folder of the Python sources.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("emulator")
}

impl Emulator {
    /// Starts one with an empty world. The first start on a machine makes a Python environment from
    /// pinned requirements under `target/emulator`, which takes a minute and the network.
    ///
    /// # Errors
    /// When there is no Python to make the environment with, its packages cannot be installed, or
    /// the emulator does not start; the error says what to do.
    pub fn start() -> Result<Self> {
        let python = python::environment(&sources().join("requirements.txt"))?;
        let mut process = Command::new(&python)
            .arg(sources().join("serve.py"))
            // The machine's own settings of AWS are none of its own: botocore would heed them.
            .env_clear()
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // Held open by this process: the emulator ends when it is closed, however that comes.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut said)?;
        }
        let Some(address) = said.trim().strip_prefix("listening on http://") else {
            let script = sources().join("serve.py");
            let (python, script) = (python.display(), script.display());
            return Err(Error::other(format!(
                "the emulator did not start: run `{python} {script}` to see why"
            )));
        };
        Ok(Self {
            address: address.to_owned(),
            process,
            python,
        })
    }

    /// Where it listens, as `AWS_ENDPOINT_URL` takes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A command of the AWS CLI against it, with these keys and nothing from the machine's own
    /// settings.
    pub fn aws_cli(&self, keys: &Keys, region: &str) -> Command {
        let mut command = Command::new(&self.python);
        command
            .args(["-m", "awscli", "--output", "json"])
            .env_clear()
            .envs(keys.variables())
            .env("AWS_ENDPOINT_URL", self.url())
            .env("AWS_DEFAULT_REGION", region)
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_MAX_ATTEMPTS", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

impl Emulator {
    /// Makes accounts what the documents ask for, as their administrators would, whose keys are handed
    /// in with each target; answers with the id of the public zone that the first one gets.
    ///
    /// # Errors
    /// When a call is refused; the error has what was said.
    pub fn furnish(&self, targets: &[(Target, Keys)]) -> Result<String> {
        let told = targets.iter().map(|(target, keys)| keys.told(target));
        let asked = json!({ "url": self.url(), "targets": told.collect::<Vec<_>>() });
        let mut script = Command::new(&self.python)
            .arg(sources().join("furnish.py"))
            .env_clear()
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = script.stdin.take() {
            input.write_all(asked.to_string().as_bytes())?;
        }
        let output = script.wait_with_output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell here.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
