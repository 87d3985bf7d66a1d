//! What the DR stack's steps would do in every state that CloudFormation knows, also in those that no
//! rehearsal brings about.

use std::fmt::Write as _;
use std::sync::Arc;

use async_trait::async_trait;
use ts_deploy_core::clock::Clock as _;
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::{Outcome, TokenSeed};
use ts_deploy_core::ids::StackName;
use ts_deploy_core::journal::Goal;
use ts_deploy_core::plan::{Graph, Observation, ReadContext, Step};
use ts_deploy_core::port::stack::{
    ChangeSet, ChangeSetName, Stack, StackArn, StackEvent, StackReader, StackStatus, TemplateSource,
};
use ts_deploy_core::port::{PortResult, Ports};
use ts_deploy_core::sim::documented_dr_stack;
use ts_deploy_core::target::TargetName;
use ts_deploy_dr::{DrSteps, Templates};
use ts_deploy_tests::{Bench, RECOVERABLE, deployment};

/// Shows stacks in another state than they are in, where somebody brought them without a token.
struct Shown {
    stacks: Arc<dyn StackReader>,
    status: StackStatus,
}

#[async_trait]
impl StackReader for Shown {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        let stack = self.stacks.stack(arn_or_name).await?;
        let status = self.status;
        Ok(stack.map(|stack| Stack { status, ..stack }))
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        let mut events = self.stacks.events(stack).await?;
        let theirs = events.last().cloned().map(|last| StackEvent {
            id: "theirs".to_owned(),
            status: self.status.to_string(),
            token: None,
            ..last
        });
        events.extend(theirs);
        Ok(events)
    }

    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>> {
        self.stacks.last_deleted(name).await
    }

    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        self.stacks.change_set(stack, name).await
    }
}

/// The DR stack, made and complete, with its two steps.
struct Made {
    bench: Bench,
    deployment: Deployment,
    steps: DrSteps,
}

impl Made {
    async fn new() -> Self {
        let bench = Bench::new(3);
        let deployment = deployment(RECOVERABLE);
        let source = TemplateSource::url("https://acme.s3.amazonaws.com/dr.yml").unwrap();
        let target = &deployment.target(TargetName::Dr).unwrap().target;
        bench
            .cloud
            .at(target)
            .put_template(&source, documented_dr_stack());
        let templates = Templates {
            stack: Some(source),
            snapshot_tool: None,
        };
        let steps = ts_deploy_dr::steps(&deployment, &templates).unwrap();
        let made = Self {
            bench,
            deployment,
            steps,
        };
        let check = Deployment::check_step(TargetName::Dr);
        let own = made.deployment.deploy_joined(
            &ts_deploy_core::layer::secrets::Sources::none(),
            &made.steps.joined,
        );
        let own = own.into_iter().filter(|step| *step.id() == check);
        let graph = Graph::new(own.chain(made.steps.deploy.iter().cloned())).unwrap();
        let run = (Goal::Deploy, graph);
        let outcome = made.bench.run(&made.deployment, run, &[]).await;
        assert_eq!(outcome, Outcome::Succeeded);
        made
    }

    fn ports(&self, status: StackStatus) -> Ports {
        let mut ports = self.bench.cloud.ports(&self.deployment.targets());
        let stacks = ports.readers().get::<dyn StackReader>(TargetName::Dr);
        let stacks = stacks.unwrap();
        let shown: Arc<dyn StackReader> = Arc::new(Shown { stacks, status });
        ports.read(TargetName::Dr, shown);
        ports
    }

    async fn observed(&self, step: &Arc<dyn Step>, status: StackStatus) -> Observation {
        let tokens = TokenSeed::new(self.deployment.name.clone());
        let ports = self.ports(status);
        let cx = ReadContext {
            ports: ports.readers(),
            now: self.bench.cloud.clock().now(),
            open: None,
            confirmed: None,
            tokens: &tokens,
            detail: false,
        };
        step.observe(&cx).await.unwrap()
    }

    async fn deploying(&self, status: StackStatus) -> Observation {
        self.observed(&self.steps.deploy[0], status).await
    }

    async fn removing(&self, status: StackStatus) -> Observation {
        self.observed(&self.steps.destroy[0], status).await
    }
}

/// What a step would do, in a few words.
fn word(observation: &Observation) -> String {
    match observation {
        Observation::InSync { .. } => "nothing".to_owned(),
        Observation::Differs(proposal) => {
            let consent = proposal.consent.as_ref();
            let consent = consent.map_or(String::new(), |one| format!(" with {}", one.word));
            format!("{}{consent}", proposal.action)
        }
        Observation::Foreign { .. } => "wait".to_owned(),
        Observation::Blocked(findings) => {
            let ids = findings.blocking().map(|one| one.id.as_ref());
            format!("blocked, {}", ids.collect::<Vec<_>>().join(", "))
        }
        Observation::Running { .. } => "follow".to_owned(),
        other => unreachable!("no state of a stack asks for {other:?}"),
    }
}

#[tokio::test]
async fn every_state_of_the_dr_stack_permits_what_it_permits_in_aws() {
    let made = Made::new().await;
    let mut table = String::new();
    for status in StackStatus::ALL {
        let (deploy, remove) = (made.deploying(status).await, made.removing(status).await);
        let (deploy, remove) = (word(&deploy), word(&remove));
        writeln!(table, "{status}: {deploy} | {remove}").unwrap();
    }
    // Its removal begins with an update: a protected stack is not deleted.
    insta::assert_snapshot!(table, @r"
    CREATE_IN_PROGRESS: wait | wait
    CREATE_COMPLETE: nothing | update with destroy:dr-stack
    CREATE_FAILED: clear failed launch with destroy:dr-stack | update with destroy:dr-stack
    ROLLBACK_IN_PROGRESS: wait | wait
    ROLLBACK_COMPLETE: clear failed launch with destroy:dr-stack | update with destroy:dr-stack
    ROLLBACK_FAILED: clear failed launch with destroy:dr-stack | update with destroy:dr-stack
    DELETE_IN_PROGRESS: wait | wait
    DELETE_COMPLETE: create | nothing
    DELETE_FAILED: clear failed launch with destroy:dr-stack | update with destroy:dr-stack
    UPDATE_IN_PROGRESS: wait | wait
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: wait | wait
    UPDATE_COMPLETE: nothing | update with destroy:dr-stack
    UPDATE_FAILED: blocked, stack-stuck | update with destroy:dr-stack
    UPDATE_ROLLBACK_IN_PROGRESS: wait | wait
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: wait | wait
    UPDATE_ROLLBACK_COMPLETE: nothing | update with destroy:dr-stack
    UPDATE_ROLLBACK_FAILED: blocked, stack-stuck | update with destroy:dr-stack
    REVIEW_IN_PROGRESS: clear failed launch with destroy:dr-stack | update with destroy:dr-stack
    IMPORT_IN_PROGRESS: wait | wait
    IMPORT_COMPLETE: nothing | update with destroy:dr-stack
    IMPORT_ROLLBACK_IN_PROGRESS: wait | wait
    IMPORT_ROLLBACK_COMPLETE: nothing | update with destroy:dr-stack
    IMPORT_ROLLBACK_FAILED: blocked, stack-stuck | update with destroy:dr-stack
    unknown: blocked, stack-stuck | blocked, stack-stuck
    ");
}

#[tokio::test]
async fn a_creation_that_was_prepared_and_not_carried_out_is_said_to_hold_nothing() {
    let made = Made::new().await;
    let Observation::Differs(proposal) = made.deploying(StackStatus::ReviewInProgress).await else {
        unreachable!("a stack in review is cleared");
    };
    insta::assert_snapshot!(proposal.consent.unwrap().loses, @"The stack acme-tetra-dr is REVIEW_IN_PROGRESS: somebody prepared its creation and did not carry it out. Deleting it throws that away; nothing was made yet.");
}

#[tokio::test]
async fn an_import_that_cannot_be_taken_back_is_not_told_to_continue_a_rollback() {
    let made = Made::new().await;
    let Observation::Blocked(found) = made.deploying(StackStatus::ImportRollbackFailed).await
    else {
        unreachable!("no change is allowed");
    };
    insta::assert_snapshot!(found.to_string(), @"blocks dr-stack: the stack acme-tetra-dr is IMPORT_ROLLBACK_FAILED. No change is allowed in this state, and what runs may be half old, half new. Somebody imported resources into it, and that could not be taken back. Mend what its events name with whoever did, and run again once the stack is in another state.");
}
