//! R8: Elasticsearch may write its logs to `CloudWatch Logs`.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::check::mend::prepared;
use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::finding::Finding;
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Step, StepError, Work};
use crate::policy::{About, ServiceUse, Written};
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
/// How long a document may be that a remedy shows whole: with the command around it, it stays below what a
/// journal keeps of a remedy.
const PASTED: usize = 450;
/// How many policies an account may have in a region.
const MOST: usize = 10;
const WHY: &str = "The Data Layer's Elasticsearch domain publishes its logs; without the right its \
                   creation fails, an hour into the launch.";

/// What all policies come to.
#[derive(Default)]
struct Said {
    /// Those that let the service write, by name.
    allowing: BTreeSet<String>,
    /// True when some of what is needed is allowed by none.
    lacks: bool,
    /// Those that deny it.
    denying: BTreeSet<String>,
    /// Those that may deny it, and what that depends on.
    doubtful: BTreeSet<String>,
}

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

    /// The documents' statement, without the space that they print before an action.
    fn statement(&self) -> String {
        // As text, so that its order is the same whatever else is built in.
        format!(
            r#"{{"Sid":"eslogs","Effect":"Allow","Principal":{{"Service":"{SERVICE}"}},"Action":["logs:PutLogEvents","logs:PutLogEventsBatch","logs:CreateLogStream"],"Resource":"arn:{}:logs:*:*:*:*"}}"#,
            self.target.region.partition()
        )
    }

    /// The documents' policy.
    fn document(&self) -> String {
        let statement = self.statement();
        format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
    }

    /// Who writes where. The domain's name and its log groups' are the vendor's to choose.
    fn using(&self) -> ServiceUse {
        let Target {
            account, region, ..
        } = &self.target;
        let partition = region.partition();
        ServiceUse {
            service: SERVICE,
            account: account.to_string(),
            source: format!("arn:{partition}:es:{region}:{account}:domain/*"),
            resource: format!("arn:{partition}:logs:{region}:{account}:log-group:*:log-stream:*"),
        }
    }

    /// What the policies come to: those of an account count together.
    fn said(&self, policies: &[LogPolicy]) -> Said {
        let using = self.using();
        let mut said = Said::default();
        for action in ACTIONS {
            let mut allowed = false;
            for policy in policies {
                let name = printable(&policy.name, 80);
                for statement in Written::all(&policy.document) {
                    let denies = statement.denies();
                    match using.meant_by(&statement, action) {
                        About::Yes if denies => {
                            said.denying.insert(name.clone());
                        }
                        About::Yes if statement.allows() => {
                            allowed = true;
                            said.allowing.insert(name.clone());
                        }
                        About::Unclear(why) if denies => {
                            said.doubtful.insert(format!("{name} ({why})"));
                        }
                        // What only sometimes allows cannot be relied on.
                        About::Yes | About::No | About::Unclear(_) => {}
                    }
                }
            }
            said.lacks |= !allowed;
        }
        said
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
        let seen = format!("no log resource policy lets {SERVICE} write in {region}: {others}");
        Finding::blocks("no-log-policy", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(self.remedy(policies))
            .row("R8")
    }

    /// How the right is given, beside what is there.
    fn remedy(&self, policies: &[LogPolicy]) -> String {
        let region = &self.target.region;
        let describe = format!("aws logs describe-resource-policies --region {region}");
        let put = format!("aws logs put-resource-policy --policy-name {NAME} --region {region}");
        if is_full(policies) {
            return format!(
                "An account has at most ten such policies in a region: remove one that is not needed ({describe}), or \
                 add the statement to one of them: {}",
                self.statement()
            );
        }
        match self.mended(policies) {
            Some(policy) if is_pasted_whole(&policy.document) => {
                format!(
                    "{put} --policy-document '{}', or --fix R8.",
                    policy.document
                )
            }
            Some(_) => format!(
                "--fix R8 adds this statement to what the policy {NAME} says already: {}. By hand: {describe}, then \
                 {put} with the whole document, since it takes the place of the one that is there.",
                self.statement()
            ),
            None => format!(
                "The document of the policy {NAME} cannot be read, so that nothing is added to it from here: see what \
                 it says ({describe}), and add this statement: {}",
                self.statement()
            ),
        }
    }

    /// The policy as it would be with the right; `None` where what is there cannot be read.
    fn mended(&self, policies: &[LogPolicy]) -> Option<LogPolicy> {
        let document = match own(policies) {
            None => self.document(),
            Some(there) => with_statement(&there.document, &self.statement())?,
        };
        let name = NAME.to_owned();
        Some(LogPolicy { name, document })
    }

    async fn policies(&self, cx: &CheckContext<'_>) -> Result<Vec<LogPolicy>, StepError> {
        let reader = cx.ports.get::<dyn LogPolicyReader>(self.target.name)?;
        Ok(reader.policies().await?)
    }

    fn denied(&self, by: &BTreeSet<String>) -> Finding {
        let (region, by) = (&self.target.region, listed(by));
        let seen = format!("{SERVICE} is denied to write logs in {region} by {by}");
        Finding::blocks("log-policy-denies", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(format!(
                "Nothing that allows it helps while it is denied. Take the statement out of the policy: aws logs \
                 describe-resource-policies --region {region}, then aws logs put-resource-policy with what is left."
            ))
            .row("R8")
    }

    fn doubtful(&self, by: &BTreeSet<String>) -> Finding {
        let (region, by) = (&self.target.region, listed(by));
        let seen = format!("{SERVICE} may be denied to write logs in {region} by {by}");
        Finding::warns("log-policy-may-deny", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(format!(
                "See whether the statement can be about the log groups of the Data Layer's domain: aws logs \
                 describe-resource-policies --region {region}."
            ))
            .row("R8")
    }
}

/// Names, one after the other.
fn listed(names: &BTreeSet<String>) -> String {
    names.iter().cloned().collect::<Vec<_>>().join(", ")
}

/// The policy of the documents' name.
fn own(policies: &[LogPolicy]) -> Option<&LogPolicy> {
    policies.iter().find(|one| one.name == NAME)
}

/// True when no policy of another name can be made.
fn is_full(policies: &[LogPolicy]) -> bool {
    policies.len() >= MOST && own(policies).is_none()
}

/// True for a document that can be pasted into a shell between quotes, and that a journal keeps whole.
fn is_pasted_whole(document: &str) -> bool {
    let plain = |c: char| matches!(c, ' '..='~') && c != '\'';
    document.len() <= PASTED && document.chars().all(plain)
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
        let said = self.said(&policies);
        let mut looked = Looked::default();
        if !said.denying.is_empty() {
            looked.findings.push(self.denied(&said.denying));
        }
        if said.lacks {
            let lacks = self.finding(&policies);
            looked.findings.push(if said.denying.is_empty() {
                lacks
            } else {
                // What is missing by then may be something else.
                lacks.remedy(
                    "Once nothing denies it any more, look again, and mend what is found then.",
                )
            });
        }
        if !said.doubtful.is_empty() {
            looked.findings.push(self.doubtful(&said.doubtful));
        }
        if said.lacks || !said.denying.is_empty() {
            return Ok(looked);
        }
        looked.evidence.push(Evidence {
            what: format!("log resource policy {}", listed(&said.allowing)),
            seen: format!("lets {SERVICE} write"),
            at: cx.now,
            call: "logs:DescribeResourcePolicies".to_owned(),
        });
        Ok(looked)
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for LogPolicyCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        let policies = self.policies(cx).await?;
        let said = self.said(&policies);
        // Whatever is added to a denial, it stays denied.
        if !said.lacks || !said.denying.is_empty() || is_full(&policies) {
            return Ok(None);
        }
        let Some(policy) = self.mended(&policies) else {
            return Ok(None);
        };
        let before = own(&policies);
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

/// The document that is there with a statement added; `None` when what is there cannot be read.
fn with_statement(there: &str, added: &str) -> Option<String> {
    let mut there: Value = serde_json::from_str(there).ok()?;
    let added: Value = serde_json::from_str(added).ok()?;
    match there.get_mut("Statement")? {
        Value::Array(all) => all.push(added),
        one => *one = Value::Array(vec![one.clone(), added]),
    }
    Some(there.to_string())
}
