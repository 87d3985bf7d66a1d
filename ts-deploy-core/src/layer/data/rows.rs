//! The documents' table of the Data Layer's parameters, in its order.

use crate::layer::row::Row;

/// All 41 keys (rows D).
pub(super) const ROWS: &[Row] = &[
    Row::fixed(
        "CFTemplateBucket",
        "ts-platform-artifacts",
        "The vendor's templates and artifacts lie in buckets whose names begin with it.",
    ),
    Row::version("CFTemplateVersion", None),
    Row::shape("InfrastructureName", None, "infrastructure_name"),
    Row::fixed(
        "Environment",
        "production",
        "The vendor treats each installation as production, also one in a test account, and the \
         word is part of the path of every secret.",
    ),
    Row::field("IAMRolePrefix", Some(""), "data_layer.iam.role_prefix"),
    Row::field(
        "IAMBoundaryPolicy",
        Some(""),
        "data_layer.iam.boundary_policy",
    ),
    Row::shape("EnableDR", Some("false"), "disaster_recovery"),
    Row::shape("DRAWSAccountId", Some(""), "disaster_recovery"),
    Row::shape("DRDatalakeKMSKey", Some(""), "disaster_recovery"),
    Row::shape("DRDatalakeBucket", Some(""), "disaster_recovery"),
    Row::shape("DRStreamBucket", Some(""), "disaster_recovery"),
    Row::shape("DRBackupBucket", Some(""), "disaster_recovery"),
    Row::shape("DRLocalArtifactsBucket", Some(""), "disaster_recovery"),
    Row::fixed(
        "EnableElasticsearch",
        "true",
        "The platform's search runs on that cluster.",
    ),
    // Deprecated: the next release no longer declares it.
    Row::shape("EnableLogging", Some("false"), "data_layer.enable_logging").if_declared(),
    Row::field(
        "EsMasterInstanceType",
        Some("t3.medium.elasticsearch"),
        "data_layer.elasticsearch.master_instance_type",
    ),
    Row::field(
        "EsDatanodeInstanceType",
        Some("m4.large.elasticsearch"),
        "data_layer.elasticsearch.data_instance_type",
    ),
    Row::field(
        "EsDatanodeInstanceCount",
        Some("2"),
        "data_layer.elasticsearch.data_instance_count",
    ),
    Row::field(
        "EsDatanodeVolumeSize",
        Some("100"),
        "data_layer.elasticsearch.data_volume_gb",
    ),
    Row::field(
        "EsBackupInterval",
        Some("6"),
        "data_layer.elasticsearch.backup_interval_hours",
    ),
    Row::field(
        "InstanceTypeRDS",
        Some("db.t2.medium"),
        "data_layer.database.instance_class",
    ),
    Row::field(
        "RDSBackupInterval",
        Some("24"),
        "data_layer.database.backups.interval_hours",
    ),
    Row::field(
        "RDSBackupSchedule",
        Some("0 1 * * ? *"),
        "data_layer.database.backups.schedule",
    ),
    Row::field(
        "RDSBackupRetentionDays",
        Some("30"),
        "data_layer.database.backups.retention_days",
    ),
    Row::shape("RDSSnapShot", Some(""), "recovery.snapshot").kept(),
    Row::shape("CreateVPC", Some("true"), "network"),
    Row::shape("VpcCIDR", None, "network"),
    Row::shape("VPCID", Some(""), "network"),
    Row::shape("PublicSubnetIds", Some(""), "network"),
    Row::shape("PrivateSubnetIds", Some(""), "network"),
    Row::field(
        "IsolatedSubnetIds",
        None,
        "network.existing_vpc.isolated.subnets",
    ),
    Row::field(
        "LogsEndpoint",
        None,
        "network.existing_vpc.worker_endpoints.logs",
    ),
    Row::field(
        "MonitoringEndpoint",
        None,
        "network.existing_vpc.worker_endpoints.monitoring",
    ),
    Row::field(
        "SqsEndpoint",
        None,
        "network.existing_vpc.worker_endpoints.sqs",
    ),
    Row::field(
        "CloudformationEndpoint",
        None,
        "network.existing_vpc.worker_endpoints.cloudformation",
    ),
    Row::field("NotificationEmail", None, "notifications.alerts_to"),
    Row::field("SourceNotificationEmail", None, "notifications.sender"),
    Row::field(
        "LogRetentionDays",
        Some("90"),
        "data_layer.log_retention_days",
    ),
    Row::fixed("LambdaPrefix", "", "The vendor uses it internally."),
    Row::shape("STBucket", Some(""), "recovery.stream_bucket").kept(),
    Row::shape("DLBucket", Some(""), "recovery.datalake_bucket").kept(),
];
