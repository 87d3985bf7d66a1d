//! What a screen draws on terminals of several sizes.

use super::*;

/// The lines of one step at which a person has to act, as wide as they are drawn.
fn drawn(columns: usize) -> Vec<String> {
    let at = "2026-01-05T21:03:17Z".parse().unwrap();
    let row = Row::Person {
        since: at,
        confirms: Some(StepId::known("disable-default-administrator")),
    };
    let step = Step {
        id: StepId::known("disable-default-administrator"),
        title: "Default administrator disabled for good".to_owned(),
        row,
    };
    let rows = vec![step];
    let state = State {
        rows,
        ..State::default()
    };
    let lines = state.lines(at, columns, ALL).into_iter();
    let lines = lines.skip_while(|line| line.prefix.is_empty());
    let width = |line: Line| match line.prefix.as_str() {
        "" => format!("{:SET_IN$}{}", "", line.words),
        prefix => format!("{prefix} {}", line.words),
    };
    lines.map(width).collect()
}

#[test]
fn on_a_narrow_terminal_what_a_person_is_to_do_is_not_cut() {
    let lines = [
        "! Default administrat… waits for a person since 21:03Z (0 s)",
        "      To do: see above; then ts-deploy confirm SPEC",
        "      disable-default-administrator --by NAME",
    ];
    assert_eq!(drawn(60), lines);
}

/// The lines of so many steps on a terminal of ten lines, the words alone.
fn fitted(steps: usize, row: fn() -> Row) -> Vec<String> {
    let at = "2026-01-05T21:03:17Z".parse().unwrap();
    let step = |_| Step {
        id: StepId::known("data-layer"),
        title: "Data Layer".to_owned(),
        row: row(),
    };
    let state = State {
        rows: (0..steps).map(step).collect(),
        ..State::default()
    };
    let lines = state.fitting(at, (10, 70)).into_iter();
    lines.map(|line| line.words).collect()
}

#[test]
fn what_a_low_terminal_has_no_room_for_is_counted() {
    let lines = fitted(14, || Row::Ended('✘', "failed".to_owned()));
    assert_eq!(lines.len(), 9);
    let last = lines.last().unwrap();
    assert!(last.starts_with("… and 7 more lines"), "{last}");
}

#[test]
fn on_a_low_terminal_the_steps_that_wait_are_counted_first() {
    let lines = fitted(14, || Row::Waits);
    let last = lines.last().unwrap();
    assert!(
        last.contains("more steps wait for those before them"),
        "{last}"
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in [60, 72, 80, 100, 120] {
        let widest = drawn(columns).iter().map(|line| line.chars().count()).max();
        assert!(widest <= Some(columns), "{columns}: {widest:?}");
    }
}
