use super::*;

#[test]
fn a_required_attribute_without_a_claim_is_refused() {
    let mut without = mapping();
    without.family_name = None;
    let found = mapped(without).unwrap_err();
    insta::assert_snapshot!(said(&found, "required-attribute-unmapped"), @"blocks single_sign_on.mapping.family_name: no claim is mapped to family_name, which the user pool requires. Every sign-in through the identity provider would fail. Name the claim in which the identity provider sends it: of SAML the attribute's full name, of OpenID Connect usually family_name.");
}

#[test]
fn every_missing_mapping_is_said() {
    let found = mapped(AttributeMapping::default()).unwrap_err();
    assert_eq!(found.len(), 4);
}

#[test]
fn groups_without_a_claim_are_refused() {
    let mut without = mapping();
    without.groups = None;
    let said = said(&mapped(without).unwrap_err(), "groups-unmapped");
    assert!(said.contains("whoever signs in would have none"), "{said}");
}

#[test]
fn an_attribute_mapped_twice_is_refused() {
    let mut twice = mapping();
    let email = PoolAttribute::parse("email").unwrap();
    twice.other.insert(email, claim("upn"));
    let said = said(&mapped(twice).unwrap_err(), "attribute-mapped-twice");
    assert!(
        said.contains("single_sign_on.mapping.other.email: email is mapped twice"),
        "{said}"
    );
}

#[test]
fn a_certificate_of_the_sign_in_domain_in_another_region_is_refused() {
    let hosted = custom("auth.acme.example", "eu-west-1", ACCOUNT);
    let found = in_region("eu-west-1", hosted).unwrap_err();
    insta::assert_snapshot!(said(&found, "sign-in-certificate-region"), @"blocks single_sign_on.hosted_domain.custom.certificate: the certificate of the sign-in domain is in eu-west-1. Cognito serves custom domains from us-east-1, whatever the region of the pool, and finds certificates there only. Request or import the certificate in us-east-1 and give its ARN. The platform's own certificate is another and stays where the platform is.");
}

#[test]
fn a_certificate_in_us_east_1_serves_a_pool_anywhere() {
    let hosted = custom("auth.acme.example", "us-east-1", ACCOUNT);
    assert!(in_region("eu-west-1", hosted).is_ok());
}

#[test]
fn a_certificate_of_another_account_is_refused() {
    let hosted = custom("auth.acme.example", "us-east-1", "444455556666");
    let found = in_region("us-east-1", hosted).unwrap_err();
    let said = said(&found, "sign-in-certificate-account");
    assert!(said.contains("belongs to account 444455556666"), "{said}");
}

#[test]
fn the_platforms_own_domain_is_refused_for_sign_in() {
    for name in ["tetra.acme.example", "api.tetra.acme.example"] {
        let hosted = custom(name, "us-east-1", ACCOUNT);
        let found = in_region("us-east-1", hosted).unwrap_err();
        let said = said(&found, "sign-in-domain-is-the-platforms");
        assert!(said.contains("such as auth.tetra.acme.example"), "{said}");
    }
}

#[test]
fn a_custom_domain_says_that_its_parent_must_resolve() {
    let hosted = custom("auth.acme.example", "us-east-1", ACCOUNT);
    let sso = in_region("us-east-1", hosted).unwrap();
    let said = said(sso.findings(), "sign-in-domain-parent");
    assert!(said.contains("only while acme.example resolves"), "{said}");
}

#[test]
fn a_custom_domain_in_govcloud_is_refused() {
    let hosted = custom("auth.acme.example", "us-east-1", ACCOUNT);
    let found = in_region("us-gov-west-1", hosted).unwrap_err();
    let said = said(&found, "custom-domain-in-govcloud");
    assert!(
        said.contains("Cognito has no custom domains there"),
        "{said}"
    );
}

#[test]
fn a_pool_in_china_is_a_warning() {
    let sso = in_region("cn-north-1", prefix()).unwrap();
    let said = said(sso.findings(), "user-pool-in-china");
    assert!(said.contains("the sign-in host is a guess"), "{said}");
}

#[test]
fn an_application_without_a_secret_is_refused() {
    let found = sso!("us-east-1")
        .hosted_domain(prefix())
        .identity_provider(oidc(" "))
        .mapping(mapping())
        .build()
        .unwrap_err();
    let said = said(&found, "oidc-client-incomplete");
    assert!(said.contains("client_secret is empty"), "{said}");
}

#[test]
fn an_ordinary_combination_says_nothing() {
    assert!(plain().findings().is_empty(), "{}", plain().findings());
}
