//! AWS, as the options, the spec and the operator's own settings say.

use ts_deploy_aws::connection::{AwsCloud, ConnectionOptions};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;

use crate::answer::Stop;
use crate::backend::{found, say};
use crate::cli::Options;

/// Connects the targets; nothing is called.
pub(crate) async fn connect(options: &Options, deployment: &Deployment) -> Result<AwsCloud, Stop> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the binary, not the library, reads its environment"
    )]
    let mut connection = ConnectionOptions::from_variables(|name| std::env::var(name).ok());
    if let Some(bundle) = &options.ca_bundle {
        connection.ca_bundle = Some(bundle.clone());
    }
    match AwsCloud::connect(&deployment.targets, &connection).await {
        Ok(cloud) => {
            say(options.format, cloud.findings());
            Ok(cloud)
        }
        Err(findings) => {
            let message = "AWS cannot be reached as things are: nothing was called.";
            Err(found(options.format, Outcome::Invalid, &findings, message))
        }
    }
}
