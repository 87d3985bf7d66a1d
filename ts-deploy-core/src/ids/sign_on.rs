//! Names of single sign-on: what Cognito, the identity provider and the container services accept.

use super::{DomainName, Region, made_of, text_type};

/// The attributes that every user pool knows and an identity provider may fill.
const STANDARD: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The greatest value that Cognito takes in the details of an identity provider, in characters.
const DETAIL_LIMIT: usize = 131_072;

fn printable(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn is_custom(text: &str) -> bool {
    text.strip_prefix("custom:").is_some_and(|name| {
        (1..=20).contains(&name.len())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    })
}

fn is_https(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let name = match host.split_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        Some(_) => return false,
        None => host,
    };
    text.len() <= 2048
        && !text.contains('#')
        && text.chars().all(|c| c.is_ascii_graphic())
        && DomainName::parse(name.to_ascii_lowercase()).is_ok()
}

text_type! {
    /// The prefix of a sign-in domain that Cognito hosts (row I4): unique in its region among all
    /// customers of AWS.
    DomainPrefix, "a prefix of a Cognito domain",
    "it has 1 to 63 lower-case letters, digits and hyphens, begins and ends with a letter or digit, and does not \
     contain aws, amazon or cognito", "acme-tetra",
    |text| (1..=63).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.starts_with('-') && !text.ends_with('-')
        && !["aws", "amazon", "cognito"].iter().any(|word| text.contains(word))
}

text_type! {
    /// The name of an identity provider in a user pool (row I4). It cannot be changed later.
    ///
    /// Cognito allows an underscore as the second character; this type does not, since nobody
    /// means that.
    ProviderName, "the name of an identity provider",
    "it has 3 to 32 characters, none of them a space or an underscore, and is not COGNITO, which stands for the pool \
     itself", "acme-adfs",
    |text| (3..=32).contains(&text.chars().count())
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '_')
        && !text.eq_ignore_ascii_case("cognito")
}

text_type! {
    /// An address that begins with `https://`, and so is reached through TLS.
    HttpsUrl, "an https address",
    "it begins with https:// and a full host name, and has no fragment and no spaces",
    "https://idp.acme.example/metadata.xml", is_https
}

text_type! {
    /// The metadata of a SAML identity provider (row I4): the text of its XML document.
    SamlMetadata, "the metadata of a SAML identity provider",
    "it is an XML document of at most 131072 characters with an EntityDescriptor that holds an IDPSSODescriptor; one \
     with an SPSSODescriptor only describes a service, not an identity provider",
    "<EntityDescriptor entityID=\"acme\"><IDPSSODescriptor/></EntityDescriptor>",
    |text| text.chars().count() <= DETAIL_LIMIT
        && text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && text.contains("EntityDescriptor") && text.contains("IDPSSODescriptor")
}

text_type! {
    /// The name of something that the identity provider says about a user: a claim in OIDC, an
    /// attribute in SAML (row I4).
    ClaimName, "the name of a claim", "it has 1 to 1024 characters, none of them a control character",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    |text| printable(text, 1024) && text.trim() == text
}

text_type! {
    /// An attribute of a user pool that an identity provider may fill.
    PoolAttribute, "an attribute of a user pool",
    "it is a standard attribute of OpenID Connect such as phone_number, or custom: and 1 to 20 letters, digits and \
     _ - .", "custom:department",
    |text| STANDARD.contains(&text) || is_custom(text)
}

text_type! {
    /// The custom attribute that a user's groups arrive in (row I1).
    GroupsAttribute, "a custom attribute of a user pool",
    "it is custom: and 1 to 20 letters, digits and _ - .", "custom:groups", is_custom
}

text_type! {
    /// The id of a user pool.
    UserPoolId, "the id of a user pool", "it is the region, an underscore and letters and digits", "us-east-1_Ab12Cd34E",
    |text| text.len() <= 55 && text.split_once('_').is_some_and(|(region, rest)| {
        Region::parse(region).is_ok()
            && !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

text_type! {
    /// The name of a group, as the identity provider sends it (row I7).
    GroupName, "the name of a group",
    "it has 1 to 1024 characters, none of them a control character, and no spaces around it", "tetra-admins",
    |text| printable(text, 1024) && text.trim() == text
}

text_type! {
    /// The name of an organisation in the platform (row I7).
    OrganisationName, "the name of an organisation",
    "it has 1 to 256 characters, none of them a control character, and no spaces around it", "acme",
    |text| printable(text, 256) && text.trim() == text
}

text_type! {
    /// The name of a user pool. Cognito allows several pools of one name.
    UserPoolName, "the name of a user pool",
    "it has 1 to 128 letters, digits, spaces and _ + = , . @ -, and no spaces around it", "acme-tetra-users",
    |text| (1..=128).contains(&text.chars().count())
        && text.trim() == text
        && text.chars().all(|c| c.is_alphanumeric() || " _+=,.@-".contains(c))
}

text_type! {
    /// The name of an app client of a user pool. Cognito allows several clients of one name.
    AppClientName, "the name of an app client",
    "it has 1 to 128 letters, digits, spaces and _ + = , . @ -, and no spaces around it", "tetra-platform",
    |text| (1..=128).contains(&text.chars().count())
        && text.trim() == text
        && text.chars().all(|c| c.is_alphanumeric() || " _+=,.@-".contains(c))
}

text_type! {
    /// The name of a service in ECS.
    ServiceName, "the name of an ECS service", "it has 1 to 255 letters, digits, '_' and '-'", "ts-service-web",
    |text| made_of(text, 255, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

text_type! {
    /// The name of a cluster in ECS.
    ClusterName, "the name of an ECS cluster", "it has 1 to 255 letters, digits, '_' and '-'", "acme-tetra-ecs",
    |text| made_of(text, 255, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

impl UserPoolName {
    /// The name of a pool for the platform at this domain: the domain, cut to the 128 characters
    /// that a name may have.
    pub fn of_domain(domain: &DomainName) -> Self {
        Self(domain.as_str().chars().take(128).collect())
    }
}
