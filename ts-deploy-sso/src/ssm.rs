//! What the platform reads from SSM to sign users in (row I5).

use ts_deploy_core::deployment::single_sign_on::SsoDomainFormat;
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::parameter::{Value, Wire};
use ts_deploy_core::port::parameter_store::Protection;

use crate::component::CognitoSso;

/// The component's name, and where its awaited values come from.
pub const SSO: &str = "sso";

/// The service that reads the entries.
const READER: &str = "ts-service-user-org";

pub(crate) fn awaited(what: &str) -> Wire {
    Wire {
        from: SSO.to_owned(),
        what: what.to_owned(),
    }
}

/// The wire as which the client's id is awaited, as long as the client is not made.
pub fn client_id_wire() -> Wire {
    awaited("client id")
}

/// The wire as which the client's secret is awaited, as long as the client is not made. Once it is
/// known it belongs in a [`Secret`](ts_deploy_core::secret::Secret).
pub fn client_secret_wire() -> Wire {
    awaited("client secret")
}

/// One parameter in SSM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsmEntry {
    /// The id of the step that writes it: `sso-parameter-domain`.
    pub id: &'static str,
    /// Its full name: `/tetrascience/production/ECS/ts-service-user-org/SSO_DOMAIN`.
    pub name: ParameterPath,
    /// Its type, and the key that encrypts it.
    pub protection: Protection,
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
        let plain = Protection::Plain;
        let encrypted = Protection::Encrypted {
            key: self.draft.kms_key.clone(),
        };
        [
            self.entry("SSO_DOMAIN", &plain, domain.into()),
            self.entry("SSO_CLIENT_ID", &plain, client_id),
            self.entry("SSO_REDIRECT_URI", &plain, self.callback_url().into()),
            self.entry("SSO_CLIENT_SECRET", &encrypted, client_secret),
            self.entry("SSO_GROUPS_ATTRIBUTE", &plain, self.draft.groups().into()),
        ]
    }

    fn entry(&self, word: &'static str, protection: &Protection, value: Value) -> SsmEntry {
        SsmEntry {
            id: step_id(word),
            name: ParameterPath::of_service(&self.draft.environment, READER, word),
            protection: protection.clone(),
            value,
        }
    }
}

/// The id of the step that writes the entry of this name. Journals hold it: it never changes.
fn step_id(word: &str) -> &'static str {
    match word {
        "SSO_DOMAIN" => "sso-parameter-domain",
        "SSO_CLIENT_ID" => "sso-parameter-client-id",
        "SSO_REDIRECT_URI" => "sso-parameter-redirect-uri",
        "SSO_CLIENT_SECRET" => "sso-parameter-client-secret",
        _ => "sso-parameter-groups-attribute",
    }
}
