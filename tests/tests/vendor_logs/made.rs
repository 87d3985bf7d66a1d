//! Made, with what it takes.

use std::collections::BTreeMap;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::plan::{DEPLOYMENT_TAG, Entry};
use ts_deploy_core::policy::{Meaning, Phase, least, operation};
use ts_deploy_core::port::role::RoleWriter;
use ts_deploy_core::sim::CallFault;
use ts_deploy_tests::{Bench, MINIMAL, deployment};

use super::{
    ROLE, VENDOR, asked, deploy, deployed, destroy, place, rights, role, step, trusting, whole,
    with,
};

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
