//! The README shows what is really there.

use crate::desk::Desk;

/// The words of each command that the README tries as an operator, in order.
fn operators_commands() -> Vec<Vec<&'static str>> {
    let page = include_str!("../../../README.md");
    let (_, block) = page.split_once("alias ts-deploy=").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let lines = block.lines().skip(1);
    let commands = lines.map(|line| line.split('#').next().unwrap_or_default());
    commands
        .map(|command| command.split_whitespace().skip(1).collect())
        .collect()
}

#[test]
fn what_the_readme_tries_as_an_operator_works_as_it_is_written() {
    let desk = Desk::with("");
    let spec = desk.folder.path().join("acme.yaml");
    let commands = operators_commands();
    assert!(commands.len() > 8, "{commands:?}");
    for words in commands {
        if let [command @ .., ">", "acme.yaml"] = words.as_slice() {
            std::fs::write(&spec, desk.run(command).out).unwrap();
            continue;
        }
        // There is no terminal to say yes on.
        let ran = desk.run(&[&words[..], &["--yes"]].concat());
        assert_eq!(ran.code, Some(0), "{words:?}: {}{}", ran.out, ran.err);
    }
}

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
