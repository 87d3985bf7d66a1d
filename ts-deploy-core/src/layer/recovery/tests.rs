//! The table of what may be done, and the page that shows it.

use std::fmt::Write as _;

use super::*;

/// Every state of a stack, and none.
fn stacks() -> impl Iterator<Item = Option<StackStatus>> {
    let all = StackStatus::ALL.into_iter().map(Some);
    std::iter::once(None).chain(all)
}

fn pairs() -> impl Iterator<Item = (Product, Option<StackStatus>, Recovery)> {
    Product::ALL.into_iter().flat_map(|product| {
        stacks().map(move |stack| (product, stack, Recovery::of(product, stack)))
    })
}

fn deploys(deploy: Deploying) -> &'static str {
    match deploy {
        Deploying::Compare => "compare, and update where it differs",
        Deploying::Clear(_) => "remove with consent, then launch again",
        Deploying::Follow => "follow it if it is ours, else wait",
        Deploying::Wait => "wait",
        Deploying::LookAgain => "look again",
        Deploying::Person(mend) => mend.as_str(),
    }
}

fn removes(remove: Removing) -> &'static str {
    match remove {
        Removing::Remove(_) => "remove, with consent where it holds data",
        Removing::Follow => "follow it if it is ours, else wait",
        Removing::Wait => "wait",
        Removing::Person(mend) => mend.as_str(),
    }
}

fn stake(Recovery { deploy, remove }: Recovery) -> &'static str {
    match (deploy, remove) {
        (Deploying::Clear(loss), _) | (_, Removing::Remove(loss)) => loss.as_str(),
        _ => "nothing",
    }
}

/// One row for all states of the stack that permit the same.
fn table() -> String {
    let mut table = "| provisioned product | stack | `deploy` | `destroy` | a removal could lose |\n|---|---|---|---|---|\n"
        .to_owned();
    for product in Product::ALL {
        let mut rows: Vec<(Recovery, Vec<&str>)> = Vec::new();
        for stack in stacks() {
            let (recovery, name) = (
                Recovery::of(product, stack),
                stack.map_or("none", StackStatus::as_str),
            );
            match rows.iter_mut().find(|(known, _)| *known == recovery) {
                Some((_, names)) => names.push(name),
                None => rows.push((recovery, vec![name])),
            }
        }
        let alone = rows.len() == 1;
        for (recovery, names) in rows {
            let names = if alone {
                "any, or none".to_owned()
            } else {
                names.join(", ")
            };
            let (deploy, remove) = (deploys(recovery.deploy), removes(recovery.remove));
            let (product, stake) = (product.as_str(), stake(recovery));
            writeln!(
                table,
                "| {product} | {names} | {deploy} | {remove} | {stake} |"
            )
            .unwrap();
        }
    }
    table
}

#[test]
fn the_page_on_recovery_holds_the_table() {
    crate::page::holds("recovery.md", &table());
}

#[test]
fn nothing_is_changed_while_something_moves() {
    for (product, stack, recovery) in pairs() {
        let moving = stack.is_some_and(|stack| stack.group() == StackGroup::InProgress);
        if moving || product == Product::UnderChange {
            let waits = matches!(
                recovery,
                Recovery {
                    deploy: Deploying::Follow | Deploying::Wait | Deploying::Person(_),
                    remove: Removing::Follow | Removing::Wait | Removing::Person(_),
                }
            );
            assert!(waits, "{product:?} {stack:?}: {recovery:?}");
        }
    }
}

#[test]
fn a_state_this_version_does_not_know_is_left_to_a_person() {
    let person = Recovery::person(Mend::Look);
    for stack in stacks() {
        assert_eq!(Recovery::of(Product::Unknown, stack), person);
    }
    for product in [Product::Available, Product::Tainted, Product::Error] {
        assert_eq!(Recovery::of(product, Some(StackStatus::Unknown)), person);
    }
}

#[test]
fn a_stack_that_was_ever_complete_is_never_cleared_as_if_it_held_nothing() {
    use StackStatus as S;
    let never = [
        S::CreateFailed,
        S::RollbackComplete,
        S::RollbackFailed,
        S::ReviewInProgress,
        S::DeleteComplete,
    ];
    for (product, stack, recovery) in pairs() {
        let Some(stack) = stack.filter(|stack| !never.contains(stack)) else {
            continue;
        };
        if let Deploying::Clear(loss) = recovery.deploy {
            assert_eq!(loss, Loss::Data, "{product:?} {stack:?}");
        }
        if let Removing::Remove(loss) = recovery.remove {
            assert_eq!(loss, Loss::Data, "{product:?} {stack:?}");
        }
    }
}

#[test]
fn what_can_be_updated_is_not_removed_by_a_deployment() {
    for stack in stacks().flatten() {
        let fits = matches!(stack.group(), StackGroup::Complete | StackGroup::RolledBack);
        if fits {
            for product in [Product::Available, Product::Tainted] {
                assert_eq!(
                    Recovery::of(product, Some(stack)).deploy,
                    Deploying::Compare
                );
            }
        }
    }
}

#[test]
fn a_component_that_holds_no_data_loses_none() {
    assert_eq!(Loss::Data.of_component(false), Loss::Stateless);
    assert_eq!(Loss::Nothing.of_component(false), Loss::Nothing);
    assert_eq!(Loss::Data.of_component(true), Loss::Data);
}
