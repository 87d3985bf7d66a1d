use std::sync::{Arc, Mutex};

use aws_config::BehaviorVersion;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use aws_types::region::Region;
use ts_deploy_core::error::chain;
use ts_deploy_core::journal::{Created, JournalStore as _, StoreError};

use super::*;

/// A bucket that answers everything in one way, and keeps the heads of what was sent.
#[derive(Clone, Debug)]
struct Bucket {
    status: u16,
    region: Option<&'static str>,
    body: &'static str,
    heads: Arc<Mutex<Vec<String>>>,
}

impl HttpConnector for Bucket {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let condition = request.headers().get("if-none-match").unwrap_or("-");
        let signed = request.headers().get("authorization").unwrap_or("unsigned");
        let key = signed.split(['=', '/']).nth(1).unwrap_or("unsigned");
        let head = format!("{} {} {condition} {key}", request.method(), request.uri());
        self.heads.lock().unwrap().push(head);
        let mut answer =
            HttpResponse::new(self.status.try_into().unwrap(), SdkBody::from(self.body));
        if let Some(region) = self.region {
            answer.headers_mut().append("x-amz-bucket-region", region);
        }
        answer.headers_mut().append("etag", "\"1\"");
        HttpConnectorFuture::ready(Ok(answer))
    }
}

fn bucket(status: u16, body: &'static str) -> Bucket {
    Bucket {
        status,
        region: None,
        body,
        heads: Arc::default(),
    }
}

fn config(bucket: &Bucket) -> SdkConfig {
    let bucket = bucket.clone();
    let client = http_client_fn(move |_, _| SharedHttpConnector::new(bucket.clone()));
    let credentials = Credentials::new("AKIDEXAMPLE", "example", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(client)
        .build()
}

async fn create_in(place: &str, bucket: &Bucket) -> Result<Created, StoreError> {
    let place = S3Place::parse(place).unwrap();
    let journal = s3_journal(&config(bucket), &place).unwrap();
    journal.create(1, b"record").await
}

const PLACE: &str = "s3://acme-journals/production";

#[tokio::test]
async fn a_record_is_put_only_where_nothing_stands_and_signed_with_the_targets_keys() {
    let bucket = bucket(200, "");
    assert_eq!(create_in(PLACE, &bucket).await.unwrap(), Created::Yes);
    insta::assert_snapshot!(bucket.heads.lock().unwrap().join("\n"), @"PUT https://acme-journals.s3.us-east-1.amazonaws.com/production/records/000000000001.json * AKIDEXAMPLE");
}

#[tokio::test]
async fn a_missing_right_is_told_with_the_rights_to_give() {
    let refused = create_in(
        PLACE,
        &bucket(403, "<Error><Code>AccessDenied</Code></Error>"),
    )
    .await;
    let said = chain(&refused.unwrap_err());
    assert!(
        said.contains("s3:PutObject on arn:aws:s3:::acme-journals/production/*"),
        "{said}"
    );
}

#[tokio::test]
async fn an_absent_bucket_is_told_as_such() {
    let refused = create_in(
        PLACE,
        &bucket(404, "<Error><Code>NoSuchBucket</Code></Error>"),
    )
    .await;
    let said = chain(&refused.unwrap_err());
    assert!(said.contains("there is no such bucket"), "{said}");
}

#[tokio::test]
async fn a_bucket_in_another_region_is_told_with_the_region_to_name() {
    let elsewhere = Bucket {
        region: Some("eu-west-1"),
        ..bucket(301, "")
    };
    let said = chain(&create_in(PLACE, &elsewhere).await.unwrap_err());
    assert!(
        said.contains("the bucket is in the region eu-west-1"),
        "{said}"
    );
}

fn endpoint_of(place: &str, change: impl Fn(&mut aws_types::sdk_config::Builder)) -> String {
    let mut config = config(&bucket(200, "")).into_builder();
    change(&mut config);
    let place = S3Place::parse(place).unwrap();
    let region = place.region().cloned();
    let region = region.unwrap_or_else(|| "us-east-1".parse().unwrap());
    let endpoint = endpoint::of(&config.build(), &region, place.bucket().as_str());
    format!("{} {}", endpoint.url, endpoint.names_bucket)
}

#[test]
fn the_regions_own_endpoint_is_that_of_its_partition() {
    let endpoint = endpoint_of("s3://acme/p?region=cn-north-1", |_| {});
    assert_eq!(endpoint, "https://acme.s3.cn-north-1.amazonaws.com.cn true");
}

#[test]
fn a_bucket_with_dots_is_named_in_the_path() {
    let endpoint = endpoint_of("s3://acme.journals/p", |_| {});
    assert_eq!(endpoint, "https://s3.us-east-1.amazonaws.com false");
}

#[test]
fn fips_and_dual_stack_choose_the_host() {
    let endpoint = endpoint_of("s3://acme/p", |config| {
        config.set_use_fips(Some(true));
        config.set_use_dual_stack(Some(true));
    });
    assert_eq!(
        endpoint,
        "https://acme.s3-fips.dualstack.us-east-1.amazonaws.com true"
    );
}

#[test]
fn an_endpoint_that_the_settings_name_is_asked_by_path() {
    let endpoint = endpoint_of("s3://acme/p", |config| {
        config.set_endpoint_url(Some("http://127.0.0.1:5000".to_owned()));
    });
    assert_eq!(endpoint, "http://127.0.0.1:5000 false");
}

#[test]
fn a_place_prints_as_it_reads() {
    for text in [PLACE, "s3://acme/a/b.c_d=1?region=us-gov-west-1"] {
        assert_eq!(S3Place::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn what_is_no_place_is_refused() {
    let wrong = [
        "acme/p",
        "s3://acme",
        "s3://acme/",
        "s3://acme/a//b",
        "s3://acme/../b",
        "s3://Acme/p",
        "s3://acme/p?region=nowhere",
        "s3://acme/p?versionId=1",
        "s3://acme/a b",
    ];
    let read: Vec<&str> = wrong
        .into_iter()
        .filter(|text| S3Place::parse(text).is_ok())
        .collect();
    assert_eq!(read, Vec::<&str>::new());
}
