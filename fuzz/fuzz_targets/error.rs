//! Any error code, words and status are classified: by the table where it names the code, however a
//! protocol wraps it.
//!
//! The first two bytes are the status, then stands the code up to a line end, then the words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ts_deploy_aws::classify::{CODES, Failure, MESSAGES, Transport, classify};
use ts_deploy_core::port::ErrorKind;

fuzz_target!(|input: (u16, &str)| {
    let (status, text) = input;
    let (code, words) = text.split_once('\n').unwrap_or((text, ""));
    let failure = Failure::of_code(code).status(status).message(words);
    let kind = classify(&failure);
    let plain = !code.contains(['#', ':']);
    if plain {
        let wrapped = format!("com.amazonaws.service#{code}:http://internal.amazon.com/");
        let wrapped = Failure::of_code(&wrapped).status(status).message(words);
        assert_eq!(classify(&wrapped), kind);
    }
    by_the_tables(code, words, kind);
    let lost = Failure::broken_off(Transport::Connection);
    let lost = lost.status(status).message(words);
    assert_eq!(classify(&lost), ErrorKind::Unreachable);
});

/// Where no words decide, the table of codes does; its own entries mean what they say.
fn by_the_tables(code: &str, words: &str, kind: ErrorKind) {
    let Some(entry) = CODES.iter().find(|entry| entry.code == code) else {
        return;
    };
    let mut deciding = MESSAGES.iter().filter(|one| one.code == code);
    if !deciding.any(|one| words.starts_with(one.begins) && words.contains(one.holds)) {
        assert_eq!(kind, entry.kind, "{code}");
    }
}
