//! That every call made here has its rights in the core's table.

use std::collections::{BTreeMap, BTreeSet};
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

/// The text of all tests but this file's own.
fn tests(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&tests(&path));
            continue;
        }
        let whole = std::fs::read_to_string(&path).unwrap();
        let is_test = path.ends_with("tests.rs") || folder.ends_with("tests");
        match whole.split_once("\nmod tests {") {
            _ if is_test => text.push_str(&whole),
            Some((_, inside)) => text.push_str(inside),
            None => {}
        }
    }
    text
}

/// Operations of services that name none on the wire, by method and path as recorded exchanges
/// write them.
const PATHS: [(&str, &str); 18] = [
    ("DescribeCluster", "GET /clusters/acme-tetra-eks"),
    ("DescribeUpdate", "GET /clusters/acme-tetra-eks/updates/u-1"),
    (
        "UpdateClusterConfig",
        "POST /clusters/acme-tetra-eks/update-config",
    ),
    (
        "DescribeElasticsearchDomain",
        "GET /2015-01-01/es/domain/acme-tetra",
    ),
    (
        "DescribeElasticsearchDomainConfig",
        "GET /2015-01-01/es/domain/acme-tetra/config",
    ),
    (
        "UpdateElasticsearchDomainConfig",
        "POST /2015-01-01/es/domain/acme-tetra/config",
    ),
    ("GetHostedZone", "GET /2013-04-01/hostedzone/Z0123456789"),
    ("ListHostedZones", "GET /2013-04-01/hostedzone"),
    ("ListHostedZonesByVPC", "GET /2013-04-01/hostedzonesbyvpc"),
    (
        "ListResourceRecordSets",
        "GET /2013-04-01/hostedzone/Z0123456789/rrset",
    ),
    ("GetBucketLocation", "GET /?location"),
    ("GetBucketReplication", "GET /?replication"),
    ("GetBucketVersioning", "GET /?versioning"),
    ("HeadBucket", "HEAD /"),
    ("CreateEmailIdentity", "POST /v2/email/identities"),
    ("GetAccount", "GET /v2/email/account"),
    ("PutAccountDetails", "POST /v2/email/account/details"),
    (
        "GetEmailIdentity",
        "GET /v2/email/identities/noreply%40acme.example",
    ),
];

/// What no exchange was recorded of, and why.
const NOT_RECORDED: [(&str, &str); 1] = [(
    "GetObject",
    "CloudFormation reads a template at an address with the caller's rights; nothing here does",
)];

/// What stands in quotation marks right behind each `mark`.
fn named(text: &str, mark: &str) -> BTreeSet<String> {
    let behind = text.split(mark).skip(1);
    let words = behind.filter_map(|rest| rest.split_once('"').map(|(word, _)| word.to_owned()));
    words.collect()
}

/// The code of a file, without the tests that stand at its end.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end].to_owned()
}

/// The code of each capability by its name: a file, a folder, or both.
fn capabilities() -> BTreeMap<String, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = BTreeMap::<String, String>::new();
    for entry in std::fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // This file quotes the marks that are looked for, and the other is the tests' own wire.
        if matches!(name.as_str(), "rights_table" | "wire") {
            continue;
        }
        let read = if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        };
        let text = texts.entry(name).or_default();
        text.extend(read.iter().map(|file| code(file)));
    }
    texts
}

/// Services and operations by capability.
fn calls() -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let calls = capabilities().into_iter().map(|(name, text)| {
        let mut services = named(&text, "let service = \"");
        for mark in ["service: \"", "const SERVICE: &str = \""] {
            services.extend(named(&text, mark));
        }
        let mut operations = named(&text, "const OPERATION: &str = \"");
        for mark in ["call(\"", "failed(\"", "failed_with(\""] {
            operations.extend(named(&text, mark));
        }
        (name, services, operations)
    });
    // The web is called too, for which IAM has no rights.
    calls
        .filter(|(name, _, operations)| !operations.is_empty() && name != "web")
        .collect()
}

#[test]
fn every_port_of_a_service_is_read_whether_it_is_a_file_or_a_folder() {
    let read: Vec<String> = calls().into_iter().map(|one| one.0).collect();
    let modules = code(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let ports = modules.split("pub use ").skip(1);
    let ports = ports.filter_map(|rest| rest.split_once("::Aws").map(|(module, _)| module));
    let unread: Vec<&str> = ports
        .filter(|module| *module != "web" && !read.iter().any(|one| one == module))
        .collect();
    assert!(unread.is_empty(), "{unread:?} of {read:?}");
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
        "DescribeElasticsearchDomain",
        "DescribeEvents",
        "GetBucketLocation",
    ] {
        assert!(called.contains(operation), "{operation}");
    }
}

#[test]
fn every_row_of_the_table_is_exercised_by_a_recorded_exchange_or_has_a_reason() {
    let text = tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let told = |word: &str| text.contains(&format!("\"{word}\""));
    let by_path = |name: &str| {
        let path = PATHS.iter().find(|(operation, _)| *operation == name);
        path.is_some_and(|(_, path)| told(path))
    };
    let excused = |name: &str| NOT_RECORDED.iter().any(|(operation, _)| *operation == name);
    let missing: Vec<_> = policy::table()
        .map(|row| row.operation)
        .filter(|name| !told(name) && !by_path(name) && !excused(name))
        .collect();
    assert!(missing.is_empty(), "record an exchange: {missing:?}");
}

#[test]
fn what_is_excused_is_not_recorded_and_stands_in_the_table() {
    let text = tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for (name, why) in NOT_RECORDED {
        let recorded = text.contains(&format!("\"{name}\""));
        let known = policy::table().any(|row| row.operation == name);
        assert!(known && !recorded, "{name}: not only {why}");
    }
}
