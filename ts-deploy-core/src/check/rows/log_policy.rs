//! R8: Elasticsearch may write its logs to `CloudWatch Logs`.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::check::mend::prepared;
use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::finding::Finding;
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Step, StepError, Work};
use crate::policy::Written;
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::log_policy::{LogPolicy, LogPolicyReader, LogPolicyWriter};
use crate::target::{Target, TargetName};

/// The name that the documents give the policy.
const NAME: &str = "es2cloudwatch";
/// Who writes; the documents lost the word. `OpenSearch` domains write as the same service.
const SERVICE: &str = "es.amazonaws.com";
/// What it must be allowed.
const ACTIONS: [&str; 2] = ["logs:PutLogEvents", "logs:CreateLogStream"];
/// How many policies an account may have in a region.
const MOST: usize = 10;
const WHY: &str = "The Data Layer's Elasticsearch domain publishes its logs; without the right its \
                   creation fails, an hour into the launch.";

/// That a resource policy lets Elasticsearch write its logs (R8). Can be mended.
#[derive(Clone, Debug)]
pub struct LogPolicyCheck {
    target: Target,
}

impl LogPolicyCheck {
    /// The check of `target`.
    pub fn new(target: Target) -> Self {
        Self { target }
    }

    /// The documents' policy, without the space that they print before an action.
    fn document(&self) -> String {
        // As text, so that its order is the same whatever else is built in.
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"eslogs","Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":["logs:PutLogEvents","logs:PutLogEventsBatch","logs:CreateLogStream"],"Resource":"arn:{}:logs:*:*:*:*"}}]}}"#,
            self.target.region.partition()
        )
    }

    /// A log group of this account and region, as the policies name their resources.
    fn resource(&self) -> String {
        let Target {
            account, region, ..
        } = &self.target;
        let partition = region.partition();
        format!("arn:{partition}:logs:{region}:{account}:log-group:any:log-stream:any")
    }

    fn finding(&self, policies: &[LogPolicy]) -> Finding {
        let names: Vec<String> = policies
            .iter()
            .map(|one| printable(&one.name, 80))
            .collect();
        let others = match names.as_slice() {
            [] => "there is no resource policy".to_owned(),
            names => format!("none of {} does", names.join(", ")),
        };
        let region = &self.target.region;
        let remedy = if is_full(policies) {
            "An account has at most ten such policies in a region: remove one that is not needed \
             (aws logs describe-resource-policies), or add the statement to one of them."
                .to_owned()
        } else {
            format!(
                "aws logs put-resource-policy --policy-name {NAME} --region {region} \
                 --policy-document '{}', or --fix R8.",
                self.document()
            )
        };
        let seen = format!("no log resource policy lets {SERVICE} write in {region}: {others}");
        Finding::blocks("no-log-policy", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(remedy)
            .row("R8")
    }

    async fn policies(&self, cx: &CheckContext<'_>) -> Result<Vec<LogPolicy>, StepError> {
        let reader = cx.ports.get::<dyn LogPolicyReader>(self.target.name)?;
        Ok(reader.policies().await?)
    }

    /// The policy that allows it, when one does and none denies it.
    fn allowing<'a>(&self, policies: &'a [LogPolicy]) -> Option<&'a LogPolicy> {
        let statements = |policy: &LogPolicy| Written::all(&policy.document);
        let resource = self.resource();
        let denied = policies.iter().flat_map(statements).any(|statement| {
            let any = |action: &&str| statement.has_action(action);
            statement.denies() && statement.is_for(SERVICE) && ACTIONS.iter().any(any)
        });
        let allows = |policy: &&LogPolicy| {
            let statements: Vec<Written> = statements(policy)
                .into_iter()
                .filter(|one| one.allows() && one.is_for(SERVICE) && one.covers(&resource))
                .collect();
            ACTIONS
                .iter()
                .all(|action| statements.iter().any(|one| one.has_action(action)))
        };
        policies.iter().find(allows).filter(|_| !denied)
    }
}

/// True when no policy of another name can be made.
fn is_full(policies: &[LogPolicy]) -> bool {
    policies.len() >= MOST && !policies.iter().any(|one| one.name == NAME)
}

#[async_trait]
impl Check for LogPolicyCheck {
    fn id(&self) -> &'static str {
        "log-policy"
    }

    fn row(&self) -> &'static str {
        "R8"
    }

    fn title(&self) -> String {
        "Elasticsearch may write its logs".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let policies = self.policies(cx).await?;
        let Some(policy) = self.allowing(&policies) else {
            return Ok(Looked {
                findings: self.finding(&policies).into(),
                ..Looked::default()
            });
        };
        let evidence = vec![Evidence {
            what: format!("log resource policy {}", printable(&policy.name, 80)),
            seen: format!("lets {SERVICE} write"),
            at: cx.now,
            call: "logs:DescribeResourcePolicies".to_owned(),
        }];
        Ok(Looked {
            evidence,
            ..Looked::default()
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for LogPolicyCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        let policies = self.policies(cx).await?;
        if self.allowing(&policies).is_some() || is_full(&policies) {
            return Ok(None);
        }
        let before = policies.iter().find(|one| one.name == NAME);
        let policy = LogPolicy {
            name: NAME.to_owned(),
            document: before.map_or_else(
                || self.document(),
                |before| with_statement(&before.document, &self.document()),
            ),
        };
        let change = Change {
            field: format!("log resource policy {NAME}"),
            before: before.map(|before| before.document.clone()),
            after: Some(policy.document.clone()),
        };
        let work: Work = Arc::new(policy);
        Ok(Some(Mending {
            action: if before.is_some() {
                Action::Update
            } else {
                Action::Create
            },
            changes: vec![change],
            last_seen: before.map(|before| crate::hash::of_parts([before.document.as_str()])),
            consent: None,
            work,
        }))
    }

    async fn mend(
        &self,
        ports: &Writers<'_>,
        work: &Work,
        _: &OperationToken,
    ) -> Result<(), StepError> {
        let policy = prepared::<LogPolicy>(work)?;
        let writer = ports.get::<dyn LogPolicyWriter>(self.target.name)?;
        Ok(writer.put(policy).await?)
    }
}

/// The document that is there with the documents' statement added; the documents' own when what is
/// there cannot be read.
fn with_statement(there: &str, documented: &str) -> String {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    let merged = read(there)
        .zip(read(documented))
        .and_then(|(mut there, documented)| {
            let added = documented.get("Statement")?.get(0)?.clone();
            let statements = there.get_mut("Statement")?;
            match statements {
                Value::Array(all) => all.push(added),
                one => *one = Value::Array(vec![one.clone(), added]),
            }
            Some(there.to_string())
        });
    merged.unwrap_or_else(|| documented.to_owned())
}
