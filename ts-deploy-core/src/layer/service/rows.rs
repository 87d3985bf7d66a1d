//! The documents' table of the Service Layer's parameters, in its order.

use crate::layer::row::Row;

/// The 21 keys that have a name (rows S).
///
/// Three rows of the table lost theirs. One is described as "Domain name used by the web UI", in
/// the words of `PublicDomain`: its key is unknown, so it is never sent by guess; a product that
/// declares such a key and demands a value makes reconciliation say so, and it is then given as an
/// extra parameter. The other two are a minimum and a maximum printed under the core services'
/// names: they are [`OptionalService`](super::OptionalService).
pub(super) const ROWS: &[Row] = &[
    Row::version("CFTemplateVersion", Some("v1.0.0")),
    Row::fixed(
        "Branch",
        "master",
        "It is the suffix of the repositories that the containers come from.",
    ),
    Row::shape("DataStack", None, "data_layer.provisioned_product"),
    Row::shape(
        "EnableLogging",
        Some("false"),
        "service_layer.enable_logging",
    ),
    Row::fixed(
        "ClusterType",
        "Fargate",
        "The documents describe no other kind of cluster.",
    ),
    Row::fixed(
        "InstanceTypeECS",
        "t2.large",
        "It is a legacy parameter that is no longer used.",
    ),
    Row::field(
        "ConnectorMaxMemory",
        Some("2048"),
        "service_layer.connector_max_memory_mb",
    ),
    Row::field(
        "TaskThroughput",
        Some("20"),
        "service_layer.task_throughput",
    ),
    Row::shape(
        "EnableWinTaskScriptService",
        Some("true"),
        "service_layer.windows_workers",
    ),
    Row::field(
        "WindowsInstanceType",
        Some("t3.medium"),
        "service_layer.windows_workers.instance_type",
    ),
    Row::shape("PublicDomain", None, "web.domain"),
    Row::shape("ExposedOnInternet", Some("false"), "web.access"),
    Row::shape("NoDNSWeb", Some("false"), "web.dns"),
    Row::shape("PublicDomainZoneId", None, "web.dns"),
    Row::shape("Certificate", None, "web.dns"),
    Row::field(
        "PrivateDomain",
        Some("ts-dip.internal"),
        "service_layer.private_domain",
    ),
    Row::field("MinCapacity", Some("2"), "service_layer.capacity.min"),
    Row::field("MaxCapacity", Some("4"), "service_layer.capacity.max"),
    Row::fixed("LambdaPrefix", "", "The vendor uses it internally."),
    Row::field(
        "AthenaCreateIamUser",
        Some("false"),
        "service_layer.athena_create_iam_user",
    ),
    Row::fixed(
        "UserAuditLogGroupSuffix",
        "user-action-audit-log",
        "It is a legacy parameter.",
    ),
];
