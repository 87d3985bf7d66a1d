//! What Cognito refuses, and what is refused here though Cognito lets it through and every sign-in
//! fails later.

use std::collections::{BTreeMap, BTreeSet};

use super::held::{HeldPool, is_custom};
use crate::ids::{HttpsUrl, printable};
use crate::port::user_pool::{
    AppClientSettings, AttributeType, CLIENT_SECRET, DetailSecret, DomainRequest, ProviderRequest,
    ProviderType, SchemaAttribute,
};
use crate::sim::refusal::{Answer, Refusal};

/// The standard attributes, as every pool has them.
const STANDARD: [&str; 19] = [
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];
/// The scopes that are there without a resource server.
const SCOPES: [&str; 5] = [
    "phone",
    "email",
    "openid",
    "profile",
    "aws.cognito.signin.user.admin",
];
/// How many characters a custom attribute's name may have.
const CUSTOM_NAME: usize = 20;
/// How many custom attributes a pool may have.
const CUSTOM_MOST: usize = 50;

pub(super) fn invalid(words: impl std::fmt::Display) -> Refusal {
    Refusal::invalid(format!("InvalidParameterException: {words}"))
}

/// The details that Cognito adds to a provider of this type.
pub(super) fn derived(kind: ProviderType) -> &'static [&'static str] {
    match kind {
        ProviderType::Saml => &["SSORedirectBindingURI", "ActiveEncryptionCertificate"],
        ProviderType::Oidc => &["attributes_url_add_attributes"],
        ProviderType::Unknown => &[],
    }
}

/// The schema of a new pool: what is given, and the standard attributes that are not.
pub(super) fn schema(given: &[SchemaAttribute]) -> Answer<Vec<SchemaAttribute>> {
    let mut names = BTreeSet::new();
    for attribute in given {
        let name = printable(&attribute.name, 80);
        if !names.insert(&attribute.name) {
            return Err(invalid(format!("{name} is given twice.")));
        }
        if attribute.is_custom() {
            custom(attribute)?;
        } else if !STANDARD.contains(&attribute.name.as_str()) {
            return Err(invalid(format!("{name} is no standard attribute.")));
        }
    }
    let standard = STANDARD
        .iter()
        .filter(|name| !names.contains(&(**name).to_owned()));
    let sub = SchemaAttribute {
        name: "sub".to_owned(),
        kind: AttributeType::String,
        required: true,
        mutable: false,
        max_length: Some(2048),
    };
    let rest = standard.map(|name| SchemaAttribute {
        name: (*name).to_owned(),
        kind: match *name {
            "email_verified" | "phone_number_verified" => AttributeType::Boolean,
            "updated_at" => AttributeType::Number,
            _ => AttributeType::String,
        },
        required: false,
        mutable: true,
        max_length: None,
    });
    Ok(std::iter::once(sub)
        .chain(given.iter().cloned())
        .chain(rest)
        .collect())
}

/// A custom attribute that may be added.
fn custom(attribute: &SchemaAttribute) -> Answer<()> {
    let name = printable(&attribute.name, 80);
    let length = attribute.name.trim_start_matches("custom:").chars().count();
    if attribute.required {
        return Err(invalid(format!(
            "{name}: custom attributes cannot be required."
        )));
    }
    if !(1..=CUSTOM_NAME).contains(&length) {
        return Err(invalid(format!(
            "{name}: a custom attribute's name has 1 to {CUSTOM_NAME} characters."
        )));
    }
    Ok(())
}

/// Custom attributes that may be added to a pool.
pub(super) fn additions(pool: &HeldPool, added: &[SchemaAttribute]) -> Answer<()> {
    for attribute in added {
        let name = printable(&attribute.name, 80);
        if !attribute.is_custom() {
            return Err(invalid(format!("{name} is not a custom attribute.")));
        }
        custom(attribute)?;
        if pool.schema.iter().any(|one| one.name == attribute.name) {
            return Err(invalid(format!(
                "{name}: Existing attribute already has name."
            )));
        }
    }
    let customs = pool.schema.iter().filter(|one| one.is_custom()).count();
    if customs.saturating_add(added.len()) > CUSTOM_MOST {
        return Err(invalid(format!(
            "more than {CUSTOM_MOST} custom attributes."
        )));
    }
    Ok(())
}

/// A domain that a pool may be given, whoever has it.
pub(super) fn domain(request: &DomainRequest) -> Answer<()> {
    let name = printable(&request.name, 80);
    match (&request.certificate, is_custom(&request.name)) {
        (Some(_), false) => Err(invalid(format!("the prefix {name} has no certificate."))),
        (None, true) => Err(invalid(format!("the domain {name} needs a certificate."))),
        (Some(certificate), true) => match certificate.region() {
            Some(region) if region.as_str() != "us-east-1" => Err(invalid(format!(
                "the certificate of {name} is in {region}, not in us-east-1."
            ))),
            _ => Ok(()),
        },
        (None, false)
            if ["aws", "amazon", "cognito"]
                .iter()
                .any(|word| name.contains(word)) =>
        {
            Err(invalid(format!("the prefix {name} holds a reserved word.")))
        }
        (None, false) => Ok(()),
    }
}

/// An identity provider that a pool may have.
pub(super) fn provider(pool: &HeldPool, request: &ProviderRequest) -> Answer<()> {
    let shown = &request.details.shown;
    let needed: &[&str] = match request.kind {
        ProviderType::Saml if shown.contains_key("MetadataURL") => &[],
        ProviderType::Saml => &["MetadataFile"],
        ProviderType::Oidc => &[
            "client_id",
            "attributes_request_method",
            "oidc_issuer",
            "authorize_scopes",
        ],
        ProviderType::Unknown => return Err(invalid("this type of provider is not known.")),
    };
    if let Some(missing) = needed.iter().find(|key| !shown.contains_key(**key)) {
        return Err(invalid(format!("the provider's details lack {missing}.")));
    }
    if shown.contains_key(CLIENT_SECRET) {
        return Err(invalid(
            "the secret stands among the details that are shown.",
        ));
    }
    let secret = request.details.secret != DetailSecret::None;
    if secret != (request.kind == ProviderType::Oidc) {
        return Err(invalid(format!(
            "a provider of type {} and its {CLIENT_SECRET} do not go together.",
            request.kind.as_str()
        )));
    }
    if let Some(key) = derived(request.kind)
        .iter()
        .find(|key| shown.contains_key(**key))
    {
        return Err(invalid(format!("{key} is Cognito's own to say.")));
    }
    mapping(pool, &request.mapping)
}

fn mapping(pool: &HeldPool, mapping: &BTreeMap<String, String>) -> Answer<()> {
    for name in mapping.keys().filter(|name| *name != "username") {
        let shown = printable(name, 80);
        match pool.schema.iter().find(|one| one.name == *name) {
            None => return Err(invalid(format!("the pool has no attribute {shown}."))),
            Some(attribute) if !attribute.mutable => {
                return Err(invalid(format!("{shown} is mapped and cannot change.")));
            }
            Some(_) => {}
        }
    }
    let required = pool
        .schema
        .iter()
        .filter(|one| one.required && one.name != "sub");
    let unmapped = required
        .map(|one| &one.name)
        .find(|name| !mapping.contains_key(*name));
    match unmapped {
        // Cognito lets it through, and every sign-in by this provider fails.
        Some(name) => Err(invalid(format!(
            "no claim fills {name}, which the pool requires."
        ))),
        None => Ok(()),
    }
}

/// The settings of a client that a pool may have.
pub(super) fn client(pool: &HeldPool, settings: &AppClientSettings) -> Answer<()> {
    let unknown = settings.providers.iter().find(|name| {
        name.as_str() != "COGNITO"
            && !pool
                .providers
                .keys()
                .any(|one| one.as_str() == name.as_str())
    });
    if let Some(name) = unknown {
        let name = printable(name, 80);
        return Err(invalid(format!(
            "The provider {name} does not exist for User Pool."
        )));
    }
    let mut attributes = settings
        .read_attributes
        .iter()
        .chain(&settings.write_attributes);
    let absent = attributes.find(|name| pool.schema.iter().all(|one| one.name != **name));
    if let Some(name) = absent {
        return Err(invalid(format!(
            "the pool has no attribute {}.",
            printable(name, 80)
        )));
    }
    let scope = settings
        .scopes
        .iter()
        .find(|scope| !SCOPES.contains(&scope.as_str()) && !scope.contains('/'));
    if let Some(scope) = scope {
        let scope = printable(scope, 80);
        return Err(Refusal::invalid(format!(
            "ScopeDoesNotExistException: {scope}"
        )));
    }
    let urls = settings.callback_urls.iter().chain(&settings.logout_urls);
    let mut odd = urls.filter(|url| HttpsUrl::parse(url.as_str()).is_err());
    if let Some(url) = odd.next() {
        return Err(invalid(format!(
            "{} is not an https address.",
            printable(url, 80)
        )));
    }
    let asks = !(settings.flows.is_empty() && settings.scopes.is_empty());
    if asks && !settings.flows_enabled {
        // Cognito lets it through, and nobody can sign in.
        return Err(invalid(
            "flows and scopes do not count while AllowedOAuthFlowsUserPoolClient is false.",
        ));
    }
    if settings.flows_enabled && settings.callback_urls.is_empty() {
        return Err(Refusal::invalid(
            "InvalidOAuthFlowException: a flow needs a callback.",
        ));
    }
    writable(pool, settings)
}

/// What a provider fills has to be writable by the client, or every sign-in fails. Cognito lets it
/// through.
fn writable(pool: &HeldPool, settings: &AppClientSettings) -> Answer<()> {
    let providers = pool.providers.iter();
    let named =
        providers.filter(|(name, _)| settings.providers.iter().any(|one| one == name.as_str()));
    for (name, provider) in named {
        let written = &settings.write_attributes;
        let missing = provider.mapping.keys().find(|attribute| {
            let standard = !attribute.starts_with("custom:");
            let writable = written.contains(attribute) || (written.is_empty() && standard);
            !writable && attribute.as_str() != "username"
        });
        if let Some(attribute) = missing {
            return Err(invalid(format!(
                "{name} fills {attribute}, which the client may not write."
            )));
        }
    }
    Ok(())
}
