//! Which hosts are asked, in every partition.

use ts_deploy_core::target::TargetName;

use super::desk::{Desk, Home, identity, profile, settings};
use crate::connection::{AwsCloud, ConnectionOptions};

/// The URL that is asked who is calling, in this region.
async fn asked(region: &str, options: ConnectionOptions) -> String {
    let (desk, home) = (Desk::willing(), Home::new(""));
    let options = ConnectionOptions {
        profile_files: home.options().profile_files,
        ..options
    };
    let targets = [settings(region, profile("keys"))];
    let cloud = AwsCloud::connect_over(
        &targets,
        &options,
        Ok(desk.client()),
        aws_smithy_async::time::SharedTimeSource::default(),
    );
    identity(&cloud.await.unwrap()).await.unwrap();
    desk.asked()[0].uri.clone()
}

#[tokio::test]
async fn each_partition_has_its_own_hosts() {
    let mut urls = Vec::new();
    for region in ["eu-central-1", "us-gov-west-1", "cn-north-1"] {
        urls.push(asked(region, ConnectionOptions::default()).await);
    }
    insta::assert_snapshot!(urls.join("\n"), @r"
    https://sts.eu-central-1.amazonaws.com/
    https://sts.us-gov-west-1.amazonaws.com/
    https://sts.cn-north-1.amazonaws.com.cn/
    ");
}

#[tokio::test]
async fn fips_endpoints_are_asked_when_wanted() {
    let options = ConnectionOptions::builder().use_fips(Some(true)).build();
    assert_eq!(
        asked("us-east-2", options).await,
        "https://sts-fips.us-east-2.amazonaws.com/"
    );
}

#[tokio::test]
async fn dual_stack_endpoints_are_asked_when_wanted() {
    let options = ConnectionOptions::builder()
        .use_dual_stack(Some(true))
        .build();
    assert_eq!(
        asked("us-east-2", options).await,
        "https://sts.us-east-2.api.aws/"
    );
}

#[tokio::test]
async fn one_endpoint_stands_for_all_services_when_wanted() {
    let url = "http://localhost:5000/".to_owned();
    let options = ConnectionOptions::builder()
        .endpoint_url(Some(url.clone()))
        .build();
    assert_eq!(asked("us-east-2", options).await, url);
}

#[tokio::test]
async fn a_profile_chooses_endpoints_as_it_does_for_the_cli() {
    let profile_text = "[profile keys]\nservices = local\nuse_fips_endpoint = false\n\
                        [services local]\nsts =\n  endpoint_url = http://localhost:5001\n";
    let (desk, home) = (Desk::willing(), Home::new(profile_text));
    desk.caller(profile("keys"), &home.options()).await.unwrap();
    assert_eq!(desk.asked()[0].uri, "http://localhost:5001/");
}

#[tokio::test]
async fn a_configuration_that_was_handed_in_asks_in_the_region_of_its_target() {
    let (desk, home) = (Desk::willing(), Home::new(""));
    let cloud = desk.cloud(profile("keys"), &home.options()).await.unwrap();
    let config = cloud.config(TargetName::Main).unwrap().clone();
    let target = settings("eu-west-1", profile("keys")).target;
    let cloud = AwsCloud::of_configs([(target, config)]);
    identity(&cloud).await.unwrap();
    assert_eq!(desk.asked()[0].uri, "https://sts.eu-west-1.amazonaws.com/");
}
