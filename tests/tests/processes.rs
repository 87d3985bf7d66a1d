//! What is shipped starts no process, whose arguments and environment others on the machine would see.

use std::path::{Path, PathBuf};

/// The sources of what is shipped, without their tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_process_is_started() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let rooms = ["core", "aws", "sso", "dr"].map(|name| format!("ts-deploy-{name}/src"));
    let rooms = rooms.iter().map(String::as_str).chain(["examples/src"]);
    let all: Vec<PathBuf> = rooms.flat_map(|room| sources(&root.join(room))).collect();
    assert!(all.len() > 300, "{} files were read", all.len());
    let starts = |path: &&PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        ["process::Command", "Command::new(", "exec::", "libc::"]
            .iter()
            .any(|word| text.contains(word))
    };
    assert_eq!(
        all.iter().filter(starts).collect::<Vec<_>>(),
        [""; 0].map(Path::new)
    );
}
