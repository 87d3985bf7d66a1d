//! Single sign-on as it is written (I1-I9).

use super::{deployment, found, sample, with_option};
use crate::deployment::SingleSignOn;
use crate::deployment::single_sign_on::{
    ApplicationSecret, HostedDomain, Protocol, SamlSource, SsoDomainFormat,
};
use crate::finding::Finding;
use crate::ids::ServiceName;
use crate::layer::secrets::SourceName;
use crate::spec::{locate, read};

const MAPPING: &str = "mapping: { email: a, given_name: b, family_name: c, groups: d }";
const SAML: &str = "{ saml: { metadata_url: \"https://idp.acme.example/metadata.xml\" } }";

fn section(domain: &str, protocol: &str, rest: &str) -> String {
    with_option(&format!(
        "single_sign_on:\n  hosted_domain: {domain}\n  identity_provider:\n    name: acme-idp\n    \
         protocol: {protocol}\n  {MAPPING}\n  {rest}"
    ))
}

fn decided(text: &str) -> SingleSignOn {
    deployment(text).single_sign_on.unwrap()
}

#[test]
fn left_out_it_is_off() {
    assert_eq!(deployment(&sample(false)).single_sign_on, None);
}

#[test]
fn i4_a_prefix_and_saml_by_its_address() {
    let decided = decided(&section("{ prefix: acme-tetra }", SAML, ""));
    assert_eq!(decided.hosted_domain.name(), "acme-tetra");
    let protocol = decided.identity_provider.protocol;
    assert!(
        matches!(protocol, Protocol::Saml(SamlSource::Url(url)) if url.as_str().ends_with("metadata.xml"))
    );
}

#[test]
fn i4_a_domain_of_the_customers_with_its_certificate() {
    let domain = "{ custom: { domain: auth.acme.example, certificate: \
                  \"arn:aws:acm:us-east-1:111122223333:certificate/1\" } }";
    let decided = decided(&section(domain, SAML, ""));
    assert!(matches!(decided.hosted_domain, HostedDomain::Custom { .. }));
}

#[test]
fn i4_oidc_with_the_secret_of_its_application_from_a_source() {
    let oidc = "{ oidc: { issuer: \"https://idp.acme.example\", client_id: tetra, client_secret: { env: SSO_SECRET } } }";
    let deployment = deployment(&section("{ prefix: acme-tetra }", oidc, ""));
    let names: Vec<String> = deployment
        .source_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["the environment variable SSO_SECRET"]);
}

#[test]
fn i4_metadata_in_a_file_is_named_by_its_path() {
    let saml = "{ saml: { metadata_file: idp.xml } }";
    let protocol = decided(&section("{ prefix: acme-tetra }", saml, ""))
        .identity_provider
        .protocol;
    assert_eq!(protocol, Protocol::Saml(SamlSource::Path("idp.xml".into())));
}

#[test]
fn i5_i6_the_form_of_the_domain_and_the_services_can_be_chosen() {
    let rest = "sso_domain_format: host\n  restart: [ts-service-web]\n  cluster: acme-ecs";
    let decided = decided(&section("{ prefix: acme-tetra }", SAML, rest));
    assert_eq!(decided.sso_domain_format, SsoDomainFormat::Host);
    assert_eq!(
        decided.restarted,
        Some(vec![ServiceName::parse("ts-service-web").unwrap()])
    );
    assert_eq!(decided.cluster.unwrap().as_str(), "acme-ecs");
}

#[test]
fn a_secret_written_into_the_document_is_refused_without_being_repeated() {
    let oidc = "{ oidc: { issuer: \"https://idp.acme.example\", client_id: tetra, client_secret: hunter2 } }";
    insta::assert_snapshot!(found(&section("{ prefix: acme-tetra }", oidc, "")), @"37:94 secret-in-document single_sign_on.identity_provider.protocol.oidc.client_secret: single_sign_on.identity_provider.protocol.oidc.client_secret is a text, where a source is expected.");
}

#[test]
fn a_prefix_that_cognito_refuses_is_refused_where_it_stands() {
    insta::assert_snapshot!(found(&section("{ prefix: acme-aws }", SAML, "")), @r#"34:28 value-invalid single_sign_on.hosted_domain.prefix: "acme-aws" is not a prefix of a Cognito domain: it has 1 to 63 lower-case letters, digits and hyphens, begins and ends with a letter or digit, and does not contain aws, amazon or cognito."#);
}

#[test]
fn a_mapping_without_groups_is_refused() {
    let text = section("{ prefix: acme-tetra }", SAML, "").replace(", groups: d", "");
    insta::assert_snapshot!(found(&text), @r#"38:3 field-missing single_sign_on.mapping.groups: "groups" is missing from single_sign_on.mapping."#);
}

#[test]
fn an_attribute_that_no_pool_knows_is_refused_where_it_stands() {
    let text = section("{ prefix: acme-tetra }", SAML, "")
        .replace("groups: d", "groups: d, other: { team: t }");
    assert!(
        found(&text).contains("value-invalid single_sign_on.mapping.other.team"),
        "{}",
        found(&text)
    );
}

#[test]
fn a_finding_of_somebody_else_is_found_in_the_text() {
    let text = section("{ prefix: acme-tetra }", SAML, "");
    let finding = Finding::blocks("x", "single_sign_on.identity_provider.name", "odd");
    let located = locate(&text, &finding.into());
    assert_eq!(
        located[0].span.map(|span| (span.line, span.column)),
        Some((36, 11))
    );
}

#[test]
fn where_the_secret_comes_from_is_part_of_what_was_decided() {
    let oidc = "{ oidc: { issuer: \"https://idp.acme.example\", client_id: tetra, client_secret: { file: s } } }";
    let reading = read(&section("{ prefix: acme-tetra }", oidc, ""));
    let protocol = reading
        .deployment
        .unwrap()
        .single_sign_on
        .unwrap()
        .identity_provider
        .protocol;
    let Protocol::Oidc { client_secret, .. } = protocol else {
        panic!("it is OIDC");
    };
    assert_eq!(
        client_secret,
        ApplicationSecret::From(SourceName::File("s".into()))
    );
}
