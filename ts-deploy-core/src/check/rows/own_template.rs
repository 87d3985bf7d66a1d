//! R13, T2: the templates that stacks of one's own are made of.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked, Means};
use crate::deployment::{Deployment, TemplateLocation};
use crate::layer::step::unreadable_template;
use crate::plan::{Evidence, StepError};
use crate::port::ErrorKind;
use crate::port::stack::{TemplateReader, TemplateSource};
use crate::target::TargetName;

/// That `CloudFormation` can read the template of a stack for disaster recovery: of the DR stack (R13) or
/// of the snapshot tool (T2). The step of the stack is blocked by the same.
#[derive(Clone, Debug)]
pub struct OwnTemplateCheck {
    id: &'static str,
    row: &'static str,
    stack: &'static str,
    target: TargetName,
    template: TemplateSource,
}

impl OwnTemplateCheck {
    /// The checks of a deployment, of the templates that `means` holds; without these, of those at an
    /// address. None for a stack that is not to be made, nor for a file that nobody read.
    pub fn all(deployment: &Deployment, means: &Means) -> impl Iterator<Item = Self> {
        let settings = deployment.disaster_recovery.as_ref();
        let stack = settings.and_then(|settings| settings.stack.as_ref());
        let tool = settings.and_then(|settings| settings.snapshot_tool.as_ref());
        let stack =
            stack.and_then(|stack| source(means.dr_stack_template.as_ref(), &stack.template));
        let tool =
            tool.and_then(|tool| source(means.snapshot_tool_template.as_ref(), &tool.template));
        let stack = stack.map(|template| Self {
            id: "dr-stack-template",
            row: "R13",
            stack: "DR stack",
            target: TargetName::Dr,
            template,
        });
        let tool = tool.map(|template| Self {
            id: "snapshot-tool-template",
            row: "T2",
            stack: "snapshot tool",
            target: TargetName::DrInMainRegion,
            template,
        });
        stack.into_iter().chain(tool)
    }
}

/// What was read, or the address.
fn source(read: Option<&TemplateSource>, decided: &TemplateLocation) -> Option<TemplateSource> {
    match decided {
        _ if read.is_some() => read.cloned(),
        TemplateLocation::Url(source) => Some(source.clone()),
        TemplateLocation::File(_) => None,
    }
}

#[async_trait]
impl Check for OwnTemplateCheck {
    fn id(&self) -> &'static str {
        self.id
    }

    fn row(&self) -> &'static str {
        self.row
    }

    fn title(&self) -> String {
        format!("Template of the {}", self.stack)
    }

    fn target(&self) -> TargetName {
        self.target
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn TemplateReader>(self.target)?;
        let summary = match reader.summary(&self.template).await {
            Ok(summary) => summary,
            Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::NotFound) => {
                let at = self.target.as_str();
                let found = unreadable_template(at, &self.template, &error).row(self.row);
                return Ok(Looked {
                    findings: found.into(),
                    ..Looked::default()
                });
            }
            Err(error) => return Err(error.into()),
        };
        let evidence = Evidence {
            what: self.template.to_string(),
            seen: format!(
                "read, with {} types of resources",
                summary.resource_types.len()
            ),
            at: cx.now,
            call: "cloudformation:GetTemplateSummary".to_owned(),
        };
        Ok(Looked {
            evidence: vec![evidence],
            ..Looked::default()
        })
    }
}
