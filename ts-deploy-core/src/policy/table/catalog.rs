//! Products, launches and the vendor's portfolio.

use super::{CHANGE, LOOK};
use crate::policy::operation::{Need, Operation, Phase, Place, Use, When};
use crate::policy::scope::Scope;

const SERVICE: &str = "servicecatalog";
const IMPORT: &[Use] = &[
    (Phase::Fix, &[Place::Platform]),
    (Phase::Deploy, &[Place::Platform]),
];
/// Looked at before a launch only.
const TERMS: &[Use] = &[(Phase::Preflight, &[Place::Platform])];
const LISTED: &[Use] = &[
    (Phase::Preflight, &[Place::Platform]),
    (Phase::Fix, &[Place::Platform]),
    (Phase::Deploy, &[Place::Platform]),
    (Phase::Watch, &[Place::Platform]),
];

/// Why a launch takes rights of `CloudFormation` and S3: without a launch role Service Catalog
/// works with the caller's. These are what AWS's own policy for those who launch
/// (`AWSServiceCatalogEndUserFullAccess`) gives.
const FORWARDED: &str = "Service Catalog makes the product's stack with the caller's rights unless \
                         the product has a launch role; as AWSServiceCatalogEndUserFullAccess has it";

/// Looks at a stack that a launch works on.
const STACK_LOOK: [Need; 3] = [
    Need::implied(
        "cloudformation:DescribeStacks",
        Scope::ProductStacks,
        FORWARDED,
    ),
    Need::implied(
        "cloudformation:DescribeStackEvents",
        Scope::ProductStacks,
        FORWARDED,
    ),
    Need::implied("cloudformation:ValidateTemplate", Scope::Any, FORWARDED),
];
/// Tags the stack; Service Catalog adds its own even where none was given.
const STACK_TAGS: [Need; 2] = [
    Need::implied(
        "cloudformation:TagResource",
        Scope::ProductStacks,
        FORWARDED,
    ),
    Need::implied(
        "cloudformation:UntagResource",
        Scope::ProductStacks,
        FORWARDED,
    ),
];
const TEMPLATE: Need = Need::implied(
    "s3:GetObject",
    Scope::ProductTemplates,
    "the template of a product is read with the caller's rights, from objects that Service Catalog \
     has tagged",
);
const SUMMARY: Need = Need::implied("cloudformation:GetTemplateSummary", Scope::Any, FORWARDED);

pub(super) const TABLE: &[Operation] = &[
    Operation::new(
        SERVICE,
        "SearchProducts",
        LOOK,
        &[Need::of("servicecatalog:SearchProducts", Scope::Any)],
    ),
    Operation::new(
        SERVICE,
        "DescribeProduct",
        LOOK,
        &[Need::of("servicecatalog:DescribeProduct", Scope::Products)],
    ),
    Operation::new(
        SERVICE,
        "ListProvisioningArtifacts",
        LOOK,
        &[Need::of(
            "servicecatalog:ListProvisioningArtifacts",
            Scope::Products,
        )],
    ),
    Operation::new(
        SERVICE,
        "DescribeProvisioningArtifact",
        TERMS,
        &[Need::of(
            "servicecatalog:DescribeProvisioningArtifact",
            Scope::Products,
        )],
    ),
    Operation::new(
        SERVICE,
        "ListLaunchPaths",
        LOOK,
        &[Need::of("servicecatalog:ListLaunchPaths", Scope::Products)],
    ),
    Operation::new(
        SERVICE,
        "DescribeProvisioningParameters",
        LOOK,
        &[
            Need::of(
                "servicecatalog:DescribeProvisioningParameters",
                Scope::Products,
            ),
            SUMMARY,
            TEMPLATE,
        ],
    ),
    Operation::new(
        SERVICE,
        "DescribeProvisionedProduct",
        LOOK,
        &[Need::of(
            "servicecatalog:DescribeProvisionedProduct",
            Scope::Any,
        )],
    ),
    Operation::new(
        SERVICE,
        "SearchProvisionedProducts",
        LOOK,
        &[Need::of(
            "servicecatalog:SearchProvisionedProducts",
            Scope::Any,
        )],
    ),
    Operation::new(
        SERVICE,
        "DescribeRecord",
        LOOK,
        &[Need::of("servicecatalog:DescribeRecord", Scope::Any)],
    ),
    Operation::new(
        SERVICE,
        "ListRecordHistory",
        LOOK,
        &[Need::of("servicecatalog:ListRecordHistory", Scope::Any)],
    ),
    Operation::new(
        SERVICE,
        "GetProvisionedProductOutputs",
        LOOK,
        &[Need::of(
            "servicecatalog:GetProvisionedProductOutputs",
            Scope::Any,
        )],
    ),
    Operation::new(
        SERVICE,
        "ProvisionProduct",
        CHANGE,
        &[
            Need::of("servicecatalog:ProvisionProduct", Scope::Products),
            Need::implied(
                "cloudformation:CreateStack",
                Scope::ProductStacks,
                FORWARDED,
            ),
            Need::implied(
                "cloudformation:SetStackPolicy",
                Scope::ProductStacks,
                FORWARDED,
            ),
            STACK_LOOK[0],
            STACK_LOOK[1],
            STACK_LOOK[2],
            STACK_TAGS[0],
            SUMMARY,
            TEMPLATE,
        ],
    ),
    Operation::new(
        SERVICE,
        "UpdateProvisionedProduct",
        CHANGE,
        &[
            Need::of("servicecatalog:UpdateProvisionedProduct", Scope::Any),
            Need::implied(
                "cloudformation:UpdateStack",
                Scope::ProductStacks,
                FORWARDED,
            ),
            STACK_LOOK[0],
            STACK_LOOK[1],
            STACK_LOOK[2],
            STACK_TAGS[0],
            STACK_TAGS[1],
            SUMMARY,
            TEMPLATE,
        ],
    ),
    Operation::new(
        SERVICE,
        "TerminateProvisionedProduct",
        CHANGE,
        &[
            Need::of("servicecatalog:TerminateProvisionedProduct", Scope::Any),
            Need::implied(
                "cloudformation:DeleteStack",
                Scope::ProductStacks,
                FORWARDED,
            ),
            STACK_LOOK[0],
            STACK_LOOK[1],
        ],
    ),
    Operation::new(
        SERVICE,
        "ListAcceptedPortfolioShares",
        LISTED,
        &[Need::of(
            "servicecatalog:ListAcceptedPortfolioShares",
            Scope::Any,
        )],
    ),
    Operation::new(
        SERVICE,
        "ListPrincipalsForPortfolio",
        LISTED,
        &[Need::of(
            "servicecatalog:ListPrincipalsForPortfolio",
            Scope::Portfolio,
        )],
    )
    .when(When::Portfolio),
    Operation::new(
        SERVICE,
        "AcceptPortfolioShare",
        IMPORT,
        &[Need::of(
            "servicecatalog:AcceptPortfolioShare",
            Scope::Portfolio,
        )],
    )
    .when(When::Portfolio),
    Operation::new(
        SERVICE,
        "AssociatePrincipalWithPortfolio",
        IMPORT,
        &[Need::of(
            "servicecatalog:AssociatePrincipalWithPortfolio",
            Scope::Portfolio,
        )],
    )
    .when(When::Portfolio),
];
