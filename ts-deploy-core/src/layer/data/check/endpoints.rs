//! The hosts given for Windows workers: each in the target's region, and each of its own service.

use super::super::render::{ENDPOINTS, Endpoint, given_endpoints};
use super::super::{DataLayerDraft, WorkerEndpoints};
use crate::finding::{Finding, Findings};
use crate::ids::{HostName, Region};

/// The word by which a host of `CloudFormation` may be named instead of the service's own.
const CLOUDFORMATION_SHORT: &str = "cfn";

pub(super) fn check(draft: &DataLayerDraft, found: &mut Findings) {
    let Some((hosts, path)) = given_endpoints(&draft.network) else {
        return;
    };
    for endpoint in ENDPOINTS {
        let (_, service, host) = endpoint;
        let (host, at) = (host(hosts), format!("{path}.{service}"));
        found.extend(another_region(host, service, &draft.target.region, &at));
        found.extend(shared(endpoint, hosts, &at));
        found.extend(another_service(endpoint, hosts, at));
    }
}

fn another_region(host: &HostName, service: &str, home: &Region, at: &str) -> Option<Finding> {
    let there = region_of(host).filter(|there| there != home)?;
    let seen = format!("the host {host} for {service} is in {there}, the platform in {home}");
    let finding = Finding::warns("endpoint-in-another-region", at, seen)
        .why("Windows workers would write to another region than the one where the platform looks, if they reach it at all.")
        .remedy(format!("Give the host of {service} in {home}."))
        .row("D LogsEndpoint");
    Some(finding)
}

/// The region that a host name tells: a known one, or, in a name that AWS gives, whatever stands
/// where a region does. A customer's own names may hold words of a region's shape.
fn region_of(host: &HostName) -> Option<Region> {
    let given_by_aws = host.as_str().ends_with(".amazonaws.com")
        || host.as_str().ends_with(".amazonaws.com.cn")
        || host.as_str().ends_with(".api.aws");
    host.as_str()
        .split('.')
        .filter_map(|label| Region::parse(label).ok())
        .find(|region| given_by_aws || region.is_known())
}

/// Noted at the first of the services that share a host.
fn shared(endpoint: Endpoint, hosts: &WorkerEndpoints, at: &str) -> Option<Finding> {
    let (_, service, host) = endpoint;
    let services = services_of(host(hosts), hosts);
    let [first, others @ .., last] = services.as_slice() else {
        return None;
    };
    if *first != service {
        return None;
    }
    let before: Vec<&str> = std::iter::once(first).chain(others).copied().collect();
    let seen = format!(
        "{} is given for {} and {last}",
        host(hosts),
        before.join(", ")
    );
    let finding = Finding::warns("endpoint-shared", at, seen)
        .why("Each of the services has an endpoint of its own; workers reach only one of these through it.")
        .remedy("Give each service its own host, unless this one serves all of them.")
        .row("D LogsEndpoint");
    Some(finding)
}

fn another_service(endpoint: Endpoint, hosts: &WorkerEndpoints, at: String) -> Option<Finding> {
    let (_, service, host) = endpoint;
    let host = host(hosts);
    if services_of(host, hosts).len() > 1 {
        return None;
    }
    let other = service_of(host).filter(|other| *other != service)?;
    let seen = format!("the host {host} is given for {service}, and is named after {other}");
    let finding = Finding::warns("endpoint-of-another-service", at, seen)
        .why("An endpoint answers for its own service only.")
        .remedy(format!("Give the host of {service}."))
        .row("D LogsEndpoint");
    Some(finding)
}

/// The services that a host is given for.
fn services_of(host: &HostName, hosts: &WorkerEndpoints) -> Vec<&'static str> {
    ENDPOINTS
        .iter()
        .filter(|(_, _, of)| of(hosts) == host)
        .map(|(_, service, _)| *service)
        .collect()
}

/// The service that a host is named after: by its first label (`logs.…`, `vpce-0a1b-logs.…`), or
/// by the second one after the id of a VPC endpoint (`vpce-0a1b-c2d3.logs.…`).
fn service_of(host: &HostName) -> Option<&'static str> {
    let mut labels = host.as_str().split('.');
    let first = labels.next()?;
    let second = labels.next().filter(|_| first.starts_with("vpce-"));
    let last_word = first.rsplit('-').next();
    let named = |word: &str| {
        let word = word.strip_suffix("-fips").unwrap_or(word);
        ENDPOINTS
            .iter()
            .map(|(_, service, _)| *service)
            .find(|service| {
                *service == word || (*service == "cloudformation" && word == CLOUDFORMATION_SHORT)
            })
    };
    [Some(first), last_word, second]
        .into_iter()
        .flatten()
        .find_map(named)
}
