//! The ports of stacks and templates and the identity reader, answered by the simulated cloud.

use async_trait::async_trait;

use super::place::{SimPlace, Verb};
use super::refusal::Refusal;
use crate::ids::StackName;
use crate::port::PortResult;
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::port::stack::{
    ChangeSet, ChangeSetArn, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack,
    ExecuteChangeSet, Stack, StackArn, StackEvent, StackReader, StackWriter, TemplateReader,
    TemplateSource, TemplateSummary,
};
use crate::port::stack_list::{RootStack, StackListReader};

const SERVICE: &str = "cloudformation";

#[async_trait]
impl StackReader for SimPlace {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        self.read(Verb("cloudformation", "DescribeStacks"), |place, world| {
            Ok(place.stack(world.seed, arn_or_name, world.now))
        })
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        self.read(
            Verb("cloudformation", "DescribeStackEvents"),
            |place, world| {
                place
                    .all_chronicles(world.seed)
                    .find_map(|chronicle| chronicle.events(stack, world.sight()))
                    .ok_or_else(|| Refusal::not_found(format!("Stack [{stack}] does not exist")))
            },
        )
    }

    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>> {
        self.read(Verb(SERVICE, "ListStacks"), |place, world| {
            let gone = place
                .all_chronicles(world.seed)
                .filter(|one| one.scene.root.name == name.as_str() && one.is_gone(world.now));
            Ok(gone.last().map(|chronicle| chronicle.scene.root.arn))
        })
    }

    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        self.read(Verb(SERVICE, "DescribeChangeSet"), |place, world| {
            let (seed, now) = (world.seed, world.now);
            let own = place.own_stack(seed, stack, now);
            Ok(own.and_then(|chronicle| {
                let direct = chronicle.provisioned.direct.as_ref()?;
                let set = direct.change_sets.iter().find(|set| set.name == *name)?;
                Some(set.describe(&chronicle, now))
            }))
        })
    }
}

#[async_trait]
impl StackListReader for SimPlace {
    async fn roots(&self) -> PortResult<Vec<RootStack>> {
        self.read(Verb(SERVICE, "ListStacks"), |place, world| {
            let standing = place
                .all_chronicles(world.seed)
                .filter(|one| !one.is_gone(world.now));
            let standing = standing.map(|one| RootStack {
                arn: one.scene.root.arn,
                name: one.scene.root.name,
            });
            Ok(standing.chain(place.holds.stacks.iter().cloned()).collect())
        })
    }
}

#[async_trait]
impl TemplateReader for SimPlace {
    async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary> {
        self.read(Verb(SERVICE, "GetTemplateSummary"), |place, _| {
            if let Some(summary) = place.catalog_template(template) {
                return Ok(summary);
            }
            Ok(place.template(template)?.summary())
        })
    }

    async fn text(&self, template: &TemplateSource) -> PortResult<Option<String>> {
        self.read(Verb("s3", "GetObject"), |place, _| {
            if let Some(text) = template.as_body() {
                return Ok(Some(text.to_owned()));
            }
            Ok(place.template(template)?.text().map(str::to_owned))
        })
    }
}

#[async_trait]
impl StackWriter for SimPlace {
    async fn create(&self, request: &CreateStack) -> PortResult<StackArn> {
        self.change(Verb(SERVICE, "CreateStack"), |world, target| {
            world.create_stack(target, request)
        })
    }

    async fn create_change_set(&self, request: &CreateChangeSet) -> PortResult<ChangeSetArn> {
        self.change(Verb(SERVICE, "CreateChangeSet"), |world, target| {
            world.create_change_set(target, request)
        })
    }

    async fn execute_change_set(&self, request: &ExecuteChangeSet) -> PortResult<()> {
        self.change(Verb(SERVICE, "ExecuteChangeSet"), |world, target| {
            world.execute_change_set(target, request)
        })
    }

    async fn delete_change_set(&self, change_set: &ChangeSetArn) -> PortResult<()> {
        self.change(Verb(SERVICE, "DeleteChangeSet"), |world, target| {
            world.delete_change_set(target, change_set)
        })
    }

    async fn delete(&self, request: &DeleteStack) -> PortResult<()> {
        self.change(Verb(SERVICE, "DeleteStack"), |world, target| {
            world.delete_stack(target, request)
        })
    }

    async fn set_termination_protection(
        &self,
        stack: &StackArn,
        protected: bool,
    ) -> PortResult<()> {
        self.change(
            Verb(SERVICE, "UpdateTerminationProtection"),
            |world, target| world.protect_stack(target, stack, protected),
        )
    }
}

#[async_trait]
impl IdentityReader for SimPlace {
    async fn caller(&self) -> PortResult<CallerIdentity> {
        self.read(Verb("sts", "GetCallerIdentity"), |place, _| {
            Ok(place.caller.clone())
        })
    }
}
