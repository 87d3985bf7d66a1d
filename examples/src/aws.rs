//! AWS, as the options, the spec and the operator's own settings say.

use std::sync::Arc;

use ts_deploy_aws::SdkConfig;
use ts_deploy_aws::connection::{AwsCloud, ConnectionOptions, operator_config};
use ts_deploy_aws::s3_journal::{S3Place, s3_journal};
use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::engine::Outcome;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::journal::JournalStore;
use ts_deploy_core::target::TargetName;

use crate::answer::Stop;
use crate::backend::{found, say};
use crate::cli::Options;

/// Connects the targets; nothing is called.
pub(crate) async fn connect(options: &Options, deployment: &Deployment) -> Result<AwsCloud, Stop> {
    let cloud = connected(options, deployment).await?;
    say(options.format, cloud.findings());
    Ok(cloud)
}

async fn connected(options: &Options, deployment: &Deployment) -> Result<AwsCloud, Stop> {
    AwsCloud::connect(&deployment.targets, &connection(options))
        .await
        .map_err(|findings| unreachable(options, &findings))
}

/// The journal in S3, with the credentials of a target; nothing is called.
pub(crate) async fn journal_of(
    options: &Options,
    deployment: &Deployment,
    target: TargetName,
    place: &S3Place,
) -> Result<Arc<dyn JournalStore>, Stop> {
    let cloud = connected(options, deployment).await?;
    let config = cloud.config(target).ok_or_else(|| {
        Stop::invalid(format!(
            "--journal {place}: the spec describes no target {target} whose credentials it could \
             be written with"
        ))
    })?;
    opened(options, config, place)
}

/// The journal in S3, with the credentials of whoever runs this; nothing is called.
pub(crate) async fn journal(
    options: &Options,
    place: &S3Place,
) -> Result<Arc<dyn JournalStore>, Stop> {
    let named = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    let region = match place.region() {
        Some(region) => Some(region.clone()),
        None => named
            .into_iter()
            .find_map(|name| variable(name)?.parse().ok()),
    };
    let region = region.ok_or_else(|| {
        Stop::invalid(format!(
            "{place}: the region of the bucket is not known: add ?region=REGION, or set AWS_REGION"
        ))
    })?;
    let config = operator_config(&region, &connection(options))
        .await
        .map_err(|findings| unreachable(options, &findings))?;
    opened(options, &config, place)
}

fn opened(
    options: &Options,
    config: &SdkConfig,
    place: &S3Place,
) -> Result<Arc<dyn JournalStore>, Stop> {
    match s3_journal(config, place) {
        Ok(journal) => Ok(Arc::new(journal)),
        Err(finding) => {
            let mut findings = Findings::none();
            findings.push(finding);
            Err(unreachable(options, &findings))
        }
    }
}

fn connection(options: &Options) -> ConnectionOptions {
    let mut connection = ConnectionOptions::from_variables(variable);
    if let Some(bundle) = &options.ca_bundle {
        connection.ca_bundle = Some(bundle.clone());
    }
    connection
}

#[expect(
    clippy::disallowed_methods,
    reason = "the binary, not the library, reads its environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn unreachable(options: &Options, findings: &Findings) -> Stop {
    let message = "AWS cannot be reached as things are: nothing was called.";
    found(options.format, Outcome::Invalid, findings, message)
}
