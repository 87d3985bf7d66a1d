//! Layers for the tests: the least that must be decided, to be changed by each test.

use crate::finding::Findings;
use crate::ids::{
    AccountId, BucketName, CertificateArn, Cidr, DomainName, EmailAddress, HostName, HostedZoneId,
    InfrastructureName, KmsKeyArn, ProductVersionName, ProvisionedProductName, Region, SubnetId,
    VpcId,
};
use crate::layer::data::{
    DataLayer, DataLayerDraft, DisasterRecovery, DrOutputSource, DrOutputs, Egress, ExistingVpc,
    IsolatedSubnets, Network, Notifications, WorkerEndpoints,
};
use crate::layer::service::{Access, Dns, ServiceLayer, ServiceLayerDraft, Web, ZoneCertificate};
use crate::layer::{ExtraParameters, Inputs, ProductChoice, ProductComponent, ProductSelector};
use crate::parameter::{Parameter, ParameterKey, ParameterSet, Spelling, Value};
use crate::target::{Target, TargetName};

/// Parses a value that the test spells right.
pub(super) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(super) fn key(text: &str) -> ParameterKey {
    id(text)
}

pub(super) fn main_target() -> Target {
    Target {
        name: TargetName::Main,
        account: id::<AccountId>("111122223333"),
        region: id::<Region>("us-east-1"),
    }
}

fn choice(product: &str, name: &str) -> ProductChoice {
    ProductChoice::builder()
        .product(ProductSelector::Name(product.to_owned()))
        .provisioned_product(id::<ProvisionedProductName>(name))
        .build()
}

/// The least Data Layer, changed.
pub(super) fn data(change: impl FnOnce(&mut DataLayerDraft)) -> Result<DataLayer, Findings> {
    let least = DataLayer::builder()
        .target(main_target())
        .choice(choice("Data Layer", "acme-data-layer"))
        .infrastructure_name(id::<InfrastructureName>("acme-tetra"))
        .network(Network::NewVpc {
            cidr: id::<Cidr>("10.40.0.0/16"),
        })
        .notifications(Notifications {
            alerts_to: id::<EmailAddress>("alerts@acme.example"),
            sender: id::<EmailAddress>("noreply@acme.example"),
        })
        .build()
        .unwrap();
    let mut draft = least.draft().clone();
    change(&mut draft);
    draft.into()
}

/// The least Service Layer, changed.
pub(super) fn service(
    change: impl FnOnce(&mut ServiceLayerDraft),
) -> Result<ServiceLayer, Findings> {
    let least = ServiceLayer::builder()
        .target(main_target())
        .choice(choice("Service Layer", "acme-service-layer"))
        .web(Web {
            domain: id::<DomainName>("tetra.acme.example"),
            access: Access::Internal,
            dns: Dns::ExistingZone {
                zone: id::<HostedZoneId>("Z0123456789ABCDEFGHIJ"),
                certificate: ZoneCertificate::IssuedByAcm,
            },
        })
        .build()
        .unwrap();
    let mut draft = least.draft().clone();
    change(&mut draft);
    draft.into()
}

/// The subnet with this number.
pub(super) fn subnet(number: u8) -> SubnetId {
    id(&format!("subnet-000000{number:02x}"))
}

/// An existing VPC with three private subnets (1-3) and two public ones (11, 12) for NAT.
pub(super) fn vpc() -> ExistingVpc {
    ExistingVpc::builder()
        .id(id::<VpcId>("vpc-0a1b2c3d"))
        .cidr(id::<Cidr>("10.50.0.0/16"))
        .private_subnets(vec![subnet(1), subnet(2), subnet(3)])
        .egress(Egress::Nat {
            public_subnets: vec![subnet(11), subnet(12)],
        })
        .build()
}

/// Hosts of VPC endpoints below `zone`.
pub(super) fn hosts(zone: &str) -> WorkerEndpoints {
    let host = |service: &str| id::<HostName>(&format!("{service}.{zone}"));
    WorkerEndpoints {
        logs: host("logs"),
        monitoring: host("monitoring"),
        sqs: host("sqs"),
        cloudformation: host("cloudformation"),
    }
}

/// Isolated subnets 21 and 22 with endpoints of their own.
pub(super) fn isolated() -> IsolatedSubnets {
    IsolatedSubnets {
        subnets: vec![subnet(21), subnet(22)],
        endpoints: hosts("vpce.acme.example"),
    }
}

/// Disaster recovery as it should be.
pub(super) fn dr() -> DisasterRecovery {
    let bucket = |name: &str| id::<BucketName>(name);
    DisasterRecovery {
        account: id("444455556666"),
        region: id("us-east-2"),
        outputs: DrOutputSource::Given(DrOutputs {
            datalake_kms_key: id::<KmsKeyArn>("arn:aws:kms:us-east-2:444455556666:key/k"),
            datalake_bucket: bucket("dr-datalake"),
            stream_bucket: bucket("dr-stream"),
            backup_bucket: bucket("dr-backup"),
            local_artifacts_bucket: bucket("dr-artifacts"),
        }),
    }
}

/// A certificate in `region` of `account`.
pub(super) fn certificate(region: &str, account: &str) -> CertificateArn {
    id(&format!("arn:aws:acm:{region}:{account}:certificate/c"))
}

/// One extra parameter.
pub(super) fn extra(name: &str, value: &str) -> ExtraParameters {
    [(key(name), Value::from(value))].into_iter().collect()
}

/// Inputs with the version that is launched.
pub(super) fn inputs() -> Inputs {
    Inputs {
        version: Some(id::<ProductVersionName>("v1.1.0")),
        ..Inputs::default()
    }
}

/// The set that a layer sends for version v1.1.0.
pub(super) fn set(layer: &impl ProductComponent) -> ParameterSet {
    layer.parameters(&inputs())
}

/// What is sent for a key, and why: `value (provenance)`.
pub(super) fn sent(set: &ParameterSet, name: &str) -> String {
    shown(set.get(name).unwrap_or_else(|| panic!("no {name}")))
}

fn shown(parameter: &Parameter) -> String {
    let value = match &parameter.spelling {
        Spelling::NotSent => "not sent",
        Spelling::Empty => "empty",
        Spelling::Previous => "previous",
        Spelling::Value(Value::Plain(text)) => text,
        Spelling::Value(Value::Secret(_)) => "secret",
        Spelling::Value(Value::Awaited(_)) => "awaited",
    };
    format!("{value} ({})", parameter.provenance)
}

/// The set as lines `KEY = value (provenance)`.
pub(super) fn table(set: &ParameterSet) -> String {
    let lines: Vec<String> = set
        .iter()
        .map(|(key, parameter)| format!("{key} = {}", shown(parameter)))
        .collect();
    lines.join("\n")
}

/// The one finding with this id, as people read it; those of a layer that is refused, too.
pub(super) fn said<T: Checked>(result: &Result<T, Findings>, id: &str) -> String {
    let all = found(result);
    let mut hits = all.iter().filter(|finding| finding.id == id);
    let hit = hits.next().unwrap_or_else(|| panic!("no {id} in:\n{all}"));
    assert!(hits.next().is_none(), "{id} more than once in:\n{all}");
    hit.to_string()
}

/// The ids of all findings.
pub(super) fn ids<T: Checked>(result: &Result<T, Findings>) -> Vec<&str> {
    found(result)
        .iter()
        .map(|finding| finding.id.as_ref())
        .collect()
}

fn found<T: Checked>(result: &Result<T, Findings>) -> &Findings {
    result
        .as_ref()
        .map_or_else(|refused| refused, Checked::found)
}

/// A layer that keeps what is doubtful about it.
pub(super) trait Checked {
    fn found(&self) -> &Findings;
}

impl Checked for DataLayer {
    fn found(&self) -> &Findings {
        self.findings()
    }
}

impl Checked for ServiceLayer {
    fn found(&self) -> &Findings {
        self.findings()
    }
}
