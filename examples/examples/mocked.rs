//! Unit tests against mocks: each says which calls it expects and what they answer, and any other
//! call panics. Here a check of the library is tried; in a crate of your own these are `#[test]`s.

use std::sync::Arc;

use ts_deploy_core::check::TargetCheck;
use ts_deploy_core::engine::TokenSeed;
use ts_deploy_core::ids::{AccountId, Region};
use ts_deploy_core::mock::{MockCatalogWriter, MockIdentityReader};
use ts_deploy_core::plan::{Graph, Plan, Step, StepId, plan};
use ts_deploy_core::port::catalog::CatalogWriter;
use ts_deploy_core::port::identity::{CallerIdentity, IdentityReader};
use ts_deploy_core::port::{Call, ErrorKind, PortError, PortResult, Ports};
use ts_deploy_core::target::{Target, TargetName};

type Tried = Result<(), Box<dyn std::error::Error>>;

/// The plan of a check that account 111122223333 is meant, with this answer to who is calling.
async fn planned(answer: PortResult<CallerIdentity>) -> Result<Plan, Box<dyn std::error::Error>> {
    let mut identity = MockIdentityReader::new();
    identity
        .expect_caller()
        .times(1)
        .return_once(move || answer);
    let mut ports = Ports::new();
    ports.read::<dyn IdentityReader>(TargetName::Main, Arc::new(identity));
    // It expects nothing: a plan that changed anything would panic.
    ports.change::<dyn CatalogWriter>(TargetName::Main, Arc::new(MockCatalogWriter::new()));

    let target = Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333")?,
        region: Region::parse("us-east-1")?,
    };
    let check = TargetCheck::new(StepId::parse("target-main")?, target);
    let graph = Graph::new([Arc::new(check) as Arc<dyn Step>])?;
    let tokens = TokenSeed::new("acme".parse()?);
    let now = "2026-01-05T09:00:00Z".parse()?;
    Ok(plan(&graph, ports.readers(), now, &tokens, |_| None).await)
}

fn caller(account: &str) -> Result<CallerIdentity, Box<dyn std::error::Error>> {
    Ok(CallerIdentity {
        account: AccountId::parse(account)?,
        arn: format!("arn:aws:iam::{account}:user/ana"),
    })
}

async fn the_account_that_was_meant_needs_no_change() -> Tried {
    let plan = planned(Ok(caller("111122223333")?)).await?;
    assert!(plan.is_no_change());
    Ok(())
}

async fn another_account_blocks() -> Tried {
    let plan = planned(Ok(caller("999900001111")?)).await?;
    assert!(plan.is_blocked());
    let mut findings = plan.steps.iter().flat_map(|step| step.findings.iter());
    assert!(findings.any(|finding| finding.id == "account-mismatch"));
    Ok(())
}

async fn a_throttled_call_is_no_verdict() -> Tried {
    let call = Call {
        service: "sts",
        operation: "GetCallerIdentity",
        target: TargetName::Main,
    };
    let throttled = PortError::new(ErrorKind::Throttled, call, "Rate exceeded");
    let plan = planned(Err(throttled)).await?;
    assert!(!plan.is_blocked());
    assert_eq!(plan.unseen().count(), 1);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Tried {
    the_account_that_was_meant_needs_no_change().await?;
    another_account_blocks().await?;
    a_throttled_call_is_no_verdict().await?;
    println!("three answers of one mock: no change, blocked, and no verdict");
    Ok(())
}
