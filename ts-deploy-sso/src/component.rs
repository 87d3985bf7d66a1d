//! Single sign-on as a component.

use std::collections::BTreeMap;

use ts_deploy_core::deployment::single_sign_on::{
    AttributeMapping, HostedDomain, IdentityProvider, OrganisationRoles, RESTARTED, SsoDomainFormat,
};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{
    DomainName, EnvironmentName, GroupsAttribute, KmsKeyRef, ServiceName, UserPoolName,
};
use ts_deploy_core::target::Target;

/// The groups attribute that the documents name.
const GROUPS: &str = "custom:groups";

/// Single sign-on as decided, before it is checked. Made with [`CognitoSso::builder`]; a missing
/// required field does not compile.
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<CognitoSso, Findings>)
)]
pub struct CognitoSsoDraft {
    /// Where the user pool is made: the platform's account and region.
    pub target: Target,
    /// The platform's own domain (`PublicDomain` of the Service Layer).
    pub platform_domain: DomainName,
    /// The segment of secret paths in SSM: the Data Layer's `Environment`, `production` when not
    /// said.
    #[builder(default)]
    pub environment: EnvironmentName,
    /// Where users sign in.
    pub hosted_domain: HostedDomain,
    /// The customer's identity provider.
    pub identity_provider: IdentityProvider,
    /// Which claims fill which attributes.
    pub mapping: AttributeMapping,
    /// The custom attribute that groups arrive in; `custom:groups` when not said.
    #[builder(default, setter(strip_option))]
    pub groups_attribute: Option<GroupsAttribute>,
    /// How `SSO_DOMAIN` is written.
    #[builder(default)]
    pub sso_domain_format: SsoDomainFormat,
    /// Which groups have which roles, for the table to type into the portal.
    #[builder(default)]
    pub organisations: Vec<OrganisationRoles>,
    /// The name of the user pool; the platform's domain when not said.
    #[builder(default, setter(strip_option))]
    pub user_pool: Option<UserPoolName>,
    /// The key that encrypts the client's secret in SSM.
    #[builder(default = KmsKeyRef::aws_ssm())]
    pub kms_key: KmsKeyRef,
    /// The services that are restarted after a change (I6); the two that the documents name when
    /// not said.
    #[builder(default = documented_services())]
    pub restarted: Vec<ServiceName>,
    /// Tags on what is made. The user pool gets another one, which says which deployment it belongs
    /// to ([`DEPLOYMENT_TAG`](crate::DEPLOYMENT_TAG)).
    #[builder(default)]
    pub tags: BTreeMap<String, String>,
}

/// The services that the documents name.
pub(crate) fn documented_services() -> Vec<ServiceName> {
    let names = RESTARTED.into_iter();
    names
        .filter_map(|name| ServiceName::parse(name).ok())
        .collect()
}

impl CognitoSsoDraft {
    /// The custom attribute that groups arrive in.
    pub(crate) fn groups(&self) -> &str {
        let given = self.groups_attribute.as_ref();
        given.map_or(GROUPS, GroupsAttribute::as_str)
    }
}

/// Single sign-on through a Cognito user pool, checked: everything it gives follows from the
/// decisions alone, and what only AWS can tell (the pool's id, the client's id and secret) is
/// awaited. What is merely doubtful stays with it as [`findings`](Self::findings).
#[derive(Clone, Debug)]
pub struct CognitoSso {
    pub(crate) draft: CognitoSsoDraft,
    pub(crate) findings: Findings,
}

impl CognitoSso {
    /// Starts building one; `build` answers with it or with all that forbids it.
    pub fn builder() -> CognitoSsoDraftBuilder {
        CognitoSsoDraft::builder()
    }

    /// What was decided.
    pub fn draft(&self) -> &CognitoSsoDraft {
        &self.draft
    }

    /// Where the user pool is made.
    pub fn target(&self) -> &Target {
        &self.draft.target
    }

    /// The name of the user pool, by which it is found together with its owner's tag.
    pub fn user_pool_name(&self) -> UserPoolName {
        let given = self.draft.user_pool.clone();
        given.unwrap_or_else(|| UserPoolName::of_domain(&self.draft.platform_domain))
    }

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}
