//! Behaviour of the simulated cloud, seen through its ports.
//!
//! What it promises as every backend does, and what it refuses, is tried by the suites of
//! `conformance`; here stands what only it does, and the words it uses.

mod calls;
mod catalog;
mod clock;
mod direct;
mod failure;
mod launch;
mod parameters;
mod portfolio;
mod products;
mod removal;
mod saving;
mod script;
mod secrets;
mod strictness;
mod tokens;
mod update;
mod wiring;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};

use super::{DATA_LAYER, SERVICE_LAYER, SimCloud, SimPlace};
use crate::clock::Clock as _;
use crate::ids::{AccountId, ProductVersionName, ProvisionedProductName, Region};
use crate::parameter::{ParameterKey, Request, Sent};
use crate::port::catalog::{
    CatalogReader, CatalogWriter, OperationToken, PathId, ProductId, ProvisionRequest,
    ProvisionedProduct, Record, TerminateRequest, UpdateRequest, VersionId,
};
use crate::port::stack::{Stack, StackEvent, StackReader};
use crate::target::{Target, TargetName};

const START: &str = "2026-03-02T09:00:00Z";

fn start() -> Timestamp {
    START.parse().unwrap()
}

fn target(name: TargetName) -> Target {
    let (account, region) = match name {
        TargetName::Main => ("111122223333", "us-east-1"),
        TargetName::Dr => ("444455556666", "us-west-2"),
        TargetName::DrInMainRegion => ("444455556666", "us-east-1"),
    };
    Target {
        name,
        account: AccountId::parse(account).unwrap(),
        region: Region::parse(region).unwrap(),
    }
}

fn name(text: &str) -> ProvisionedProductName {
    ProvisionedProductName::parse(text).unwrap()
}

fn token(text: &str) -> OperationToken {
    OperationToken(text.to_owned())
}

fn plain(values: &[(&str, &str)]) -> Request {
    let sent: IndexMap<ParameterKey, Sent> = values
        .iter()
        .map(|(key, value)| {
            (
                ParameterKey::parse(*key).unwrap(),
                Sent::Value((*value).to_owned()),
            )
        })
        .collect();
    Request { sent }
}

/// What the Data Layer demands.
const DATA: [(&str, &str); 10] = [
    ("CFTemplateVersion", "v1.0.0"),
    ("InfrastructureName", "acme-tetra"),
    ("VpcCIDR", "10.20.0.0/16"),
    ("LogsEndpoint", "logs.us-east-1.amazonaws.com"),
    ("MonitoringEndpoint", "monitoring.us-east-1.amazonaws.com"),
    ("SqsEndpoint", "sqs.us-east-1.amazonaws.com"),
    (
        "CloudformationEndpoint",
        "cloudformation.us-east-1.amazonaws.com",
    ),
    ("NotificationEmail", "alerts@acme.example"),
    ("SourceNotificationEmail", "platform@acme.example"),
    ("RDSBackupInterval", "24"),
];

/// A simulated cloud with the handles a test needs.
struct Rehearsal {
    cloud: SimCloud,
    place: SimPlace,
}

impl Rehearsal {
    fn new() -> Self {
        Self::of(SimCloud::new(7, start()))
    }

    fn of(cloud: SimCloud) -> Self {
        let place = cloud.at(&target(TargetName::Main));
        Self { cloud, place }
    }

    async fn pass(&self, minutes: i64) {
        let clock = self.cloud.clock();
        let until = clock.now() + SignedDuration::from_mins(minutes);
        clock.sleep_until(until).await;
    }

    /// Product, version and path.
    async fn found(&self, product: &str, version: &str) -> (ProductId, VersionId, PathId) {
        let products = self.place.products().await.unwrap();
        let id = products.into_iter().find(|p| p.name == product).unwrap().id;
        let wanted = ProductVersionName::parse(version).unwrap();
        let versions = self.place.versions(&id).await.unwrap();
        let version = versions.into_iter().find(|v| v.name == wanted).unwrap().id;
        let path = self.place.launch_paths(&id).await.unwrap().remove(0).id;
        (id, version, path)
    }

    async fn data_request(&self) -> ProvisionRequest {
        let (product, version, path) = self.found(DATA_LAYER, "v1.0.0").await;
        ProvisionRequest {
            token: token("launch-data"),
            name: name("acme-data"),
            product,
            version,
            path,
            parameters: plain(&DATA),
            tags: BTreeMap::from([("owner".to_owned(), "acme".to_owned())]),
        }
    }

    async fn service_request(&self, data_stack: &str) -> ProvisionRequest {
        let (product, version, path) = self.found(SERVICE_LAYER, "v1.0.0").await;
        ProvisionRequest {
            token: token("launch-service"),
            name: name("acme-service"),
            product,
            version,
            path,
            parameters: plain(&[
                ("DataStack", data_stack),
                ("PublicDomain", "tetra.acme.example"),
                ("PublicDomainZoneId", "Z0123456789"),
            ]),
            tags: BTreeMap::new(),
        }
    }

    /// An update of the Data Layer to `version`, with everything previous but `changes`.
    async fn update_request(&self, version: &str, changes: &[(&str, &str)]) -> UpdateRequest {
        let (product, version, path) = self.found(DATA_LAYER, version).await;
        let kept = DATA.map(|(key, _)| (ParameterKey::parse(key).unwrap(), Sent::Previous));
        let mut parameters = Request {
            sent: kept.into_iter().collect(),
        };
        parameters.sent.extend(plain(changes).sent);
        UpdateRequest {
            token: token("update-data"),
            provisioned_product: self.data().await.id,
            product,
            version,
            path,
            parameters,
        }
    }

    async fn launch_data(&self) -> Record {
        let request = self.data_request().await;
        self.place.provision(&request).await.unwrap()
    }

    /// A Data Layer that runs.
    async fn with_data() -> Self {
        let rehearsal = Self::new();
        rehearsal.launch_data().await;
        rehearsal.pass(4 * 60).await;
        rehearsal
    }

    async fn removal_request(&self) -> TerminateRequest {
        TerminateRequest {
            token: token("remove-data"),
            provisioned_product: self.data().await.id,
        }
    }

    async fn product(&self, of: &str) -> ProvisionedProduct {
        self.place
            .provisioned_product(&name(of))
            .await
            .unwrap()
            .unwrap()
    }

    async fn data(&self) -> ProvisionedProduct {
        self.product("acme-data").await
    }

    async fn status(&self, of: &str) -> &'static str {
        self.product(of).await.status.as_str()
    }

    async fn stack(&self, of: &str) -> Stack {
        let arn = self.product(of).await.stack.unwrap();
        self.place.stack(&arn.0).await.unwrap().unwrap()
    }

    async fn events(&self, of: &str) -> Vec<StackEvent> {
        let stack = self.stack(of).await.arn;
        self.place.events(&stack).await.unwrap()
    }

    /// The events of a nested stack.
    async fn nested_events(&self, of: &str, nested: &str) -> Vec<StackEvent> {
        let events = self.events(of).await;
        let arn = events
            .iter()
            .find(|event| event.logical_id == nested && !event.physical_id.is_empty())
            .unwrap()
            .physical_id
            .clone();
        self.place
            .events(&crate::port::stack::StackArn(arn))
            .await
            .unwrap()
    }
}

/// `what STATUS: reason` of each event, one a line.
fn told(events: &[StackEvent]) -> String {
    let line = |event: &StackEvent| {
        let reason = event
            .reason
            .as_ref()
            .map(|r| format!(": {}", r.trim_end()))
            .unwrap_or_default();
        format!("{} {}{reason}", event.logical_id, event.status)
    };
    events.iter().map(line).collect::<Vec<_>>().join("\n")
}
