//! What a request would change, and its digest.

use super::*;
use crate::secret::Secret;

fn request(sent: impl IntoIterator<Item = (&'static str, Sent)>) -> Request {
    let sent = sent
        .into_iter()
        .map(|(key, sent)| (ParameterKey::parse(key).unwrap(), sent))
        .collect();
    Request { sent }
}

fn plain(text: &str) -> Sent {
    Sent::Value(text.to_owned())
}

fn secret(text: &str) -> Sent {
    Sent::Secret(Secret::new(text.to_owned()))
}

fn awaited(from: &str) -> Sent {
    Sent::Awaited(Wire {
        from: from.to_owned(),
        what: "stack name".to_owned(),
    })
}

fn live(values: &[(&str, LiveValue)]) -> LiveParameters {
    values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect()
}

fn known(text: &str) -> LiveValue {
    LiveValue::Known(text.to_owned())
}

/// The changes as lines `field: before -> after`.
fn changes(request: &Request, live: &LiveParameters) -> Vec<String> {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let written = |c: &Change| format!("{}: {} -> {}", c.field, shown(&c.before), shown(&c.after));
    request.changes(live).iter().map(written).collect()
}

#[test]
fn a_value_that_the_stack_has_is_no_change() {
    let live = live(&[("A", known("1")), ("B", known("s"))]);
    assert!(changes(&request([("A", plain("1")), ("B", secret("s"))]), &live).is_empty());
}

#[test]
fn a_previous_value_is_no_change() {
    let live = live(&[("A", LiveValue::Masked)]);
    assert!(changes(&request([("A", Sent::Previous)]), &live).is_empty());
}

#[test]
fn another_value_and_a_new_key_are_changes() {
    let live = live(&[("A", known("1"))]);
    let sent = request([("A", plain("2")), ("B", plain("x"))]);
    assert_eq!(changes(&sent, &live), ["A: 1 -> 2", "B: nothing -> x"]);
}

#[test]
fn a_key_that_is_no_longer_sent_is_a_change() {
    let live = live(&[("A", known("1")), ("B", LiveValue::Masked)]);
    assert_eq!(
        changes(&request([]), &live),
        ["A: 1 -> nothing", "B: **** -> nothing"]
    );
}

#[test]
fn a_changed_secret_shows_neither_side() {
    let live = live(&[("A", known("old")), ("B", LiveValue::Masked)]);
    let sent = request([("A", secret("new")), ("B", secret("new"))]);
    assert_eq!(
        changes(&sent, &live),
        ["A: **** -> ****", "B: **** -> ****"]
    );
}

#[test]
fn an_awaited_value_says_what_it_waits_for() {
    let sent = request([("A", awaited("data-layer"))]);
    assert_eq!(
        changes(&sent, &live(&[])),
        ["A: nothing -> unknown until data-layer tells its stack name"]
    );
}

#[test]
fn the_digest_tells_keys_values_and_spellings_apart() {
    let requests = [
        request([]),
        request([("A", plain(""))]),
        request([("A", plain("1"))]),
        request([("B", plain("1"))]),
        request([("A", Sent::Previous)]),
        request([("A", secret(""))]),
        request([("A", awaited("data-layer"))]),
        request([("A", awaited("dr-stack"))]),
    ];
    let digests: std::collections::BTreeSet<String> =
        requests.iter().map(Request::digest).collect();
    assert_eq!(digests.len(), requests.len());
}

#[test]
fn a_secrets_value_is_not_in_the_digest() {
    let digest = |text| request([("A", secret(text))]).digest();
    assert_eq!(digest("one"), digest("another"));
}
