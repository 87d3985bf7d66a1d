//! Documents that may be deployed, drawn over all that a customer can decide.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::layers::{data_layer, image, service_layer};
use super::parts::{Part, either, just, map, may, may_when, must, only, subnets, text, word};

/// Two regions of one partition.
const REGIONS: [(&str, &str); 6] = [
    ("us-east-1", "us-east-2"),
    ("eu-central-1", "eu-west-1"),
    ("ap-southeast-2", "us-west-2"),
    ("us-gov-west-1", "us-gov-east-1"),
    ("cn-north-1", "cn-northwest-1"),
    ("me-central-1", "il-central-1"),
];

/// What one part of a document decides and others follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    regions: (&'static str, &'static str),
    recovers: bool,
    on_internet: bool,
    /// Whether each layer is launched in a version that declares the optional keys.
    pub(super) declares: (bool, bool),
    pub(super) logs: bool,
}

fn frames() -> impl Strategy<Value = Frame> {
    let declares = (prop::bool::weighted(0.7), prop::bool::weighted(0.7));
    let parts = (
        prop::sample::select(&REGIONS[..]),
        any::<bool>(),
        any::<bool>(),
        declares,
        prop::bool::weighted(0.2),
    );
    parts.prop_map(|(regions, recovers, on_internet, declares, logs)| Frame {
        regions,
        recovers,
        on_internet,
        declares,
        // A Service Layer that does not declare it any more refuses what it cannot carry.
        logs: logs && !declares.1,
    })
}

/// A document that reads, and that the products' contracts take.
pub(super) fn decided() -> impl Strategy<Value = Value> {
    frames().prop_flat_map(|frame| document(frame).prop_map(move |value| placed(&value, frame)))
}

/// Fills in account, region and partition where parts of the document name them.
fn placed(value: &Value, frame: Frame) -> Value {
    let partition = |region: &str| match region.split('-').next() {
        Some("cn") => "aws-cn",
        _ if region.starts_with("us-gov") => "aws-us-gov",
        _ => "aws",
    };
    let text = value
        .to_string()
        .replace("{partition}", partition(frame.regions.0))
        .replace("{region}", frame.regions.0)
        .replace("{dr-region}", frame.regions.1)
        .replace("{account}", "111122223333")
        .replace("{dr-account}", "444455556666");
    serde_json::from_str(&text).unwrap()
}

fn document(frame: Frame) -> Part {
    let agreed = json!({"by": "Jane Doe, TetraScience", "date": "2026-10-01"});
    map(vec![
        must("name", text("[a-z][a-z0-9-]{0,30}")),
        must("infrastructure_name", text("[a-z][a-z0-9]{2,10}")),
        may("agreed_with_vendor", just(agreed)),
        must("targets", targets(frame)),
        must("network", network(frame)),
        must("web", web(frame)),
        must("notifications", notifications()),
        if frame.recovers {
            must("disaster_recovery", recovery())
        } else {
            may_when(false, "disaster_recovery", recovery())
        },
        may("integrations", integrations(frame)),
        may("secrets", secrets()),
        may("eks_image", image(frame)),
        may_when(
            frame.declares.0,
            "key_pair",
            just(json!({"name": "acme-eks", "parameter": "KeyPairName"})),
        ),
        must("data_layer", data_layer(frame)),
        must("service_layer", service_layer(frame)),
        may("tags", tags()),
    ])
}

fn targets(frame: Frame) -> Part {
    let role = map(vec![
        must("role", just("arn:{partition}:iam::{account}:role/deployer")),
        may("source_profile", text("[a-z]{1,12}")),
        may("external_id", text("[A-Za-z0-9]{2,20}")),
        may("session_name", text("[A-Za-z0-9]{2,20}")),
        may("duration", word(&["15m", "1h", "12h"])),
    ]);
    let assumed = map(vec![
        must("account", just("{account}")),
        must("region", just("{region}")),
        must("assume_role", role),
    ]);
    let plain = |account: &str, region: &str| {
        map(vec![
            must("account", just(account)),
            must("region", just(region)),
            may("profile", text("[a-z][a-z-]{0,12}")),
        ])
    };
    let main = either(vec![plain("{account}", "{region}"), assumed]);
    let mut fields = vec![must("main", main)];
    if frame.recovers {
        fields.push(must("dr", plain("{dr-account}", "{dr-region}")));
    }
    map(fields)
}

fn network(frame: Frame) -> Part {
    let cidr = || {
        let blocks = [
            "10.40.0.0/16",
            "10.0.0.0/20",
            "172.16.0.0/22",
            "192.168.0.0/28",
        ];
        word(&blocks)
    };
    let public = || subnets('b', 2..=4);
    let corporate = if frame.on_internet {
        must("public_subnets", public())
    } else {
        may("public_subnets", subnets('b', 0..=3))
    };
    let egress = either(vec![
        only("nat", only("public_subnets", public())),
        only("corporate_network", map(vec![corporate])),
    ]);
    let hosts = || {
        map(vec![
            must(
                "logs",
                word(&["logs.{region}.amazonaws.com", "logs.acme.example"]),
            ),
            must("monitoring", just("monitoring.{region}.amazonaws.com")),
            must(
                "sqs",
                word(&["sqs.{region}.amazonaws.com", "vpce-0a1b-sqs.acme.example"]),
            ),
            must(
                "cloudformation",
                just("cloudformation.{region}.amazonaws.com"),
            ),
        ])
    };
    let isolated = map(vec![
        must("subnets", subnets('c', 1..=3)),
        must("endpoints", hosts()),
    ]);
    let workers = either(vec![
        map(Vec::new()),
        only("isolated", isolated),
        only("worker_endpoints", hosts()),
    ]);
    let existing = (
        map(vec![
            must("id", just("vpc-0a1b2c3d4e5f60718")),
            must("cidr", cidr()),
            must("private_subnets", subnets('a', 2..=4)),
            must("egress", egress),
        ]),
        workers,
    );
    let existing =
        existing.prop_map(|(vpc, workers)| json!({"existing_vpc": joined(vpc, workers)}));
    either(vec![
        only("new_vpc", only("cidr", cidr())),
        existing.boxed(),
    ])
}

/// One map with the fields of both.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn web(frame: Frame) -> Part {
    let certificate = || {
        let id = "12345678-1234-1234-1234-123456789012";
        just(format!(
            "arn:{{partition}}:acm:{{region}}:{{account}}:certificate/{id}"
        ))
    };
    let given = || only("given", certificate());
    let zone = map(vec![
        must("zone", text("Z[A-Z0-9]{7,20}")),
        must("certificate", either(vec![just("issued_by_acm"), given()])),
    ]);
    let own = either(vec![just("unencrypted_http"), given()]);
    let dns = either(vec![
        only("existing_zone", zone),
        only("new_zone", only("certificate", certificate())),
        only("customer_managed", only("certificate", own)),
    ]);
    let access = if frame.on_internet {
        "internet"
    } else {
        "internal"
    };
    map(vec![
        must("domain", text("[a-z]{1,8}\\.acme\\.example")),
        must("access", just(access)),
        must("dns", dns),
    ])
}

fn notifications() -> Part {
    let address = || text("[a-z]{1,12}@acme\\.example");
    map(vec![
        must("alerts_to", address()),
        must("sender", address()),
    ])
}

fn recovery() -> Part {
    let key =
        "arn:{partition}:kms:{dr-region}:{dr-account}:key/12345678-1234-1234-1234-123456789012";
    let outputs = map(vec![
        must("datalake_kms_key", just(key)),
        must("datalake_bucket", text("lake-[a-z0-9]{3,9}")),
        must("stream_bucket", text("stream-[a-z0-9]{3,9}")),
        must("backup_bucket", text("backup-[a-z0-9]{3,9}")),
        must("local_artifacts_bucket", text("artifacts-[a-z0-9]{3,9}")),
    ]);
    only("outputs", outputs)
}

fn integrations(frame: Frame) -> Part {
    let off = || word(&["off", "off"]);
    if !frame.declares.0 {
        return map(vec![
            may("anylink", off()),
            may("egnyte", off()),
            may("box", off()),
        ]);
    }
    let carried = |key: &'static str| only(key, just("true"));
    let egnyte = map(vec![
        must("parameters", carried("EnableEgnyte")),
        may("client_id", source("EGNYTE_CLIENT_ID")),
    ]);
    let alone = only("parameters", carried("EnableBox"));
    let signed_in = map(vec![
        must("parameters", carried("EnableBox")),
        must("client_id", source("BOX_CLIENT_ID")),
        must("client_secret", source("BOX_CLIENT_SECRET")),
    ]);
    let anylink = only("parameters", carried("EnableAnylink"));
    map(vec![
        may("anylink", either(vec![off(), only("on", anylink)])),
        may("egnyte", either(vec![off(), only("on", egnyte)])),
        may(
            "box",
            either(vec![off(), only("on", alone), only("on", signed_in)]),
        ),
    ])
}

/// Where a secret comes from.
fn source(variable: &'static str) -> Part {
    either(vec![
        only("env", just(variable)),
        only("file", text("secrets/[a-z]{1,12}")),
        only("parameter", text("/acme/shared/[a-z]{1,12}")),
    ])
}

fn secrets() -> Part {
    let encrypted = map(vec![
        may("kind", just("secure_string")),
        must("value", source("LICENCE_KEY")),
        may("kms_key", word(&["alias/acme-secrets", "alias/aws/ssm"])),
    ]);
    let plain = map(vec![
        must("kind", just("string")),
        must("value", source("SUPPORT_ADDRESS")),
    ]);
    let listed = prop::collection::vec(either(vec![encrypted, plain]), 0..4);
    let at = |(n, value): (usize, Value)| {
        let path = format!("/tetrascience/production/ECS/ts-service-web/P{n}");
        joined(value, json!({ "path": path }))
    };
    let listed = listed.prop_map(move |all| all.into_iter().enumerate().map(at).collect::<Value>());
    listed.boxed()
}

fn tags() -> Part {
    let pairs =
        prop::collection::btree_map("[a-z][a-z-]{0,15}", "[A-Za-z0-9 ._:/=+@-]{1,30}", 0..5);
    pairs.prop_map(|tags| json!(tags)).boxed()
}
