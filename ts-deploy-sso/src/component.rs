//! Single sign-on as a component.

use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::DomainName;
use ts_deploy_core::target::Target;

use crate::decisions::{
    AttributeMapping, HostedDomain, IdentityProvider, OrganisationRoles, SsoDomainFormat,
};
use crate::names::{EnvironmentSegment, GroupsAttribute};

/// The groups attribute that the documents name.
const GROUPS: &str = "custom:groups";
/// The Data Layer's documented `Environment`.
const ENVIRONMENT: &str = "production";

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
    /// The segment of secret paths in SSM; `production`, as the Data Layer's `Environment`, when
    /// not said.
    #[builder(default, setter(strip_option))]
    pub environment: Option<EnvironmentSegment>,
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
}

impl CognitoSsoDraft {
    /// The custom attribute that groups arrive in.
    pub(crate) fn groups(&self) -> &str {
        let given = self.groups_attribute.as_ref();
        given.map_or(GROUPS, GroupsAttribute::as_str)
    }

    /// The segment of secret paths in SSM.
    pub(crate) fn environment(&self) -> &str {
        let given = self.environment.as_ref();
        given.map_or(ENVIRONMENT, EnvironmentSegment::as_str)
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

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}
