//! User pools, on `cognito-idp`.
//!
//! The calls are in `read`, `change` and `provider`, apart from the conversions, which are functions
//! without effects. `kept` is what goes back unseen with an update.

mod change;
mod convert;
mod kept;
mod provider;
mod read;
#[cfg(test)]
mod tests;
mod validity;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{Builder, Config};
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use ts_deploy_core::ids::UserPoolId;
use ts_deploy_core::port::user_pool::UserPoolReader;
use ts_deploy_core::port::{ErrorKind, PortError, PortResult};
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`UserPoolReader`] and [`UserPoolWriter`](ts_deploy_core::port::user_pool::UserPoolWriter) on
/// AWS.
///
/// # Guarantees
/// - The creation of a pool or a client, for which Cognito knows no token, is sent once: the SDK does
///   not repeat it by itself.
/// - An update sends back every setting that was read, those that the port does not name among them.
///
/// # Caveats
/// A setting that is newer than the SDK is not read, and therefore lost in an update, as with every
/// tool that is built on it.
#[derive(Clone, Debug)]
pub struct AwsUserPools {
    client: Client,
    line: Line,
}

impl AwsUserPools {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = Client::new(config);
        let service = "cognito-idp";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = Client::from_conf(config);
        self
    }

    /// `None` for what a pool does not have. Cognito has one error for that and for a pool that is
    /// not there, and its words differ from call to call: whether the pool is there tells them
    /// apart.
    async fn perhaps<T>(&self, pool: &UserPoolId, error: PortError) -> PortResult<Option<T>> {
        if error.kind == ErrorKind::NotFound && self.pool(pool).await?.is_some() {
            return Ok(None);
        }
        Err(error)
    }
}

/// A call that is sent once. Repeated by the SDK after an answer that was lost, it would make a
/// second one of the same name, or be refused for what it has just made, in words that do not tell
/// this from a wrong request.
fn once() -> Builder {
    Config::builder().retry_config(RetryConfig::disabled())
}
