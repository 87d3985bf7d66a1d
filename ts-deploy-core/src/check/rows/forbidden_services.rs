//! R18: no service that the platform needs is forbidden by the organisation.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::Finding;
use crate::plan::{Evidence, StepError};
use crate::port::identity::IdentityReader;
use crate::port::rights::{
    ActionVerdict, ContextValue, Decision, RightsQuestion, RightsReader, holder_of,
};
use crate::target::{Target, TargetName};

/// Of each service that the platform needs an action that only reads.
const SERVICES: &[&str] = &[
    "acm:ListCertificates",
    "athena:ListWorkGroups",
    "autoscaling:DescribeAutoScalingGroups",
    "batch:DescribeJobQueues",
    "cloudtrail:DescribeTrails",
    "dynamodb:ListTables",
    "ec2:DescribeVpcs",
    "ecr:DescribeRepositories",
    "ecs:ListClusters",
    "eks:ListClusters",
    "elasticloadbalancing:DescribeLoadBalancers",
    "es:ListDomainNames",
    "firehose:ListDeliveryStreams",
    "glue:GetDatabases",
    "kinesis:ListStreams",
    "route53:ListHostedZones",
    "secretsmanager:ListSecrets",
    "servicecatalog:SearchProducts",
    "servicediscovery:ListServices",
    "ses:GetAccount",
    "sqs:ListQueues",
    "ssm:DescribeParameters",
];
/// Those that are needed where only copies of snapshots are kept too.
const COPIES: &[&str] = &[
    "cloudformation:ListStacks",
    "cloudwatch:DescribeAlarms",
    "events:ListRules",
    "iam:ListRoles",
    "kms:ListKeys",
    "lambda:ListFunctions",
    "logs:DescribeLogGroups",
    "rds:DescribeDBSnapshots",
    "s3:ListAllMyBuckets",
    "sns:ListTopics",
    "states:ListStateMachines",
];

/// That the organisation forbids no service that the platform needs (R18), as far as IAM simulates its
/// policies: those without conditions. A policy that closes a region has one.
#[derive(Clone, Debug)]
pub struct ForbiddenServiceCheck {
    target: Target,
}

impl ForbiddenServiceCheck {
    /// The check of `target`.
    pub fn new(target: Target) -> Self {
        Self { target }
    }

    pub(super) fn actions(&self) -> Vec<String> {
        let copies_only = self.target.name == TargetName::DrInMainRegion;
        let more = if copies_only { &[] } else { SERVICES };
        let all = COPIES.iter().chain(more);
        all.map(|action| (*action).to_owned()).collect()
    }

    fn forbidden(&self, services: &[&str]) -> Finding {
        let Target {
            name,
            account,
            region,
        } = &self.target;
        let seen = format!(
            "the organisation's policies (SCP) do not allow {} in account {account} in {region}",
            services.join(", ")
        );
        Finding::warns("service-forbidden", name.as_str(), seen)
            .why(
                "The platform is made of these services: what the organisation forbids no policy in the account can \
                 allow, and the launch fails at the first resource of it.",
            )
            .remedy(
                "Ask who runs the organisation to allow them in this account (console of its own account: AWS \
                 Organizations, Policies, Service control policies).",
            )
            .row("R18")
    }

    fn not_simulated(&self, caller: &str) -> Finding {
        let seen = format!("the rights of {caller} cannot be simulated");
        Finding::informs("organization-not-asked", self.target.name.as_str(), seen)
            .why("What the organisation forbids is told by IAM's simulation alone.")
            .remedy("Use a role or a user, and run this again.")
            .row("R18")
    }
}

/// The service of an action that the organisation does not allow, whatever a policy in the account does.
fn service(verdict: &ActionVerdict) -> Option<&str> {
    let forbidden = verdict.decision != Decision::Allowed
        && verdict.missing_context.is_empty()
        && verdict.allowed_by_organizations == Some(false);
    let (service, _) = verdict.action.split_once(':')?;
    forbidden.then_some(service)
}

#[async_trait]
impl Check for ForbiddenServiceCheck {
    fn id(&self) -> &'static str {
        "forbidden-services"
    }

    fn row(&self) -> &'static str {
        "R18"
    }

    fn title(&self) -> String {
        "The organisation forbids no service of the platform".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let identity = cx.ports.get::<dyn IdentityReader>(self.target.name)?;
        let rights = cx.ports.get::<dyn RightsReader>(self.target.name)?;
        let caller = identity.caller().await?;
        let Some(holder) = holder_of(rights.as_ref(), &caller).await? else {
            let caller = crate::ids::printable(&caller.arn, 200);
            return Ok(Looked {
                findings: self.not_simulated(&caller).into(),
                ..Looked::default()
            });
        };
        let question = RightsQuestion {
            principal: holder.arn,
            actions: self.actions(),
            resources: Vec::new(),
            context: vec![ContextValue {
                key: "aws:RequestedRegion",
                value: self.target.region.to_string(),
            }],
        };
        let verdicts = rights.simulate(&question).await?;
        let services: Vec<&str> = verdicts.iter().filter_map(service).collect();
        if !services.is_empty() {
            return Ok(Looked {
                findings: self.forbidden(&services).into(),
                ..Looked::default()
            });
        }
        let evidence = Evidence {
            what: format!(
                "services that the organisation forbids in {}",
                self.target.region
            ),
            seen: format!(
                "none of {}, as far as IAM simulates its policies",
                verdicts.len()
            ),
            at: cx.now,
            call: "iam:SimulatePrincipalPolicy".to_owned(),
        };
        Ok(Looked {
            evidence: vec![evidence],
            ..Looked::default()
        })
    }
}
