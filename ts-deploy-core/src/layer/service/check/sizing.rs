//! Sizes of the services and of connectors.

use super::super::rows::ROWS;
use super::super::{Capacity, OptionalService, ServiceLayerDraft};
use crate::finding::{Finding, Findings};
use crate::layer::row::row;

/// The least memory that a connector is known to start with, in MB.
const LEAST_MEMORY: u32 = 128;
/// More containers of one service than any installation runs.
const MOST_CONTAINERS: u32 = 1000;

pub(super) fn check(draft: &ServiceLayerDraft, found: &mut Findings) {
    throughput_and_memory(draft, found);
    if let Some(pair) = draft.capacity {
        capacity(pair, "service_layer.capacity", found);
    }
    if let Some(service) = &draft.optional_service {
        let at = "service_layer.optional_service.capacity";
        capacity(service.capacity, at, found);
        optional_keys(service, draft, found);
    }
}

fn throughput_and_memory(draft: &ServiceLayerDraft, found: &mut Findings) {
    if draft.task_throughput == Some(0) {
        let at = "service_layer.task_throughput";
        found.push(
            Finding::blocks("no-throughput", at, "0 files are processed at once")
                .why("No file would ever be processed.")
                .remedy("Give at least 1; the documented default is 20.")
                .row("S TaskThroughput"),
        );
    }
    let at = "service_layer.connector_max_memory_mb";
    match draft.connector_max_memory_mb {
        Some(0) => found.push(
            Finding::blocks("no-connector-memory", at, "connectors have 0 MB of memory")
                .why("No connector would start.")
                .remedy("Give what they need; the documented default is 2048.")
                .row("S ConnectorMaxMemory"),
        ),
        Some(memory) if memory < LEAST_MEMORY => {
            let seen = format!("connectors have {memory} MB of memory");
            found.push(
                Finding::warns("connector-memory-unlikely", at, seen)
                    .why("It is hardly enough for any connector to start.")
                    .remedy("Check that it is in MB; the documented default is 2048.")
                    .row("S ConnectorMaxMemory"),
            );
        }
        _ => {}
    }
}

fn capacity(pair: Capacity, at: &str, found: &mut Findings) {
    let Capacity { min, max } = pair;
    if max > MOST_CONTAINERS {
        let seen = format!("at most {max} containers run");
        found.push(
            Finding::warns("capacity-unlikely", format!("{at}.max"), seen)
                .why("Each costs money while it runs, and an account's quota ends long before.")
                .remedy("Check the number; the documented default is 4.")
                .row("S MinCapacity, MaxCapacity"),
        );
    }
    let (id, why) = if (min == 0) != (max == 0) {
        let why = "Both are 0 when the service is not used, and neither is when it is.";
        ("capacity-half-off", why)
    } else if min > max {
        (
            "capacity-reversed",
            "The service could not be scaled at all.",
        )
    } else {
        return;
    };
    let seen = format!("at least {min} and at most {max} containers run");
    found.push(
        Finding::blocks(id, at, seen)
            .why(why)
            .remedy("Give a least number that is not above the greatest, or 0 for both.")
            .row("S MinCapacity, MaxCapacity"),
    );
}

fn optional_keys(service: &OptionalService, draft: &ServiceLayerDraft, found: &mut Findings) {
    let at = "service_layer.optional_service";
    let mut refuse = |field: &str, seen: String| {
        found.push(
            Finding::blocks("optional-service-key-taken", format!("{at}.{field}"), seen)
                .why("A product declares each key once, so that one of the two values would be lost.")
                .remedy("Name the keys that the product declares for the optional service.")
                .row("S MinCapacity, MaxCapacity"),
        );
    };
    if service.min_key == service.max_key {
        let seen = format!(
            "{} is named for the least and the greatest number",
            service.min_key
        );
        refuse("max_key", seen);
    }
    for (field, key) in [("min_key", &service.min_key), ("max_key", &service.max_key)] {
        if row(ROWS, key.as_str()).is_some() {
            refuse(
                field,
                format!("{key} is a documented parameter with a value of its own"),
            );
        } else if draft.extra_parameters.contains_key(key) {
            refuse(
                field,
                format!("{key} is also given under service_layer.extra_parameters"),
            );
        }
    }
}
