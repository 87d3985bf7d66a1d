//! What is given tags in an account, and when.

use std::collections::BTreeMap;

use crate::deployment::Deployment;
use crate::layer::ProductComponent;
use crate::target::{Target, TargetName};

/// The services whose resources the products are made of, in IAM's spelling: `CloudFormation` hands
/// the tags of a stack on to each of them. The documents name services and no types of resources.
const PLATFORM: &[&str] = &[
    "acm",
    "athena",
    "autoscaling",
    "batch",
    "cloudformation",
    "cloudtrail",
    "cloudwatch",
    "cognito-idp",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticloadbalancing",
    "es",
    "events",
    "firehose",
    "glue",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "rds",
    "route53",
    "s3",
    "secretsmanager",
    "servicecatalog",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "states",
];
/// The types of which the products are certain to make some, as tag policies write them: the documents tell
/// of machines with their disks and groups, of a database, a search domain, clusters with services, buckets
/// with their keys, functions, roles and topics. A VPC may be the customer's.
const PLATFORM_CERTAIN: &[&str] = &[
    "cloudformation:stack",
    "ec2:instance",
    "ec2:security-group",
    "ec2:volume",
    "ecs:cluster",
    "ecs:service",
    "ecs:task-definition",
    "es:domain",
    "iam:role",
    "kms:key",
    "lambda:function",
    "logs:log-group",
    "rds:db",
    "s3:bucket",
    "sns:topic",
];
/// The same for the stacks of disaster recovery: buckets with their key and role, and functions that
/// copy snapshots with what starts and watches them.
const RECOVERY: &[&str] = &[
    "cloudformation",
    "cloudwatch",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "rds",
    "s3",
    "sns",
    "states",
];
/// What is certain of the snapshot tool: the role that its functions take, and the stack itself.
const SNAPSHOT_TOOL_CERTAIN: &[&str] = &["cloudformation:stack", "iam:role"];
/// What is certain of the DR stack besides: the buckets that the data is copied into.
const DR_STACK_CERTAIN: &[&str] = &["cloudformation:stack", "iam:role", "kms:key", "s3:bucket"];
const PARAMETERS: &[&str] = &["ssm"];
const PARAMETERS_CERTAIN: &[&str] = &["ssm:parameter"];

/// Something that is given tags.
#[derive(Clone, Debug)]
pub(super) struct Tagged {
    /// What people call it: `data-layer`.
    pub(super) name: &'static str,
    pub(super) tags: BTreeMap<String, String>,
    /// The services of what it is made of, in IAM's spelling.
    pub(super) made_of: &'static [&'static str],
    /// The types of which some are certain to be made.
    pub(super) certain: &'static [&'static str],
    /// True when it is made there only in a recovery.
    pub(super) in_recovery: bool,
}

/// All that is given tags in the accounts of a deployment, each account at the first of its targets.
pub(super) fn by_account(deployment: &Deployment) -> Vec<(Target, Vec<Tagged>)> {
    let mut accounts: Vec<(Target, Vec<Tagged>)> = Vec::new();
    for target in deployment.targets() {
        let tagged = in_target(deployment, target.name);
        let known = accounts
            .iter_mut()
            .find(|(first, _)| first.account == target.account);
        match known {
            Some((_, all)) => all.extend(tagged),
            None => accounts.push((target, tagged)),
        }
    }
    accounts.retain(|(_, tagged)| !tagged.is_empty());
    accounts
}

fn in_target(deployment: &Deployment, target: TargetName) -> Vec<Tagged> {
    let mut all = stacks(deployment, target);
    let recovery = deployment.disaster_recovery.is_some();
    let (data, service) = (&deployment.data_layer, &deployment.service_layer);
    let secrets = &deployment.secrets;
    let parts = [
        (
            data.target().name,
            data.name(),
            &data.draft().tags,
            (PLATFORM, PLATFORM_CERTAIN),
        ),
        (
            service.target().name,
            service.name(),
            &service.draft().tags,
            (PLATFORM, PLATFORM_CERTAIN),
        ),
        (
            secrets.target(),
            "secrets",
            secrets.tags(),
            (PARAMETERS, PARAMETERS_CERTAIN),
        ),
    ];
    for (place, name, tags, (made_of, certain)) in parts {
        let in_recovery = recovery && target == TargetName::Dr && place != target;
        let made = place == target || in_recovery;
        if made && (name != "secrets" || !secrets.is_empty()) {
            all.push(Tagged {
                name,
                tags: tags.clone(),
                made_of,
                certain,
                in_recovery,
            });
        }
    }
    all
}

/// The stacks of disaster recovery, which have the Data Layer's tags.
fn stacks(deployment: &Deployment, target: TargetName) -> Vec<Tagged> {
    let recovery = deployment.disaster_recovery.as_ref();
    let stack = |name, certain| Tagged {
        name,
        tags: deployment.data_layer.draft().tags.clone(),
        made_of: RECOVERY,
        certain,
        in_recovery: false,
    };
    let dr_stack = recovery.filter(|dr| target == TargetName::Dr && dr.stack.is_some());
    let tool =
        recovery.filter(|dr| target == TargetName::DrInMainRegion && dr.snapshot_tool.is_some());
    let dr_stack = dr_stack.map(|_| stack("dr-stack", DR_STACK_CERTAIN));
    dr_stack
        .into_iter()
        .chain(tool.map(|_| stack("snapshot-tool", SNAPSHOT_TOOL_CERTAIN)))
        .collect()
}
