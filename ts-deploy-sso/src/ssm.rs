//! What the platform reads from SSM to sign users in (mission row I5).

use ts_deploy_core::parameter::{Value, Wire};

use crate::component::CognitoSso;
use crate::decisions::SsoDomainFormat;

/// The component's name, and where its awaited values come from.
pub const SSO: &str = "sso";

/// The services that read the entries when they start, and so are restarted after a change (I6).
pub const RESTARTED: [&str; 2] = ["ts-service-user-org", "ts-service-web"];

pub(crate) fn awaited(what: &str) -> Wire {
    Wire {
        from: SSO.to_owned(),
        what: what.to_owned(),
    }
}

/// What the client's id is awaited as.
pub fn client_id_wire() -> Wire {
    awaited("client id")
}

/// What the client's secret is awaited as. Once it is known it belongs in a
/// [`Secret`](ts_deploy_core::secret::Secret).
pub fn client_secret_wire() -> Wire {
    awaited("client secret")
}

/// How SSM keeps a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SsmType {
    /// As it is.
    String,
    /// Encrypted.
    SecureString,
}

impl SsmType {
    /// SSM's word: `SecureString`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::SecureString => "SecureString",
        }
    }
}

/// One parameter in SSM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsmEntry {
    /// Its full name: `/tetrascience/production/ECS/ts-service-user-org/SSO_DOMAIN`.
    pub name: String,
    /// How it is kept.
    pub kind: SsmType,
    /// Its value; awaited where only AWS knows it.
    pub value: Value,
}

impl CognitoSso {
    /// The five entries, in the documents' order. All but the client's secret are plain text.
    pub fn ssm_entries(&self) -> [SsmEntry; 5] {
        let host = self.sign_in_host();
        let domain = match self.draft.sso_domain_format {
            SsoDomainFormat::Url => format!("https://{host}"),
            SsoDomainFormat::Host => host,
        };
        let client_id = Value::Awaited(client_id_wire());
        let client_secret = Value::Awaited(client_secret_wire());
        [
            self.entry("SSO_DOMAIN", SsmType::String, domain.into()),
            self.entry("SSO_CLIENT_ID", SsmType::String, client_id),
            self.entry(
                "SSO_REDIRECT_URI",
                SsmType::String,
                self.callback_url().into(),
            ),
            self.entry("SSO_CLIENT_SECRET", SsmType::SecureString, client_secret),
            self.entry(
                "SSO_GROUPS_ATTRIBUTE",
                SsmType::String,
                self.draft.groups().into(),
            ),
        ]
    }

    fn entry(&self, word: &str, kind: SsmType, value: Value) -> SsmEntry {
        let environment = self.draft.environment();
        SsmEntry {
            name: format!("/tetrascience/{environment}/ECS/ts-service-user-org/{word}"),
            kind,
            value,
        }
    }
}
