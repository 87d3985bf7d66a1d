//! Templates: where one is, and what it declares.

use std::collections::BTreeSet;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::ids::InvalidValue;
use crate::parameter::Contract;
use crate::port::{PortResult, ReadPort};

/// The longest template that can be sent itself, in bytes; AWS reads up to 1 MB from a URL.
pub const TEMPLATE_BODY_LIMIT: usize = 51_200;
/// The longest template's URL, in characters.
pub const TEMPLATE_URL_LIMIT: usize = 5_120;

/// Where a template is: its text, or the address that `CloudFormation` reads it from. Nothing else
/// can be held.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TemplateSource(Source);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Source {
    Body(String),
    Url(String),
}

impl TemplateSource {
    /// The template itself.
    ///
    /// # Errors
    /// [`InvalidValue`] when it is empty or longer than [`TEMPLATE_BODY_LIMIT`]; the text is not
    /// repeated.
    pub fn body(text: impl Into<String>) -> Result<Self, InvalidValue> {
        let text = text.into();
        let bytes = text.len();
        if (1..=TEMPLATE_BODY_LIMIT).contains(&bytes) && !text.trim().is_empty() {
            return Ok(Self(Source::Body(text)));
        }
        let seen = format!("a text of {bytes} bytes");
        let rule =
            "it has 1 to 51200 bytes; put a longer one (up to 1 MB) into a bucket and give its URL";
        Err(InvalidValue::new(
            "a template that can be sent",
            &seen,
            rule,
        ))
    }

    /// The template at this address, in S3: `https://` only.
    ///
    /// # Errors
    /// [`InvalidValue`] when it is no such address.
    pub fn url(url: impl Into<String>) -> Result<Self, InvalidValue> {
        let url = url.into();
        let host = url
            .strip_prefix("https://")
            .and_then(|rest| rest.split('/').next());
        let legal = url.chars().count() <= TEMPLATE_URL_LIMIT
            && host.is_some_and(|host| host.contains('.'))
            && !url.chars().any(|c| c.is_whitespace() || c.is_control());
        if legal {
            return Ok(Self(Source::Url(url)));
        }
        let rule =
            "it begins with https:// and the host of a bucket, and has at most 5120 characters";
        Err(InvalidValue::new("a template's URL", &url, rule))
    }

    /// The template's text, where that is what is held.
    pub fn as_body(&self) -> Option<&str> {
        match &self.0 {
            Source::Body(text) => Some(text),
            Source::Url(_) => None,
        }
    }

    /// The template's address, where that is what is held.
    pub fn as_url(&self) -> Option<&str> {
        match &self.0 {
            Source::Body(_) => None,
            Source::Url(url) => Some(url),
        }
    }

    /// A digest of the text or the address: SHA-256 in hex.
    pub fn digest(&self) -> String {
        match &self.0 {
            Source::Body(text) => crate::hash::of_parts(["body", text]),
            Source::Url(url) => crate::hash::of_parts(["url", url]),
        }
    }
}

impl std::fmt::Display for TemplateSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Source::Body(text) => write!(f, "a template of {} bytes", text.len()),
            Source::Url(url) => f.write_str(&crate::ids::printable(url, 300)),
        }
    }
}

impl std::fmt::Debug for TemplateSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TemplateSource({self})")
    }
}

/// What whoever makes a stack has to acknowledge that its template may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Capability {
    /// Roles, policies and the like.
    #[serde(rename = "CAPABILITY_IAM")]
    Iam,
    /// The same, under names the template chooses. It includes [`Iam`](Self::Iam).
    #[serde(rename = "CAPABILITY_NAMED_IAM")]
    NamedIam,
    /// Macros, or nested stacks with macros.
    #[serde(rename = "CAPABILITY_AUTO_EXPAND")]
    AutoExpand,
    /// One this version does not know, and so never acknowledges.
    #[serde(other)]
    Unknown,
}

impl Capability {
    /// AWS's spelling: `CAPABILITY_IAM`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iam => "CAPABILITY_IAM",
            Self::NamedIam => "CAPABILITY_NAMED_IAM",
            Self::AutoExpand => "CAPABILITY_AUTO_EXPAND",
            Self::Unknown => "unknown",
        }
    }
}

impl std::fmt::Display for Capability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a template declares (`cloudformation:GetTemplateSummary`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateSummary {
    /// Its parameters. The summary tells allowed values only, no patterns and bounds.
    pub contract: Contract,
    /// What has to be acknowledged. What nested stacks need is not among it.
    pub capabilities: BTreeSet<Capability>,
    /// AWS's words on why.
    pub capabilities_reason: Option<String>,
    /// The macros it runs through: `AWS::Serverless-2016-10-31`.
    pub transforms: Vec<String>,
    /// The types of its resources.
    pub resource_types: BTreeSet<String>,
}

/// Reads templates before a stack is made of them. Calls are repeatable.
#[async_trait]
pub trait TemplateReader: Send + Sync {
    /// What a template declares (`cloudformation:GetTemplateSummary`).
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError): [`Invalid`](crate::port::ErrorKind::Invalid) when it is no
    /// template, [`NotFound`](crate::port::ErrorKind::NotFound) when nothing is at its address.
    async fn summary(&self, template: &TemplateSource) -> PortResult<TemplateSummary>;

    /// A template's text: what the source holds, or what is at its address where this backend can
    /// read that; `None` where it cannot.
    ///
    /// # Errors
    /// [`PortError`](crate::port::PortError) when the call does not answer.
    async fn text(&self, template: &TemplateSource) -> PortResult<Option<String>>;
}

impl ReadPort for dyn TemplateReader {
    const NAME: &'static str = "template reader";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_at_the_limit_is_taken_and_one_beyond_is_sent_to_a_bucket() {
        assert!(TemplateSource::body("x".repeat(TEMPLATE_BODY_LIMIT)).is_ok());
        let refused = TemplateSource::body("x".repeat(TEMPLATE_BODY_LIMIT + 1)).unwrap_err();
        let said = refused.to_string();
        assert!(
            said.contains("51201 bytes") && said.contains("give its URL"),
            "{said}"
        );
    }

    #[test]
    fn a_url_without_encryption_is_refused() {
        assert!(TemplateSource::url("http://bucket.s3.amazonaws.com/dr.yml").is_err());
        assert!(TemplateSource::url("https://bucket.s3.amazonaws.com/dr.yml").is_ok());
    }

    #[test]
    fn the_text_of_a_template_is_not_in_its_debug_form() {
        let source = TemplateSource::body("Parameters: canary").unwrap();
        assert_eq!(
            format!("{source:?}"),
            "TemplateSource(a template of 18 bytes)"
        );
    }
}
