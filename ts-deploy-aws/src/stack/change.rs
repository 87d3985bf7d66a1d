//! The changing calls on stacks. Each is sent with its token, and with every switch said: AWS's
//! defaults differ from call to call.

use async_trait::async_trait;
use aws_sdk_cloudformation::types::ChangeSetType;
use ts_deploy_core::port::stack::{
    ChangeSetArn, CreateChangeSet, CreateStack, DeleteStack, ExecuteChangeSet, StackArn,
    StackWriter, TemplateChoice,
};
use ts_deploy_core::port::{ErrorKind, PortResult};

use super::AwsStacks;
use super::parameters::{TOKEN_ALLOWS, capabilities, parameters, tags};
use crate::given::{self, Basis};

#[async_trait]
impl StackWriter for AwsStacks {
    async fn create(&self, request: &CreateStack) -> PortResult<StackArn> {
        const OPERATION: &str = "CreateStack";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        let values = parameters(&request.parameters, Basis::Launch).map_err(not_sent)?;
        let tags = tags(&request.tags).map_err(not_sent)?;
        let acknowledged = capabilities(&request.capabilities).map_err(not_sent)?;
        let call = self.client.create_stack();
        let call = call
            .client_request_token(token)
            .stack_name(request.name.as_str())
            .set_template_body(request.template.as_body().map(str::to_owned))
            .set_template_url(request.template.as_url().map(str::to_owned))
            .set_parameters(Some(values))
            .set_capabilities(Some(acknowledged))
            .set_tags(Some(tags))
            .disable_rollback(request.disable_rollback)
            .enable_termination_protection(request.termination_protection);
        let secrets = given::secrets(&request.parameters);
        let sent = call.send().await;
        let answer = sent.map_err(self.line.failed_with(OPERATION, secrets))?;
        let arn = answer.stack_id.map(StackArn);
        arn.ok_or_else(|| {
            self.line
                .unreadable(OPERATION, "the answer lacks the stack's ARN")
        })
    }

    async fn create_change_set(&self, request: &CreateChangeSet) -> PortResult<ChangeSetArn> {
        const OPERATION: &str = "CreateChangeSet";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        let values = parameters(&request.parameters, Basis::Update).map_err(not_sent)?;
        // An empty list takes the stack's tags off; a list left out would keep them.
        let tags = tags(&request.tags).map_err(not_sent)?;
        let acknowledged = capabilities(&request.capabilities).map_err(not_sent)?;
        let call = self.client.create_change_set();
        let call = match &request.template {
            TemplateChoice::Previous => call.use_previous_template(true),
            TemplateChoice::New(template) => call
                .set_template_body(template.as_body().map(str::to_owned))
                .set_template_url(template.as_url().map(str::to_owned)),
        };
        let call = call
            .client_token(token)
            .stack_name(&request.stack.0)
            .change_set_name(request.name.as_str())
            .change_set_type(ChangeSetType::Update)
            .set_parameters(Some(values))
            .set_capabilities(Some(acknowledged))
            .set_tags(Some(tags))
            .include_nested_stacks(false);
        let secrets = given::secrets(&request.parameters);
        let sent = call.send().await;
        let answer = sent.map_err(self.line.failed_with(OPERATION, secrets))?;
        let arn = answer.id.map(ChangeSetArn);
        arn.ok_or_else(|| {
            self.line
                .unreadable(OPERATION, "the answer lacks the change set's ARN")
        })
    }

    async fn execute_change_set(&self, request: &ExecuteChangeSet) -> PortResult<()> {
        const OPERATION: &str = "ExecuteChangeSet";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        let call = self.client.execute_change_set();
        let call = call
            .client_request_token(token)
            .change_set_name(&request.change_set.0)
            .disable_rollback(request.disable_rollback);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn delete_change_set(&self, change_set: &ChangeSetArn) -> PortResult<()> {
        const OPERATION: &str = "DeleteChangeSet";
        let call = self.client.delete_change_set();
        let sent = call.change_set_name(&change_set.0).send().await;
        gone(sent.map_err(self.line.failed(OPERATION)).map(drop))
    }

    async fn delete(&self, request: &DeleteStack) -> PortResult<()> {
        const OPERATION: &str = "DeleteStack";
        let not_sent = |why: String| self.line.not_sent(OPERATION, &why);
        let token = given::token(&request.token, TOKEN_ALLOWS).map_err(not_sent)?;
        let call = self.client.delete_stack().client_request_token(token);
        let sent = call.stack_name(&request.stack.0).send().await;
        gone(sent.map_err(self.line.failed(OPERATION)).map(drop))
    }

    async fn set_termination_protection(
        &self,
        stack: &StackArn,
        protected: bool,
    ) -> PortResult<()> {
        const OPERATION: &str = "UpdateTerminationProtection";
        let call = self.client.update_termination_protection();
        let call = call
            .stack_name(&stack.0)
            .enable_termination_protection(protected);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }
}

/// What was to be deleted and is not there is deleted.
fn gone(answered: PortResult<()>) -> PortResult<()> {
    match answered {
        Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
