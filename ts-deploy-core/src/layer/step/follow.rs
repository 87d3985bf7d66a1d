//! Following a record to its end.

use super::cause::first_cause;
use super::events::{latest, walk};
use super::live::Sight;
use crate::ids::{ProvisionedProductName, printable};
use crate::layer::{Inputs, ProductComponent};
use crate::plan::Action;
use crate::plan::{
    CauseClass, Consent, Failure, Handle, Observation, Progress, ReadContext, StepError, StepId,
};
use crate::port::PortResult;
use crate::port::catalog::{
    OperationToken, ProvisionedProduct, Record, RecordId, RecordStatus, RecordType,
};
use crate::port::stack::StackArn;
use crate::secret::Secret;

/// Whose change is followed.
pub(super) struct Followed<'a> {
    step: &'a StepId,
    /// What people call the product.
    title: &'a str,
    name: &'a ProvisionedProductName,
    component: &'a dyn ProductComponent,
}

impl<'a> Followed<'a> {
    /// The change that `step` made of `component`.
    pub(super) fn of(step: &'a StepId, component: &'a dyn ProductComponent) -> Self {
        Self {
            step,
            title: component.title(),
            name: &component.choice().provisioned_product,
            component,
        }
    }

    /// What AWS was given and must not be told again, as far as `stack` shows which that is.
    async fn hidden(
        &self,
        sight: &Sight,
        stack: Option<&StackArn>,
    ) -> Result<Vec<Secret>, StepError> {
        let there = match stack {
            Some(stack) => readable(sight.stacks.stack(&stack.0).await)?,
            None => None,
        };
        let live = there.map(|stack| stack.parameters).unwrap_or_default();
        let given = self.component.parameters(&Inputs::default());
        Ok(given.hidden(&live))
    }
}

/// Where the record of `handle` stands.
pub(super) async fn check(
    sight: &Sight,
    cx: &ReadContext<'_>,
    followed: &Followed<'_>,
    handle: &Handle,
) -> Result<Progress, StepError> {
    let record = sight.catalog.record(&RecordId(handle.id.clone())).await?;
    match record.status {
        RecordStatus::Succeeded => Ok(Progress::Settled),
        RecordStatus::Failed => {
            let failure = failure(sight, followed, &record).await?;
            Ok(Progress::Failed(Box::new(failure)))
        }
        RecordStatus::Created
        | RecordStatus::InProgress
        | RecordStatus::InProgressInError
        | RecordStatus::Unknown => {
            let state = match record.status {
                RecordStatus::InProgressInError => "IN_PROGRESS_IN_ERROR, rolling back".to_owned(),
                status => status.as_str().to_owned(),
            };
            let (resources, done) = if cx.detail {
                resources(sight, followed.name).await
            } else {
                (Vec::new(), None)
            };
            Ok(Progress::Running {
                state,
                resources,
                done,
            })
        }
    }
}

/// What is being worked on. It is for display only: when it cannot be read, nothing is shown.
async fn resources(
    sight: &Sight,
    name: &ProvisionedProductName,
) -> (Vec<String>, Option<(usize, usize)>) {
    let Ok(Some(ProvisionedProduct {
        stack: Some(stack), ..
    })) = sight.catalog.provisioned_product(name).await
    else {
        return (Vec::new(), None);
    };
    let Ok(events) = walk(sight.stacks.as_ref(), &stack).await else {
        return (Vec::new(), None);
    };
    let latest = latest(&events);
    // A resource has two entries while it has no id yet: the one with an id counts.
    let mut by_path = std::collections::BTreeMap::new();
    for ((path, _), located) in latest {
        by_path.insert(path.to_owned(), located.event.status.clone());
    }
    let total = by_path.len();
    let working: Vec<String> = by_path
        .iter()
        .filter(|(_, status)| status.ends_with("_IN_PROGRESS"))
        .map(|(path, _)| printable(path, 100))
        .collect();
    let done = total - working.len();
    (working, Some((done, total)))
}

/// The failure that the record tells, with its cause. What cannot be read stays untold; lost sight
/// of it comes back, and the record tells the same then.
async fn failure(
    sight: &Sight,
    followed: &Followed<'_>,
    record: &Record,
) -> Result<Failure, StepError> {
    let Followed {
        step, title, name, ..
    } = followed;
    let product = readable(sight.catalog.provisioned_product(name).await)?;
    let stack = product.as_ref().and_then(|product| product.stack.clone());
    let cause = match &stack {
        Some(stack) => readable(first_cause(sight.stacks.as_ref(), stack, record.created).await)?,
        None => None,
    };
    let words: Vec<String> = record
        .errors
        .iter()
        .map(|(code, words)| format!("{}: {}", printable(code, 100), printable(words, 1000)))
        .collect();
    let what = match record.kind {
        RecordType::ProvisionProduct => "launch",
        RecordType::UpdateProvisionedProduct => "update",
        RecordType::TerminateProvisionedProduct => "removal",
        RecordType::Unknown => "change",
    };
    let summary = match (&cause, words.is_empty()) {
        (None, false) => format!(
            "the {what} of the {title} failed (record {}): {}",
            record.id,
            words.join("; ")
        ),
        _ => format!("the {what} of the {title} failed (record {})", record.id),
    };
    let class = cause
        .as_ref()
        .map_or_else(|| CauseClass::of(&words.join(" ")), |cause| cause.class);
    let status = product
        .as_ref()
        .map_or("gone", |product| product.status.as_str());
    let remains = match record.kind {
        RecordType::ProvisionProduct => format!(
            "The provisioned product {name} is {status}; its stack was rolled back and can only be removed. The next run \
             asks for consent to clear it (--allow {}) and launches again.",
            Consent::destroy(step, "").word
        ),
        RecordType::UpdateProvisionedProduct => {
            format!(
                "The provisioned product {name} is {status}: what ran before the update still runs."
            )
        }
        _ => format!(
            "The provisioned product {name} is {status}; what was not removed is still there and still costs."
        ),
    };
    let failure = Failure {
        summary,
        cause,
        remains,
        remedy: class.remedy().to_owned(),
    };
    let hidden = followed.hidden(sight, stack.as_ref()).await?;
    Ok(failure.masked(&hidden))
}

/// What a look answered; nothing when it was refused.
fn readable<T>(answered: PortResult<Option<T>>) -> Result<Option<T>, StepError> {
    match answered {
        Err(error) if error.kind.is_loss_of_sight() => Err(error.into()),
        answered => Ok(answered.ok().flatten()),
    }
}

/// The change of ours that left and was never heard of again, when `product` shows that it arrived;
/// it may have ended since, well or badly, and its record tells.
pub(super) fn arrived(cx: &ReadContext<'_>, product: &ProvisionedProduct) -> Option<Observation> {
    let open = cx.open.filter(|open| open.handle.is_none())?;
    let token = product
        .token
        .as_ref()
        .filter(|token| **token == open.token)?;
    let handle = Handle {
        kind: super::request::RECORD.to_owned(),
        id: product.last_record.as_ref()?.0.clone(),
    };
    Some(Observation::Running {
        handle,
        action: open.action,
        token: token.clone(),
        begun: None,
        then: None,
    })
}

/// What is running, with when its record says that it began, where the journal does not know of it.
pub(super) async fn dated(
    sight: &Sight,
    cx: &ReadContext<'_>,
    mut running: Observation,
) -> Result<Observation, StepError> {
    if let Observation::Running {
        handle,
        token,
        begun,
        ..
    } = &mut running
        && cx
            .open
            .is_none_or(|open| open.token != *token || open.is_found())
    {
        let record = sight.catalog.record(&RecordId(handle.id.clone())).await;
        *begun = readable(record.map(Some))?.map(|record| record.created);
    }
    Ok(running)
}

/// A product under change: ours to follow, or somebody else's to wait for.
pub(super) fn under_change(
    cx: &ReadContext<'_>,
    step: &StepId,
    product: &ProvisionedProduct,
    history: &[RecordId],
    candidates: &[(Action, String)],
) -> Observation {
    let running = product.last_record.as_ref().zip(product.token.as_ref());
    let Some((record, token)) = running else {
        return Observation::Foreign {
            what: format!("an operation on {} without a record", product.name),
        };
    };
    let handle = Handle {
        kind: super::request::RECORD.to_owned(),
        id: record.0.clone(),
    };
    let ours = |action: Action, token: &OperationToken| Observation::Running {
        handle: handle.clone(),
        action,
        token: token.clone(),
        begun: None,
        then: None,
    };
    if let Some(open) = cx.open.filter(|open| open.token == *token) {
        return ours(open.action, token);
    }
    // Without a journal: the token we would have made before this operation began tells.
    let before = history
        .iter()
        .skip_while(|id| *id != record)
        .nth(1)
        .map(|id| id.0.as_str());
    let made = candidates
        .iter()
        .find(|(_, digest)| cx.tokens.token(step, digest, before) == *token);
    match made {
        Some((action, _)) => ours(*action, token),
        None => Observation::Foreign {
            what: format!(
                "an operation on {} that this deployment did not begin (record {record})",
                product.name
            ),
        },
    }
}
