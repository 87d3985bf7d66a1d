//! What the checks of the accounts look at besides, and mend.

use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const EVERY: &[Place] = &[Place::Every];
const LOOKED: &[Use] = &[(Phase::Preflight, EVERY)];
const CHECKED: &[Use] = &[(Phase::Preflight, EVERY), (Phase::Fix, EVERY)];
const MENDED: &[Use] = &[(Phase::Fix, EVERY)];
const PLATFORM: &[Place] = &[Place::Platform];
const MENDED_PLATFORM: &[Use] = &[(Phase::Fix, PLATFORM)];
/// Looked at before a deployment and by its tasks afterwards.
const TASK_LOOKED: &[Use] = &[
    (Phase::Preflight, EVERY),
    (Phase::Fix, EVERY),
    (Phase::Deploy, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
];
/// Looked at by a task after a deployment alone.
const TASK_ALONE_LOOKED: &[Use] = &[
    (Phase::Deploy, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
];
/// Changed by a fix, or by a task after a deployment.
const TASK: &[Use] = &[
    (Phase::Fix, EVERY),
    (Phase::Deploy, PLATFORM),
    (Phase::Dr, &[Place::Recovery]),
];
/// Changed by a task after a deployment alone, or removed with the platform.
const TASK_ALONE: &[Use] = &[(Phase::Deploy, PLATFORM), (Phase::Dr, &[Place::Recovery])];

const LINK: &str = "iam:CreateServiceLinkedRole";

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        "acm",
        "DescribeCertificate",
        CHECKED,
        &[Need::of("acm:DescribeCertificate", Scope::Certificates)],
    ),
    Operation::new(
        "acm",
        "ListCertificates",
        CHECKED,
        &[Need::of("acm:ListCertificates", Scope::Any)],
    )
    .when(When::CertificateFiles),
    Operation::new(
        "acm",
        "ImportCertificate",
        MENDED_PLATFORM,
        &[
            Need::of("acm:ImportCertificate", Scope::Certificates),
            Need::implied(
                "acm:AddTagsToCertificate",
                Scope::Certificates,
                "a new certificate is given its tags by the same call",
            ),
        ],
    )
    .when(When::CertificateFiles),
    Operation::new(
        "iam",
        "CreateServiceLinkedRole",
        MENDED,
        &[
            Need::of(LINK, Scope::ServiceLinkedRole("ecs.amazonaws.com")),
            Need::of(LINK, Scope::ServiceLinkedRole("es.amazonaws.com")),
            Need::of(
                LINK,
                Scope::ServiceLinkedRole("opensearchservice.amazonaws.com"),
            ),
        ],
    ),
    Operation::new(
        "sesv2",
        "GetEmailIdentity",
        TASK_LOOKED,
        &[Need::of("ses:GetEmailIdentity", Scope::MailIdentities)],
    ),
    Operation::new(
        "sesv2",
        "GetAccount",
        TASK_LOOKED,
        &[Need::of("ses:GetAccount", Scope::Any)],
    ),
    Operation::new(
        "sesv2",
        "CreateEmailIdentity",
        MENDED,
        &[
            Need::of("ses:CreateEmailIdentity", Scope::Any),
            Need::implied(
                "ses:TagResource",
                Scope::MailIdentities,
                "a new identity is given its tags by the same call",
            ),
        ],
    ),
    Operation::new(
        "sesv2",
        "PutAccountDetails",
        MENDED_PLATFORM,
        &[Need::of("ses:PutAccountDetails", Scope::Any)],
    )
    .when(When::ProductionAccess),
    Operation::new(
        "sns",
        "ListSubscriptions",
        TASK_LOOKED,
        &[Need::of("sns:ListSubscriptions", Scope::Any)],
    ),
    Operation::new(
        "eks",
        "DescribeCluster",
        TASK_ALONE_LOOKED,
        &[Need::of("eks:DescribeCluster", Scope::WorkerClusters)],
    ),
    Operation::new(
        "eks",
        "DescribeUpdate",
        TASK_ALONE_LOOKED,
        &[Need::of("eks:DescribeUpdate", Scope::WorkerClusters)],
    ),
    Operation::new(
        "eks",
        "UpdateClusterConfig",
        TASK_ALONE,
        &[Need::of("eks:UpdateClusterConfig", Scope::WorkerClusters)],
    ),
    Operation::new(
        "es",
        "DescribeElasticsearchDomain",
        TASK_ALONE_LOOKED,
        &[Need::of(
            "es:DescribeElasticsearchDomain",
            Scope::SearchDomains,
        )],
    ),
    Operation::new(
        "es",
        "DescribeElasticsearchDomainConfig",
        TASK_ALONE_LOOKED,
        &[Need::of(
            "es:DescribeElasticsearchDomainConfig",
            Scope::SearchDomains,
        )],
    ),
    Operation::new(
        "es",
        "UpdateElasticsearchDomainConfig",
        TASK_ALONE,
        &[Need::of(
            "es:UpdateElasticsearchDomainConfig",
            Scope::SearchDomains,
        )],
    ),
    Operation::new(
        "ec2",
        "DescribeAddresses",
        CHECKED,
        &[Need::of("ec2:DescribeAddresses", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeDhcpOptions",
        CHECKED,
        &[Need::of("ec2:DescribeDhcpOptions", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeInstanceTypeOfferings",
        CHECKED,
        &[Need::of("ec2:DescribeInstanceTypeOfferings", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeKeyPairs",
        CHECKED,
        &[Need::of("ec2:DescribeKeyPairs", Scope::Any)],
    )
    .when(When::KeyPair),
    Operation::new(
        "ec2",
        "CreateKeyPair",
        MENDED_PLATFORM,
        &[
            Need::of("ec2:CreateKeyPair", Scope::KeyPairs),
            Need::implied(
                "ec2:CreateTags",
                Scope::KeyPairs,
                "the pair is given its tags by the same call",
            ),
        ],
    )
    .when(When::PrivateKeyFile),
    Operation::new(
        "ec2",
        "DeleteKeyPair",
        MENDED_PLATFORM,
        &[Need::of("ec2:DeleteKeyPair", Scope::KeyPairs)],
    )
    .when(When::PrivateKeyFile),
    Operation::new(
        "ec2",
        "DescribeNatGateways",
        CHECKED,
        &[Need::of("ec2:DescribeNatGateways", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeRouteTables",
        TASK_LOOKED,
        &[Need::of("ec2:DescribeRouteTables", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeSubnets",
        CHECKED,
        &[Need::of("ec2:DescribeSubnets", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeVpcAttribute",
        CHECKED,
        &[Need::of("ec2:DescribeVpcAttribute", Scope::NetworkParts)],
    ),
    Operation::new(
        "ec2",
        "DescribeVpcEndpoints",
        TASK_LOOKED,
        &[Need::of("ec2:DescribeVpcEndpoints", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "DescribeVpcs",
        TASK_LOOKED,
        &[Need::of("ec2:DescribeVpcs", Scope::Any)],
    ),
    Operation::new(
        "ec2",
        "CreateVpcEndpoint",
        TASK,
        &[
            Need::of("ec2:CreateVpcEndpoint", Scope::NetworkParts),
            Need::implied(
                "ec2:CreateTags",
                Scope::Endpoints,
                "the endpoint is given its tags by the same call",
            ),
        ],
    ),
    Operation::new(
        "ec2",
        "DeleteVpcEndpoints",
        TASK_ALONE,
        &[Need::of("ec2:DeleteVpcEndpoints", Scope::Endpoints)],
    ),
    Operation::new(
        "ec2",
        "ModifyVpcEndpoint",
        TASK,
        &[Need::of("ec2:ModifyVpcEndpoint", Scope::NetworkParts)],
    ),
    Operation::new(
        "rds",
        "DescribeOrderableDBInstanceOptions",
        LOOKED,
        &[Need::of(
            "rds:DescribeOrderableDBInstanceOptions",
            Scope::Any,
        )],
    ),
    Operation::new(
        "route53",
        "GetHostedZone",
        LOOKED,
        &[Need::of("route53:GetHostedZone", Scope::HostedZones)],
    ),
    Operation::new(
        "route53",
        "ListHostedZones",
        LOOKED,
        &[Need::of("route53:ListHostedZones", Scope::Any)],
    ),
    Operation::new(
        "route53",
        "ListHostedZonesByVPC",
        LOOKED,
        &[
            Need::of("route53:ListHostedZonesByVPC", Scope::Any),
            Need::implied(
                "ec2:DescribeVpcs",
                Scope::Any,
                "the VPC that is asked about must be visible",
            ),
        ],
    ),
    Operation::new(
        "route53",
        "ListResourceRecordSets",
        LOOKED,
        &[Need::of(
            "route53:ListResourceRecordSets",
            Scope::HostedZones,
        )],
    ),
    Operation::new(
        "servicequotas",
        "GetServiceQuota",
        LOOKED,
        &[Need::of("servicequotas:GetServiceQuota", Scope::Any)],
    ),
    Operation::new(
        "servicequotas",
        "GetAWSDefaultServiceQuota",
        LOOKED,
        &[Need::of(
            "servicequotas:GetAWSDefaultServiceQuota",
            Scope::Any,
        )],
    ),
];
