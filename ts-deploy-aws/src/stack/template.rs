//! What a template declares.

use async_trait::async_trait;
use aws_sdk_cloudformation::operation::get_template_summary::GetTemplateSummaryOutput;
use aws_sdk_cloudformation::types::{ParameterDeclaration, TemplateStage};
use ts_deploy_core::parameter::{Constraints, Contract, Declaration, ParameterKey};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::stack::{
    Capability, StackArn, TemplateReader, TemplateSource, TemplateSummary,
};
use ts_deploy_core::port::stack_template::StackTemplateReader;

use super::AwsStacks;
use crate::read::spelled;

#[async_trait]
impl TemplateReader for AwsStacks {
    async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary> {
        const OPERATION: &str = "GetTemplateSummary";
        let call = self.client.get_template_summary();
        let call = call
            .set_template_body(template.as_body().map(str::to_owned))
            .set_template_url(template.as_url().map(str::to_owned));
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        summary(answer).map_err(|what| self.line.unreadable(OPERATION, &what))
    }

    async fn text(&self, template: &TemplateSource) -> PortResult<Option<String>> {
        Ok(template.as_body().map(str::to_owned))
    }
}

#[async_trait]
impl StackTemplateReader for AwsStacks {
    async fn template_of(&self, stack: &StackArn) -> PortResult<String> {
        const OPERATION: &str = "GetTemplate";
        let call = self.client.get_template().stack_name(&stack.0);
        // As it was given: what macros made of it is another text.
        let call = call.template_stage(TemplateStage::Original);
        let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
        let missing = || self.line.unreadable(OPERATION, "it has no TemplateBody");
        answer.template_body.ok_or_else(missing)
    }
}

/// The summary.
///
/// # Errors
/// Which key no parameter can have: a contract that lacked it could not be met.
fn summary(answer: GetTemplateSummaryOutput) -> Result<TemplateSummary, String> {
    let capabilities = answer.capabilities.unwrap_or_default();
    let capabilities = capabilities.iter().map(|one| {
        let known = spelled(one.as_str());
        known.unwrap_or(Capability::Unknown)
    });
    Ok(TemplateSummary {
        contract: contract(answer.parameters.unwrap_or_default())?,
        capabilities: capabilities.collect(),
        capabilities_reason: answer.capabilities_reason,
        transforms: answer.declared_transforms.unwrap_or_default(),
        resource_types: answer
            .resource_types
            .unwrap_or_default()
            .into_iter()
            .collect(),
    })
}

fn contract(declared: Vec<ParameterDeclaration>) -> Result<Contract, String> {
    let mut contract = Contract::default();
    for parameter in declared {
        let key = ParameterKey::parse(parameter.parameter_key.unwrap_or_default());
        let key = key.map_err(|error| {
            format!("the template declares a parameter without a usable key: {error}")
        })?;
        let allowed = parameter
            .parameter_constraints
            .and_then(|one| one.allowed_values);
        let declaration = Declaration {
            kind: parameter.parameter_type.unwrap_or_default(),
            // Absent and empty differ: without a default a value must be given.
            default: parameter.default_value,
            no_echo: parameter.no_echo.unwrap_or(false),
            description: parameter.description.unwrap_or_default(),
            constraints: Constraints {
                allowed_values: allowed.unwrap_or_default(),
                ..Constraints::default()
            },
        };
        contract.parameters.insert(key, declaration);
    }
    Ok(contract)
}
