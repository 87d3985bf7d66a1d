//! The hook around the calls of stacks and templates.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader, hook_writer};
use crate::ids::StackName;
use crate::port::stack::{
    ChangeSet, ChangeSetArn, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack,
    ExecuteChangeSet, Stack, StackArn, StackEvent, StackReader, StackWriter, TemplateReader,
    TemplateSource, TemplateSummary,
};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "cloudformation";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn StackReader>(ports, target, hook, |one| one);
    hook_reader::<dyn TemplateReader>(ports, target, hook, |one| one);
    hook_writer::<dyn StackWriter>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: StackReader + ?Sized> StackReader for Hooked<P> {
    async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>> {
        let answer = self.backend.stack(arn_or_name);
        self.call(SERVICE, "DescribeStacks", answer).await
    }

    async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>> {
        let answer = self.backend.events(stack);
        self.call(SERVICE, "DescribeStackEvents", answer).await
    }

    async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>> {
        let answer = self.backend.last_deleted(name);
        self.call(SERVICE, "ListStacks", answer).await
    }

    async fn change_set(
        &self,
        stack: &StackArn,
        name: &ChangeSetName,
    ) -> PortResult<Option<ChangeSet>> {
        let answer = self.backend.change_set(stack, name);
        self.call(SERVICE, "DescribeChangeSet", answer).await
    }
}

#[async_trait]
impl<P: TemplateReader + ?Sized> TemplateReader for Hooked<P> {
    async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary> {
        let answer = self.backend.summary(template);
        self.call(SERVICE, "GetTemplateSummary", answer).await
    }

    async fn text(&self, template: &TemplateSource) -> PortResult<Option<String>> {
        self.call("s3", "GetObject", self.backend.text(template))
            .await
    }
}

#[async_trait]
impl<P: StackWriter + ?Sized> StackWriter for Hooked<P> {
    async fn create(&self, request: &CreateStack) -> PortResult<StackArn> {
        let answer = self.backend.create(request);
        self.call(SERVICE, "CreateStack", answer).await
    }

    async fn create_change_set(&self, request: &CreateChangeSet) -> PortResult<ChangeSetArn> {
        let answer = self.backend.create_change_set(request);
        self.call(SERVICE, "CreateChangeSet", answer).await
    }

    async fn execute_change_set(&self, request: &ExecuteChangeSet) -> PortResult<()> {
        let answer = self.backend.execute_change_set(request);
        self.call(SERVICE, "ExecuteChangeSet", answer).await
    }

    async fn delete_change_set(&self, change_set: &ChangeSetArn) -> PortResult<()> {
        let answer = self.backend.delete_change_set(change_set);
        self.call(SERVICE, "DeleteChangeSet", answer).await
    }

    async fn delete(&self, request: &DeleteStack) -> PortResult<()> {
        let answer = self.backend.delete(request);
        self.call(SERVICE, "DeleteStack", answer).await
    }

    async fn set_termination_protection(
        &self,
        stack: &StackArn,
        protected: bool,
    ) -> PortResult<()> {
        let answer = self.backend.set_termination_protection(stack, protected);
        self.call(SERVICE, "UpdateTerminationProtection", answer)
            .await
    }
}
