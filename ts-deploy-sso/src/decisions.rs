//! What the customer decides about single sign-on.

use std::collections::BTreeMap;

use ts_deploy_core::ids::{CertificateArn, DomainName};
use ts_deploy_core::secret::Secret;

use crate::names::{
    ClaimName, DomainPrefix, GroupName, HttpsUrl, OrganisationName, PoolAttribute, ProviderName,
    SamlMetadata,
};

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
        client_secret: Secret,
    },
}

/// Where the metadata of a SAML identity provider comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SamlSource {
    /// Cognito fetches it, and again when it expires.
    Url(HttpsUrl),
    /// Given as it is; somebody has to give it again when its certificate changes.
    File(SamlMetadata),
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

/// Which group of the identity provider has which role in one organisation (mission row I7). A
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
