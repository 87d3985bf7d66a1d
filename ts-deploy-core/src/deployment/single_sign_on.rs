//! What the customer decides about single sign-on (rows I1-I9). What follows from it, and
//! the steps that make it, are the crate `ts-deploy-sso`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::ids::{
    CertificateArn, ClaimName, ClusterName, DomainName, DomainPrefix, GroupName, GroupsAttribute,
    HttpsUrl, KmsKeyRef, OrganisationName, Partition, PoolAttribute, ProviderName, Region,
    SamlMetadata, ServiceName, UserPoolName,
};
use crate::layer::secrets::SourceName;
use crate::secret::Secret;

/// The services that read single sign-on's parameters when they start, and so are restarted after
/// a change (I6).
pub const RESTARTED: [&str; 2] = ["ts-service-user-org", "ts-service-web"];

/// Single sign-on as decided.
#[derive(Clone, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
pub struct SingleSignOn {
    /// Where users sign in.
    pub hosted_domain: HostedDomain,
    /// The customer's identity provider.
    pub identity_provider: IdentityProvider,
    /// Which claims fill which attributes.
    pub mapping: AttributeMapping,
    /// The custom attribute that groups arrive in; `custom:groups` when not said.
    #[builder(default)]
    pub groups_attribute: Option<GroupsAttribute>,
    /// The name of the user pool; the platform's domain when not said.
    #[builder(default)]
    pub user_pool: Option<UserPoolName>,
    /// How `SSO_DOMAIN` is written.
    #[builder(default)]
    pub sso_domain_format: SsoDomainFormat,
    /// The key that encrypts the client's secret in SSM; `alias/aws/ssm` when not said.
    #[builder(default)]
    pub kms_key: Option<KmsKeyRef>,
    /// Which groups have which roles, for the table to type into the portal.
    #[builder(default)]
    pub organisations: Vec<OrganisationRoles>,
    /// The services that are restarted; the two that the documents name when not said.
    #[builder(default)]
    pub restarted: Option<Vec<ServiceName>>,
    /// The cluster they run in; when not said they are those that the Service Layer's stack made.
    #[builder(default)]
    pub cluster: Option<ClusterName>,
}

impl SingleSignOn {
    /// The names of the sources that the program is to pass, among those of the deployment's
    /// secrets.
    pub fn source_names(&self) -> BTreeSet<SourceName> {
        match &self.identity_provider.protocol {
            Protocol::Oidc {
                client_secret: ApplicationSecret::From(name),
                ..
            } => BTreeSet::from([name.clone()]),
            Protocol::Oidc { .. } | Protocol::Saml(_) => BTreeSet::new(),
        }
    }
}

/// Where users sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostedDomain {
    /// Below Cognito's own domain.
    Prefix(DomainPrefix),
    /// A domain of the customer's.
    Custom {
        /// Not the platform's own. The domain above it must resolve to an address.
        domain: DomainName,
        /// In this account, in us-east-1 whatever the region of the pool: it is served from there.
        certificate: CertificateArn,
    },
}

impl HostedDomain {
    /// The domain as Cognito names it: the prefix, or the customer's domain.
    pub fn name(&self) -> &str {
        match self {
            Self::Prefix(prefix) => prefix.as_str(),
            Self::Custom { domain, .. } => domain.as_str(),
        }
    }

    /// The host that users sign in at. `region` is the pool's.
    pub fn host(&self, region: &Region) -> String {
        match self {
            Self::Custom { domain, .. } => domain.to_string(),
            Self::Prefix(prefix) => {
                // GovCloud has the FIPS hosts only.
                let (kind, suffix) = match region.partition() {
                    Partition::AwsUsGov => ("auth-fips", "amazoncognito.com"),
                    Partition::AwsCn => ("auth", "amazoncognito.com.cn"),
                    _ => ("auth", "amazoncognito.com"),
                };
                format!("{prefix}.{kind}.{region}.{suffix}")
            }
        }
    }
}

/// The customer's identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its name in the user pool.
    pub name: ProviderName,
    /// How it is spoken to.
    pub protocol: Protocol,
}

/// How an identity provider is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// SAML 2.0.
    Saml(SamlSource),
    /// OIDC, with the application that was registered there for this platform.
    Oidc {
        /// The issuer, from which Cognito finds everything else.
        issuer: HttpsUrl,
        /// The application's id.
        client_id: String,
        /// The application's secret.
        client_secret: ApplicationSecret,
    },
}

/// Where the secret of an application at the identity provider comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationSecret {
    /// It is known.
    Given(Secret),
    /// From the source that the program passes by this name. One that gives its value once only is
    /// asked when the provider is made; afterwards Cognito keeps what it has.
    From(SourceName),
}

impl From<Secret> for ApplicationSecret {
    fn from(secret: Secret) -> Self {
        Self::Given(secret)
    }
}

/// Where the metadata of a SAML identity provider comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SamlSource {
    /// Cognito fetches it, and again when it expires.
    Url(HttpsUrl),
    /// Given as it is; somebody has to give it again when its certificate changes.
    File(SamlMetadata),
    /// In the file at this path, as a spec gives it: relative to the spec's folder. The program
    /// reads it, `host::metadata` does, and puts [`File`](Self::File) in its place.
    Path(PathBuf),
}

/// Which claims fill which attributes of a user. The first three are required by the pool, and
/// groups decide the role: each needs a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, typed_builder::TypedBuilder)]
#[builder(field_defaults(default, setter(strip_option)))]
pub struct AttributeMapping {
    /// For `email`.
    pub email: Option<ClaimName>,
    /// For `given_name`.
    pub given_name: Option<ClaimName>,
    /// For `family_name`.
    pub family_name: Option<ClaimName>,
    /// For the groups attribute, by default `custom:groups`.
    pub groups: Option<ClaimName>,
    /// For further attributes.
    #[builder(setter(!strip_option))]
    pub other: BTreeMap<PoolAttribute, ClaimName>,
}

/// How `SSO_DOMAIN` is written. The documents say "domain name" only, so that it is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SsoDomainFormat {
    /// `https://HOST`.
    #[default]
    Url,
    /// `HOST`.
    Host,
}

/// A role that the platform knows in each organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// May do everything in the organisation.
    Admin,
    /// May work in it.
    Member,
    /// May look.
    ReadOnly,
}

impl Role {
    /// The platform's word: `admin`, `member`, `readonly`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::ReadOnly => "readonly",
        }
    }
}

/// Which group of the identity provider has which role in one organisation (row I7). A
/// role without a group is given to nobody by sign-on.
#[derive(Clone, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
pub struct OrganisationRoles {
    /// The organisation, as the portal calls it.
    pub organisation: OrganisationName,
    /// Whose members are admins.
    #[builder(default, setter(strip_option))]
    pub admin: Option<GroupName>,
    /// Whose members are members.
    #[builder(default, setter(strip_option))]
    pub member: Option<GroupName>,
    /// Whose members may look.
    #[builder(default, setter(strip_option))]
    pub readonly: Option<GroupName>,
}

impl OrganisationRoles {
    /// The roles that have a group, in the portal's order.
    pub fn groups(&self) -> impl Iterator<Item = (Role, &GroupName)> {
        [
            (Role::Admin, &self.admin),
            (Role::Member, &self.member),
            (Role::ReadOnly, &self.readonly),
        ]
        .into_iter()
        .filter_map(|(role, group)| Some((role, group.as_ref()?)))
    }
}
