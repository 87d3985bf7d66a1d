//! The journal in a bucket of Amazon S3.
//!
//! [`s3_journal`] opens it with what the other clients of a target use: region, credentials, HTTP
//! client with its proxies and CA bundle, time-outs, and the endpoint that `AWS_ENDPOINT_URL_S3`,
//! `AWS_ENDPOINT_URL` or a profile names. A record is created by `PutObject` with
//! `If-None-Match: *`, which S3 refuses with 412 where something stands.
//!
//! # Rights
//! `s3:GetObject` and `s3:PutObject` on the objects below the prefix and `s3:ListBucket` on the
//! bucket: without the last, S3 answers for an object that is not there as for one that may not be
//! read. No right to delete is asked for.

mod endpoint;
mod http;
mod keys;
mod place;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use aws_types::SdkConfig;
use object_store::RetryConfig;
use object_store::aws::{AmazonS3Builder, Checksum, S3ConditionalPut};
use object_store::path::Path;
use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::Region;
use ts_deploy_core::journal::ObjectStoreJournal;

pub use place::S3Place;

/// How often a request is repeated, and for how long, before the store counts as not answering: at a
/// wake the run waits then, and amid a change it ends, since what it does must be written down.
const RETRIES: RetryConfig = RetryConfig {
    backoff: object_store::BackoffConfig {
        init_backoff: Duration::from_millis(200),
        max_backoff: Duration::from_secs(5),
        base: 2.0,
    },
    max_retries: 5,
    retry_timeout: Duration::from_mins(1),
};

/// Opens the journal at `place` with the settings in `config`; nothing is called. The bucket is in
/// the region that the place names, else in that of `config`.
///
/// # Errors
/// A finding that blocks, when `config` lacks credentials, a region or an HTTP client.
pub fn s3_journal(config: &SdkConfig, place: &S3Place) -> Result<ObjectStoreJournal, Finding> {
    let region = place.region().cloned().or_else(|| of_config(config));
    let region = region.ok_or_else(|| {
        unusable("no region is known for the bucket")
            .remedy("Name the bucket's region: s3://BUCKET/PREFIX?region=REGION.")
    })?;
    let http = http::Carrier::of(config).ok_or_else(|| unusable("no HTTP client is there"))?;
    let keys = keys::Keys::of(config).ok_or_else(|| {
        unusable("no credentials are there")
            .remedy("Give credentials as for every other call to AWS.")
    })?;
    let bucket = place.bucket().as_str();
    let endpoint = endpoint::of(config, &region, bucket);
    let store = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(region.as_str())
        .with_allow_http(endpoint.url.starts_with("http:"))
        .with_endpoint(endpoint.url)
        .with_virtual_hosted_style_request(endpoint.names_bucket)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_credentials(Arc::new(keys))
        .with_retry(RETRIES)
        // A bucket that keeps objects by default (Object Lock) takes none without a checksum.
        .with_checksum_algorithm(Checksum::SHA256)
        .with_http_connector(http)
        .build()
        .map_err(|error| unusable(&error.to_string()))?;
    let journal = ObjectStoreJournal::new(
        Arc::new(store),
        Path::from(place.prefix()),
        place.to_string(),
    );
    Ok(journal.when_denied(rights(place, &region)))
}

fn of_config(config: &SdkConfig) -> Option<Region> {
    Region::parse(config.region()?.as_ref()).ok()
}

fn unusable(why: &str) -> Finding {
    let seen = format!("The journal cannot be kept in S3: {why}.");
    Finding::blocks("journal-unusable", "journal", seen)
        .why("Nothing is changed without a journal of it.")
        .remedy("Keep the journal in a folder, or mend this.")
}

fn rights(place: &S3Place, region: &Region) -> String {
    let (bucket, prefix) = (place.bucket(), place.prefix());
    let partition = region.partition().as_str();
    format!(
        "give them s3:GetObject and s3:PutObject on arn:{partition}:s3:::{bucket}/{prefix}/* and \
         s3:ListBucket on arn:{partition}:s3:::{bucket}; where the bucket has a KMS key of its own, \
         kms:GenerateDataKey and kms:Decrypt on it too"
    )
}
