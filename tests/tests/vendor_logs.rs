//! T9: the role through which the vendor reads logs, through its whole life.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ts_deploy_core::deployment::{Deployment, Joined};
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::event::EventKind;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::layer::secrets::Sources;
use ts_deploy_core::plan::DEPLOYMENT_TAG;
use ts_deploy_core::plan::{Entry, Graph, Plan, PlannedStep, Verdict};
use ts_deploy_core::policy::{Meaning, Phase, least, operation};
use ts_deploy_core::port::catalog::CatalogReader;
use ts_deploy_core::port::role::{Role, RoleReader, RoleWriter};
use ts_deploy_core::sim::{CallFault, SimPlace, SimRole};
use ts_deploy_tests::{Bench, DATA, MINIMAL, deployment};

use crate::sound::looked;

const ROLE: &str = "acme-tetra-vendor-logs";
const STEP: &str = "vendor-log-access";
const VENDOR: &str = "arn:aws:iam::555566667777:root";
const REMOVED: [&str; 2] = ["destroy:data-layer", "destroy:service-layer"];

/// The minimal sample with this access, and these lines in its Data Layer.
fn with(access: &str, data_layer: &str) -> Deployment {
    let lines = format!("vendor_log_access: {{ {access} }}\ndata_layer:\n{data_layer}");
    deployment(&MINIMAL.replacen("data_layer:\n", &lines, 1))
}

fn asked() -> Deployment {
    with(
        "vendor: { account: \"555566667777\" }, external_id: acme",
        "",
    )
}

fn whole(deployment: &Deployment) -> Graph {
    let own = deployment.deploy_joined(&Sources::none(), &Joined::default());
    Graph::new(own.into_iter().chain(deployment.tasks_after())).unwrap()
}

async fn deploy(bench: &Bench, deployment: &Deployment, consents: &[&str]) -> Outcome {
    let goal = (Goal::Deploy, whole(deployment));
    bench.run(deployment, goal, consents).await
}

async fn destroy(bench: &Bench, deployment: &Deployment) -> Outcome {
    let goal = (Goal::Destroy, deployment.destroy().unwrap());
    bench.run(deployment, goal, &REMOVED).await
}

async fn deployed() -> Bench {
    let bench = Bench::new(1);
    let outcome = deploy(&bench, &asked(), &[]).await;
    assert_eq!(outcome, Outcome::Succeeded, "{:#?}", bench.said());
    bench
}

fn place(bench: &Bench) -> SimPlace {
    bench.cloud.at(&asked().targets[0].target)
}

async fn role(bench: &Bench) -> Option<Role> {
    place(bench).role(&ROLE.parse().unwrap()).await.unwrap()
}

async fn rights(bench: &Bench) -> String {
    let (place, role) = (place(bench), ROLE.parse().unwrap());
    let rights = place.inline_policy(&role, "read-logs").await;
    rights.unwrap().unwrap()
}

fn called(bench: &Bench, call: &str) -> u64 {
    let calls = bench.cloud.calls();
    let count = calls.iter().find(|(name, _)| name == call);
    count.map_or(0, |(_, count)| *count)
}

fn step(plan: &Plan) -> &PlannedStep {
    let mut steps = plan.steps.iter();
    steps.find(|step| step.id.as_str() == STEP).unwrap()
}

/// The ids of what a plan finds about the step, and whether it is blocked.
fn found(plan: &Plan) -> (Vec<String>, bool) {
    let step = step(plan);
    let ids = step.findings.iter().map(|one| one.id.to_string());
    (ids.collect(), step.entry == Entry::Blocked)
}

/// A role of the same name that somebody made by hand.
fn by_hand(bench: &Bench, trust: &str, owner: Option<&str>) {
    let tags = owner.map(|owner| (DEPLOYMENT_TAG.to_owned(), owner.to_owned()));
    let role = Role {
        arn: format!("arn:aws:iam::111122223333:role/{ROLE}")
            .parse()
            .unwrap(),
        trust: trust.to_owned(),
        boundary: None,
        tags: tags.into_iter().collect::<BTreeMap<_, _>>(),
    };
    place(bench).furnish(|account| account.roles.push(SimRole::by_hand(role)));
}

/// Somebody changes the role that was made.
fn changed(bench: &Bench, change: impl Fn(&mut SimRole)) {
    place(bench).furnish(|account| account.roles.iter_mut().for_each(&change));
}

fn trusting(principal: &str, external_id: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":["sts:AssumeRole"],
        "Condition":{{"StringEquals":{{"sts:externalId":"{external_id}"}}}},
        "Principal":{{"AWS":["{principal}"]}}}}}}"#
    )
}

#[tokio::test]
async fn the_role_trusts_the_vendor_alone_and_reads_logs() {
    let bench = deployed().await;
    let role = role(&bench).await.unwrap();
    let trust = Meaning::of(&role.trust);
    assert_eq!(trust, Meaning::of(&trusting(VENDOR, "acme")));
    assert_eq!(role.tags[DEPLOYMENT_TAG], asked().name.to_string());
    assert!(rights(&bench).await.contains("logs:FilterLogEvents"));
}

#[tokio::test]
async fn a_second_run_finds_the_role_and_changes_nothing() {
    let bench = deployed().await;
    let before = bench.cloud.changing_calls();
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn without_being_asked_for_there_is_no_role() {
    let (bench, deployment) = (Bench::new(1), deployment(MINIMAL));
    assert_eq!(deploy(&bench, &deployment, &[]).await, Outcome::Succeeded);
    assert_eq!(role(&bench).await, None);
}

#[tokio::test]
async fn the_plan_shows_all_that_the_role_will_be() {
    let bench = Bench::new(1);
    let deployment = with(
        "vendor: { account: \"555566667777\" }, external_id: acme, role_path: /vendors/, log_groups: [/aws/ecs/*]",
        "  iam: { role_prefix: acme-, boundary_policy: \"arn:aws:iam::111122223333:policy/boundary\" }\n",
    );
    let plan = bench.plan(&deployment, &whole(&deployment)).await;
    let Entry::Change { changes, .. } = &step(&plan).entry else {
        panic!("{:?}", step(&plan));
    };
    let shown = changes
        .iter()
        .map(|one| format!("{}: {}", one.field, one.after.as_deref().unwrap()));
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @r"
    role: arn:aws:iam::111122223333:role/vendors/acme-acme-tetra-vendor-logs
    assumed by: arn:aws:iam::555566667777:root, with the external id acme
    reads: the log groups /aws/ecs/* in us-east-1
    permissions boundary: arn:aws:iam::111122223333:policy/boundary
    tags: ts-deploy:deployment=acme-production
    ");
    let blocked = plan.steps.iter().find(|step| step.entry == Entry::Blocked);
    assert_eq!(blocked, None);
}

#[tokio::test]
async fn the_vendor_is_to_be_told_the_roles_arn_and_the_external_id() {
    let deployment = asked();
    let plan = Bench::new(1).plan(&deployment, &whole(&deployment)).await;
    let details = plan
        .steps
        .iter()
        .find(|step| step.id.as_str() == "vendor-log-details");
    let Entry::Manual { instructions, .. } = &details.unwrap().entry else {
        panic!("it is a person's part");
    };
    insta::assert_snapshot!(instructions.join("\n"), @r"
    Send this to TetraScience, which reads the platform's logs through it:
    Role: arn:aws:iam::111122223333:role/acme-tetra-vendor-logs
    External id: acme
    Account 111122223333, region us-east-1: all log groups in us-east-1
    ");
}

#[tokio::test]
async fn the_evidence_names_the_role_and_who_may_assume_it() {
    let said = format!("{:?}", deployed().await.said());
    let arn = "role arn:aws:iam::111122223333:role/acme-tetra-vendor-logs";
    assert!(said.contains(arn), "{said}");
    assert!(said.contains(&format!("assumed by {VENDOR}, with the external id acme")));
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_found_and_gone_on_with() {
    let bench = Bench::new(1);
    bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "CreateRole" && info.count == 1 {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert!(rights(&bench).await.contains("logs:GetLogEvents"));
}

#[tokio::test]
async fn another_external_id_is_taken_without_consent() {
    let bench = deployed().await;
    let other = with(
        "vendor: { account: \"555566667777\" }, external_id: other",
        "",
    );
    assert_eq!(deploy(&bench, &other, &[]).await, Outcome::Succeeded);
    let trust = role(&bench).await.unwrap().trust;
    assert_eq!(Meaning::of(&trust), Meaning::of(&trusting(VENDOR, "other")));
    assert_eq!(called(&bench, "iam:UpdateAssumeRolePolicy"), 1);
}

#[tokio::test]
async fn documents_that_mean_the_same_are_left_as_they_are_written() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.role.trust = trusting("555566667777", "acme");
    });
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert_eq!(called(&bench, "iam:UpdateAssumeRolePolicy"), 0);
}

#[tokio::test]
async fn who_was_let_in_by_somebody_else_is_shut_out_with_consent_only() {
    let bench = deployed().await;
    let other = "arn:aws:iam::999988887777:root";
    changed(&bench, |one| one.role.trust = trusting(other, "acme"));
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Blocked);
    assert!(role(&bench).await.unwrap().trust.contains(other));
    let consent = ["destroy:vendor-log-access"];
    assert_eq!(deploy(&bench, &asked(), &consent).await, Outcome::Succeeded);
    assert!(!role(&bench).await.unwrap().trust.contains(other));
}

#[tokio::test]
async fn a_principal_that_was_deleted_is_told_as_such() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.role.trust = trusting("AROAEXAMPLEID1234567", "acme");
    });
    let plan = bench.plan(&asked(), &whole(&asked())).await;
    let (ids, blocked) = found(&plan);
    assert_eq!(
        (ids, blocked),
        (vec!["vendor-principal-deleted".to_owned()], false)
    );
    assert_eq!(plan.consents().count(), 0);
}

#[tokio::test]
async fn rights_boundary_and_tags_that_were_changed_are_set_back() {
    let bounded = with(
        "vendor: { account: \"555566667777\" }, external_id: acme",
        "  iam: { boundary_policy: \"arn:aws:iam::111122223333:policy/boundary\" }\n",
    );
    let bench = Bench::new(1);
    assert_eq!(deploy(&bench, &bounded, &[]).await, Outcome::Succeeded);
    let before = role(&bench).await;
    changed(&bench, |one| {
        one.role.boundary = None;
        one.inline.clear();
    });
    assert_eq!(deploy(&bench, &bounded, &[]).await, Outcome::Succeeded);
    assert_eq!(role(&bench).await, before);
    assert!(rights(&bench).await.contains("logs:StartQuery"));
}

#[tokio::test]
async fn a_tag_of_the_spec_is_put_on_a_role_that_lacks_it() {
    let bench = deployed().await;
    let text = MINIMAL.replacen(
        "data_layer:\n",
        "vendor_log_access: { vendor: { account: \"555566667777\" }, external_id: acme }\ntags: { owner: ops }\ndata_layer:\n",
        1,
    );
    assert_eq!(
        deploy(&bench, &deployment(&text), &[]).await,
        Outcome::Succeeded
    );
    assert_eq!(role(&bench).await.unwrap().tags["owner"], "ops");
}

#[tokio::test]
async fn a_role_of_somebody_elses_is_never_taken_over() {
    let bench = Bench::new(1);
    by_hand(&bench, &trusting(VENDOR, "acme"), None);
    let plan = bench.plan(&asked(), &whole(&asked())).await;
    assert_eq!(found(&plan), (vec!["role-not-ours".to_owned()], true));
}

#[tokio::test]
async fn a_role_that_is_given_the_tag_is_taken_for_the_deployments() {
    let bench = Bench::new(1);
    by_hand(&bench, &trusting(VENDOR, "acme"), Some("acme-production"));
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert_eq!(called(&bench, "iam:CreateRole"), 0);
    assert!(rights(&bench).await.contains("logs:GetLogEvents"));
}

#[tokio::test]
async fn a_role_on_another_path_blocks_since_iam_cannot_move_it() {
    let bench = Bench::new(1);
    by_hand(&bench, &trusting(VENDOR, "acme"), Some("acme-production"));
    let moved = with(
        "vendor: { account: \"555566667777\" }, external_id: acme, role_path: /vendors/",
        "",
    );
    let plan = bench.plan(&moved, &whole(&moved)).await;
    assert_eq!(
        found(&plan),
        (vec!["role-on-another-path".to_owned()], true)
    );
}

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

#[tokio::test]
async fn a_boundary_that_is_not_there_fails_with_iams_words() {
    let arn = "arn:aws:iam::111122223333:policy/boundary";
    let bounded = with(
        "vendor: { account: \"555566667777\" }, external_id: acme",
        &format!("  iam: {{ boundary_policy: \"{arn}\" }}\n"),
    );
    let bench = Bench::new(1);
    place(&bench).furnish(|account| account.rights.missing_policies.push(arn.parse().unwrap()));
    assert_ne!(deploy(&bench, &bounded, &[]).await, Outcome::Succeeded);
    let said = format!("{:?}", bench.said());
    assert!(
        said.contains("does not exist or is not attachable"),
        "{said}"
    );
}

#[tokio::test]
async fn a_role_that_somebody_deleted_is_made_again_with_consent_only() {
    let bench = deployed().await;
    place(&bench).furnish(|account| account.roles.clear());
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Blocked);
    assert_eq!(role(&bench).await, None);
    let consent = ["recreate:vendor-log-access"];
    assert_eq!(deploy(&bench, &asked(), &consent).await, Outcome::Succeeded);
}

#[tokio::test]
async fn another_name_leaves_no_role_behind_unnoticed() {
    let bench = deployed().await;
    let renamed = with(
        "vendor: { account: \"555566667777\" }, external_id: acme, role_name: acme-other",
        "",
    );
    assert_eq!(deploy(&bench, &renamed, &[]).await, Outcome::Blocked);
    let said = format!("{:?}", bench.said());
    assert!(said.contains("place-moved"), "{said}");
}

#[tokio::test]
async fn destroy_removes_the_policy_and_the_role() {
    let bench = deployed().await;
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
    let calls = ["iam:DeleteRolePolicy", "iam:DeleteRole"].map(|call| called(&bench, call));
    assert_eq!(calls, [1, 1]);
}

#[tokio::test]
async fn a_removal_whose_answer_was_lost_is_done() {
    let bench = deployed().await;
    bench.cloud.on_call(Box::new(|info| {
        if info.call.operation == "DeleteRole" && info.count == 1 {
            CallFault::LostAfter
        } else {
            CallFault::None
        }
    }));
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn destroy_leaves_a_role_of_somebody_elses() {
    let (bench, plain) = (Bench::new(1), deployment(MINIMAL));
    assert_eq!(deploy(&bench, &plain, &[]).await, Outcome::Succeeded);
    by_hand(
        &bench,
        &trusting(VENDOR, "acme"),
        Some("another-deployment"),
    );
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(role(&bench).await.is_some());
}

#[tokio::test]
async fn a_role_with_policies_of_somebody_elses_is_not_removed_and_says_which() {
    let bench = deployed().await;
    changed(&bench, |one| {
        one.attached
            .insert("arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap());
    });
    let plan = bench.plan(&asked(), &asked().destroy().unwrap()).await;
    assert_eq!(
        found(&plan),
        (vec!["role-has-other-rights".to_owned()], true)
    );
    assert!(step(&plan).findings.to_string().contains("ReadOnlyAccess"));
}

/// A destroy that IAM refused, since an instance profile holds the role.
async fn held() -> Bench {
    let bench = deployed().await;
    changed(&bench, |one| one.in_profile = true);
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Failed);
    bench
}

#[tokio::test]
async fn a_role_that_an_instance_profile_holds_says_so_in_the_end() {
    let said = format!("{:?}", held().await.said());
    assert!(said.contains("must remove roles from instance profile first"));
    assert!(said.contains("list-instance-profiles-for-role"), "{said}");
}

#[tokio::test]
async fn a_role_that_is_held_holds_no_data_layer() {
    let bench = held().await;
    let product = place(&bench)
        .provisioned_product(&DATA.parse().unwrap())
        .await;
    assert_eq!(product.unwrap().map(|product| product.name), None);
}

#[tokio::test]
async fn a_role_that_is_held_no_more_is_removed_by_the_next_run() {
    let bench = held().await;
    changed(&bench, |one| one.in_profile = false);
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn a_deletion_that_never_reached_iam_is_sent_by_a_run_long_after() {
    let bench = deployed().await;
    let mut cut = false;
    let mended = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&mended);
    bench.cloud.on_call(Box::new(move |info| {
        cut |= info.call.operation == "DeleteRole";
        if cut && !seen.load(Ordering::SeqCst) {
            CallFault::LostBefore
        } else {
            CallFault::None
        }
    }));
    assert_eq!(destroy(&bench, &asked()).await, Outcome::LostSight);
    mended.store(true, Ordering::SeqCst);
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert!(bench.cloud.is_empty());
}

#[tokio::test]
async fn after_destroy_a_new_platform_gets_a_new_role_without_consent() {
    let bench = deployed().await;
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    assert_eq!(deploy(&bench, &asked(), &[]).await, Outcome::Succeeded);
    assert!(role(&bench).await.is_some());
}

#[tokio::test]
async fn all_that_the_role_takes_stands_in_the_rights_of_deploy_on_that_role_alone() {
    let bench = deployed().await;
    let tags = BTreeMap::from([("owner".to_owned(), "ops".to_owned())]);
    let tagged = place(&bench);
    tagged.tag(&ROLE.parse().unwrap(), &tags).await.unwrap();
    assert_eq!(destroy(&bench, &asked()).await, Outcome::Succeeded);
    let least = least(&asked(), Phase::Deploy);
    let statements: Vec<_> = least
        .policies
        .iter()
        .flat_map(|one| &one.document.statements)
        .collect();
    let calls = bench.cloud.calls();
    let of_iam = calls.iter().filter_map(|(call, _)| call.split_once(':'));
    let of_iam: Vec<_> = of_iam.filter(|(service, _)| *service == "iam").collect();
    assert!(of_iam.len() > 6, "{of_iam:?}");
    let role = format!("arn:aws:iam::111122223333:role/{ROLE}");
    for (service, name) in of_iam {
        for need in operation(service, name).unwrap().needs {
            let mut allowing = statements
                .iter()
                .filter(|one| one.actions.contains(need.action));
            let one = allowing.next().unwrap_or_else(|| panic!("{}", need.action));
            assert_eq!(
                one.resources.iter().collect::<Vec<_>>(),
                [&role],
                "{}",
                need.action
            );
        }
    }
}

#[test]
fn a_role_is_made_under_its_boundary_only_where_one_is_decided() {
    let boundary = "arn:aws:iam::111122223333:policy/boundary";
    let access = "vendor: { account: \"555566667777\" }, external_id: acme";
    let bounded = with(
        access,
        &format!("  iam: {{ boundary_policy: \"{boundary}\" }}\n"),
    );
    let condition = |deployment: &Deployment, action: &str| {
        let least = least(deployment, Phase::Deploy);
        let mut statements = least
            .policies
            .iter()
            .flat_map(|one| one.document.statements.clone());
        let found = statements.find(|one| one.actions.contains(action));
        found.map(|one| one.condition.map(|condition| condition.value))
    };
    let made = |deployment: &Deployment| condition(deployment, "iam:CreateRole");
    assert_eq!(made(&bounded), Some(Some(boundary.to_owned())));
    assert_eq!(made(&asked()), Some(None));
    assert_eq!(condition(&asked(), "iam:PutRolePermissionsBoundary"), None);
    assert_eq!(condition(&deployment(MINIMAL), "iam:GetRole"), None);
}
