//! With more rights than the spec gives it.

use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::EventKind;
use ts_deploy_core::plan::{Entry, Verdict};
use ts_deploy_tests::Bench;

use super::{STEP, asked, changed, deploy, deployed, found, step, whole};
use crate::sound::looked;

/// Somebody lets the vendor do more: a policy of theirs stands in the role, and one is attached.
fn widened(bench: &Bench) {
    changed(bench, |one| {
        let all = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
        one.inline.insert("more".to_owned(), all.to_owned());
        one.attached
            .insert("arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap());
    });
}

#[tokio::test]
async fn further_rights_of_the_role_are_left_to_a_person_each_with_the_command_that_takes_it_away()
{
    let bench = deployed().await;
    widened(&bench);
    let plan = bench.plan(&asked(), &whole(&asked())).await;
    let Entry::Manual {
        instructions,
        observed: true,
        ..
    } = &step(&plan).entry
    else {
        panic!("{:?}", step(&plan));
    };
    insta::assert_snapshot!(instructions.join("\n"), @r"
    aws iam delete-role-policy --role-name acme-tetra-vendor-logs --policy-name more
    aws iam detach-role-policy --role-name acme-tetra-vendor-logs --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
    ");
}

#[tokio::test]
async fn a_run_removes_no_rights_that_it_did_not_make_and_says_what_is_left() {
    let bench = deployed().await;
    widened(&bench);
    let before = bench.cloud.changing_calls();
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
    let mut left = bench
        .said()
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::FollowUps { open } => Some(open),
            _ => None,
        });
    let left = left.next_back().unwrap_or_default();
    assert!(left.iter().any(|one| one.step.as_str() == STEP), "{left:?}");
}

#[tokio::test]
async fn a_role_with_further_rights_does_not_hold_in_verify() {
    let bench = deployed().await;
    widened(&bench);
    assert_eq!(verdict(&bench).await, Verdict::Differs);
}

#[tokio::test]
async fn a_role_holds_again_in_verify_once_its_further_rights_are_gone() {
    let bench = deployed().await;
    widened(&bench);
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    changed(&bench, |one| {
        one.inline.remove("more");
        one.attached.clear();
    });
    let verdict = verdict(&bench).await;
    assert!(matches!(verdict, Verdict::Holds { .. }), "{verdict:?}");
}

/// What verify says of the step.
async fn verdict(bench: &Bench) -> Verdict {
    let (_, verdicts) = looked(bench, &asked(), &whole(&asked())).await;
    let mut own = verdicts.into_iter().filter(|(id, _)| id.as_str() == STEP);
    own.next().unwrap().1
}

#[tokio::test]
async fn what_is_doubtful_about_a_role_that_holds_stands_in_its_verdict() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.role.boundary = Some("arn:aws:iam::111122223333:policy/other".parse().unwrap());
    });
    let Verdict::Holds { findings, .. } = verdict(&bench).await else {
        panic!("it holds");
    };
    assert!(findings.find("role-boundary-not-decided").is_some());
}

#[tokio::test]
async fn a_boundary_that_the_spec_does_not_name_is_doubted_and_left() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.role.boundary = Some("arn:aws:iam::111122223333:policy/other".parse().unwrap());
    });
    let plan = bench.plan(&asked(), &whole(&asked())).await;
    assert_eq!(
        found(&plan),
        (vec!["role-boundary-not-decided".to_owned()], false)
    );
}
