//! Networks, on `ec2`.

mod address;
mod change;
mod convert;
mod key_pair;
mod offering;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};
use aws_types::SdkConfig;
use ts_deploy_core::target::TargetName;

use crate::answer::Line;
use crate::connection::CallLog;

/// [`NetworkReader`](ts_deploy_core::port::network::NetworkReader),
/// [`NetworkWriter`](ts_deploy_core::port::network::NetworkWriter),
/// [`AddressReader`](ts_deploy_core::port::address::AddressReader),
/// [`KeyPairReader`](ts_deploy_core::port::key_pair::KeyPairReader),
/// [`KeyPairWriter`](ts_deploy_core::port::key_pair::KeyPairWriter) and
/// [`InstanceOfferingReader`](ts_deploy_core::port::offering::InstanceOfferingReader) on AWS.
#[derive(Clone, Debug)]
pub struct AwsNetworks {
    client: aws_sdk_ec2::Client,
    line: Line,
}

impl AwsNetworks {
    /// For the target that the configuration's region and credentials are of.
    pub fn new(config: &SdkConfig, target: TargetName) -> Self {
        let client = aws_sdk_ec2::Client::new(config);
        let service = "ec2";
        let line = Line { service, target };
        Self { client, line }
    }

    /// With every call counted in `log`.
    #[must_use]
    pub fn counted_in(mut self, log: &CallLog) -> Self {
        let config = self.client.config().to_builder();
        let config = config.interceptor(log.counter(self.line)).build();
        self.client = aws_sdk_ec2::Client::from_conf(config);
        self
    }
}

/// What a new resource of this type is tagged with; nothing is sent without tags.
fn tagged(
    resource: ResourceType,
    tags: &BTreeMap<String, String>,
) -> Option<Vec<TagSpecification>> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    let tags: Vec<Tag> = tags.iter().map(tag).collect();
    (!tags.is_empty()).then(|| {
        let specification = TagSpecification::builder().resource_type(resource);
        vec![specification.set_tags(Some(tags)).build()]
    })
}

/// What is listed has one of these values.
fn filter<V: Into<String>>(name: &str, values: impl IntoIterator<Item = V>) -> Filter {
    let values = values.into_iter().map(Into::into).collect();
    Filter::builder()
        .name(name)
        .set_values(Some(values))
        .build()
}
