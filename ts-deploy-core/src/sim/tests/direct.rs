//! Stacks that their owner made.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::ids::StackName;
use crate::port::ErrorKind;
use crate::port::stack::{
    Capability, ChangeSet, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack,
    ExecuteChangeSet, ExecutionStatus, ResourceAction, StackArn, StackStatus, StackWriter,
    TemplateChoice, TemplateReader, TemplateSource,
};
use crate::sim::{WorldFault, documented_dr_stack};

fn source() -> TemplateSource {
    TemplateSource::url("https://acme-templates.s3.us-east-1.amazonaws.com/dr.yml").unwrap()
}

fn values(name: &str) -> Request {
    plain(&[
        ("InfrastructureName", name),
        ("ProdAWSAccountId", "111122223333"),
    ])
}

/// The DR account and region, with the vendor's template.
struct Yard {
    cloud: SimCloud,
    place: SimPlace,
}

impl Yard {
    fn new() -> Self {
        let cloud = SimCloud::new(7, start());
        let place = cloud.at(&target(TargetName::Dr));
        place.put_template(&source(), documented_dr_stack());
        Self { cloud, place }
    }

    async fn pass(&self, minutes: i64) {
        let clock = self.cloud.clock();
        clock
            .sleep_until(clock.now() + SignedDuration::from_mins(minutes))
            .await;
    }

    fn request() -> CreateStack {
        CreateStack {
            token: token("create"),
            name: StackName::parse("acme-dr").unwrap(),
            template: source(),
            parameters: values("acme-tetra"),
            capabilities: BTreeSet::from([Capability::NamedIam]),
            tags: BTreeMap::new(),
            termination_protection: true,
            disable_rollback: false,
        }
    }

    async fn made(&self) -> StackArn {
        let arn = self.place.create(&Yard::request()).await.unwrap();
        self.pass(30).await;
        arn
    }

    async fn status(&self, arn: &StackArn) -> StackStatus {
        self.place.stack(&arn.0).await.unwrap().unwrap().status
    }

    fn update(arn: &StackArn, name: &str) -> CreateChangeSet {
        CreateChangeSet {
            token: token("change"),
            name: ChangeSetName::parse("rename").unwrap(),
            stack: arn.clone(),
            template: TemplateChoice::New(source()),
            parameters: values(name),
            capabilities: BTreeSet::from([Capability::NamedIam]),
            tags: BTreeMap::new(),
        }
    }

    async fn change_set(&self, arn: &StackArn) -> ChangeSet {
        let name = ChangeSetName::parse("rename").unwrap();
        self.place.change_set(arn, &name).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_stack_can_be_seen_as_soon_as_its_creation_was_accepted() {
    let yard = Yard::new();
    let arn = yard.place.create(&Yard::request()).await.unwrap();
    assert_eq!(yard.status(&arn).await, StackStatus::CreateInProgress);
}

#[tokio::test]
async fn a_stack_that_was_made_gives_its_outputs() {
    let yard = Yard::new();
    let arn = yard.made().await;
    let stack = yard.place.stack("acme-dr").await.unwrap().unwrap();
    assert_eq!(
        (stack.status, &stack.arn),
        (StackStatus::CreateComplete, &arn)
    );
    assert_eq!(stack.outputs["DRStreamBucket"], "acme-tetra-dr-stream");
}

#[tokio::test]
async fn what_a_template_declares_is_read_before_a_stack_is_made_of_it() {
    let summary = Yard::new().place.summary(&source()).await.unwrap();
    let keys: Vec<&str> = summary
        .contract
        .parameters
        .keys()
        .map(ParameterKey::as_str)
        .collect();
    assert_eq!(
        keys,
        ["InfrastructureName", "Environment", "ProdAWSAccountId"]
    );
    assert!(summary.resource_types.contains("AWS::KMS::Key"));
}

#[tokio::test]
async fn a_repeated_creation_makes_one_stack() {
    let yard = Yard::new();
    let first = yard.place.create(&Yard::request()).await.unwrap();
    let again = yard.place.create(&Yard::request()).await.unwrap();
    assert_eq!(first, again);
}

#[tokio::test]
async fn what_the_template_may_do_has_to_be_acknowledged() {
    let yard = Yard::new();
    let mut request = Yard::request();
    request.capabilities.clear();
    let refused = yard.place.create(&request).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Invalid);
    assert_eq!(
        refused.message,
        "Requires capabilities : [CAPABILITY_NAMED_IAM]"
    );
}

#[tokio::test]
async fn a_token_with_an_underscore_is_refused() {
    let yard = Yard::new();
    let mut request = Yard::request();
    request.token = token("a_b");
    let refused = yard.place.create(&request).await.unwrap_err();
    assert!(refused.message.contains("without underscores"), "{refused}");
}

#[tokio::test]
async fn a_protected_stack_is_not_deleted() {
    let yard = Yard::new();
    let stack = yard.made().await;
    let deletion = DeleteStack {
        token: token("delete"),
        stack: stack.clone(),
    };
    let refused = yard.place.delete(&deletion).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Conflict);
    yard.place
        .set_termination_protection(&stack, false)
        .await
        .unwrap();
    yard.place.delete(&deletion).await.unwrap();
    yard.pass(30).await;
    assert_eq!(yard.status(&stack).await, StackStatus::DeleteComplete);
    assert!(yard.cloud.is_empty());
    let name = StackName::parse("acme-dr").unwrap();
    assert_eq!(yard.place.last_deleted(&name).await.unwrap(), Some(stack));
}

#[tokio::test]
async fn a_change_set_without_changes_fails_and_says_so() {
    let yard = Yard::new();
    let stack = yard.made().await;
    let same = Yard::update(&stack, "acme-tetra");
    yard.place.create_change_set(&same).await.unwrap();
    yard.pass(1).await;
    assert!(yard.change_set(&stack).await.is_no_change());
}

#[tokio::test]
async fn a_change_set_tells_what_it_replaces() {
    let yard = Yard::new();
    let stack = yard.made().await;
    yard.place
        .create_change_set(&Yard::update(&stack, "acme-other"))
        .await
        .unwrap();
    yard.pass(1).await;
    let set = yard.change_set(&stack).await;
    assert_eq!(set.execution, ExecutionStatus::Available);
    assert_eq!(set.changes.len(), 4);
    assert!(
        set.changes
            .iter()
            .all(|change| change.action == ResourceAction::Modify && change.may_lose())
    );
}

#[tokio::test]
async fn an_executed_change_set_changes_the_stack() {
    let yard = Yard::new();
    let stack = yard.made().await;
    let set = yard
        .place
        .create_change_set(&Yard::update(&stack, "acme-other"))
        .await
        .unwrap();
    yard.pass(1).await;
    let execution = ExecuteChangeSet {
        token: token("execute"),
        change_set: set,
        disable_rollback: false,
    };
    yard.place.execute_change_set(&execution).await.unwrap();
    assert_eq!(yard.status(&stack).await, StackStatus::UpdateInProgress);
    yard.pass(30).await;
    assert_eq!(yard.status(&stack).await, StackStatus::UpdateComplete);
    assert_eq!(
        yard.change_set(&stack).await.execution,
        ExecutionStatus::ExecuteComplete
    );
}

#[tokio::test]
async fn a_change_set_made_before_another_change_is_obsolete() {
    let yard = Yard::new();
    let stack = yard.made().await;
    let first = yard
        .place
        .create_change_set(&Yard::update(&stack, "acme-other"))
        .await
        .unwrap();
    let mut second = Yard::update(&stack, "acme-third");
    second.token = token("second");
    second.name = ChangeSetName::parse("second").unwrap();
    let second = yard.place.create_change_set(&second).await.unwrap();
    yard.pass(1).await;
    let execute = |change_set, token| ExecuteChangeSet {
        token,
        change_set,
        disable_rollback: false,
    };
    yard.place
        .execute_change_set(&execute(second, token("two")))
        .await
        .unwrap();
    yard.pass(30).await;
    let refused = yard
        .place
        .execute_change_set(&execute(first, token("one")))
        .await;
    assert_eq!(refused.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_failed_creation_is_rolled_back_and_leaves_a_dead_end() {
    let yard = Yard::new();
    yard.cloud.script(WorldFault::ResourceFails {
        product: name("acme-dr"),
        resource: "Storage/StreamBucket".to_owned(),
        reason: "acme-tetra-dr-stream already exists".to_owned(),
        times: 1,
    });
    let stack = yard.made().await;
    assert_eq!(yard.status(&stack).await, StackStatus::RollbackComplete);
}

#[tokio::test]
async fn a_world_with_a_stack_and_a_change_set_is_the_same_after_it_was_saved() {
    let yard = Yard::new();
    let stack = yard.made().await;
    yard.place
        .create_change_set(&Yard::update(&stack, "acme-other"))
        .await
        .unwrap();
    yard.pass(1).await;
    let loaded = SimCloud::load(&yard.cloud.save().unwrap()).unwrap();
    let place = loaded.at(&target(TargetName::Dr));
    let name = ChangeSetName::parse("rename").unwrap();
    let seen = place.change_set(&stack, &name).await.unwrap();
    assert_eq!(seen, Some(yard.change_set(&stack).await));
}
