//! The Python environment that the emulator runs in.

use std::fs::{File, create_dir_all, read, rename, write};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is said where the environment cannot be made.
const NEEDED: &str = "the tests over the wire need Python 3.11 or later with its venv module \
                      (Debian and Ubuntu: apt-get install python3 python3-venv) and, the first \
                      time, the network";

/// The interpreter of an environment with these requirements, which is made when it is not there
/// or they changed. Of several processes one makes it, and the others wait for it.
pub(super) fn environment(requirements: &Path) -> Result<PathBuf> {
    let wanted = read(requirements)?;
    let mut hasher = DefaultHasher::new();
    wanted.hash(&mut hasher);
    let folder = build_folder()?.join("emulator");
    create_dir_all(&folder)?;
    let own = folder.join(format!("python-{:016x}", hasher.finish()));
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    if !own.exists() {
        make(&own, requirements)?;
    }
    Ok(own.join("bin").join("python"))
}

/// The folder that cargo builds in: that of the running test, three levels up.
fn build_folder() -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folder = this.ancestors().nth(3);
    folder
        .map(Path::to_path_buf)
        .ok_or_else(|| Error::other("the test's program stands in no build folder"))
}

fn make(own: &Path, requirements: &Path) -> Result<()> {
    // Under its name only when it is whole: making it may be interrupted.
    let begun = own.with_extension("begun");
    if begun.exists() {
        std::fs::remove_dir_all(&begun)?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&begun))?;
    let install = ["-m", "pip", "install", "--quiet", "--requirement"];
    let python = begun.join("bin").join("python");
    run(Command::new(&python).args(install).arg(requirements))?;
    write(begun.join("made-from"), read(requirements)?)?;
    rename(&begun, own)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::new(ErrorKind::NotFound, format!("no python3: {NEEDED}")),
        _ => error,
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim();
    Err(Error::other(format!(
        "{command:?} failed: {NEEDED}. It said: {said}"
    )))
}
