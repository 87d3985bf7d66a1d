//! That every call made here has its rights in the core's table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ts_deploy_core::policy;

/// The Rust files below `folder`, tests aside.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| {
            !path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("test"))
        })
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// What stands in quotation marks right behind each `mark`.
fn named(text: &str, mark: &str) -> BTreeSet<String> {
    let behind = text.split(mark).skip(1);
    let words = behind.filter_map(|rest| rest.split_once('"').map(|(word, _)| word.to_owned()));
    words.collect()
}

/// Services and operations by capability: a folder each.
fn calls() -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = std::fs::read_dir(&source).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path());
    let calls = folders.filter(|path| path.is_dir()).map(|folder| {
        let texts = files(&folder).into_iter();
        let text: String = texts
            .map(|file| std::fs::read_to_string(file).unwrap())
            .collect();
        let mut services = named(&text, "let service = \"");
        services.extend(named(&text, "service: \""));
        services.extend(named(&text, "const SERVICE: &str = \""));
        let mut operations = named(&text, "const OPERATION: &str = \"");
        for mark in ["call(\"", "failed(\"", "failed_with(\""] {
            operations.extend(named(&text, mark));
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        (name, services, operations)
    });
    // One names two services in constants, and the core's own test of the table covers its calls; the
    // other calls the web, for which IAM has no rights.
    calls
        .filter(|(name, _, operations)| {
            !operations.is_empty() && !matches!(name.as_str(), "container_service" | "web")
        })
        .collect()
}

#[test]
fn every_operation_called_here_has_its_rights_in_the_table() {
    let mut missing = Vec::new();
    for (folder, services, operations) in calls() {
        for operation in operations {
            let known = |service: &String| policy::operation(service, &operation).is_some();
            if !services.iter().any(known) {
                missing.push(format!("{folder}: {operation} of {services:?}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "add rows to the core's policy/table: {missing:#?}"
    );
}

#[test]
fn what_no_port_is_named_after_is_called_here() {
    let called: BTreeSet<String> = calls().into_iter().flat_map(|one| one.2).collect();
    for operation in [
        "DescribeProduct",
        "SearchProvisionedProducts",
        "DescribeEvents",
    ] {
        assert!(called.contains(operation), "{operation}");
    }
}
