//! The changing calls on parameters.

use async_trait::async_trait;
use aws_sdk_ssm::types::{ParameterTier, ParameterType as Type, Tag};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ts_deploy_core::ids::ParameterPath;
use ts_deploy_core::port::parameter_store::{
    ParameterValue, ParameterVersion, ParameterWriter, PutMode, PutRequest, refused_value,
};
use ts_deploy_core::port::{ErrorKind, PortResult};
use ts_deploy_core::secret::Secret;

use super::{AwsParameterStore, convert};

#[async_trait]
impl ParameterWriter for AwsParameterStore {
    async fn put(&self, request: &PutRequest) -> PortResult<ParameterVersion> {
        const OPERATION: &str = "PutParameter";
        let name = &request.name;
        let value = self.value(&request.value).await?;
        if let Some(why) = refused_value(&value) {
            let why = format!("the value of {name} cannot be written: {why}");
            return Err(self.line.not_sent(OPERATION, &why));
        }
        let call = self.client.put_parameter();
        let call = call
            .name(name.as_str())
            .value(value.expose())
            .r#type(Type::from(request.protection.parameter_type().as_str()))
            .set_key_id(request.protection.key().map(|key| key.as_str().to_owned()));
        let call = match &request.mode {
            // With an overwrite, tags are refused; its tier stays what somebody made it.
            PutMode::Overwrite => call.overwrite(true),
            PutMode::Create { tags } => {
                let tags = tags.iter();
                let tags = tags.map(|(key, value)| Tag::builder().key(key).value(value).build());
                let tags = tags.collect::<Result<Vec<_>, _>>();
                let tags = tags.map_err(|why| self.line.not_sent(OPERATION, &why.to_string()))?;
                call.overwrite(false)
                    .tier(ParameterTier::Standard)
                    .set_tags((!tags.is_empty()).then_some(tags))
            }
        };
        let answer = call.send().await.map_err(|error| {
            // Somebody else writes it at this moment: the same call again succeeds.
            let contended = error.code() == Some("TooManyUpdates");
            let mut error = self.line.failed_with(OPERATION, vec![value])(error);
            if contended {
                error.kind = ErrorKind::Throttled;
            }
            error
        })?;
        convert::version(answer.version)
            .map_err(|missing| self.line.unreadable(OPERATION, &missing.to_string()))
    }

    async fn delete(&self, name: &ParameterPath) -> PortResult<()> {
        const OPERATION: &str = "DeleteParameter";
        let sent = self.client.delete_parameter().name(name.as_str()).send();
        sent.await.map_err(self.line.failed(OPERATION)).map(drop)
    }
}

impl AwsParameterStore {
    /// The value to be written, read first where it is another parameter's.
    async fn value(&self, value: &ParameterValue) -> PortResult<Secret> {
        match value {
            ParameterValue::Given(secret) => Ok(secret.clone()),
            ParameterValue::CopyOf(other) => {
                let mut values = self.values(&[other]).await?;
                let absent = "the answer lacks the parameter that was asked for";
                let value = values.remove(other);
                value.ok_or_else(|| self.line.unreadable("GetParameters", absent))
            }
        }
    }
}
