//! Identities that mail is sent from (`sesv2`).

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{ChangePort, PortResult, ReadPort};
use crate::ids::{EmailAddress, HttpsUrl};

/// How far the verification of an identity is, in SES's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum VerificationStatus {
    /// SES waits for its owner.
    Pending,
    /// It is verified.
    Success,
    /// It was not verified in time.
    Failed,
    /// SES cannot tell at the moment.
    TemporaryFailure,
    /// Nobody asked for it.
    NotStarted,
    /// A state this version does not know; never taken for verified.
    #[serde(other)]
    Unknown,
}

impl VerificationStatus {
    /// SES's spelling: `PENDING`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Success => "SUCCESS",
            Self::Failed => "FAILED",
            Self::TemporaryFailure => "TEMPORARY_FAILURE",
            Self::NotStarted => "NOT_STARTED",
            Self::Unknown => "unknown",
        }
    }
}

/// An address or a domain that mail is sent from (`GetEmailIdentity`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailIdentity {
    /// The address or the domain.
    pub name: String,
    /// True when mail may be sent from it (`VerifiedForSendingStatus`).
    pub verified: bool,
    /// How far its verification is.
    pub status: VerificationStatus,
}

/// Where a request to leave the sandbox is, in SES's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ReviewStatus {
    /// AWS looks at it.
    Pending,
    /// It could not be looked at.
    Failed,
    /// It was granted.
    Granted,
    /// It was denied.
    Denied,
    /// A state this version does not know; never taken for granted.
    #[serde(other)]
    Unknown,
}

impl ReviewStatus {
    /// SES's spelling: `PENDING`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Failed => "FAILED",
            Self::Granted => "GRANTED",
            Self::Denied => "DENIED",
            Self::Unknown => "unknown",
        }
    }
}

/// What kind of mail is sent most, in SES's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MailType {
    /// One mail to one person, who did something before: invitations, alerts.
    #[default]
    Transactional,
    /// One mail to many.
    Marketing,
}

impl MailType {
    /// SES's spelling: `TRANSACTIONAL`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transactional => "TRANSACTIONAL",
            Self::Marketing => "MARKETING",
        }
    }
}

/// The language in which AWS answers a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ContactLanguage {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl ContactLanguage {
    /// SES's spelling: `EN`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "EN",
            Self::Ja => "JA",
        }
    }
}

/// What AWS is told by whoever asks to leave the sandbox (`PutAccountDetails`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductionAccess {
    /// What kind of mail is sent most.
    pub mail_type: MailType,
    /// The sender's website.
    pub website: HttpsUrl,
    /// What the mails are for, 1 to 5000 characters; people at AWS read it.
    pub use_case: String,
    /// The language of AWS's answer.
    pub language: ContactLanguage,
}

/// What the account may send in the region (`GetAccount`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAccount {
    /// False in the sandbox, where mail goes to verified addresses only.
    pub production_access: bool,
    /// False when AWS or the account's owner stopped it.
    pub sending: bool,
    /// Where the last request to leave the sandbox is; `None` when there was none.
    pub review: Option<ReviewStatus>,
}

/// Reads identities. Calls are repeatable.
#[async_trait]
pub trait MailReader: Send + Sync {
    /// The identity of this address or domain; `None` when there is none in the region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn identity(&self, name: &str) -> PortResult<Option<MailIdentity>>;

    /// What the account may send in the region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn account(&self) -> PortResult<MailAccount>;
}

impl ReadPort for dyn MailReader {
    const NAME: &'static str = "mail reader";
}

/// Makes identities, and asks for production access.
#[async_trait]
pub trait MailWriter: Send + Sync {
    /// Makes the identity of an address, so that SES writes to it to have it verified
    /// (`CreateEmailIdentity`), with these tags. It takes no token, and needs none: there is one identity of an
    /// address in a region.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`AlreadyExists`](super::ErrorKind::AlreadyExists)
    /// when there is one.
    async fn verify(
        &self,
        address: &EmailAddress,
        tags: &BTreeMap<String, String>,
    ) -> PortResult<()>;

    /// Asks AWS to let the account out of the sandbox in the region (`PutAccountDetails`). It takes no
    /// token, and needs none: an account has one request that is looked at.
    ///
    /// # Errors
    /// [`PortError`](super::PortError); kind [`Conflict`](super::ErrorKind::Conflict) while AWS looks
    /// at an earlier request.
    async fn request_production_access(&self, request: &ProductionAccess) -> PortResult<()>;
}

impl ChangePort for dyn MailWriter {
    const NAME: &'static str = "mail writer";
}
