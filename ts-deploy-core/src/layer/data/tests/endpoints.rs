//! The hosts that Windows workers are given.

use crate::finding::Findings;
use crate::layer::data::{DataLayer, ExistingVpc, IsolatedSubnets, Network, WorkerEndpoints};
use crate::layer::fixture::{data, hosts, id, ids, isolated, said, vpc};

fn worker_hosts(change: impl FnOnce(&mut WorkerEndpoints)) -> Result<DataLayer, Findings> {
    let mut endpoints = hosts("us-east-1.amazonaws.com");
    change(&mut endpoints);
    data(|draft| {
        draft.network = Network::ExistingVpc(ExistingVpc {
            worker_endpoints: Some(endpoints),
            ..vpc()
        });
    })
}

#[test]
fn the_regions_own_hosts_raise_no_finding() {
    assert!(ids(&worker_hosts(|_| {})).is_empty());
}

#[test]
fn the_hosts_of_vpc_endpoints_raise_no_finding() {
    let layer = worker_hosts(|hosts| {
        hosts.logs = id("vpce-0a1b2c3d-abcd1234.logs.us-east-1.vpce.amazonaws.com");
        hosts.monitoring =
            id("vpce-0a1b2c3d-abcd-us-east-1a.monitoring.us-east-1.vpce.amazonaws.com");
        hosts.sqs = id("vpce-0a1b2c3d-sqs.us-east-1.vpce.amazonaws.com");
        hosts.cloudformation = id("vpce-0a1b2c3d-cfn.us-east-1.vpce.amazonaws.com");
    });
    assert!(ids(&layer).is_empty());
}

#[test]
fn hosts_of_the_customers_own_names_raise_no_finding() {
    let layer = worker_hosts(|hosts| {
        hosts.logs = id("aws-1.my-host-2.acme.example");
        hosts.monitoring = id("aws-2.my-host-2.acme.example");
        hosts.sqs = id("aws-3.my-host-2.acme.example");
        hosts.cloudformation = id("aws-4.my-host-2.acme.example");
    });
    assert!(ids(&layer).is_empty());
}

#[test]
fn a_host_in_another_region_is_doubted() {
    let layer = worker_hosts(|hosts| hosts.sqs = id("sqs.eu-west-1.amazonaws.com"));
    insta::assert_snapshot!(said(&layer, "endpoint-in-another-region"), @"warns network.existing_vpc.worker_endpoints.sqs: the host sqs.eu-west-1.amazonaws.com for sqs is in eu-west-1, the platform in us-east-1. Windows workers would write to another region than the one where the platform looks, if they reach it at all. Give the host of sqs in us-east-1.");
}

#[test]
fn a_host_of_aws_in_an_unknown_region_is_doubted() {
    let layer = worker_hosts(|hosts| hosts.sqs = id("sqs.us-esat-1.amazonaws.com"));
    assert_eq!(ids(&layer), ["endpoint-in-another-region"]);
}

#[test]
fn the_hosts_of_isolated_subnets_are_looked_at_where_they_stand() {
    let layer = data(|draft| {
        draft.network = Network::ExistingVpc(ExistingVpc {
            isolated: Some(IsolatedSubnets {
                endpoints: WorkerEndpoints {
                    logs: id("vpce-0a1b2c3d-logs.us-west-2.vpce.amazonaws.com"),
                    ..hosts("us-east-1.amazonaws.com")
                },
                ..isolated()
            }),
            ..vpc()
        });
    });
    let text = said(&layer, "endpoint-in-another-region");
    let at = "warns network.existing_vpc.isolated.endpoints.logs: ";
    assert!(text.starts_with(at), "{text}");
}

#[test]
fn one_host_for_all_services_is_doubted_once() {
    let one = "proxy.acme.example";
    let layer = worker_hosts(|hosts| {
        *hosts = WorkerEndpoints {
            logs: id(one),
            monitoring: id(one),
            sqs: id(one),
            cloudformation: id(one),
        };
    });
    insta::assert_snapshot!(said(&layer, "endpoint-shared"), @"warns network.existing_vpc.worker_endpoints.logs: proxy.acme.example is given for logs, monitoring, sqs and cloudformation. Each of the services has an endpoint of its own; workers reach only one of these through it. Give each service its own host, unless this one serves all of them.");
}

#[test]
fn one_services_host_given_for_another_too_is_doubted_once() {
    let layer = worker_hosts(|hosts| hosts.logs = hosts.sqs.clone());
    assert_eq!(ids(&layer), ["endpoint-shared"]);
    let text = said(&layer, "endpoint-shared");
    assert!(text.contains("is given for logs and sqs"), "{text}");
}

#[test]
fn one_services_host_given_for_another_is_doubted() {
    let layer = worker_hosts(|hosts| {
        hosts.sqs = id("queue.acme.example");
        hosts.logs = id("sqs.us-east-1.amazonaws.com");
    });
    insta::assert_snapshot!(said(&layer, "endpoint-of-another-service"), @"warns network.existing_vpc.worker_endpoints.logs: the host sqs.us-east-1.amazonaws.com is given for logs, and is named after sqs. An endpoint answers for its own service only. Give the host of logs.");
}

#[test]
fn two_hosts_exchanged_are_both_doubted() {
    let layer = worker_hosts(|hosts| std::mem::swap(&mut hosts.logs, &mut hosts.monitoring));
    let both = ["endpoint-of-another-service", "endpoint-of-another-service"];
    assert_eq!(ids(&layer), both);
}

#[test]
fn the_service_of_a_vpc_endpoint_is_told_by_its_second_label_or_its_last_word() {
    for host in [
        "vpce-0a1b2c3d-abcd1234.monitoring.us-east-1.vpce.amazonaws.com",
        "vpce-0a1b2c3d-monitoring.us-east-1.vpce.amazonaws.com",
        "monitoring-fips.us-east-1.amazonaws.com",
    ] {
        let layer = worker_hosts(|hosts| hosts.cloudformation = id(host));
        assert_eq!(ids(&layer), ["endpoint-of-another-service"], "{host}");
    }
}
