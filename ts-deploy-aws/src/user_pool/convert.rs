//! From Cognito's types to the port's, and back. Every function is without effects.

use std::collections::BTreeMap;

use aws_sdk_cognitoidentityprovider::error::BuildError;
use aws_sdk_cognitoidentityprovider::types::{
    AdminCreateUserConfigType, AttributeDataType, CustomDomainConfigType, DeletionProtectionType,
    DomainDescriptionType, IdentityProviderType, SchemaAttributeType,
    StringAttributeConstraintsType, UserPoolClientType, UserPoolType,
};
use ts_deploy_core::ids::{CertificateArn, ProviderName, UserPoolId};
use ts_deploy_core::port::user_pool::{
    AppClient, AppClientId, AppClientSettings, AttributeType, CLIENT_SECRET, DomainRequest,
    DomainStatus, OtherSettings, PoolSettings, Provider, ProviderType, SchemaAttribute,
    SignInDomain, UserPool,
};
use ts_deploy_core::secret::Secret;

use super::kept::ProviderRest;
use crate::read::{Unreadable, present, spelled};

/// The prefix of custom attributes, which Cognito adds by itself.
const CUSTOM: &str = "custom:";

/// A pool with everything it has.
pub(super) fn pool(read: UserPoolType) -> Result<UserPool, Unreadable> {
    let schema = read.schema_attributes.clone().unwrap_or_default();
    let schema = schema.into_iter().map(attribute);
    let admins = read.admin_create_user_config.as_ref();
    let tags = read.user_pool_tags.clone().unwrap_or_default();
    let nothing_empty = |name: Option<String>| name.filter(|name| !name.is_empty());
    Ok(UserPool {
        id: pool_id(read.id.clone())?,
        name: present(read.name.clone(), "a pool's name")?,
        schema: schema.collect::<Result<_, _>>()?,
        prefix_domain: nothing_empty(read.domain.clone()),
        custom_domain: nothing_empty(read.custom_domain.clone()),
        settings: PoolSettings {
            only_administrators_create_users: admins
                .is_some_and(|admins| admins.allow_admin_create_user_only),
            deletion_protection: read.deletion_protection == Some(DeletionProtectionType::Active),
            tags: tags.into_iter().collect(),
            other: OtherSettings::keep(read),
        },
    })
}

/// The id of a pool.
pub(super) fn pool_id(id: Option<String>) -> Result<UserPoolId, Unreadable> {
    const ID: &str = "a pool's id";
    UserPoolId::parse(present(id, ID)?).map_err(|_| Unreadable::form(ID))
}

fn attribute(read: SchemaAttributeType) -> Result<SchemaAttribute, Unreadable> {
    let kind = read.attribute_data_type.as_ref();
    let kind = kind.and_then(|kind| spelled(kind.as_str()));
    let text = read.string_attribute_constraints;
    let longest = text.and_then(|text| text.max_length);
    Ok(SchemaAttribute {
        name: present(read.name, "an attribute's name")?,
        kind: kind.unwrap_or(AttributeType::Unknown),
        required: read.required.unwrap_or(false),
        mutable: read.mutable.unwrap_or(false),
        max_length: longest.and_then(|longest| longest.parse().ok()),
    })
}

/// An attribute as Cognito takes it: a custom one without its prefix, lengths as text.
pub(super) fn schema(attribute: &SchemaAttribute) -> SchemaAttributeType {
    let name = &attribute.name;
    let lengths = attribute.max_length.map(|longest| {
        StringAttributeConstraintsType::builder()
            .min_length("0")
            .max_length(longest.to_string())
            .build()
    });
    SchemaAttributeType::builder()
        .name(name.strip_prefix(CUSTOM).unwrap_or(name))
        .attribute_data_type(AttributeDataType::from(attribute.kind.as_str()))
        .required(attribute.required)
        .mutable(attribute.mutable)
        .set_string_attribute_constraints(lengths)
        .build()
}

/// What was read of the accounts that administrators make, with the one setting that is named.
pub(super) fn admins(
    read: Option<&AdminCreateUserConfigType>,
    only_administrators: bool,
) -> AdminCreateUserConfigType {
    let read = read.cloned();
    let mut admins = read.unwrap_or_else(|| AdminCreateUserConfigType::builder().build());
    admins.allow_admin_create_user_only = only_administrators;
    admins
}

/// Cognito's word for whether a pool can be removed.
pub(super) fn protection(protected: bool) -> DeletionProtectionType {
    if protected {
        DeletionProtectionType::Active
    } else {
        DeletionProtectionType::Inactive
    }
}

/// A domain; `None` for the empty description that stands for one nobody has.
pub(super) fn domain(read: DomainDescriptionType) -> Result<Option<SignInDomain>, Unreadable> {
    const CERTIFICATE: &str = "a domain's certificate";
    let (Some(name), Some(pool)) = (read.domain.clone(), read.user_pool_id.clone()) else {
        return Ok(None);
    };
    let certificate = read.custom_domain_config.as_ref();
    let certificate = certificate.map(|own| CertificateArn::parse(own.certificate_arn()));
    let status = read.status.as_ref().map_or("", |status| status.as_str());
    Ok(Some(SignInDomain {
        name,
        pool: pool_id(Some(pool))?,
        status: spelled(status).unwrap_or(DomainStatus::Unknown),
        certificate: certificate
            .transpose()
            .map_err(|_| Unreadable::form(CERTIFICATE))?,
        points_to: read.cloud_front_distribution.clone(),
        other: OtherSettings::keep(read),
    }))
}

/// A customer's domain with its certificate and what was read beside it; `None` for a prefix.
pub(super) fn own_domain(
    request: &DomainRequest,
    read: Option<&CustomDomainConfigType>,
) -> Result<Option<CustomDomainConfigType>, BuildError> {
    let Some(certificate) = &request.certificate else {
        return Ok(None);
    };
    let own = CustomDomainConfigType::builder()
        .certificate_arn(certificate.as_str())
        .set_security_policy(read.and_then(|read| read.security_policy.clone()));
    own.build().map(Some)
}

/// An identity provider, without its secret.
pub(super) fn provider(
    read: IdentityProviderType,
    name: &ProviderName,
) -> Result<Provider, Unreadable> {
    let other = OtherSettings::keep(ProviderRest::of(&read));
    let kind = present(read.provider_type, "a provider's type")?;
    let mut details = sorted(read.provider_details);
    details.remove(CLIENT_SECRET);
    Ok(Provider {
        name: name.clone(),
        kind: spelled(kind.as_str()).unwrap_or(ProviderType::Unknown),
        details,
        mapping: sorted(read.attribute_mapping),
        other,
    })
}

fn sorted(map: Option<std::collections::HashMap<String, String>>) -> BTreeMap<String, String> {
    map.unwrap_or_default().into_iter().collect()
}

/// An app client with its secret, which is not among what is kept.
pub(super) fn client(mut read: UserPoolClientType) -> Result<AppClient, Unreadable> {
    let list = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
    let secret = read.client_secret.take().map(Secret::new);
    let flows = read.allowed_o_auth_flows.iter().flatten();
    Ok(AppClient {
        id: AppClientId(present(read.client_id.clone(), "a client's id")?),
        secret,
        settings: AppClientSettings {
            name: read.client_name.clone().unwrap_or_default(),
            callback_urls: list(&read.callback_urls),
            logout_urls: list(&read.logout_urls),
            scopes: list(&read.allowed_o_auth_scopes),
            flows: flows.map(|flow| flow.as_str().to_owned()).collect(),
            flows_enabled: read.allowed_o_auth_flows_user_pool_client.unwrap_or(false),
            read_attributes: list(&read.read_attributes),
            write_attributes: list(&read.write_attributes),
            providers: list(&read.supported_identity_providers),
            other: OtherSettings::keep(read),
        },
    })
}
