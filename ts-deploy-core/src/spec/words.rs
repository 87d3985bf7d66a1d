//! Texts that only the document knows a rule for.
#![allow(
    unreachable_pub,
    reason = "the macro declares public types; these stay in the document"
)]

use crate::ids::{InvalidValue, text_type};
use crate::port::stack::TemplateSource;

text_type! {
    /// A text that a person reads: a name, a profile, a product.
    Line, "a text of one line",
    "it has 1 to 255 characters and holds no line break or other control character", "TetraScience",
    |text| (1..=255).contains(&text.chars().count())
        && !text.chars().any(char::is_control)
        && !text.trim().is_empty()
}

text_type! {
    /// The path of a file.
    FilePath, "the path of a file",
    "it has 1 to 1024 characters and holds no line break or other control character",
    "secrets/box-client-id",
    |text| (1..=1024).contains(&text.chars().count())
        && !text.chars().any(char::is_control)
        && !text.trim().is_empty()
}

text_type! {
    /// What mails are for, as people at AWS read it.
    UseCase, "the use of mails", "it has 1 to 5000 characters",
    "Invitations and alerts of an internal data platform",
    |text| (1..=5000).contains(&text.chars().count()) && !text.trim().is_empty()
}

text_type! {
    /// The key of a stack's output.
    OutputKey, "the key of an output", "it has 1 to 255 letters and digits", "RDSEndpoint",
    |text| (1..=255).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The address of a template.
#[derive(Clone, Debug)]
pub(crate) struct TemplateUrl(TemplateSource);

impl crate::ids::Rule for TemplateUrl {
    const WHAT: &'static str = "a template's URL";
    const RULE: &'static str =
        "it begins with https:// and the host of a bucket, and has at most 5120 characters";
    const EXAMPLE: &'static str = "https://acme-templates.s3.us-east-1.amazonaws.com/dr.yml";
}

impl std::str::FromStr for TemplateUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        TemplateSource::url(text).map(Self)
    }
}

impl From<TemplateUrl> for TemplateSource {
    fn from(url: TemplateUrl) -> Self {
        url.0
    }
}

text_type! {
    /// The id of a product in Service Catalog.
    ProductIdText, "a product id",
    "it is prod- followed by letters, digits, '_' and '-', at most 100 characters in all",
    "prod-abcdefghijklm",
    |text| text.len() <= 100 && text.strip_prefix("prod-").is_some_and(|rest| !rest.is_empty()
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
}

text_type! {
    /// The name under which an assumed role's calls stand in `CloudTrail`.
    SessionName, "a session name",
    "it has 2 to 64 letters, digits and the characters + = , . @ _ -", "acme-deployment",
    |text| (2..=64).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c))
}
