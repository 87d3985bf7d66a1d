//! A provisioned product through all its operations, and how it looks at a given time.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::course::{Course, Setting};
use super::forward::Effective;
use super::lag::Sight;
use super::product::Offer;
use super::provisioned::{Operation, Provisioned};
use super::scene::{Scene, Standing};
use super::template::SimTemplate;
use crate::ids::StackName;
use crate::parameter::LiveParameters;
use crate::port::catalog::{
    OperationToken, ProvisionedProduct, ProvisionedProductStatus, Record, RecordStatus, RecordType,
};
use crate::port::stack::{ChangeSetArn, Stack, StackArn, StackEvent, StackStatus};

/// The template of a version that is in no catalog any more.
static NOTHING: SimTemplate = SimTemplate {
    stacks: Vec::new(),
    outputs: Vec::new(),
    imports: None,
};

/// What a version makes.
pub(super) fn template_of<'a>(offers: &'a [Offer], operation: &Operation) -> &'a SimTemplate {
    offers
        .iter()
        .find_map(|offer| offer.version(&operation.version))
        .map_or(&NOTHING, |version| &version.resources)
}

/// One operation and its course.
pub(super) struct Run<'a> {
    pub(super) operation: &'a Operation,
    pub(super) course: Arc<Course>,
}

/// A provisioned product with the courses of all its operations.
pub(super) struct Chronicle<'a> {
    pub(super) provisioned: &'a Provisioned,
    pub(super) scene: Scene<'a>,
    pub(super) runs: Vec<Run<'a>>,
    /// What runs after the last operation.
    pub(super) effective: Option<Effective<'a>>,
    /// What stands after the last operation.
    pub(super) standing: Arc<Standing>,
}

impl<'a> Chronicle<'a> {
    /// Lets all operations run their courses, as far as those were not told before.
    pub(super) fn new(scene: Scene<'a>, offers: &'a [Offer], provisioned: &'a Provisioned) -> Self {
        let mut runs = Vec::new();
        let mut effective: Option<Effective<'a>> = None;
        let mut standing = Arc::new(Standing::default());
        for operation in provisioned.operations() {
            let removes = operation.kind == RecordType::TerminateProvisionedProduct;
            let template = match effective {
                // A removal goes against the order of what was really made.
                Some(effective) if removes => effective.template,
                _ => template_of(offers, operation),
            };
            let setting = Setting {
                scene: &scene,
                operation,
                template,
                effective,
                standing: &standing,
            };
            let course = operation.course.told(|| setting.run());
            if course.failure.is_none() && !removes {
                effective = Some(Effective {
                    operation,
                    template,
                });
            }
            standing = Arc::clone(&course.standing);
            runs.push(Run { operation, course });
        }
        Self {
            provisioned,
            scene,
            runs,
            effective,
            standing,
        }
    }

    fn last(&self) -> Option<&Run<'a>> {
        self.runs.last()
    }

    /// Whether an operation is running.
    pub(super) fn is_moving(&self, now: Timestamp) -> bool {
        self.last().is_some_and(|run| now < run.course.end)
    }

    /// Whether its launch is not over, or failed: nothing of it can be relied on.
    pub(super) fn is_coming(&self, now: Timestamp) -> bool {
        let launch = self.runs.first();
        self.effective.is_none() || launch.is_some_and(|run| now < run.course.stack_done)
    }

    /// Whether it was removed.
    pub(super) fn is_gone(&self, now: Timestamp) -> bool {
        self.last().is_some_and(|run| {
            run.operation.kind == RecordType::TerminateProvisionedProduct
                && run.course.failure.is_none()
                && run.course.end <= now
        })
    }

    /// Whether anything can be seen to change after `from` and not after `to`.
    pub(super) fn changes_between(&self, from: Timestamp, to: Timestamp) -> bool {
        let within = |at: Timestamp| from < at && at <= to;
        self.last().is_some_and(|run| {
            let course = &run.course;
            within(course.began)
                || within(course.end)
                || course.events.iter().any(|event| within(event.at))
        })
    }

    /// The record of one operation.
    pub(super) fn record(&self, run: &Run<'_>, now: Timestamp) -> Record {
        let (operation, course) = (run.operation, &run.course);
        let status = if now < course.began {
            RecordStatus::Created
        } else if now >= course.end && course.failure.is_none() {
            RecordStatus::Succeeded
        } else if now >= course.end {
            RecordStatus::Failed
        } else if course.failed.is_some_and(|failed| failed <= now) {
            RecordStatus::InProgressInError
        } else {
            RecordStatus::InProgress
        };
        let told = matches!(
            status,
            RecordStatus::Failed | RecordStatus::InProgressInError
        );
        let error = course.failure.as_ref().filter(|_| told);
        Record {
            id: operation.record.clone(),
            status,
            kind: operation.kind,
            provisioned_product: self.provisioned.id.clone(),
            version: Some(operation.version.clone()),
            created: operation.accepted,
            errors: error
                .map(|words| {
                    (
                        "AmazonCloudFormationException".to_owned(),
                        words.trim().to_owned(),
                    )
                })
                .into_iter()
                .collect(),
        }
    }

    /// The last launch or update that succeeded by now.
    fn last_success(&self, now: Timestamp) -> Option<&Run<'a>> {
        self.runs.iter().rev().find(|run| {
            run.operation.kind != RecordType::TerminateProvisionedProduct
                && run.course.failure.is_none()
                && run.course.end <= now
        })
    }

    fn status(&self, now: Timestamp) -> ProvisionedProductStatus {
        let failed = self.last().is_some_and(|run| run.course.failure.is_some());
        if self.is_moving(now) {
            ProvisionedProductStatus::UnderChange
        } else if !failed {
            ProvisionedProductStatus::Available
        } else if self.last_success(now).is_some() {
            ProvisionedProductStatus::Tainted
        } else {
            ProvisionedProductStatus::Error
        }
    }

    /// As `DescribeProvisionedProduct` shows it.
    pub(super) fn describe(&self, sight: Sight) -> ProvisionedProduct {
        let now = sight.now;
        let asked = self
            .runs
            .iter()
            .rev()
            .find(|run| run.operation.kind != RecordType::TerminateProvisionedProduct);
        let version = asked.map_or(&self.provisioned.launch.version, |run| {
            &run.operation.version
        });
        let settled = !self.is_moving(now);
        let message = self.last().and_then(|run| run.course.failure.clone());
        ProvisionedProduct {
            id: self.provisioned.id.clone(),
            name: self.provisioned.name.clone(),
            status: self.status(now),
            status_message: message
                .filter(|_| settled)
                .map(|words| words.trim().to_owned()),
            product: self.provisioned.product.clone(),
            version: version.clone(),
            token: self
                .last()
                .map(|run| OperationToken(run.operation.token.clone())),
            last_record: self.last().map(|run| run.operation.record.clone()),
            last_successful_record: self
                .last_success(now)
                .map(|run| run.operation.record.clone()),
            stack: self
                .happened(now)
                .next()
                .filter(|first| sight.shows(&first.stack.0, first.at))
                .map(|_| self.scene.root.arn.clone()),
        }
    }

    /// The outputs of the last success, with the stack's ARN as Service Catalog adds it.
    pub(super) fn outputs(&self, now: Timestamp) -> BTreeMap<String, String> {
        self.last_success(now)
            .map(|run| {
                let mut outputs = run.course.outputs.clone();
                let arn = self.scene.root.arn.0.clone();
                outputs.insert("CloudformationStackARN".to_owned(), arn);
                outputs
            })
            .unwrap_or_default()
    }

    /// What happened in the root stack and the nested ones by now.
    pub(super) fn happened(&self, now: Timestamp) -> impl Iterator<Item = &StackEvent> {
        self.runs
            .iter()
            .flat_map(|run| &run.course.events)
            .filter(move |event| event.at <= now)
    }

    /// What reads show of what happened in this one stack; `None` when nothing did.
    pub(super) fn events(&self, stack: &StackArn, sight: Sight) -> Option<Vec<StackEvent>> {
        let mut own = self.happened(sight.now);
        let own = own.by_ref().filter(|event| event.stack == *stack);
        let own: Vec<&StackEvent> = own.collect();
        let shown = own.iter().filter(|event| sight.shows(&event.id, event.at));
        (!own.is_empty()).then(|| shown.copied().cloned().collect())
    }

    /// The stack of this ARN, or the one of this name that is not deleted.
    pub(super) fn stack(&self, arn_or_name: &str, now: Timestamp) -> Option<Stack> {
        let own = |event: &&StackEvent| event.physical_id == event.stack.0;
        let named =
            |event: &&StackEvent| event.stack.0 == arn_or_name || event.logical_id == arn_or_name;
        let last = self.happened(now).filter(own).filter(named).last()?;
        let status = StackStatus::of(&last.status);
        if status == StackStatus::DeleteComplete && last.stack.0 != arn_or_name {
            return None;
        }
        let is_root = last.stack == self.scene.root.arn;
        let reason = self
            .happened(now)
            .filter(own)
            .filter(|event| event.stack == last.stack && event.token == last.token)
            .filter_map(|event| event.reason.clone())
            .filter(|reason| reason != "User Initiated")
            .last();
        let shown = self.shown(now).filter(|_| is_root);
        let gone = status == StackStatus::DeleteComplete;
        Some(Stack {
            arn: last.stack.clone(),
            name: StackName::parse(last.logical_id.as_str()).ok()?,
            status,
            status_reason: reason,
            parameters: shown.map(live).unwrap_or_default(),
            outputs: if is_root && !gone {
                self.stack_outputs(now)
            } else {
                BTreeMap::new()
            },
            tags: self.tags(now),
            termination_protection: is_root
                && self
                    .provisioned
                    .direct
                    .as_ref()
                    .is_some_and(|direct| direct.protected),
            change_set: self.last_change_set().filter(|_| is_root),
        })
    }

    /// The operation whose parameters the root stack shows: the last one that was neither taken
    /// back nor failed by now.
    fn shown(&self, now: Timestamp) -> Option<&'a Operation> {
        let counts = |run: &&Run<'a>| {
            let (operation, course) = (run.operation, &run.course);
            let started = course.events.first().is_some_and(|event| event.at <= now);
            let back = course.failed.is_some_and(|failed| failed <= now);
            match operation.kind {
                RecordType::ProvisionProduct => true,
                RecordType::UpdateProvisionedProduct => started && !back,
                _ => false,
            }
        };
        self.runs.iter().rev().find(counts).map(|run| run.operation)
    }

    fn last_change_set(&self) -> Option<ChangeSetArn> {
        let last = &self.last()?.operation.record;
        let sets = &self.provisioned.direct.as_ref()?.change_sets;
        let done = sets
            .iter()
            .find(|set| set.executed.as_ref() == Some(last))?;
        Some(done.arn.clone())
    }

    /// Service Catalog's tags stay those of the launch; an owner's update carries its own.
    fn tags(&self, now: Timestamp) -> BTreeMap<String, String> {
        let launch = &self.provisioned.launch;
        let shown = self.shown(now).filter(|_| self.scene.direct);
        shown.unwrap_or(launch).tags.clone()
    }

    fn stack_outputs(&self, now: Timestamp) -> BTreeMap<String, String> {
        self.runs
            .iter()
            .rev()
            .find(|run| {
                run.operation.kind != RecordType::TerminateProvisionedProduct
                    && run.course.failure.is_none()
                    && run.course.stack_done <= now
            })
            .map(|run| run.course.outputs.clone())
            .unwrap_or_default()
    }
}

fn live(operation: &Operation) -> LiveParameters {
    let parameters = operation.parameters.iter();
    parameters
        .map(|(key, held)| (key.clone(), held.shown()))
        .collect()
}
