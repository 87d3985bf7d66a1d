//! Any text is read as a document, and gives a deployment or findings that point into it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ts_deploy_core::spec::{Located, read};

fuzz_target!(|text: &str| {
    let reading = read(text);
    assert_eq!(reading.deployment.is_some(), !reading.blocks());
    for located in &reading.findings {
        points_into(text, located);
    }
    if let Some(deployment) = reading.deployment {
        // What reads has an order of steps, there and back.
        deployment.deploy().expect("steps that deploy");
        deployment.destroy().expect("steps that remove");
    }
});

fn points_into(text: &str, located: &Located) {
    if let Some(span) = located.span {
        let end = span.offset.checked_add(span.len).expect("an end");
        assert!(text.get(span.offset..end).is_some(), "{span:?}");
    }
    let shown = located.to_string();
    assert!(!shown.chars().any(char::is_control), "{shown}");
}
