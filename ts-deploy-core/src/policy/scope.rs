//! On what an action is allowed, as narrow as a deployment tells.

use super::Phase;
use super::resources::Here;
use crate::deployment::Deployment;
use crate::target::Target;

/// On what an action is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scope {
    /// Everything: the action takes no resource, or what it is asked about has no name yet.
    Any,
    /// The products, by their ids where the deployment names them so.
    Products,
    /// The portfolio that is imported.
    Portfolio,
    /// The stacks that Service Catalog makes in the account.
    ProductStacks,
    /// Objects that Service Catalog keeps templates of products in.
    ProductTemplates,
    /// The stacks of disaster recovery that this deployment makes in the target.
    OwnStacks,
    /// The objects that hold the templates of those stacks.
    OwnTemplates,
    /// The parameters that are written, and those that values are read from.
    SecretParameters,
    /// The keys that encrypt those parameters, through SSM only.
    SecretKeys,
    /// The parameters of single sign-on, and those that its services read.
    SignOnParameters,
    /// The key that encrypts the sign-on client's secret, through SSM only.
    SignOnKeys,
    /// The user pools of the account and region: a pool's id is known only once it is made.
    UserPools,
    /// What serves a sign-in domain of the customer's: a distribution in an account of AWS, so that
    /// it has no name here. Nothing for a domain below Cognito's.
    SignInDistribution,
    /// The services of the platform's cluster.
    ContainerServices,
    /// The platform's buckets, whose names only its outputs tell; in the DR account those of
    /// disaster recovery, by name where the deployment tells them.
    Buckets,
    /// The keys of the account and region.
    Keys,
    /// The keys of the account in the other regions of the platform, for whoever looks before the
    /// roles' names have a prefix.
    KeysElsewhere,
    /// The trails that cover the account, those of its organisation included.
    Trails,
    /// The account in its organisation, whose id only the organisation's account knows.
    OrganizationAccount,
    /// The database snapshots of the account and region.
    Snapshots,
    /// The roles of the account: who calls is known only when it calls.
    Roles,
    /// The users of the account: who calls is known only when it calls.
    Users,
    /// The role that the service of this name uses in the account, made for that service alone.
    ServiceLinkedRole(&'static str),
    /// The certificates of the account and region.
    Certificates,
    /// The addresses and domains of the account that mail is sent from.
    MailIdentities,
    /// The clusters that run the platform's workers.
    WorkerClusters,
    /// The search domains of the account and region.
    SearchDomains,
    /// The hosted zones of the account, which have no region.
    HostedZones,
    /// What an endpoint into a network is made of.
    NetworkParts,
    /// The endpoints of the account and region.
    Endpoints,
    /// The key pairs of the account and region.
    KeyPairs,
    /// The permissions boundary that the products' roles get.
    BoundaryPolicies,
    /// The role through which the vendor reads logs.
    VendorLogRole,
    /// The same role, with the permissions boundary that is decided for it alone.
    BoundedVendorLogRole,
}

/// A condition under which alone an action is allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// How the two are compared: `StringEquals`, or `ArnEquals` for a key whose value is an ARN.
    pub operator: &'static str,
    /// The key: `kms:ViaService`.
    pub key: String,
    /// The value it must have.
    pub value: String,
}

/// What a scope is in one target: the resources, none when there is nothing to allow.
pub(super) struct Resolved {
    pub(super) resources: Vec<String>,
    pub(super) condition: Option<Condition>,
}

impl Scope {
    /// What it is in `target` as far as `phase` is concerned: deploying writes the secrets, single
    /// sign-on its own parameters, and who looks sees both.
    pub(super) fn resolve(
        self,
        deployment: &Deployment,
        target: &Target,
        phase: Phase,
    ) -> Resolved {
        let here = Here { deployment, target };
        let others = match self {
            Self::SecretParameters | Self::SecretKeys => phase == Phase::Sso,
            Self::SignOnParameters | Self::SignOnKeys => {
                !matches!(phase, Phase::Sso | Phase::Watch)
            }
            Self::KeysElsewhere => phase != Phase::Preflight,
            // Whoever deploys or watches asks about the vendor's role only.
            Self::Roles => matches!(phase, Phase::Deploy | Phase::Watch),
            _ => false,
        };
        let condition = match self {
            Self::SecretKeys | Self::SignOnKeys => Some(Condition {
                operator: "StringEquals",
                key: "kms:ViaService".to_owned(),
                value: target.region.endpoint("ssm"),
            }),
            Self::ProductTemplates => Some(Condition {
                operator: "StringEquals",
                key: "s3:ExistingObjectTag/servicecatalog:provisioning".to_owned(),
                value: "true".to_owned(),
            }),
            Self::ServiceLinkedRole(service) => Some(Condition {
                operator: "StringEquals",
                key: "iam:AWSServiceName".to_owned(),
                value: service.to_owned(),
            }),
            Self::BoundedVendorLogRole => here.vendor_log_boundary().map(|policy| Condition {
                operator: "ArnEquals",
                key: "iam:PermissionsBoundary".to_owned(),
                value: policy.to_string(),
            }),
            _ => None,
        };
        Resolved {
            resources: if others {
                Vec::new()
            } else {
                here.resources(self)
            },
            condition,
        }
    }
}
