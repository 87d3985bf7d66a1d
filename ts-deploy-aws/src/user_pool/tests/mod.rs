//! User pools against answers in Cognito's own bytes.

mod client;
mod pool;
mod provider;
mod removal;

use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use serde_json::{Value, json};
use ts_deploy_core::ids::{UserPoolId, UserPoolName};
use ts_deploy_core::target::TargetName;

use super::AwsUserPools;
use crate::wire::Wire;

const POOL: &str = "us-east-1_Ab12Cd34E";

fn pools(wire: &Wire) -> AwsUserPools {
    AwsUserPools::new(&wire.config(), TargetName::Main)
}

/// A configuration whose clients repeat calls by themselves.
fn repeating(wire: &Wire) -> SdkConfig {
    let retry = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    wire.config().into_builder().retry_config(retry).build()
}

fn id() -> UserPoolId {
    UserPoolId::parse(POOL).unwrap()
}

fn name() -> UserPoolName {
    UserPoolName::parse("acme-production").unwrap()
}

/// A pool as it is described, with these members too.
fn described(more: &Value) -> String {
    let mut pool = json!({ "Id": POOL, "Name": "acme-production" });
    pool.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({ "UserPool": pool }).to_string()
}
