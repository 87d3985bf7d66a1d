//! Single sign-on (I1-I9).

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::source::Variable;
use crate::deployment::single_sign_on as decided;
use crate::finding::Finding;
use crate::ids::{
    CertificateArn, ClaimName, ClusterName, DomainName, DomainPrefix, GroupName, GroupsAttribute,
    HttpsUrl, KmsKeyRef, OrganisationName, PoolAttribute, ProviderName, ServiceName, UserPoolName,
};
use crate::layer::secrets::SourceName;
use crate::spec::declare::{choice, record};
use crate::spec::decode::{Decode, entries, wrong_shape};
use crate::spec::leaf::{invalid, too_many};
use crate::spec::limit;
use crate::spec::notes::{At, Notes};
use crate::spec::tree::{Node, Shape};
use crate::spec::words::{FilePath, Line};

record! {
    /// Single sign-on through an Amazon Cognito user pool, which asks the customer's identity
    /// provider. The pool is made in the main target.
    SingleSignOn {
        /// Where users sign in (I4): a prefix below Cognito's own domain, or a domain of the
        /// customer's.
        hosted_domain: HostedDomain,
        /// The customer's identity provider (I4).
        identity_provider: IdentityProvider,
        /// Which claims of the identity provider fill which attributes (I4).
        mapping: Mapping,
        /// The custom attribute that groups arrive in (I1). Default: custom:groups.
        groups_attribute: Option<GroupsAttribute>,
        /// The name of the user pool; another name makes another pool. Default: the platform's
        /// domain.
        user_pool: Option<UserPoolName>,
        /// How SSO_DOMAIN is written (I5), which the documents leave open. Default: url.
        sso_domain_format: Option<SsoDomainFormat>,
        /// The KMS key that encrypts SSO_CLIENT_SECRET in SSM (I5). Default: alias/aws/ssm.
        kms_key: Option<KmsKeyRef>,
        /// The services that are restarted after a change (I6). Default: ts-service-user-org and
        /// ts-service-web.
        restart: Option<Services>,
        /// The ECS cluster that they run in. Default: they are those of the Service Layer's stack.
        cluster: Option<ClusterName>,
        /// Which groups have which roles, for the table to type into the portal (I7).
        organisations: Option<Organisations>,
    }
}

choice! {
    /// Where users sign in.
    HostedDomain {
        /// Below Cognito's own domain: unique in the region among all customers of AWS.
        "prefix" => Prefix(DomainPrefix),
        /// A domain of the customer's.
        "custom" => Custom(CustomDomain),
    }
}

record! {
    /// A domain of the customer's, not the platform's own. The domain above it must resolve to an
    /// address.
    CustomDomain {
        /// The domain.
        domain: DomainName,
        /// Its certificate, from ACM in us-east-1 whatever the region.
        certificate: CertificateArn,
    }
}

record! {
    /// The customer's identity provider.
    IdentityProvider {
        /// Its name in the user pool; it cannot be changed later.
        name: ProviderName,
        /// How it is spoken to.
        protocol: Protocol,
    }
}

choice! {
    /// How an identity provider is spoken to.
    Protocol {
        /// SAML 2.0, with its metadata.
        "saml" => Saml(Metadata),
        /// OIDC, with the application that was registered there for this platform.
        "oidc" => Oidc(Oidc),
    }
}

choice! {
    /// Where the metadata of a SAML identity provider comes from.
    Metadata {
        /// Cognito fetches it from this address, and again when it expires.
        "metadata_url" => Url(HttpsUrl),
        /// From the file at this path, from the folder of this document unless it is absolute.
        "metadata_file" => File(FilePath),
    }
}

record! {
    /// An application at an OIDC identity provider.
    Oidc {
        /// The issuer, from which Cognito finds everything else.
        issuer: HttpsUrl,
        /// The application's id.
        client_id: Line,
        /// Where the application's secret comes from.
        client_secret: ApplicationSecret,
    }
}

choice! {
    /// Where the application's secret comes from; the secret itself never stands here.
    NamedSecret {
        /// The environment variable of this name.
        "env" => Env(Variable),
        /// The file at this path, from the folder of this document unless it is absolute. It holds
        /// the secret and nothing else but one line end, and is closed to others than its owner.
        "file" => File(FilePath),
    }
}

/// A source. A text in its place may be the secret itself, and is not repeated in findings.
#[derive(Debug)]
pub(crate) struct ApplicationSecret(NamedSecret);

impl Decode for ApplicationSecret {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        if matches!(node.shape, Shape::Map(_) | Shape::List(_) | Shape::Nothing) {
            return NamedSecret::decode(node, at, notes).map(Self);
        }
        let seen = format!("{} is a text, where a source is expected.", at.shown());
        let finding = Finding::blocks("secret-in-document", at.to_string(), seen)
            .why("The document is kept and passed on: a secret never stands in it.")
            .remedy(
                "Name the source: { env: NAME } or { file: PATH }. If it was the secret, take \
                 another one: this one is known now.",
            );
        notes.add(finding);
        None
    }

    fn example() -> Option<&'static str> {
        Some("{ env: NAME }")
    }
}

impl JsonSchema for ApplicationSecret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ApplicationSecret".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        NamedSecret::json_schema(generator)
    }
}

record! {
    /// Which claims fill which attributes: without one of the first four every sign-in would fail, or
    /// lead to no role.
    Mapping {
        /// For email.
        email: ClaimName,
        /// For given_name.
        given_name: ClaimName,
        /// For family_name.
        family_name: ClaimName,
        /// For the groups attribute.
        groups: ClaimName,
        /// For further attributes: the pool's attribute and the claim. Default: none.
        other: Option<OtherClaims>,
    }
}

/// Further attributes with their claims.
#[derive(Debug)]
pub(crate) struct OtherClaims(BTreeMap<PoolAttribute, ClaimName>);

impl Decode for OtherClaims {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        let wanted = || "a map of attributes and claims".to_owned();
        let fields = entries(node, at, wanted, notes)?;
        if fields.len() > limit::PAIRS {
            notes.add(too_many(at, fields.len(), "attributes", limit::PAIRS));
            return None;
        }
        let pairs = fields.iter().map(|field| {
            let here = At::Field(&at, &field.key);
            let claim = ClaimName::decode(&field.value, here, notes);
            let attribute = PoolAttribute::parse(field.key.as_str()).map_err(|refused| {
                notes.add_at(
                    invalid(here, &refused, "custom:department"),
                    Some(field.key_span),
                );
            });
            Some((attribute.ok()?, claim?))
        });
        let all: Vec<Option<_>> = pairs.collect();
        all.into_iter().collect::<Option<_>>().map(Self)
    }
}

impl JsonSchema for OtherClaims {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OtherClaims".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "maxProperties": limit::PAIRS,
            "additionalProperties": generator.subschema_for::<ClaimName>(),
        })
    }
}

choice! {
    /// How SSO_DOMAIN is written.
    SsoDomainFormat {
        /// https://HOST.
        "url" => Url,
        /// HOST.
        "host" => Host,
    }
}

record! {
    /// The groups of one organisation's roles. A role without a group is given to nobody by sign-on.
    OrganisationGroups {
        /// The organisation, as the portal calls it.
        organisation: OrganisationName,
        /// The group whose members are admins.
        admin: Option<GroupName>,
        /// The group whose members are members.
        member: Option<GroupName>,
        /// The group whose members may look.
        readonly: Option<GroupName>,
    }
}

/// Reads a list of at most so many items.
macro_rules! list {
    ($(#[$meta:meta])* $name:ident of $item:ty, $words:literal, $limit:expr) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name(pub(crate) Vec<$item>);

        impl Decode for $name {
            fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
                let Shape::List(items) = &node.shape else {
                    notes.add(wrong_shape(node, at, concat!("a list of ", $words)));
                    return None;
                };
                if items.len() > $limit {
                    notes.add(too_many(at, items.len(), $words, $limit));
                    return None;
                }
                let each = items.iter().enumerate();
                let all: Vec<Option<$item>> = each
                    .map(|(n, item)| <$item>::decode(item, At::Item(&at, n), notes))
                    .collect();
                all.into_iter().collect::<Option<Vec<_>>>().map(Self)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "array",
                    "maxItems": $limit,
                    "items": generator.subschema_for::<$item>(),
                })
            }
        }
    };
}

pub(super) use list;

list! {
    /// Services.
    Services of ServiceName, "services", limit::SERVICES
}

list! {
    /// Organisations.
    Organisations of OrganisationGroups, "organisations", limit::ORGANISATIONS
}

impl From<SingleSignOn> for decided::SingleSignOn {
    fn from(written: SingleSignOn) -> Self {
        let Mapping {
            email,
            given_name,
            family_name,
            groups,
            other,
        } = written.mapping;
        let organisations = written.organisations.map(|list| list.0).unwrap_or_default();
        Self {
            hosted_domain: match written.hosted_domain {
                HostedDomain::Prefix(prefix) => decided::HostedDomain::Prefix(prefix),
                HostedDomain::Custom(CustomDomain {
                    domain,
                    certificate,
                }) => decided::HostedDomain::Custom {
                    domain,
                    certificate,
                },
            },
            identity_provider: decided::IdentityProvider {
                name: written.identity_provider.name,
                protocol: written.identity_provider.protocol.into(),
            },
            mapping: decided::AttributeMapping {
                email: Some(email),
                given_name: Some(given_name),
                family_name: Some(family_name),
                groups: Some(groups),
                other: other.map(|claims| claims.0).unwrap_or_default(),
            },
            groups_attribute: written.groups_attribute,
            user_pool: written.user_pool,
            sso_domain_format: match written.sso_domain_format {
                None | Some(SsoDomainFormat::Url) => decided::SsoDomainFormat::Url,
                Some(SsoDomainFormat::Host) => decided::SsoDomainFormat::Host,
            },
            kms_key: written.kms_key,
            organisations: organisations.into_iter().map(Into::into).collect(),
            restarted: written.restart.map(|services| services.0),
            cluster: written.cluster,
        }
    }
}

impl From<Protocol> for decided::Protocol {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Saml(Metadata::Url(url)) => Self::Saml(decided::SamlSource::Url(url)),
            Protocol::Saml(Metadata::File(path)) => {
                Self::Saml(decided::SamlSource::Path(PathBuf::from(path.as_str())))
            }
            Protocol::Oidc(Oidc {
                issuer,
                client_id,
                client_secret,
            }) => Self::Oidc {
                issuer,
                client_id: client_id.into(),
                client_secret: decided::ApplicationSecret::From(match client_secret.0 {
                    NamedSecret::Env(name) => SourceName::Environment(name.into()),
                    NamedSecret::File(path) => SourceName::File(PathBuf::from(path.as_str())),
                }),
            },
        }
    }
}

impl From<OrganisationGroups> for decided::OrganisationRoles {
    fn from(written: OrganisationGroups) -> Self {
        Self {
            organisation: written.organisation,
            admin: written.admin,
            member: written.member,
            readonly: written.readonly,
        }
    }
}
