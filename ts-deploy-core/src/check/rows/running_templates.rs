//! The templates of what runs: R21 and R24 look at them.

use std::collections::BTreeSet;

use crate::check::CheckContext;
use crate::plan::StepError;
use crate::port::stack::StackArn;
use crate::port::stack_resource::{StackResource, StackResourceReader};
use crate::port::stack_template::StackTemplateReader;
use crate::target::TargetName;

/// The type of a nested stack, whose id is its ARN.
pub(super) const NESTED: &str = "AWS::CloudFormation::Stack";

/// The templates of the stack and of those nested in it, as they were given.
pub(super) async fn running_templates(
    cx: &CheckContext<'_>,
    target: TargetName,
    root: &StackArn,
) -> Result<Vec<(StackArn, String)>, StepError> {
    let resources = cx.ports.get::<dyn StackResourceReader>(target)?;
    let templates = cx.ports.get::<dyn StackTemplateReader>(target)?;
    let made_by = resources.resources(root).await?;
    let nested = made_by
        .into_iter()
        .filter(|one| one.resource_type == NESTED && StackResource::stands(one))
        .map(|one| StackArn(one.physical_id));
    let stacks: BTreeSet<StackArn> = nested.chain([root.clone()]).collect();
    let mut all = Vec::new();
    for stack in stacks {
        let text = templates.template_of(&stack).await?;
        all.push((stack, text));
    }
    Ok(all)
}
