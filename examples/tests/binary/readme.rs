//! The README shows what is really there.

#[test]
fn the_quick_start_in_the_readme_is_the_example_that_runs() {
    let example = include_str!("../../examples/quick_start.rs");
    assert!(
        include_str!("../../../README.md").contains(&format!("```rust\n{example}```\n")),
        "README.md does not show examples/examples/quick_start.rs as it is"
    );
}

#[test]
fn the_quick_start_is_short() {
    let lines = include_str!("../../examples/quick_start.rs")
        .lines()
        .count();
    assert!(lines <= 60, "{lines} lines");
}
