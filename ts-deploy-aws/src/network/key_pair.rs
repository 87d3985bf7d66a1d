//! Key pairs.

use async_trait::async_trait;
use aws_sdk_ec2::config::retry::RetryConfig;
use aws_sdk_ec2::types::{KeyFormat, KeyType, ResourceType};
use ts_deploy_core::port::key_pair::{
    KeyPair, KeyPairReader, KeyPairRequest, KeyPairType, KeyPairWriter, NewKeyPair,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::secret::Secret;

use super::{AwsNetworks, tagged};
use crate::read::{present, spelled};
use crate::time::timestamp;

#[async_trait]
impl KeyPairReader for AwsNetworks {
    async fn pair(&self, name: &str) -> PortResult<Option<KeyPair>> {
        const OPERATION: &str = "DescribeKeyPairs";
        let call = self.client.describe_key_pairs().key_names(name);
        let answer = match call.send().await.map_err(self.line.failed(OPERATION)) {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let pairs = answer.key_pairs.unwrap_or_default().into_iter();
        let mut pairs = pairs.filter(|one| one.key_name() == Some(name));
        let Some(pair) = pairs.next() else {
            return Ok(None);
        };
        let kind = pair.key_type.as_ref().map_or("", |kind| kind.as_str());
        let kind = spelled(kind).unwrap_or(KeyPairType::Unknown);
        let id = present(pair.key_pair_id, "the id of the key pair");
        let id = id.map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))?;
        Ok(Some(KeyPair {
            name: name.to_owned(),
            id,
            kind,
            created: timestamp(pair.create_time, "the time of its creation").ok(),
        }))
    }
}

#[async_trait]
impl KeyPairWriter for AwsNetworks {
    async fn create(&self, request: &KeyPairRequest) -> PortResult<NewKeyPair> {
        const OPERATION: &str = "CreateKeyPair";
        let tags = tagged(ResourceType::KeyPair, &request.tags);
        let call = self.client.create_key_pair().key_name(&request.name);
        let call = call
            .key_type(KeyType::Rsa)
            .key_format(KeyFormat::Pem)
            .set_tag_specifications(tags);
        // What the SDK sent again by itself would be refused, and the key lost all the same.
        let once = aws_sdk_ec2::Config::builder().retry_config(RetryConfig::disabled());
        let sent = call.customize().config_override(once).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let unreadable = |missing: crate::read::Unreadable| {
            self.line.unreadable(OPERATION, &missing.to_string())
        };
        let private_key = present(answer.key_material, "the private key");
        let private_key = Secret::new(private_key.map_err(unreadable)?);
        let id = present(answer.key_pair_id, "the id of the key pair").map_err(unreadable)?;
        Ok(NewKeyPair { id, private_key })
    }

    async fn delete(&self, id: &str) -> PortResult<()> {
        const OPERATION: &str = "DeleteKeyPair";
        let sent = self.client.delete_key_pair().key_pair_id(id).send().await;
        match sent.map_err(self.line.failed(OPERATION)) {
            Err(error) if error.kind != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
