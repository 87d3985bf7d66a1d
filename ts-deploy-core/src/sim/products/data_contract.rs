//! What the Data Layer declares (section D).

use super::declare::{Row, contract, flag, like, list, number, one_of, required, revised, text};
use crate::ids::LogRetentionDays;
use crate::parameter::{Constraints, Contract, Declaration};

/// The 41 documented parameters.
pub(super) fn v1_0_0() -> Contract {
    let rows = naming()
        .into_iter()
        .chain(recovery())
        .chain(search())
        .chain(database());
    contract(rows.chain(network()).chain(operation()))
}

/// What an invented later release declares: keys for the decisions that the documents name
/// without a parameter, no deprecated key, and tighter bounds.
pub(super) fn v1_1_0() -> Contract {
    let volume = number("100", "50");
    let class = like(text("db.t2.medium"), r"db\..+", "an RDS instance class");
    let rows = vec![
        (
            "EsDatanodeVolumeSize",
            volume,
            "EBS volume size in GB for Elasticsearch, at least 50.",
        ),
        (
            "InstanceTypeRDS",
            class,
            "Instance class of the PostgreSQL database.",
        ),
        (
            "EnableAnylink",
            flag("false"),
            "Set to true to install Anylink.",
        ),
        (
            "EnableEgnyte",
            flag("false"),
            "Set to true to install the Egnyte integration.",
        ),
        (
            "EnableBox",
            flag("false"),
            "Set to true to install the Box integration.",
        ),
        (
            "EksNodeAmi",
            text(""),
            "Image of the EKS workers. Leave empty for the provider's.",
        ),
        ("KeyPairName", text(""), "EC2 key pair of the EKS workers."),
        (
            "RDSMultiAZ",
            flag("false"),
            "Set to true for a standby of the database.",
        ),
    ];
    revised(v1_0_0(), &["EnableLogging"], rows)
}

fn naming() -> Vec<Row> {
    let name = like(
        required(),
        "[a-z][a-z0-9-]{1,26}[a-z0-9]",
        "3 to 28 lower-case letters, digits and hyphens, beginning with a letter",
    );
    let policy = like(
        text(""),
        r"(arn:aws[a-z-]*:iam::(\d{12}|aws):policy/.+)?",
        "the ARN of a policy",
    );
    vec![
        (
            "CFTemplateBucket",
            text("ts-platform-artifacts"),
            "Prefix of the bucket that holds the artifacts. Do not change.",
        ),
        (
            "CFTemplateVersion",
            required(),
            "Must match the version of the product being installed.",
        ),
        (
            "InfrastructureName",
            name,
            "Root of the names of all that is created.",
        ),
        (
            "Environment",
            text("production"),
            "Used internally. Do not change.",
        ),
        (
            "IAMRolePrefix",
            like(
                text(""),
                r"[a-zA-Z0-9+=,.@_-]{0,32}",
                "letters, digits and +=,.@_-",
            ),
            "Prefix of all created IAM roles.",
        ),
        (
            "IAMBoundaryPolicy",
            policy,
            "ARN of a boundary policy attached to all created roles.",
        ),
    ]
}

fn recovery() -> Vec<Row> {
    let account = like(text(""), r"(\d{12})?", "an account id, or empty");
    let key = like(
        text(""),
        r"(arn:aws[a-z-]*:kms:.+)?",
        "the ARN of a KMS key, or empty",
    );
    vec![
        (
            "EnableDR",
            flag("false"),
            "Set to true for disaster recovery.",
        ),
        (
            "DRAWSAccountId",
            account,
            "Account used for disaster recovery.",
        ),
        (
            "DRDatalakeKMSKey",
            key,
            "KMS key that encrypts the data in the DR account.",
        ),
        (
            "DRDatalakeBucket",
            text(""),
            "Data lake bucket of the DR account.",
        ),
        (
            "DRStreamBucket",
            text(""),
            "Stream bucket of the DR account.",
        ),
        (
            "DRBackupBucket",
            text(""),
            "Backup bucket of the DR account.",
        ),
        (
            "DRLocalArtifactsBucket",
            text(""),
            "Artifacts bucket of the DR account.",
        ),
    ]
}

fn search() -> Vec<Row> {
    let of = |default: &str| {
        like(
            text(default),
            r"[a-z0-9-]+\.[a-z0-9-]+\.elasticsearch",
            "an Elasticsearch instance type",
        )
    };
    vec![
        ("EnableElasticsearch", flag("true"), "Do not change."),
        (
            "EnableLogging",
            flag("false"),
            "Deprecated, will be removed in the next release. Set to false.",
        ),
        (
            "EsMasterInstanceType",
            of("t3.medium.elasticsearch"),
            "Instance type of the master nodes.",
        ),
        (
            "EsDatanodeInstanceType",
            of("m4.large.elasticsearch"),
            "Instance type of the data nodes.",
        ),
        (
            "EsDatanodeInstanceCount",
            number("2", "1"),
            "Number of data nodes.",
        ),
        (
            "EsDatanodeVolumeSize",
            number("100", "10"),
            "EBS volume size in GB for Elasticsearch.",
        ),
        (
            "EsBackupInterval",
            number("6", "1"),
            "Hours between backups of Elasticsearch to S3.",
        ),
    ]
}

fn database() -> Vec<Row> {
    vec![
        (
            "InstanceTypeRDS",
            text("db.t2.medium"),
            "Instance class of the PostgreSQL database.",
        ),
        (
            "RDSBackupInterval",
            number("24", "1"),
            "Hours between backups of the database.",
        ),
        (
            "RDSBackupSchedule",
            text("0 1 * * ? *"),
            "Backup schedule as a CloudWatch Events cron expression, in UTC.",
        ),
        (
            "RDSBackupRetentionDays",
            number("30", "1"),
            "Days after which snapshots are deleted.",
        ),
        (
            "RDSSnapShot",
            text(""),
            "Snapshot to restore from. Leave empty for a standard installation.",
        ),
        (
            "STBucket",
            text(""),
            "Stream bucket to recover from. Leave empty for a standard installation.",
        ),
        (
            "DLBucket",
            text(""),
            "Data lake bucket to recover from. Leave empty for a standard installation.",
        ),
    ]
}

fn network() -> Vec<Row> {
    let cidr = like(
        required(),
        r"\d{1,3}(\.\d{1,3}){3}/\d{1,2}",
        "a CIDR block such as 10.20.0.0/16",
    );
    let vpc = like(
        text(""),
        "(vpc-[0-9a-f]{8,17})?",
        "the id of a VPC, or empty",
    );
    // A scheme is the usual mistake in a host name.
    let host = || like(required(), "[a-zA-Z0-9.-]*", "a host name without a scheme");
    vec![
        (
            "CreateVPC",
            flag("true"),
            "If true, a new VPC is created with subnets, security groups and NAT gateways.",
        ),
        (
            "VpcCIDR",
            cidr,
            "Block of the VPC; that of the existing one if CreateVPC is false.",
        ),
        (
            "VPCID",
            vpc,
            "Id of the existing VPC. Leave empty if CreateVPC is true.",
        ),
        (
            "PublicSubnetIds",
            list(),
            "Public subnets. Leave empty if CreateVPC is true.",
        ),
        (
            "PrivateSubnetIds",
            list(),
            "Private subnets. Leave empty if CreateVPC is true.",
        ),
        (
            "IsolatedSubnetIds",
            list(),
            "Subnets for Windows workers. Leave unchanged if CreateVPC is true.",
        ),
        (
            "LogsEndpoint",
            host(),
            "Host name of the CloudWatch Logs endpoint for Windows workers.",
        ),
        (
            "MonitoringEndpoint",
            host(),
            "Host name of the CloudWatch endpoint for Windows workers.",
        ),
        (
            "SqsEndpoint",
            host(),
            "Host name of the SQS endpoint for Windows workers.",
        ),
        (
            "CloudformationEndpoint",
            host(),
            "Host name of the CloudFormation endpoint for Windows workers.",
        ),
    ]
}

fn operation() -> Vec<Row> {
    let mail = || like(required(), r"[^@\s]+@[^@\s]+", "an e-mail address");
    let days = LogRetentionDays::ACCEPTED.map(|days| days.to_string());
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let retention = one_of(Declaration::of("Number").default_to("90"), &days);
    let empty = text("").constrained(Constraints {
        max_length: Some("16".to_owned()),
        ..Constraints::default()
    });
    vec![
        (
            "NotificationEmail",
            mail(),
            "Group address that is subscribed to alerts through SNS.",
        ),
        (
            "SourceNotificationEmail",
            mail(),
            "Sender of pipeline notifications, verified in SES.",
        ),
        (
            "LogRetentionDays",
            retention,
            "Days that CloudWatch keeps logs.",
        ),
        ("LambdaPrefix", empty, "Used internally. Leave empty."),
    ]
}
