//! Mocks of the stack's and the identity's ports.

use async_trait::async_trait;

use crate::ids::StackName;
use crate::port::PortResult;
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::port::stack::{
    ChangeSet, ChangeSetArn, ChangeSetName, CreateChangeSet, CreateStack, DeleteStack,
    ExecuteChangeSet, Stack, StackArn, StackEvent, StackReader, StackWriter, TemplateReader,
    TemplateSource, TemplateSummary,
};

mockall::mock! {
    /// A mock of [`StackReader`](crate::port::stack::StackReader).
    #[derive(Debug)]
    pub StackReader {}

    #[async_trait]
    impl StackReader for StackReader {
        async fn stack(&self, arn_or_name: &str) -> PortResult<Option<Stack>>;
        async fn events(&self, stack: &StackArn) -> PortResult<Vec<StackEvent>>;
        async fn last_deleted(&self, name: &StackName) -> PortResult<Option<StackArn>>;
        async fn change_set(
            &self,
            stack: &StackArn,
            name: &ChangeSetName,
        ) -> PortResult<Option<ChangeSet>>;
    }
}

mockall::mock! {
    /// A mock of [`TemplateReader`](crate::port::stack::TemplateReader).
    #[derive(Debug)]
    pub TemplateReader {}

    #[async_trait]
    impl TemplateReader for TemplateReader {
        async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary>;
        async fn text(&self, template: &TemplateSource) -> PortResult<Option<String>>;
    }
}

mockall::mock! {
    /// A mock of [`StackWriter`](crate::port::stack::StackWriter).
    #[derive(Debug)]
    pub StackWriter {}

    #[async_trait]
    impl StackWriter for StackWriter {
        async fn create(&self, request: &CreateStack) -> PortResult<StackArn>;
        async fn create_change_set(&self, request: &CreateChangeSet) -> PortResult<ChangeSetArn>;
        async fn execute_change_set(&self, request: &ExecuteChangeSet) -> PortResult<()>;
        async fn delete_change_set(&self, change_set: &ChangeSetArn) -> PortResult<()>;
        async fn delete(&self, request: &DeleteStack) -> PortResult<()>;
        async fn set_termination_protection(
            &self,
            stack: &StackArn,
            protected: bool,
        ) -> PortResult<()>;
    }
}

mockall::mock! {
    /// A mock of [`IdentityReader`](crate::port::identity::IdentityReader).
    #[derive(Debug)]
    pub IdentityReader {}

    #[async_trait]
    impl IdentityReader for IdentityReader {
        async fn caller(&self) -> PortResult<CallerIdentity>;
    }
}
