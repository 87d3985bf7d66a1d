//! R13: the stack in the DR account and region.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::{StackName, printable};
use crate::parameter::LiveValue;
use crate::plan::{Evidence, StepError};
use crate::port::stack::{Stack, StackGroup, StackReader};
use crate::target::TargetName;

const WHY: &str =
    "The Data Layer takes its replication's buckets and key from this stack's outputs.";

/// That the stack of `dr.yml` is in the DR account and region, and is this platform's (R13): its
/// `InfrastructureName` and `ProdAWSAccountId` are those of the main part, its `Environment` is `dr`. One
/// that is not there yet does not block: the run makes it.
#[derive(Clone, Debug)]
pub struct DrStackCheck {
    stack: StackName,
    wanted: [(&'static str, String); 3],
}

impl DrStackCheck {
    /// The check of a deployment; `None` without disaster recovery, or where the stack's outputs were
    /// given instead.
    pub fn of(deployment: &Deployment) -> Option<Self> {
        let settings = deployment.disaster_recovery.as_ref()?.stack.as_ref()?;
        let data = &deployment.data_layer;
        Some(Self {
            stack: settings.name.clone(),
            wanted: [
                (
                    "InfrastructureName",
                    data.draft().infrastructure_name.to_string(),
                ),
                ("ProdAWSAccountId", data.target().account.to_string()),
                ("Environment", "dr".to_owned()),
            ],
        })
    }

    fn missing(&self) -> Finding {
        let seen = format!("there is no stack {} in the DR region", self.stack);
        Finding::informs("dr-stack-not-made", self.target().as_str(), seen)
            .why(WHY)
            .remedy("Nothing is to be done: deploy makes it before the Data Layer.")
            .row("R13")
    }

    fn state(&self, stack: &Stack) -> Option<Finding> {
        let sound = matches!(
            stack.status.group(),
            StackGroup::Complete | StackGroup::RolledBack
        );
        let reason = stack.status_reason.as_deref().unwrap_or("no reason told");
        (!sound).then(|| {
            let (name, status) = (&self.stack, stack.status.as_str());
            let seen = format!("stack {name} is {status} ({})", printable(reason, 200));
            Finding::warns("dr-stack-not-ready", self.target().as_str(), seen)
                .why(WHY)
                .remedy("Wait for it, or let deploy mend it: the plan says what its state permits.")
                .row("R13")
        })
    }

    fn differs(&self, stack: &Stack) -> Option<Finding> {
        let other = |(key, wanted): &(&str, String)| match stack.parameters.get(key) {
            Some(LiveValue::Known(live)) if live != wanted => {
                Some(format!("{key} is {}, not {wanted}", printable(live, 80)))
            }
            Some(LiveValue::Known(_) | LiveValue::Masked) | None => None,
        };
        let other: Vec<String> = self.wanted.iter().filter_map(other).collect();
        (!other.is_empty()).then(|| {
            let seen = format!("stack {} is not as wanted: {}", self.stack, other.join("; "));
            Finding::warns("dr-stack-of-another", self.target().as_str(), seen)
                .why("It was made for another installation; this one's copies would go there.")
                .remedy(
                    "Choose another name in disaster_recovery.stack.name, or correct the spec; what is left, the \
                     plan shows as a change of that stack.",
                )
                .row("R13")
        })
    }
}

#[async_trait]
impl Check for DrStackCheck {
    fn id(&self) -> &'static str {
        "dr-stack"
    }

    fn row(&self) -> &'static str {
        "R13"
    }

    fn title(&self) -> String {
        "Stack for disaster recovery".to_owned()
    }

    fn target(&self) -> TargetName {
        TargetName::Dr
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn StackReader>(self.target())?;
        let stack = reader.stack(self.stack.as_str()).await?;
        let stack = stack.filter(|stack| stack.status.group() != StackGroup::Gone);
        let Some(stack) = stack else {
            return Ok(Looked {
                findings: self.missing().into(),
                ..Looked::default()
            });
        };
        let findings: Findings = self
            .state(&stack)
            .into_iter()
            .chain(self.differs(&stack))
            .collect();
        let evidence = vec![Evidence {
            what: format!("stack {}", self.stack),
            seen: format!("{}, {} outputs", stack.status.as_str(), stack.outputs.len()),
            at: cx.now,
            call: "cloudformation:DescribeStacks".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
