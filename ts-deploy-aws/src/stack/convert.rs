//! From `CloudFormation`'s types to the port's. Every function is without effects.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{
    DetailedStatus, EventType, HookFailureMode, HookStatus, OperationEvent,
    Replacement as Replaced, ResourceChange as ChangeOfResource, Stack as Described,
    StackEvent as Happened, StackSummary,
};
use ts_deploy_core::ids::StackName;
use ts_deploy_core::parameter::LiveValue;
use ts_deploy_core::port::stack::{
    ChangeSet, ChangeSetArn, ChangeSetName, ChangeSetStatus, ExecutionStatus, Replacement,
    ResourceAction, ResourceChange, Stack, StackArn, StackEvent, StackStatus,
};

use crate::read::{Unreadable, present, spelled};
use crate::time::timestamp;

/// What `CloudFormation` shows instead of a value that the template marks no-echo.
const MASK: &str = "****";

/// The state of an event by which a hook refused a resource.
const HOOK_FAILED: &str = "HOOK_COMPLETE_FAILED";
/// The state of an event by which the template's values were refused before anything was made.
const VALIDATION_FAILED: &str = "VALIDATION_FAILED";

pub(super) fn stack(stack: Described) -> Result<Stack, Unreadable> {
    let name = present(stack.stack_name, "the stack's name")?;
    let status = stack
        .stack_status
        .as_ref()
        .map_or("", |status| status.as_str());
    let parameters = stack.parameters.unwrap_or_default().into_iter();
    let outputs = stack.outputs.unwrap_or_default().into_iter();
    let tags = stack.tags.unwrap_or_default().into_iter();
    Ok(Stack {
        arn: StackArn(present(stack.stack_id, "the stack's ARN")?),
        name: StackName::parse(name).map_err(|_| Unreadable::form("the stack's name"))?,
        status: spelled(status).unwrap_or(StackStatus::Unknown),
        status_reason: stack.stack_status_reason,
        parameters: parameters
            .filter_map(|one| {
                let value = one.parameter_value.unwrap_or_default();
                Some((one.parameter_key?, live_value(value)))
            })
            .collect(),
        outputs: outputs
            .filter_map(|one| Some((one.output_key?, one.output_value.unwrap_or_default())))
            .collect(),
        tags: tags
            .filter_map(|one| Some((one.key?, one.value.unwrap_or_default())))
            .collect::<BTreeMap<_, _>>(),
        termination_protection: stack.enable_termination_protection.unwrap_or(false),
        change_set: stack.change_set_id.map(ChangeSetArn),
    })
}

/// The ARN of the stack of exactly this name that was deleted last.
pub(super) fn newest_deleted(deleted: Vec<StackSummary>, name: &StackName) -> Option<StackArn> {
    let named = deleted.into_iter();
    let named = named.filter(|one| one.stack_name.as_deref() == Some(name.as_str()));
    let newest = named.max_by_key(|one| one.deletion_time);
    newest.and_then(|one| one.stack_id).map(StackArn)
}

fn live_value(value: String) -> LiveValue {
    if value == MASK {
        LiveValue::Masked
    } else {
        LiveValue::Known(value)
    }
}

/// An event. Where a hook refused the resource, or the template's values were refused before
/// anything was made, its state says that, and not that the resource is still being made: these
/// are the first causes of what follows.
pub(super) fn event(event: Happened) -> Result<StackEvent, Unreadable> {
    let own = event
        .resource_status
        .as_ref()
        .map_or("", |status| status.as_str());
    // A hook that only warns lets the resource pass.
    let refused = event.hook_status == Some(HookStatus::HookCompleteFailed)
        && event.hook_failure_mode != Some(HookFailureMode::Warn);
    let invalid = event.detailed_status == Some(DetailedStatus::ValidationFailed);
    let (status, reason) = if refused {
        let hook = event.hook_type.unwrap_or_default();
        let words = event.hook_status_reason.or(event.resource_status_reason);
        let words = words.unwrap_or_default();
        (
            HOOK_FAILED,
            Some(format!("The hook {hook} refused it: {words}")),
        )
    } else if invalid {
        (VALIDATION_FAILED, event.resource_status_reason)
    } else {
        (own, event.resource_status_reason)
    };
    Ok(StackEvent {
        status: status.to_owned(),
        reason,
        id: present(event.event_id, "an event's id")?,
        stack: StackArn(present(event.stack_id, "an event's stack")?),
        at: timestamp(event.timestamp, "the time of an event")?,
        logical_id: event.logical_resource_id.unwrap_or_default(),
        resource_type: event.resource_type.unwrap_or_default(),
        physical_id: event.physical_resource_id.unwrap_or_default(),
        token: event.client_request_token,
    })
}

/// True for an event by which the template's values were refused.
pub(super) fn is_validation(event: &StackEvent) -> bool {
    event.status == VALIDATION_FAILED
}

/// What one validation of `stack` found, as an event of the resource it is about; `None` for any
/// other event, and for a validation that only warns.
pub(super) fn validation_error(event: OperationEvent, stack: &StackArn) -> Option<StackEvent> {
    let about = event.stack_id.as_deref() == Some(stack.0.as_str());
    let found = event.event_type == Some(EventType::ValidationError);
    let warns = event.validation_failure_mode == Some(HookFailureMode::Warn);
    if !about || !found || warns {
        return None;
    }
    let name = event.validation_name.unwrap_or_default();
    let words = event.validation_status_reason.unwrap_or_default();
    let path = event.validation_path.unwrap_or_default();
    Some(StackEvent {
        id: event.event_id?,
        stack: stack.clone(),
        at: timestamp(event.timestamp, "the time of an event").ok()?,
        logical_id: event.logical_resource_id.unwrap_or_default(),
        resource_type: event.resource_type.unwrap_or_default(),
        physical_id: event.physical_resource_id.unwrap_or_default(),
        status: VALIDATION_FAILED.to_owned(),
        reason: Some(
            format!("Validation failed ({name}): {words} {path}")
                .trim()
                .to_owned(),
        ),
        token: event.client_request_token,
    })
}

/// A change set from all its pages: what it is from the first, its changes from each.
pub(super) fn change_set(pages: Vec<DescribeChangeSetOutput>) -> Result<ChangeSet, Unreadable> {
    let mut pages = pages.into_iter();
    let first = present(pages.next(), "the change set")?;
    let name = present(first.change_set_name, "the change set's name")?;
    let status = first.status.as_ref().map_or("", |status| status.as_str());
    let execution = first
        .execution_status
        .as_ref()
        .map_or("", |status| status.as_str());
    let changes = first
        .changes
        .into_iter()
        .chain(pages.filter_map(|page| page.changes));
    let changes = changes
        .flatten()
        .filter_map(|change| change.resource_change);
    Ok(ChangeSet {
        arn: ChangeSetArn(present(first.change_set_id, "the change set's ARN")?),
        name: ChangeSetName::parse(name).map_err(|_| Unreadable::form("the change set's name"))?,
        stack: StackArn(present(first.stack_id, "the change set's stack")?),
        status: spelled(status).unwrap_or(ChangeSetStatus::Unknown),
        execution: spelled(execution).unwrap_or(ExecutionStatus::Unknown),
        reason: first.status_reason,
        changes: changes.map(resource_change).collect(),
    })
}

/// One change. A modification whose replacement AWS does not tell, or tells in a word of tomorrow,
/// may replace.
fn resource_change(change: ChangeOfResource) -> ResourceChange {
    let action = change.action.as_ref().map_or("", |action| action.as_str());
    let action = spelled(action).unwrap_or(ResourceAction::Unknown);
    let replacement = match change.replacement {
        Some(Replaced::True) => Replacement::True,
        Some(Replaced::False) => Replacement::False,
        None if action != ResourceAction::Modify => Replacement::False,
        _ => Replacement::Conditional,
    };
    ResourceChange {
        action,
        logical_id: change.logical_resource_id.unwrap_or_default(),
        physical_id: change.physical_resource_id,
        resource_type: change.resource_type.unwrap_or_default(),
        replacement,
    }
}
