//! What the products' templates make, and what undoes it: the rights a launch takes when the
//! product has no launch role.

/// Something that is made, by this action, and the actions that undo it.
pub(super) struct Pair {
    pub(super) makes: &'static str,
    pub(super) undoes: &'static [&'static str],
}

const fn pair(makes: &'static str, undoes: &'static [&'static str]) -> Pair {
    Pair { makes, undoes }
}

/// What is made of roles, on which `IAMRolePrefix` and `IAMBoundaryPolicy` count.
pub(super) const ROLES: &[Pair] = &[
    pair("iam:CreateRole", &["iam:DeleteRole"]),
    pair("iam:AttachRolePolicy", &["iam:DetachRolePolicy"]),
    pair("iam:PutRolePolicy", &["iam:DeleteRolePolicy"]),
    pair("iam:PassRole", &[]),
];

/// What is made of everything else.
pub(super) const RESOURCES: &[Pair] = &[
    pair("iam:CreatePolicy", &["iam:DeletePolicy"]),
    pair("iam:CreateInstanceProfile", &["iam:DeleteInstanceProfile"]),
    pair("iam:CreateServiceLinkedRole", &[]),
    pair("s3:CreateBucket", &["s3:DeleteBucket"]),
    pair("s3:PutObject", &["s3:DeleteObject"]),
    pair("s3:PutBucketPolicy", &["s3:DeleteBucketPolicy"]),
    pair("ec2:CreateVpc", &["ec2:DeleteVpc"]),
    pair("ec2:CreateSubnet", &["ec2:DeleteSubnet"]),
    pair("ec2:CreateNatGateway", &["ec2:DeleteNatGateway"]),
    pair("ec2:AllocateAddress", &["ec2:ReleaseAddress"]),
    pair("ec2:CreateSecurityGroup", &["ec2:DeleteSecurityGroup"]),
    pair("ec2:CreateVpcEndpoint", &["ec2:DeleteVpcEndpoints"]),
    pair("rds:CreateDBInstance", &["rds:DeleteDBInstance"]),
    // The names that both generations of the service's domains are allowed by.
    pair(
        "es:CreateElasticsearchDomain",
        &["es:DeleteElasticsearchDomain"],
    ),
    pair("eks:CreateCluster", &["eks:DeleteCluster"]),
    pair("ecs:CreateCluster", &["ecs:DeleteCluster"]),
    pair("ecs:CreateService", &["ecs:DeleteService"]),
    pair("lambda:CreateFunction", &["lambda:DeleteFunction"]),
    pair("kms:CreateKey", &["kms:ScheduleKeyDeletion"]),
    pair("logs:CreateLogGroup", &["logs:DeleteLogGroup"]),
    pair("sns:CreateTopic", &["sns:DeleteTopic"]),
    pair("sqs:CreateQueue", &["sqs:DeleteQueue"]),
    pair("dynamodb:CreateTable", &["dynamodb:DeleteTable"]),
    pair("events:PutRule", &["events:DeleteRule"]),
    pair("states:CreateStateMachine", &["states:DeleteStateMachine"]),
    pair("route53:CreateHostedZone", &["route53:DeleteHostedZone"]),
    // Records are made and deleted by the same right.
    pair("route53:ChangeResourceRecordSets", &[]),
    pair(
        "cloudformation:CreateStack",
        &["cloudformation:DeleteStack"],
    ),
    pair("ssm:PutParameter", &["ssm:DeleteParameter"]),
    pair(
        "elasticloadbalancing:CreateLoadBalancer",
        &["elasticloadbalancing:DeleteLoadBalancer"],
    ),
    pair(
        "autoscaling:CreateAutoScalingGroup",
        &["autoscaling:DeleteAutoScalingGroup"],
    ),
    pair(
        "servicediscovery:CreatePrivateDnsNamespace",
        &["servicediscovery:DeleteNamespace"],
    ),
];

/// Every action of these pairs, in their order.
pub(super) fn actions(pairs: &[Pair]) -> Vec<String> {
    let all = pairs
        .iter()
        .flat_map(|pair| std::iter::once(&pair.makes).chain(pair.undoes));
    all.map(|action| (*action).to_owned()).collect()
}
