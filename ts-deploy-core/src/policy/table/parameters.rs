//! Parameters in SSM: the secrets, and those of single sign-on.

use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const SERVICE: &str = "ssm";
const PLATFORM: &[Place] = &[Place::Platform];
const LOOK: &[Use] = &[
    (Phase::Deploy, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
    (Phase::Sso, PLATFORM),
];
/// Which parameters there are, which a check asks too.
const LISTED: &[Use] = &[
    (Phase::Preflight, PLATFORM),
    (Phase::Deploy, PLATFORM),
    (Phase::Watch, PLATFORM),
    (Phase::Dr, &[Place::Platform, Place::Recovery]),
    (Phase::Sso, PLATFORM),
];
const CHANGE: &[Use] = &[
    (Phase::Deploy, PLATFORM),
    (Phase::Dr, &[Place::Recovery]),
    (Phase::Sso, PLATFORM),
];

const DECRYPTED: &str = "a SecureString is read through its key";
const ENCRYPTED: &str = "a SecureString of the standard tier is encrypted with its key";
const ENVELOPED: &str = "a SecureString of the advanced tier is encrypted with a data key";

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        SERVICE,
        "DescribeParameters",
        LISTED,
        &[Need::of("ssm:DescribeParameters", Scope::Any)],
    )
    .when(When::SecretsOrSignOn),
    Operation::new(
        SERVICE,
        "GetParameters",
        LOOK,
        &[
            Need::of("ssm:GetParameters", Scope::SecretParameters),
            Need::of("ssm:GetParameters", Scope::SignOnParameters),
            Need::implied("kms:Decrypt", Scope::SecretKeys, DECRYPTED),
            Need::implied("kms:Decrypt", Scope::SignOnKeys, DECRYPTED),
        ],
    )
    .when(When::SecretsOrSignOn),
    Operation::new(
        SERVICE,
        "PutParameter",
        CHANGE,
        &[
            Need::of("ssm:PutParameter", Scope::SecretParameters),
            Need::of("ssm:PutParameter", Scope::SignOnParameters),
            Need::implied(
                "ssm:AddTagsToResource",
                Scope::SecretParameters,
                "tags given when a parameter is made are tagging of their own",
            ),
            Need::implied(
                "ssm:AddTagsToResource",
                Scope::SignOnParameters,
                "tags given when a parameter is made are tagging of their own",
            ),
            Need::implied("kms:Encrypt", Scope::SecretKeys, ENCRYPTED),
            Need::implied("kms:Encrypt", Scope::SignOnKeys, ENCRYPTED),
            Need::implied("kms:GenerateDataKey", Scope::SecretKeys, ENVELOPED),
            Need::implied("kms:GenerateDataKey", Scope::SignOnKeys, ENVELOPED),
        ],
    )
    .when(When::SecretsOrSignOn),
    Operation::new(
        SERVICE,
        "DeleteParameter",
        CHANGE,
        &[
            Need::of("ssm:DeleteParameter", Scope::SecretParameters),
            Need::of("ssm:DeleteParameter", Scope::SignOnParameters),
        ],
    )
    .when(When::SecretsOrSignOn),
];
