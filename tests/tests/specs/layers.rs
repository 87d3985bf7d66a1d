//! What a customer can decide about the two layers.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::decided::Frame;
use super::parts::{Part, either, flag, just, map, may, may_when, must, number, only, text, word};

pub(super) fn image(frame: Frame) -> Part {
    let own = json!({"ami": "ami-0a1b2c3d4e5f60718", "parameter": "EksNodeAmi"});
    if frame.declares.0 {
        either(vec![just("provided"), only("custom", just(own))])
    } else {
        just("provided")
    }
}

/// What both layers say about what is launched.
fn launch(declares: bool) -> Vec<super::parts::Field> {
    let version = if declares {
        may("version", word(&["latest", "v1.1.0"]))
    } else {
        must("version", just("v1.0.0"))
    };
    vec![version, may("portfolio", just("TetraScience"))]
}

pub(super) fn data_layer(frame: Frame) -> Part {
    let least = if frame.declares.0 { 50 } else { 10 };
    let search = map(vec![
        may(
            "master_instance_type",
            word(&["t3.medium.elasticsearch", "m5.large.elasticsearch"]),
        ),
        may(
            "data_instance_type",
            word(&["m4.large.elasticsearch", "r5.large.elasticsearch"]),
        ),
        may("data_instance_count", number(1..=40)),
        may("data_volume_gb", number(least..=2000)),
        may("backup_interval_hours", number(1..=48)),
    ]);
    let backups = word(&["24 30", "12 30", "24 100", "8 30", "48 200", "6 25", "1 4"]);
    let backups = (
        backups,
        word(&["0 1 * * ? *", "0 1,13 * * ? *", "0 */6 * * ? *"]),
    );
    let backups = backups.prop_map(|(numbers, schedule)| {
        let numbers = numbers
            .as_str()
            .and_then(|text| text.split_once(' '))
            .unwrap();
        let [hours, days] = [numbers.0, numbers.1].map(|text| text.parse::<u32>().unwrap());
        json!({"interval_hours": hours, "retention_days": days, "schedule": schedule})
    });
    let database = map(vec![
        may(
            "instance_class",
            word(&["db.t2.medium", "db.m5.large", "db.r5.2xlarge"]),
        ),
        may("backups", backups.boxed()),
    ]);
    let boundary = "arn:{partition}:iam::{account}:policy/boundary";
    let iam = map(vec![
        may("role_prefix", text("[a-z]{1,8}-")),
        may("boundary_policy", just(boundary)),
    ]);
    let extra = map(vec![
        may_when(frame.declares.0, "RDSMultiAZ", word(&["true", "false"])),
        may("Environment", word(&["staging", "production"])),
    ]);
    let mut fields = launch(frame.declares.0);
    fields.extend([
        must("product", just("Tetra Data Platform - Data Layer")),
        must("provisioned_product", text("data-[a-z0-9]{1,12}")),
        may("elasticsearch", search),
        may("database", database),
        may("iam", iam),
        may("log_retention_days", days()),
        must("enable_logging", just(frame.logs)),
        may("extra_parameters", extra),
    ]);
    map(fields)
}

/// One of the numbers of days that CloudWatch takes.
fn days() -> Part {
    let accepted = [1_u32, 3, 7, 90, 365, 1827, 3653];
    let drawn = prop::sample::select(accepted.to_vec());
    drawn.prop_map(Value::from).boxed()
}

pub(super) fn service_layer(frame: Frame) -> Part {
    let capacity = || {
        let pair = prop_oneof![
            Just((0, 0)),
            (1_u32..8, 0_u32..8).prop_map(|(l, m)| (l, l + m))
        ];
        pair.prop_map(|(min, max)| json!({"min": min, "max": max}))
            .boxed()
    };
    let optional = map(vec![
        must("min_key", just("AnylinkMinCapacity")),
        must("max_key", just("AnylinkMaxCapacity")),
        must("capacity", capacity()),
    ]);
    let workers = either(vec![
        word(&["on", "off"]),
        flag(),
        only("instance_type", word(&["t3.large", "m5.xlarge"])),
    ]);
    let mut fields = launch(frame.declares.1);
    fields.extend([
        must("product", just("Tetra Data Platform - Service Layer")),
        must("provisioned_product", text("service-[a-z0-9]{1,12}")),
        must("enable_logging", just(frame.logs)),
        may("connector_max_memory_mb", number(128..=16_384)),
        may("task_throughput", number(1..=200)),
        may("windows_workers", workers),
        may("private_domain", text("[a-z]{2,8}\\.internal")),
        may("capacity", capacity()),
        may_when(frame.declares.1, "optional_service", optional),
        may("athena_create_iam_user", flag()),
    ]);
    map(fields)
}
