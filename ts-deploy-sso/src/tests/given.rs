use ts_deploy_core::parameter::Value;

use super::*;

fn shown(value: &Value) -> String {
    match value {
        Value::Plain(text) => text.clone(),
        Value::Secret(_) => "****".to_owned(),
        Value::Awaited(wire) => format!("awaited: {wire}"),
    }
}

fn entries(sso: &CognitoSso) -> String {
    let line = |entry: &SsmEntry| {
        let kind = entry.protection.parameter_type();
        format!("{} = {} ({kind})", entry.name, shown(&entry.value))
    };
    let lines: Vec<String> = sso.ssm_entries().iter().map(line).collect();
    lines.join("\n")
}

#[test]
fn the_platform_is_called_back_at_its_own_domain() {
    let client = plain().app_client();
    assert_eq!(
        client.callback_urls,
        ["https://tetra.acme.example/login/sso"]
    );
    assert_eq!(client.logout_urls, ["https://tetra.acme.example/logout"]);
}

#[test]
fn the_client_asks_for_the_documented_scopes_only() {
    let scopes: Vec<&str> = plain()
        .app_client()
        .scopes
        .iter()
        .map(|s| s.as_str())
        .collect();
    assert_eq!(scopes, ["email", "openid", "profile"]);
}

#[test]
fn the_client_reads_the_documented_attributes() {
    assert_eq!(
        plain().app_client().read_attributes,
        ["email", "family_name", "given_name", "custom:groups"]
    );
}

#[test]
fn the_client_writes_what_is_mapped_and_nothing_else() {
    let mut with_department = mapping();
    let department = PoolAttribute::parse("custom:department").unwrap();
    with_department.other.insert(department, claim("dept"));
    let client = mapped(with_department).unwrap().app_client();
    assert_eq!(
        client.write_attributes,
        [
            "custom:department",
            "custom:groups",
            "email",
            "family_name",
            "given_name"
        ]
    );
}

#[test]
fn users_sign_in_through_the_identity_provider_only() {
    assert_eq!(plain().app_client().identity_providers, ["acme-adfs"]);
}

#[test]
fn the_pool_requires_e_mail_and_names_and_has_long_groups() {
    let pool = plain().user_pool();
    let lines: Vec<String> = pool
        .schema
        .iter()
        .map(|a| {
            let length = a.max_length.unwrap_or_default();
            format!(
                "{} custom={} required={} {length}",
                a.name, a.custom, a.required
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    email custom=false required=true 0
    given_name custom=false required=true 0
    family_name custom=false required=true 0
    groups custom=true required=false 2048
    ");
}

#[test]
fn a_further_mapped_custom_attribute_is_part_of_the_schema() {
    let mut with_department = mapping();
    let department = PoolAttribute::parse("custom:department").unwrap();
    with_department.other.insert(department, claim("dept"));
    let pool = mapped(with_department).unwrap().user_pool();
    assert_eq!(pool.schema.last().unwrap().name, "department");
}

#[test]
fn five_entries_are_written_and_only_the_secret_is_encrypted() {
    insta::assert_snapshot!(entries(&plain()), @"
    /tetrascience/production/ECS/ts-service-user-org/SSO_DOMAIN = https://acme-tetra.auth.us-east-1.amazoncognito.com (String)
    /tetrascience/production/ECS/ts-service-user-org/SSO_CLIENT_ID = awaited: client id of sso (String)
    /tetrascience/production/ECS/ts-service-user-org/SSO_REDIRECT_URI = https://tetra.acme.example/login/sso (String)
    /tetrascience/production/ECS/ts-service-user-org/SSO_CLIENT_SECRET = awaited: client secret of sso (SecureString)
    /tetrascience/production/ECS/ts-service-user-org/SSO_GROUPS_ATTRIBUTE = custom:groups (String)
    ");
}

#[test]
fn environment_groups_attribute_and_form_of_the_domain_can_be_given() {
    let sso = sso!("us-east-1")
        .hosted_domain(custom("auth.acme.example", "us-east-1", ACCOUNT))
        .identity_provider(saml())
        .mapping(mapping())
        .environment(EnvironmentName::parse("uat").unwrap())
        .groups_attribute(GroupsAttribute::parse("custom:teams").unwrap())
        .sso_domain_format(SsoDomainFormat::Host)
        .build()
        .unwrap();
    insta::assert_snapshot!(entries(&sso), @"
    /tetrascience/uat/ECS/ts-service-user-org/SSO_DOMAIN = auth.acme.example (String)
    /tetrascience/uat/ECS/ts-service-user-org/SSO_CLIENT_ID = awaited: client id of sso (String)
    /tetrascience/uat/ECS/ts-service-user-org/SSO_REDIRECT_URI = https://tetra.acme.example/login/sso (String)
    /tetrascience/uat/ECS/ts-service-user-org/SSO_CLIENT_SECRET = awaited: client secret of sso (SecureString)
    /tetrascience/uat/ECS/ts-service-user-org/SSO_GROUPS_ATTRIBUTE = custom:teams (String)
    ");
}

#[test]
fn the_sign_in_host_follows_the_partition() {
    let host = |region: &str| in_region(region, prefix()).unwrap().sign_in_host();
    assert_eq!(
        host("eu-west-1"),
        "acme-tetra.auth.eu-west-1.amazoncognito.com"
    );
    assert_eq!(
        host("us-gov-west-1"),
        "acme-tetra.auth-fips.us-gov-west-1.amazoncognito.com"
    );
}

#[test]
fn the_mapping_has_the_pools_attribute_as_the_key() {
    let mapping = plain().attribute_mapping();
    assert_eq!(
        mapping.get("custom:groups").map(String::as_str),
        Some("memberOf")
    );
    assert_eq!(mapping.len(), 4);
}

#[test]
fn saml_is_described_by_its_metadata() {
    let details = plain().provider_details();
    let url = details.get("MetadataURL").map(shown);
    assert_eq!(
        url.as_deref(),
        Some("https://idp.acme.example/metadata.xml")
    );
    assert_eq!(details.len(), 1);
}

#[test]
fn oidc_is_described_by_issuer_and_application_with_a_masked_secret() {
    let lines: Vec<String> = with_oidc()
        .provider_details()
        .iter()
        .map(|(key, value)| format!("{key} = {}", shown(value)))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    attributes_request_method = GET
    authorize_scopes = openid profile email
    client_id = tetra
    client_secret = ****
    oidc_issuer = https://idp.acme.example
    ");
}

#[test]
fn the_applications_secret_is_never_shown() {
    assert!(!format!("{:?}", with_oidc()).contains("hunter2"));
}

#[test]
fn a_saml_provider_is_told_the_entity_id_once_the_pool_is_known() {
    let pool = UserPoolId::parse("us-east-1_Ab12Cd34E").unwrap();
    insta::assert_snapshot!(plain().identity_provider_side(Some(&pool)), @"
    Entity ID (audience): urn:amazon:cognito:sp:us-east-1_Ab12Cd34E
    Assertion consumer service (POST): https://acme-tetra.auth.us-east-1.amazoncognito.com/saml2/idpresponse
    ");
}

#[test]
fn before_the_pool_is_made_the_entity_id_is_awaited() {
    let IdentityProviderSide::Saml { entity_id, .. } = plain().identity_provider_side(None) else {
        panic!("a SAML provider has a SAML side");
    };
    assert_eq!(entity_id, Value::Awaited(user_pool_wire()));
}

#[test]
fn an_oidc_provider_is_told_the_redirect_address() {
    insta::assert_snapshot!(with_oidc().identity_provider_side(None), @"Redirect URI: https://acme-tetra.auth.us-east-1.amazoncognito.com/oauth2/idpresponse");
}
