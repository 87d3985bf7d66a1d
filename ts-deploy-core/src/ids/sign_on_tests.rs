use super::*;

#[test]
fn a_prefix_with_a_word_of_amazons_is_refused() {
    let refused = DomainPrefix::parse("acme-aws").unwrap_err();
    insta::assert_snapshot!(refused, @r#""acme-aws" is not a prefix of a Cognito domain: it has 1 to 63 lower-case letters, digits and hyphens, begins and ends with a letter or digit, and does not contain aws, amazon or cognito"#);
}

#[test]
fn a_prefix_keeps_to_cognitos_alphabet() {
    for text in ["Acme", "acme_tetra", "-acme", "acme-", "acme.tetra", ""] {
        assert!(DomainPrefix::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_provider_name_that_cognito_refuses_is_refused() {
    let refused = ProviderName::parse("acme adfs").unwrap_err();
    insta::assert_snapshot!(refused, @r#""acme adfs" is not the name of an identity provider: it has 3 to 32 characters, none of them a space or an underscore, and is not COGNITO, which stands for the pool itself"#);
}

#[test]
fn a_provider_name_is_neither_short_nor_cognitos_own_word() {
    let long = "a".repeat(33);
    for text in ["ab", "_acme", "acme_", "COGNITO", long.as_str()] {
        assert!(ProviderName::parse(text).is_err(), "{text}");
    }
}

#[test]
fn metadata_by_plain_http_is_refused() {
    let refused = HttpsUrl::parse("http://idp.acme.example/metadata.xml").unwrap_err();
    insta::assert_snapshot!(refused, @r#""http://idp.acme.example/metadata.xml" is not an https address: it begins with https:// and a full host name, and has no fragment and no spaces"#);
}

#[test]
fn an_address_needs_a_full_host_and_no_fragment() {
    for text in [
        "https://",
        "https:///metadata",
        "https://idp",
        "https://idp.acme.example/#x",
        "https://idp.acme.example:port/",
        "https://idp.acme.example/a b",
    ] {
        assert!(HttpsUrl::parse(text).is_err(), "{text}");
    }
}

#[test]
fn the_metadata_of_a_service_is_not_that_of_an_identity_provider() {
    let service = "<EntityDescriptor><SPSSODescriptor/></EntityDescriptor>";
    let refused = SamlMetadata::parse(service).unwrap_err();
    assert!(
        refused.to_string().contains("only describes a service"),
        "{refused}"
    );
}

#[test]
fn more_metadata_than_cognito_takes_is_refused() {
    let mut long = String::from("<EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>");
    long.push_str(&" ".repeat(131_072));
    assert!(SamlMetadata::parse(long).is_err());
}

#[test]
fn an_unknown_attribute_without_custom_is_refused() {
    let refused = PoolAttribute::parse("department").unwrap_err();
    assert!(
        refused.to_string().contains("custom: and 1 to 20"),
        "{refused}"
    );
}

#[test]
fn the_groups_attribute_is_a_custom_one() {
    assert!(GroupsAttribute::parse("groups").is_err());
    assert!(GroupsAttribute::parse("custom:teams").is_ok());
}

#[test]
fn every_example_obeys_its_own_rule() {
    fn check<T: Rule + std::str::FromStr<Err = InvalidValue>>() {
        assert!(T::EXAMPLE.parse::<T>().is_ok(), "{}", T::EXAMPLE);
    }
    check::<DomainPrefix>();
    check::<ProviderName>();
    check::<HttpsUrl>();
    check::<SamlMetadata>();
    check::<ClaimName>();
    check::<PoolAttribute>();
    check::<GroupsAttribute>();
    check::<UserPoolId>();
    check::<UserPoolName>();
    check::<AppClientName>();
    check::<ServiceName>();
    check::<ClusterName>();
    check::<GroupName>();
    check::<OrganisationName>();
}
