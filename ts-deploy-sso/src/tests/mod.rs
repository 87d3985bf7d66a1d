mod bench;
mod cognito;
mod given;
mod platform;
mod pool_by_hand;
mod refused;
mod roles;

use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{AccountId, CertificateArn, DomainName, EnvironmentName, Region};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::{Target, TargetName};

use crate::*;

const ACCOUNT: &str = "111122223333";

fn target(region: &str) -> Target {
    Target {
        name: TargetName::Main,
        account: AccountId::parse(ACCOUNT).unwrap(),
        region: Region::parse(region).unwrap(),
    }
}

fn domain(name: &str) -> DomainName {
    DomainName::parse(name).unwrap()
}

fn prefix() -> HostedDomain {
    HostedDomain::Prefix(DomainPrefix::parse("acme-tetra").unwrap())
}

fn custom(name: &str, region: &str, account: &str) -> HostedDomain {
    let certificate = format!("arn:aws:acm:{region}:{account}:certificate/1");
    HostedDomain::Custom {
        domain: domain(name),
        certificate: CertificateArn::parse(certificate).unwrap(),
    }
}

fn claim(name: &str) -> ClaimName {
    ClaimName::parse(name).unwrap()
}

fn mapping() -> AttributeMapping {
    AttributeMapping::builder()
        .email(claim("mail"))
        .given_name(claim("firstName"))
        .family_name(claim("lastName"))
        .groups(claim("memberOf"))
        .build()
}

fn saml() -> IdentityProvider {
    let url = HttpsUrl::parse("https://idp.acme.example/metadata.xml").unwrap();
    IdentityProvider {
        name: ProviderName::parse("acme-adfs").unwrap(),
        protocol: Protocol::Saml(SamlSource::Url(url)),
    }
}

fn oidc(secret: &str) -> IdentityProvider {
    IdentityProvider {
        name: ProviderName::parse("acme-oidc").unwrap(),
        protocol: Protocol::Oidc {
            issuer: HttpsUrl::parse("https://idp.acme.example").unwrap(),
            client_id: "tetra".to_owned(),
            client_secret: Secret::new(secret.to_owned()).into(),
        },
    }
}

fn group(name: &str) -> GroupName {
    GroupName::parse(name).unwrap()
}

/// A builder with what every test needs and none changes.
macro_rules! sso {
    ($region:literal) => {
        crate::CognitoSso::builder()
            .target(crate::tests::target($region))
            .platform_domain(crate::tests::domain("tetra.acme.example"))
    };
}
use sso;

fn in_region(region: &str, hosted: HostedDomain) -> Result<CognitoSso, Findings> {
    CognitoSso::builder()
        .target(target(region))
        .platform_domain(domain("tetra.acme.example"))
        .hosted_domain(hosted)
        .identity_provider(saml())
        .mapping(mapping())
        .build()
}

fn plain() -> CognitoSso {
    in_region("us-east-1", prefix()).unwrap()
}

fn with_oidc() -> CognitoSso {
    sso!("us-east-1")
        .hosted_domain(prefix())
        .identity_provider(oidc("hunter2"))
        .mapping(mapping())
        .build()
        .unwrap()
}

fn with_roles(organisations: Vec<OrganisationRoles>) -> Result<CognitoSso, Findings> {
    sso!("us-east-1")
        .hosted_domain(prefix())
        .identity_provider(saml())
        .mapping(mapping())
        .organisations(organisations)
        .build()
}

fn mapped(mapping: AttributeMapping) -> Result<CognitoSso, Findings> {
    sso!("us-east-1")
        .hosted_domain(prefix())
        .identity_provider(saml())
        .mapping(mapping)
        .build()
}

/// The finding of this id as a person reads it.
#[track_caller]
fn said(findings: &Findings, id: &str) -> String {
    match findings.find(id) {
        Some(finding) => finding.to_string(),
        None => panic!("no finding {id} among:\n{findings}"),
    }
}
