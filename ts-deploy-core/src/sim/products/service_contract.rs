//! What the Service Layer declares (section S).

use super::declare::{Row, contract, flag, like, number, one_of, required, revised, text};
use crate::parameter::{Constraints, Contract, Declaration};

/// The 21 named parameters; the pair that the documents print twice under one name is declared
/// once.
pub(super) fn v1_0_0() -> Contract {
    contract(
        platform("v1.0.0")
            .into_iter()
            .chain(web())
            .chain(capacity()),
    )
}

/// What an invented later release declares.
pub(super) fn v1_1_0() -> Contract {
    let throughput = Declaration::of("Number")
        .default_to("20")
        .constrained(Constraints {
            min_value: Some("1".to_owned()),
            max_value: Some("200".to_owned()),
            ..Constraints::default()
        });
    let rows = vec![
        (
            "CFTemplateVersion",
            text("v1.1.0"),
            "Must match the version of the product being installed.",
        ),
        (
            "TaskThroughput",
            throughput,
            "Files that are processed at once, at most 200.",
        ),
        (
            "AnylinkMinCapacity",
            number("0", "0"),
            "Least number of containers for Anylink. 0 if it is not used.",
        ),
        (
            "AnylinkMaxCapacity",
            number("0", "0"),
            "Greatest number of containers for Anylink. 0 if it is not used.",
        ),
    ];
    revised(v1_0_0(), &["EnableLogging", "InstanceTypeECS"], rows)
}

fn platform(version: &str) -> Vec<Row> {
    let cluster = one_of(text("Fargate"), &["Fargate", "EC2"]);
    let instance = |default: &str| {
        like(
            text(default),
            r"[a-z0-9-]+\.[a-z0-9-]+",
            "an EC2 instance type",
        )
    };
    let stack = like(required(), "[a-zA-Z][a-zA-Z0-9-]*", "the name of a stack");
    vec![
        (
            "CFTemplateVersion",
            text(version),
            "Must match the version of the product being installed.",
        ),
        (
            "Branch",
            text("master"),
            "Suffix of the image repositories. Do not change.",
        ),
        ("DataStack", stack, "Name of the Data Layer's main stack."),
        (
            "EnableLogging",
            flag("false"),
            "Set to true if the Data Layer made the logging cluster.",
        ),
        ("ClusterType", cluster, "Do not change."),
        ("InstanceTypeECS", instance("t2.large"), "Legacy, not used."),
        (
            "ConnectorMaxMemory",
            number("2048", "128"),
            "Memory in MB of the containers on DataHub machines.",
        ),
        (
            "TaskThroughput",
            number("20", "1"),
            "Files that are processed at once.",
        ),
        (
            "EnableWinTaskScriptService",
            flag("true"),
            "Enables workers on Windows.",
        ),
        (
            "WindowsInstanceType",
            instance("t3.medium"),
            "Instance type of the Windows workers.",
        ),
    ]
}

fn web() -> Vec<Row> {
    let domain = like(
        required(),
        r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+",
        "a domain name",
    );
    let zone = like(
        text(""),
        "(Z[A-Z0-9]+)?",
        "the id of a hosted zone, or empty",
    );
    let certificate = like(
        text(""),
        "(arn:aws[a-z-]*:acm:.+)?",
        "the ARN of a certificate, or empty",
    );
    vec![
        (
            "PublicDomain",
            domain,
            "Domain name of the web UI; it need not be public.",
        ),
        (
            "ExposedOnInternet",
            flag("false"),
            "Set to true to be reachable from the Internet.",
        ),
        (
            "NoDNSWeb",
            flag("false"),
            "Set to true if no public DNS records are to be created.",
        ),
        (
            "PublicDomainZoneId",
            zone,
            "Hosted zone; one is created if empty, unless NoDNSWeb is true.",
        ),
        (
            "Certificate",
            certificate,
            "ARN of the certificate; one is created if empty, unless NoDNSWeb is true.",
        ),
        (
            "PrivateDomain",
            text("ts-dip.internal"),
            "Domain of the services among themselves.",
        ),
    ]
}

fn capacity() -> Vec<Row> {
    vec![
        (
            "MinCapacity",
            number("2", "0"),
            "Least number of containers.",
        ),
        (
            "MaxCapacity",
            number("4", "0"),
            "Greatest number of containers.",
        ),
        ("LambdaPrefix", text(""), "Used internally. Leave empty."),
        (
            "AthenaCreateIamUser",
            flag("false"),
            "Lets the platform create IAM users for Athena.",
        ),
        (
            "UserAuditLogGroupSuffix",
            text("user-action-audit-log"),
            "Legacy. Do not change.",
        ),
    ]
}
