//! Encryption keys, on `kms`.

use async_trait::async_trait;
use aws_sdk_kms::types::KeyMetadata;
use aws_types::SdkConfig;
use ts_deploy_core::ids::{KmsKeyArn, Region};
use ts_deploy_core::port::key::{Key, KeyReader, KeyState};
use ts_deploy_core::port::regional_key::RegionalKeyReader;
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;
use crate::read::{Unreadable, present, spelled};

/// The only name that a key's policy may have.
const POLICY: &str = "default";

/// [`KeyReader`] and [`RegionalKeyReader`] on AWS.
#[derive(Clone, Debug)]
pub struct AwsKeys {
    client: aws_sdk_kms::Client,
    line: Line,
}

impl AwsKeys {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_kms::Client::new(config);
        let service = "kms";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_kms::Client::from_conf(config);
        self
    }

    async fn described_by(
        &self,
        client: &aws_sdk_kms::Client,
        id: &str,
    ) -> PortResult<Option<Key>> {
        const OPERATION: &str = "DescribeKey";
        let sent = client.describe_key().key_id(id).send().await;
        let answer = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let read = present(answer.key_metadata, "the key").and_then(key);
        read.map(Some)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

#[async_trait]
impl RegionalKeyReader for AwsKeys {
    async fn key_in(&self, region: &Region, id: &str) -> PortResult<Option<Key>> {
        let there = aws_sdk_kms::config::Region::new(region.to_string());
        let config = self.client.config().to_builder().region(there).build();
        self.described_by(&aws_sdk_kms::Client::from_conf(config), id)
            .await
    }
}

#[async_trait]
impl KeyReader for AwsKeys {
    async fn key(&self, id: &str) -> PortResult<Option<Key>> {
        self.described_by(&self.client, id).await
    }

    async fn policy(&self, key: &KmsKeyArn) -> PortResult<Option<String>> {
        const OPERATION: &str = "GetKeyPolicy";
        let call = self.client.get_key_policy().key_id(key.as_str());
        let sent = call.policy_name(POLICY).send().await;
        let answer = match sent.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let policy = present(answer.policy, "the policy");
        policy
            .map(Some)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }
}

/// A key: its own ARN, which an alias does not have.
fn key(metadata: KeyMetadata) -> Result<Key, Unreadable> {
    const ARN: &str = "a key's ARN";
    let arn = KmsKeyArn::parse(present(metadata.arn, ARN)?);
    let state = metadata.key_state.as_ref().map_or("", |one| one.as_str());
    Ok(Key {
        arn: arn.map_err(|_| Unreadable::form(ARN))?,
        state: spelled(state).unwrap_or(KeyState::Unknown),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::Wire;

    const ALIAS: &str = "alias/ts-rds-production";
    const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";

    fn keys(wire: &Wire) -> AwsKeys {
        AwsKeys::new(&wire.config(), TargetName::Main)
    }

    fn described(state: &str) -> String {
        let key = json!({ "KeyId": "1234abcd", "Arn": ARN, "KeyState": state, "Enabled": true });
        json!({ "KeyMetadata": key }).to_string()
    }

    #[tokio::test]
    async fn a_key_that_is_asked_for_by_its_alias_is_known_by_its_own_arn() {
        let wire = Wire::new().answer("DescribeKey", described("Enabled"));
        let key = keys(&wire).key(ALIAS).await.unwrap().unwrap();
        assert_eq!((key.arn.as_str(), key.state), (ARN, KeyState::Enabled));
        assert_eq!(wire.json(0), json!({ "KeyId": ALIAS }));
    }

    #[tokio::test]
    async fn a_state_of_tomorrow_is_unknown_also_where_the_key_counts_as_enabled() {
        let wire = Wire::new().answer("DescribeKey", described("Rotating"));
        let key = keys(&wire).key(ALIAS).await.unwrap().unwrap();
        assert_eq!(key.state, KeyState::Unknown);
    }

    #[tokio::test]
    async fn a_key_of_another_region_is_asked_for_there() {
        let wire = Wire::new().answer("DescribeKey", described("Enabled"));
        let region = Region::parse("eu-central-1").unwrap();
        let key = keys(&wire).key_in(&region, ALIAS).await.unwrap();
        assert!(key.is_some());
        let arrived = wire.arrived();
        let mut headers = arrived[0].headers.iter();
        let signed = headers.find(|(name, _)| name == "authorization").unwrap();
        assert!(signed.1.contains("/eu-central-1/kms/"), "{}", signed.1);
    }

    #[tokio::test]
    async fn a_key_that_another_region_has_not_is_none() {
        let wire = Wire::new().refuse("DescribeKey", "NotFoundException", "not found");
        let region = Region::parse("eu-central-1").unwrap();
        assert_eq!(keys(&wire).key_in(&region, ALIAS).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_key_that_is_not_there_is_none() {
        let words =
            "Alias arn:aws:kms:us-east-1:111122223333:alias/ts-rds-production is not found.";
        let wire = Wire::new().refuse("DescribeKey", "NotFoundException", words);
        assert_eq!(keys(&wire).key(ALIAS).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_policy_of_a_key_is_asked_for_by_the_only_name_it_has() {
        let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
        let answer = json!({ "Policy": policy, "PolicyName": "default" });
        let wire = Wire::new().answer("GetKeyPolicy", answer.to_string());
        let arn = KmsKeyArn::parse(ARN).unwrap();
        let read = keys(&wire).policy(&arn).await.unwrap();
        assert_eq!(read.as_deref(), Some(policy));
        let sent = json!({ "KeyId": ARN, "PolicyName": "default" });
        assert_eq!(wire.json(0), sent);
    }

    #[tokio::test]
    async fn a_key_that_is_not_there_has_no_policy() {
        let wire = Wire::new().refuse("GetKeyPolicy", "NotFoundException", "not found");
        let arn = KmsKeyArn::parse(ARN).unwrap();
        assert_eq!(keys(&wire).policy(&arn).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_policy_that_may_not_be_read_is_denied() {
        let wire = Wire::new().refuse("GetKeyPolicy", "AccessDeniedException", "no");
        let arn = KmsKeyArn::parse(ARN).unwrap();
        let error = keys(&wire).policy(&arn).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Denied);
    }

    #[tokio::test]
    async fn a_key_that_may_not_be_looked_at_is_denied_and_not_absent() {
        let wire = Wire::new().refuse("DescribeKey", "AccessDeniedException", "no");
        let error = keys(&wire).key(ALIAS).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Denied);
    }
}
