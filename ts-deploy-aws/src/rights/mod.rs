//! What a principal may do, on `iam`.

mod convert;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use aws_sdk_iam::types::{AttachedPermissionsBoundary, ContextEntry, ContextKeyTypeEnum};
use aws_types::SdkConfig;
use ts_deploy_core::ids::{PolicyArn, PrincipalArn};
use ts_deploy_core::port::rights::{
    ActionVerdict, ContextValue, RightsHolder, RightsQuestion, RightsReader,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::pages::{self, Page};

/// How many actions are asked about in one call: IAM throttles early, and works long on many.
const BATCH: usize = 50;
/// How many results IAM shows on a page.
const RESULTS: i32 = 1_000;

/// [`RightsReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsRights {
    client: aws_sdk_iam::Client,
    line: Line,
}

impl AwsRights {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_iam::Client::new(config);
        let service = "iam";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_iam::Client::from_conf(config);
        self
    }

    /// Verdicts about some of the question's actions.
    async fn batch(
        &self,
        question: &RightsQuestion,
        actions: &[String],
    ) -> PortResult<Vec<ActionVerdict>> {
        const OPERATION: &str = "SimulatePrincipalPolicy";
        let results = pages::whole(self.line, OPERATION, |marker| async move {
            let call = self.client.simulate_principal_policy();
            let call = call
                .policy_source_arn(question.principal.as_str())
                .set_action_names(Some(actions.to_vec()))
                .set_resource_arns(some(&question.resources))
                .set_context_entries(some(&question.context).map(entries))
                .max_items(RESULTS)
                .set_marker(marker);
            let answer = call.send().await.map_err(self.line.failed(OPERATION))?;
            Ok(Page {
                items: answer.evaluation_results.unwrap_or_default(),
                next: answer.marker.filter(|_| answer.is_truncated),
            })
        });
        let results = results.await?;
        let verdicts = actions.iter().map(|action| {
            convert::verdict(action, &results).ok_or_else(|| {
                let what = format!("the answer decides nothing about {action}");
                self.line.unreadable(OPERATION, &what)
            })
        });
        verdicts.collect()
    }

    fn holder(
        &self,
        operation: &'static str,
        arn: &str,
        boundary: Option<&str>,
    ) -> PortResult<RightsHolder> {
        let unreadable = |what: &str| self.line.unreadable(operation, what);
        let arn = PrincipalArn::parse(arn)
            .map_err(|error| unreadable("the answer's ARN is none").because(error))?;
        let boundary = boundary.map(PolicyArn::parse).transpose();
        let boundary = boundary
            .map_err(|error| unreadable("the answer's boundary is no policy").because(error))?;
        Ok(RightsHolder { arn, boundary })
    }
}

/// A list that is not sent when it is empty.
fn some<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}

fn entries(context: Vec<ContextValue>) -> Vec<ContextEntry> {
    let entry = |told: ContextValue| {
        // A condition of type Bool looks at no text.
        let kind = match told.value.as_str() {
            "true" | "false" => ContextKeyTypeEnum::Boolean,
            _ => ContextKeyTypeEnum::String,
        };
        ContextEntry::builder()
            .context_key_name(told.key)
            .context_key_type(kind)
            .context_key_values(told.value)
            .build()
    };
    context.into_iter().map(entry).collect()
}

#[async_trait]
impl RightsReader for AwsRights {
    async fn role(&self, name: &str) -> PortResult<RightsHolder> {
        const OPERATION: &str = "GetRole";
        let sent = self.client.get_role().role_name(name).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let role = answer.role();
        let role = role.ok_or_else(|| self.line.unreadable(OPERATION, "the answer has no role"))?;
        let boundary = role.permissions_boundary();
        let boundary = boundary.and_then(AttachedPermissionsBoundary::permissions_boundary_arn);
        self.holder(OPERATION, role.arn(), boundary)
    }

    async fn user(&self, name: &str) -> PortResult<RightsHolder> {
        const OPERATION: &str = "GetUser";
        let sent = self.client.get_user().user_name(name).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let user = answer.user();
        let user = user.ok_or_else(|| self.line.unreadable(OPERATION, "the answer has no user"))?;
        let boundary = user.permissions_boundary();
        let boundary = boundary.and_then(AttachedPermissionsBoundary::permissions_boundary_arn);
        self.holder(OPERATION, user.arn(), boundary)
    }

    async fn has_policy(&self, arn: &PolicyArn) -> PortResult<bool> {
        const OPERATION: &str = "GetPolicy";
        let sent = self.client.get_policy().policy_arn(arn.as_str());
        match sent.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(_) => Ok(true),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn simulate(&self, question: &RightsQuestion) -> PortResult<Vec<ActionVerdict>> {
        let mut verdicts = Vec::with_capacity(question.actions.len());
        // One call after the other: side by side they would be throttled.
        for actions in question.actions.chunks(BATCH) {
            verdicts.extend(self.batch(question, actions).await?);
        }
        Ok(verdicts)
    }
}
