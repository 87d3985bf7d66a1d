//! What the two layers must say alike.

use super::service::{Access, WindowsWorkers};
use super::{DataLayer, ProductComponent, ServiceLayer};
use crate::finding::{Finding, Findings};

/// Where the two layers of one deployment contradict each other; each contradiction blocks.
pub fn agree(data: &DataLayer, service: &ServiceLayer) -> Findings {
    let (below, above) = (data.draft(), service.draft());
    let mut found = Findings::none();
    if (&below.target.account, &below.target.region)
        != (&above.target.account, &above.target.region)
    {
        let seen = format!(
            "the Data Layer is deployed to {}, the Service Layer to {}",
            below.target, above.target
        );
        found.push(
            Finding::blocks("layers-apart", "targets", seen)
                .why("The Service Layer reads the Data Layer's stack, which is found in its own account and region only.")
                .remedy("Give both the same target.")
                .row("L2"),
        );
    }
    if below.enable_logging != above.enable_logging {
        let seen = format!(
            "EnableLogging is {} in the Data Layer and {} in the Service Layer",
            below.enable_logging, above.enable_logging
        );
        found.push(
            Finding::blocks("logging-disagrees", "service_layer.enable_logging", seen)
                .why("The Service Layer writes to a cluster that exists only when the Data Layer makes it.")
                .remedy("Set both to false: the Data Layer's is deprecated.")
                .row("S EnableLogging"),
        );
    }
    let workers = above.windows_workers != WindowsWorkers::Off;
    if below.windows_workers != workers {
        let seen = format!(
            "Windows workers are {} in the Data Layer and {} in the Service Layer",
            on_off(below.windows_workers),
            on_off(workers)
        );
        found.push(
            Finding::blocks("windows-workers-disagree", "service_layer.windows_workers", seen)
                .why("The workers' subnets and endpoints are the Data Layer's to know, and are checked only when there are such workers.")
                .remedy("Say the same in both.")
                .row("S EnableWinTaskScriptService"),
        );
    }
    let exposed = above.web.access == Access::Internet;
    if below.exposed_on_internet != exposed {
        let seen = format!(
            "Internet access is {} in the Data Layer and {} in the Service Layer",
            on_off(below.exposed_on_internet),
            on_off(exposed)
        );
        found.push(
            Finding::blocks("access-disagrees", "web.access", seen)
                .why("The public subnets that such access needs are checked by the Data Layer.")
                .remedy("Say the same in both.")
                .row("P3"),
        );
    }
    found.extend(one_name(data, service));
    found
}

fn one_name(data: &DataLayer, service: &ServiceLayer) -> Option<Finding> {
    let name = &service.choice().provisioned_product;
    (&data.choice().provisioned_product == name).then(|| {
        let seen = format!("both layers are named {name}");
        Finding::blocks(
            "provisioned-product-shared",
            "service_layer.provisioned_product",
            seen,
        )
        .why("A provisioned product is one product; its name is taken once the Data Layer has it.")
        .remedy("Give the Service Layer a name of its own.")
        .row("L2")
    })
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
