//! Which tokens are spent.

use jiff::{SignedDuration, Timestamp};

use super::StepState;
use crate::plan::{Action, OpenIntent};
use crate::port::catalog::OperationToken;

fn intent(token: &str, digest: &str) -> OpenIntent {
    OpenIntent {
        action: Action::Update,
        token: OperationToken(token.to_owned()),
        digest: digest.to_owned(),
        last_seen: Some("before".to_owned()),
        handle: None,
        begun: None,
        at: Timestamp::UNIX_EPOCH,
    }
}

fn spent(intents: &[(&str, &str)]) -> StepState {
    let mut state = StepState::default();
    for (hours, (token, digest)) in (0..).zip(intents) {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        state.spend(&intent(token, digest), at);
    }
    state
}

fn token<'a>(state: &'a StepState, digest: &str) -> Option<&'a str> {
    let spent = state.spent(digest, Some("before"));
    spent.map(|one| one.token.0.as_str())
}

#[test]
fn the_newest_of_a_request_is_the_one_that_was_spent() {
    let state = spent(&[("one", "a"), ("two", "a")]);
    assert_eq!(token(&state, "a"), Some("two"));
}

#[test]
fn another_change_in_between_leaves_it_spent() {
    let state = spent(&[("one", "a"), ("two", "b")]);
    assert_eq!(token(&state, "a"), Some("one"));
}

#[test]
fn the_same_request_from_another_state_has_spent_nothing() {
    let state = spent(&[("one", "a")]);
    assert_eq!(state.spent("a", Some("after")), None);
}

#[test]
fn only_so_many_are_kept() {
    let digests: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    let intents: Vec<(&str, &str)> = digests
        .iter()
        .map(|one| (one.as_str(), one.as_str()))
        .collect();
    let state = spent(&intents);
    assert_eq!(state.spent.len(), StepState::SPENT);
    assert_eq!(token(&state, "19"), Some("19"));
}
