//! A desk that answers for AWS, and configuration files of a test's own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_runtime_api::shared::IntoShared as _;
use aws_smithy_types::body::SdkBody;
use ts_deploy_core::deployment::{Credentials, TargetSettings};
use ts_deploy_core::finding::Findings;
use ts_deploy_core::ids::{AccountId, Region, RoleArn};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::identity::{CallerIdentity, IdentityReader};
use ts_deploy_core::target::{Target, TargetName};

use crate::connection::{AwsCloud, ConnectionOptions, ProfilePaths};

pub(super) const ACCOUNT: &str = "111122223333";

/// One request that arrived.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) uri: String,
    /// The operation: `GetCallerIdentity`.
    pub(super) operation: String,
    /// The id of the access key that signed it.
    pub(super) key: String,
    /// The fields of a query service's form, or nothing.
    pub(super) form: BTreeMap<String, String>,
    pub(super) body: String,
}

type Answer = dyn FnMut(&Asked) -> (u16, String) + Send;

/// Answers every request by one function, and remembers what was asked.
#[derive(Clone)]
pub(super) struct Desk {
    asked: Arc<Mutex<Vec<Asked>>>,
    answer: Arc<Mutex<Box<Answer>>>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    pub(super) fn new(answer: impl FnMut(&Asked) -> (u16, String) + Send + 'static) -> Self {
        Self {
            asked: Arc::default(),
            answer: Arc::new(Mutex::new(Box::new(answer))),
        }
    }

    /// Says that everybody is of the account, and lets roles be assumed.
    pub(super) fn willing() -> Self {
        Self::new(|asked| match asked.operation.as_str() {
            "AssumeRole" => (200, assumed("AKIDROLE", "2999-01-01T00:00:00Z")),
            _ => (200, caller()),
        })
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Operations and the keys that signed them, in order.
    pub(super) fn signed(&self) -> Vec<(String, String)> {
        let asked = self.asked().into_iter();
        asked.map(|one| (one.operation, one.key)).collect()
    }

    pub(super) fn client(&self) -> SharedHttpClient {
        let desk = self.clone();
        http_client_fn(move |_, _| SharedHttpConnector::new(desk.clone())).into_shared()
    }

    /// The cloud behind this desk.
    pub(super) async fn cloud(
        &self,
        credentials: Credentials,
        options: &ConnectionOptions,
    ) -> Result<AwsCloud, Findings> {
        let targets = [settings("us-east-1", credentials)];
        let time = SharedTimeSource::default();
        AwsCloud::connect_over(&targets, options, Ok(self.client()), time).await
    }

    /// Who calls with these credentials.
    pub(super) async fn caller(
        &self,
        credentials: Credentials,
        options: &ConnectionOptions,
    ) -> PortResult<CallerIdentity> {
        let cloud = self.cloud(credentials, options).await.unwrap();
        identity(&cloud).await
    }
}

/// Who calls in the main target.
pub(super) async fn identity(cloud: &AwsCloud) -> PortResult<CallerIdentity> {
    let ports = cloud.ports();
    let reader = ports.readers().get::<dyn IdentityReader>(TargetName::Main);
    reader.unwrap().caller().await
}

impl HttpConnector for Desk {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers();
        let body = request.body().bytes().unwrap_or_default();
        let body = String::from_utf8_lossy(body).into_owned();
        let form: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| {
                (
                    key.to_owned(),
                    value.replace("%3A", ":").replace("%2F", "/"),
                )
            })
            .collect();
        let target = headers.get("x-amz-target");
        let operation = target.and_then(|target| target.rsplit('.').next());
        let operation = operation.or(form.get("Action").map(String::as_str));
        let signature = headers.get("authorization").unwrap_or_default();
        let key = signature
            .split_once("Credential=")
            .and_then(|(_, rest)| rest.split('/').next());
        let asked = Asked {
            uri: request.uri().to_owned(),
            operation: operation.unwrap_or_default().to_owned(),
            key: key.unwrap_or_default().to_owned(),
            form,
            body,
        };
        let (status, answer) = (self.answer.lock().unwrap())(&asked);
        self.asked.lock().unwrap().push(asked);
        let status = StatusCode::try_from(status).unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer))))
    }
}

/// STS's answer to who is calling.
pub(super) fn caller() -> String {
    format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:aws:iam::{ACCOUNT}:user/ana</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
}

/// STS's answer to a role that is assumed.
pub(super) fn assumed(key: &str, until: &str) -> String {
    format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>x</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>{until}</Expiration></Credentials>\
         </AssumeRoleResult></AssumeRoleResponse>"
    )
}

/// STS's refusal.
pub(super) fn refused(code: &str, words: &str) -> (u16, String) {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{words}</Message></Error></ErrorResponse>"
    );
    (403, body)
}

pub(super) fn settings(region: &str, credentials: Credentials) -> TargetSettings {
    TargetSettings {
        target: Target {
            name: TargetName::Main,
            account: AccountId::parse(ACCOUNT).unwrap(),
            region: Region::parse(region).unwrap(),
        },
        credentials,
    }
}

pub(super) fn profile(name: &str) -> Credentials {
    Credentials::Profile(name.to_owned())
}

/// A role assumed with the credentials of a profile.
pub(super) fn role(source: &str, duration_seconds: Option<u32>) -> Credentials {
    Credentials::AssumeRole {
        source_profile: Some(source.to_owned()),
        role: RoleArn::parse("arn:aws:iam::111122223333:role/deployer").unwrap(),
        external_id: Some("acme-4711".to_owned()),
        session_name: Some("deploy-acme".to_owned()),
        duration_seconds,
    }
}

/// The AWS configuration of a test.
pub(super) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub(super) fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Self { folder };
        std::fs::write(home.config(), config).unwrap();
        home.write_keys("AKIDFIRST");
        home
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    fn credentials(&self) -> PathBuf {
        self.folder.path().join("credentials")
    }

    /// Writes the keys of the profile `keys` anew.
    pub(super) fn write_keys(&self, id: &str) {
        let text = format!(
            "[keys]\naws_access_key_id = {id}\naws_secret_access_key = x\naws_session_token = t\n"
        );
        std::fs::write(self.credentials(), text).unwrap();
    }

    /// Options that read this configuration.
    pub(super) fn options(&self) -> ConnectionOptions {
        ConnectionOptions::builder()
            .profile_files(Some(ProfilePaths {
                config: self.config(),
                credentials: self.credentials(),
            }))
            .build()
    }
}
