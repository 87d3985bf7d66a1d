//! The vendor's portfolio is imported and the deployer associated with it (R16), after the vendor
//! has its details (R15) and before anything is launched.

use std::sync::Arc;

use jiff::SignedDuration;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Options, Outcome};
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::PortfolioId;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Entry, Plan, StepId};
use ts_deploy_core::port::identity::CallerIdentity;
use ts_deploy_core::port::portfolio::PortfolioReader as _;
use ts_deploy_core::sim::{CallFault, PORTFOLIO_ID, SimPlace};
use ts_deploy_tests::{Bench, FULL, MINIMAL, deployment};

/// A bench on which the deployment's portfolio is shared and not imported.
fn shared(deployment: &Deployment) -> Bench {
    let bench = Bench::new(1);
    bench.cloud.share_with(deployment);
    bench
}

fn full() -> (Bench, Deployment) {
    let deployment = deployment(FULL);
    (shared(&deployment), deployment)
}

/// The minimal document with a portfolio and this about its principal.
fn minimal(principal: &str) -> String {
    let portfolio = format!("\nportfolio: {{ id: {PORTFOLIO_ID}{principal} }}\ndata_layer:\n");
    MINIMAL.replacen("\ndata_layer:\n", &portfolio, 1)
}

fn main_place(bench: &Bench, deployment: &Deployment) -> SimPlace {
    bench.cloud.at(deployment.data_layer.target())
}

fn call_as(bench: &Bench, deployment: &Deployment, arn: &str) {
    main_place(bench, deployment).call_as(CallerIdentity {
        account: deployment.data_layer.target().account.clone(),
        arn: arn.to_owned(),
    });
}

async fn plan(bench: &Bench, deployment: &Deployment) -> Plan {
    bench.plan(deployment, &deployment.deploy().unwrap()).await
}

fn entry(plan: &Plan, step: &str) -> Entry {
    let found = plan.steps.iter().find(|one| one.id.as_str() == step);
    found.unwrap().entry.clone()
}

/// What blocked the step, in words.
fn blocked(bench: &Bench, step: &str) -> String {
    let said = bench.said().into_iter().rev();
    let mut words = said.filter_map(|event| match (&event.step, event.kind) {
        (Some(id), EventKind::Blocked { findings }) if id.as_str() == step => {
            Some(findings.to_string())
        }
        _ => None,
    });
    words.next().unwrap_or_default()
}

/// What failed the step, in words.
fn failed(bench: &Bench, step: &str) -> String {
    let said = bench.said().into_iter();
    let mut words = said.filter_map(|event| match (&event.step, event.kind) {
        (Some(id), EventKind::Failed { failure, .. }) if id.as_str() == step => {
            Some(failure.to_string())
        }
        _ => None,
    });
    words.next().unwrap_or_default()
}

/// The evidence of a step, one line each.
fn proof(bench: &Bench, step: &str) -> String {
    let said = bench.said().into_iter().rev();
    let mut seen = said.filter_map(|event| match (&event.step, event.kind) {
        (Some(id), EventKind::Verified { evidence }) if id.as_str() == step => {
            let lines = evidence
                .iter()
                .map(|e| format!("{}: {} ({})", e.what, e.seen, e.call));
            Some(lines.collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    });
    seen.next().unwrap_or_default()
}

fn calls(bench: &Bench, operation: &str) -> u64 {
    let calls = bench.cloud.calls();
    let name = format!("servicecatalog:{operation}");
    calls
        .iter()
        .find(|(call, _)| *call == name)
        .map_or(0, |(_, count)| *count)
}

/// Lets `fault` befall the first call of this operation.
fn befalls(bench: &Bench, operation: &'static str, fault: CallFault) {
    bench.cloud.on_call(Box::new(move |info| {
        let first = info.call.operation == operation && info.count == 1;
        if first { fault } else { CallFault::None }
    }));
}

#[tokio::test]
async fn a_shared_portfolio_is_imported_and_the_deployer_associated_before_anything_is_launched() {
    let (bench, _) = full();
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    insta::assert_snapshot!(proof(&bench, "import-portfolio"), @"portfolio port-abcdefghijklm: imported: TetraScience, provided by TetraScience (servicecatalog:ListAcceptedPortfolioShares)");
    insta::assert_snapshot!(proof(&bench, "associate-principal"), @"
    principal of portfolio port-abcdefghijklm: arn:aws:iam::111122223333:role/deployer (servicecatalog:ListPrincipalsForPortfolio)
    caller in main (111122223333 in us-east-1): arn:aws:sts::111122223333:assumed-role/deployer/rehearsal (sts:GetCallerIdentity)
    ");
}

#[tokio::test]
async fn a_second_run_imports_and_associates_nothing() {
    let (bench, deployment) = full();
    bench.deploy(FULL).await;
    let before = bench.cloud.changing_calls();
    assert!(plan(&bench, &deployment).await.is_no_change());
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), before);
}

#[tokio::test]
async fn a_plan_before_the_import_holds_the_products_and_is_not_blocked() {
    let (bench, deployment) = full();
    let plan = plan(&bench, &deployment).await;
    assert!(matches!(
        entry(&plan, "import-portfolio"),
        Entry::Change { .. }
    ));
    assert!(matches!(
        entry(&plan, "associate-principal"),
        Entry::Change { .. }
    ));
    let gates = ["import-portfolio", "associate-principal"];
    let gates = gates.map(|id| StepId::parse(id).unwrap());
    let Entry::Held { gates: held, .. } = entry(&plan, "data-layer") else {
        panic!("{plan:#?}");
    };
    assert!(gates.iter().all(|gate| held.contains(gate)), "{held:?}");
    assert!(!plan.is_blocked());
}

/// The plan of the document changed so, before the import.
async fn planned(change: impl Fn(&str) -> String) -> Plan {
    let changed = change(FULL);
    let deployment = deployment(&changed);
    plan(&shared(&deployment), &deployment).await
}

#[tokio::test]
async fn a_plan_before_the_import_shows_what_the_products_will_be_sent() {
    let plan = planned(str::to_owned).await;
    let Entry::Held { foreseen, .. } = entry(&plan, "data-layer") else {
        panic!("{plan:#?}");
    };
    let of = |field: &str| {
        let found = foreseen.iter().find(|one| one.field == field);
        found.map(|one| one.value.as_str())
    };
    assert_eq!(of("InfrastructureName"), Some("acme-tetra"));
    assert_eq!(of("version"), Some("the latest that the catalog offers"));
}

#[tokio::test]
async fn plans_before_the_import_that_would_send_something_else_have_different_digests() {
    let one = planned(str::to_owned).await;
    let other = planned(|text| {
        let other = text.replace("cidr: 10.40.", "cidr: 10.99.");
        assert_ne!(text, other);
        other
    });
    assert_ne!(one.digest, other.await.digest);
}

#[tokio::test]
async fn nothing_is_imported_before_the_vendor_has_its_details() {
    let (bench, deployment) = full();
    let graph = deployment.deploy().unwrap();
    let nobody = ts_deploy_core::sim::SimPerson::new(Arc::new(bench.cloud.clock())).never();
    let engine = bench.engine(&deployment, graph, Options::default()).await;
    let engine = engine.unwrap().attended_by(Arc::new(nobody));
    let run = Bench::driven(Goal::Deploy);
    let outcome = engine.run(&run, std::future::pending()).await;
    assert_eq!(outcome, Outcome::WaitingForPerson);
    assert_eq!(bench.cloud.changing_calls(), 0);
}

#[tokio::test]
async fn destroying_leaves_the_portfolio_imported() {
    let (bench, deployment) = full();
    bench.deploy(FULL).await;
    let consents = ["destroy:data-layer"];
    assert_eq!(bench.destroy(FULL, &consents).await, Outcome::Succeeded);
    let imported = main_place(&bench, &deployment).imported().await.unwrap();
    assert_eq!(imported[0].id.as_str(), PORTFOLIO_ID);
}

#[tokio::test]
async fn a_share_that_is_not_offered_fails_with_the_vendors_part() {
    let deployment = deployment(FULL);
    let bench = Bench::new(1);
    let other = PortfolioId::parse("port-ofanothercode").unwrap();
    main_place(&bench, &deployment).share_documented(&other);
    assert_eq!(bench.deploy(FULL).await, Outcome::Failed);
    insta::assert_snapshot!(failed(&bench, "import-portfolio"), @"
    portfolio port-abcdefghijklm cannot be imported into account 111122223333 in us-east-1: No share of portfolio port-abcdefghijklm is offered
      now     Nothing was imported.
      to do   Compare the id with the code that TetraScience sent, and ask whether it was shared with this account in this region: a share is good for one region (R15, R16). Then run again.
    ");
}

#[tokio::test]
async fn credentials_of_another_than_the_declared_principal_block() {
    let (bench, deployment) = full();
    let arn = "arn:aws:sts::111122223333:assumed-role/auditor/jane";
    call_as(&bench, &deployment, arn);
    assert_eq!(bench.deploy(FULL).await, Outcome::Blocked);
    insta::assert_snapshot!(blocked(&bench, "associate-principal"), @"blocks portfolio.principal: the spec declares arn:aws:iam::111122223333:role/deployer, and the credentials belong to arn:aws:sts::111122223333:assumed-role/auditor/jane. Whoever is associated with the portfolio may launch, and nobody else, administrators included. Use the credentials of the declared principal, or declare the one that deploys.");
}

#[tokio::test]
async fn a_role_whose_path_nobody_declares_blocks_with_the_command_that_shows_it() {
    let text = minimal("");
    let bench = shared(&deployment(&text));
    assert_eq!(bench.deploy(&text).await, Outcome::Blocked);
    insta::assert_snapshot!(blocked(&bench, "associate-principal"), @r#"blocks portfolio.principal: the credentials are a session of role deployer, which does not tell its path. A role is associated by its ARN with its path; without it AWS finds no such role. Add principal under portfolio with the role's ARN, as "aws iam get-role --role-name deployer" shows it."#);
}

#[tokio::test]
async fn a_role_with_a_path_is_the_same_as_its_session() {
    let text = minimal(", principal: \"arn:aws:iam::111122223333:role/platform/deployer\"");
    let bench = shared(&deployment(&text));
    assert_eq!(bench.deploy(&text).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_role_that_is_associated_already_need_not_be_declared() {
    let declared = minimal(", principal: \"arn:aws:iam::111122223333:role/platform/deployer\"");
    let bench = shared(&deployment(&declared));
    bench.deploy(&declared).await;
    let undeclared = minimal("");
    assert_eq!(bench.deploy(&undeclared).await, Outcome::Succeeded);
}

#[tokio::test]
async fn a_user_need_not_be_declared() {
    let text = minimal("");
    let deployment = deployment(&text);
    let bench = shared(&deployment);
    call_as(
        &bench,
        &deployment,
        "arn:aws:iam::111122223333:user/platform/dora",
    );
    assert_eq!(bench.deploy(&text).await, Outcome::Succeeded);
}

#[tokio::test]
async fn the_root_user_cannot_deploy() {
    let text = minimal("");
    let deployment = deployment(&text);
    let bench = shared(&deployment);
    call_as(&bench, &deployment, "arn:aws:iam::111122223333:root");
    assert_eq!(bench.deploy(&text).await, Outcome::Blocked);
    insta::assert_snapshot!(blocked(&bench, "associate-principal"), @"blocks portfolio.principal: the credentials belong to arn:aws:iam::111122223333:root, which is neither a user nor a role. Service Catalog associates users and roles only; the root user and federated users launch nothing. Deploy as an IAM user or with a role.");
}

#[tokio::test]
async fn without_a_portfolio_in_the_document_a_missing_one_is_told_with_the_remedy() {
    let (bench, _) = full();
    assert_eq!(bench.deploy(MINIMAL).await, Outcome::Blocked);
    insta::assert_snapshot!(blocked(&bench, "data-layer"), @r#"blocks data-layer: the catalog offers the caller no product "Tetra Data Platform - Data Layer". The caller may launch no product at all. Correct the product's name in the spec; when the list lacks it, import the vendor's portfolio in this account and region and associate the caller with it, or name it under `portfolio` in the spec, which does both (R16)."#);
}

#[tokio::test]
async fn lost_answers_are_asked_for_again() {
    for operation in ["AcceptPortfolioShare", "AssociatePrincipalWithPortfolio"] {
        for fault in [
            CallFault::LostAfter,
            CallFault::LostBefore,
            CallFault::Throttle,
        ] {
            let (bench, _) = full();
            befalls(&bench, operation, fault);
            let outcome = bench.deploy(FULL).await;
            assert_eq!(outcome, Outcome::Succeeded, "{operation} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_run_that_ends_right_after_the_association_is_followed_by_one_that_waits_for_its_effect()
{
    let (bench, _) = full();
    // The call has its effect, and nothing answers any more.
    let mut gone = false;
    bench.cloud.on_call(Box::new(move |info| {
        if info.call.operation == "AssociatePrincipalWithPortfolio" {
            gone = true;
            return CallFault::LostAfter;
        }
        if gone {
            CallFault::LostBefore
        } else {
            CallFault::None
        }
    }));
    let impatient = Options {
        patience: SignedDuration::ZERO,
        ..Options::default()
    };
    let outcome = bench.deploy_with(FULL, impatient).await;
    assert_eq!(outcome, Outcome::LostSight);
    bench.cloud.on_call(Box::new(|_| CallFault::None));
    assert_eq!(bench.deploy(FULL).await, Outcome::Succeeded);
    assert_eq!(calls(&bench, "AssociatePrincipalWithPortfolio"), 1);
}
