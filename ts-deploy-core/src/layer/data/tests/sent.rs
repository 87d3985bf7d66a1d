//! What is sent for each of the 41 keys.

use crate::ids::{Hours, IamRolePrefix, PolicyArn};
use crate::layer::data::rows::ROWS;
use crate::layer::data::{ExistingVpc, Network, RecoverySource};
use crate::layer::fixture::{
    data, dr, extra, hosts, id, inputs, isolated, key, sent, set, table, vpc,
};
use crate::layer::{Inputs, ProductComponent};
use crate::parameter::{OnUpdate, ParameterKey, Value, Wire};

#[test]
fn the_set_holds_the_41_documented_keys_in_their_order() {
    let set = set(&data(|_| {}).unwrap());
    let keys: Vec<&str> = set.iter().map(|(key, _)| key.as_str()).collect();
    let documented = "CFTemplateBucket CFTemplateVersion InfrastructureName Environment \
        IAMRolePrefix IAMBoundaryPolicy EnableDR DRAWSAccountId DRDatalakeKMSKey DRDatalakeBucket \
        DRStreamBucket DRBackupBucket DRLocalArtifactsBucket EnableElasticsearch EnableLogging \
        EsMasterInstanceType EsDatanodeInstanceType EsDatanodeInstanceCount EsDatanodeVolumeSize \
        EsBackupInterval InstanceTypeRDS RDSBackupInterval RDSBackupSchedule \
        RDSBackupRetentionDays RDSSnapShot CreateVPC VpcCIDR VPCID PublicSubnetIds \
        PrivateSubnetIds IsolatedSubnetIds LogsEndpoint MonitoringEndpoint SqsEndpoint \
        CloudformationEndpoint NotificationEmail SourceNotificationEmail LogRetentionDays \
        LambdaPrefix STBucket DLBucket";
    assert_eq!(keys, documented.split_whitespace().collect::<Vec<_>>());
    assert_eq!(keys.len(), 41);
}

#[test]
fn the_order_is_the_same_whatever_is_decided() {
    let layer = data(|draft| {
        draft.disaster_recovery = Some(dr());
        draft.network = Network::ExistingVpc(vpc());
        draft.windows_workers = false;
    });
    let set = set(&layer.unwrap());
    let keys: Vec<&str> = set.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ROWS.iter().map(|row| row.key).collect::<Vec<_>>());
}

#[test]
fn the_least_that_must_be_decided_sends_the_documents_values() {
    insta::assert_snapshot!(table(&set(&data(|_| {}).unwrap())), @r"
    CFTemplateBucket = ts-platform-artifacts (documented default)
    CFTemplateVersion = v1.1.0 (derived from the version of the product being launched)
    InfrastructureName = acme-tetra (spec infrastructure_name)
    Environment = production (documented default)
    IAMRolePrefix = empty (left empty, as documented)
    IAMBoundaryPolicy = empty (left empty, as documented)
    EnableDR = false (documented default)
    DRAWSAccountId = empty (left empty, as documented)
    DRDatalakeKMSKey = empty (left empty, as documented)
    DRDatalakeBucket = empty (left empty, as documented)
    DRStreamBucket = empty (left empty, as documented)
    DRBackupBucket = empty (left empty, as documented)
    DRLocalArtifactsBucket = empty (left empty, as documented)
    EnableElasticsearch = true (documented default)
    EnableLogging = false (documented default)
    EsMasterInstanceType = t3.medium.elasticsearch (documented default)
    EsDatanodeInstanceType = m4.large.elasticsearch (documented default)
    EsDatanodeInstanceCount = 2 (documented default)
    EsDatanodeVolumeSize = 100 (documented default)
    EsBackupInterval = 6 (documented default)
    InstanceTypeRDS = db.t2.medium (documented default)
    RDSBackupInterval = 24 (documented default)
    RDSBackupSchedule = 0 1 * * ? * (documented default)
    RDSBackupRetentionDays = 30 (documented default)
    RDSSnapShot = empty (left empty, as documented)
    CreateVPC = true (derived from the network being a new VPC)
    VpcCIDR = 10.40.0.0/16 (spec network.new_vpc.cidr)
    VPCID = empty (left empty, as documented)
    PublicSubnetIds = empty (left empty, as documented)
    PrivateSubnetIds = empty (left empty, as documented)
    IsolatedSubnetIds = not sent (not used)
    LogsEndpoint = logs.us-east-1.amazonaws.com (derived from the region's public endpoint)
    MonitoringEndpoint = monitoring.us-east-1.amazonaws.com (derived from the region's public endpoint)
    SqsEndpoint = sqs.us-east-1.amazonaws.com (derived from the region's public endpoint)
    CloudformationEndpoint = cloudformation.us-east-1.amazonaws.com (derived from the region's public endpoint)
    NotificationEmail = alerts@acme.example (spec notifications.alerts_to)
    SourceNotificationEmail = noreply@acme.example (spec notifications.sender)
    LogRetentionDays = 90 (documented default)
    LambdaPrefix = empty (left empty, as documented)
    STBucket = empty (left empty, as documented)
    DLBucket = empty (left empty, as documented)
    ");
}

#[test]
fn every_documented_default_stands_beside_the_value_also_when_another_was_decided() {
    let layer = data(|draft| {
        draft.elasticsearch.data_instance_count = Some(4);
        draft.iam.role_prefix = Some(id::<IamRolePrefix>("acme-"));
    });
    let set = set(&layer.unwrap());
    for row in ROWS {
        assert_eq!(
            set.get(row.key).unwrap().documented_default,
            row.default,
            "{}",
            row.key
        );
    }
}

#[test]
fn what_is_left_alone_is_lost_without_harm_when_a_product_drops_the_key() {
    let set = set(&data(|_| {}).unwrap());
    for row in ROWS.iter().filter(|row| row.default.is_some()) {
        assert!(set.get(row.key).unwrap().carries_default(), "{}", row.key);
    }
}

#[test]
fn decided_sizes_are_sent_from_their_fields() {
    let layer = data(|draft| {
        let es = &mut draft.elasticsearch;
        es.master_instance_type = Some(id("m5.large.elasticsearch"));
        es.data_instance_type = Some(id("r5.large.elasticsearch"));
        es.data_instance_count = Some(4);
        es.data_volume_gb = Some(500);
        es.backup_interval = Some(Hours::new(12).unwrap());
        draft.database.instance_class = Some(id("db.m5.large"));
        let backups = &mut draft.database.backups;
        backups.interval = Some(Hours::new(12).unwrap());
        backups.schedule = Some(id("0 1,13 * * ? *"));
        backups.retention_days = Some(20);
        draft.log_retention = Some(id("365"));
        draft.enable_logging = true;
    });
    let set = set(&layer.unwrap());
    let es = "spec data_layer.elasticsearch";
    assert_eq!(
        sent(&set, "EsMasterInstanceType"),
        format!("m5.large.elasticsearch ({es}.master_instance_type)")
    );
    assert_eq!(
        sent(&set, "EsDatanodeInstanceType"),
        format!("r5.large.elasticsearch ({es}.data_instance_type)")
    );
    assert_eq!(
        sent(&set, "EsDatanodeInstanceCount"),
        format!("4 ({es}.data_instance_count)")
    );
    assert_eq!(
        sent(&set, "EsDatanodeVolumeSize"),
        format!("500 ({es}.data_volume_gb)")
    );
    assert_eq!(
        sent(&set, "EsBackupInterval"),
        format!("12 ({es}.backup_interval_hours)")
    );
    let database = "spec data_layer.database";
    assert_eq!(
        sent(&set, "InstanceTypeRDS"),
        format!("db.m5.large ({database}.instance_class)")
    );
    assert_eq!(
        sent(&set, "RDSBackupInterval"),
        format!("12 ({database}.backups.interval_hours)")
    );
    assert_eq!(
        sent(&set, "RDSBackupSchedule"),
        format!("0 1,13 * * ? * ({database}.backups.schedule)")
    );
    assert_eq!(
        sent(&set, "RDSBackupRetentionDays"),
        format!("20 ({database}.backups.retention_days)")
    );
    assert_eq!(
        sent(&set, "LogRetentionDays"),
        "365 (spec data_layer.log_retention_days)"
    );
    assert_eq!(
        sent(&set, "EnableLogging"),
        "true (spec data_layer.enable_logging)"
    );
}

#[test]
fn decided_names_of_roles_are_sent() {
    let layer = data(|draft| {
        draft.iam.role_prefix = Some(id::<IamRolePrefix>("acme-"));
        let policy = "arn:aws:iam::111122223333:policy/boundary";
        draft.iam.boundary_policy = Some(id::<PolicyArn>(policy));
    });
    let set = set(&layer.unwrap());
    assert_eq!(
        sent(&set, "IAMRolePrefix"),
        "acme- (spec data_layer.iam.role_prefix)"
    );
    assert_eq!(
        sent(&set, "IAMBoundaryPolicy"),
        "arn:aws:iam::111122223333:policy/boundary (spec data_layer.iam.boundary_policy)"
    );
}

#[test]
fn disaster_recovery_sends_its_account_and_every_output() {
    let set = set(&data(|draft| draft.disaster_recovery = Some(dr())).unwrap());
    let lines: Vec<String> = ROWS
        .iter()
        .filter(|row| row.key.starts_with("DR") || row.key == "EnableDR")
        .map(|row| format!("{} = {}", row.key, sent(&set, row.key)))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    EnableDR = true (derived from disaster recovery being decided)
    DRAWSAccountId = 444455556666 (spec targets.dr.account)
    DRDatalakeKMSKey = arn:aws:kms:us-east-2:444455556666:key/k (spec disaster_recovery.outputs.datalake_kms_key)
    DRDatalakeBucket = dr-datalake (spec disaster_recovery.outputs.datalake_bucket)
    DRStreamBucket = dr-stream (spec disaster_recovery.outputs.stream_bucket)
    DRBackupBucket = dr-backup (spec disaster_recovery.outputs.backup_bucket)
    DRLocalArtifactsBucket = dr-artifacts (spec disaster_recovery.outputs.local_artifacts_bucket)
    ");
}

#[test]
fn recovering_sends_its_three_sources_and_keeps_them_on_every_update() {
    let layer = data(|draft| {
        draft.recovery = Some(RecoverySource {
            snapshot: id("ts-platform-1"),
            stream_bucket: id("dr-stream"),
            datalake_bucket: id("dr-datalake"),
        });
    });
    let set = set(&layer.unwrap());
    assert_eq!(
        sent(&set, "RDSSnapShot"),
        "ts-platform-1 (spec recovery.snapshot)"
    );
    assert_eq!(
        sent(&set, "STBucket"),
        "dr-stream (spec recovery.stream_bucket)"
    );
    assert_eq!(
        sent(&set, "DLBucket"),
        "dr-datalake (spec recovery.datalake_bucket)"
    );
}

#[test]
fn only_the_sources_of_a_recovery_are_kept_on_update() {
    let set = set(&data(|_| {}).unwrap());
    let kept: Vec<&str> = set
        .iter()
        .filter(|(_, parameter)| parameter.on_update == OnUpdate::Keep)
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(kept, ["RDSSnapShot", "STBucket", "DLBucket"]);
}

#[test]
fn an_existing_vpc_is_sent_with_its_subnets_as_comma_lists() {
    let layer = data(|draft| {
        draft.network = Network::ExistingVpc(ExistingVpc {
            isolated: Some(isolated()),
            ..vpc()
        });
    });
    let set = set(&layer.unwrap());
    let lines: Vec<String> = ROWS
        .iter()
        .skip_while(|row| row.key != "CreateVPC")
        .take_while(|row| row.key != "NotificationEmail")
        .map(|row| format!("{} = {}", row.key, sent(&set, row.key)))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    CreateVPC = false (derived from the network being an existing VPC)
    VpcCIDR = 10.50.0.0/16 (spec network.existing_vpc.cidr)
    VPCID = vpc-0a1b2c3d (spec network.existing_vpc.id)
    PublicSubnetIds = subnet-0000000b,subnet-0000000c (spec network.existing_vpc.egress.nat.public_subnets)
    PrivateSubnetIds = subnet-00000001,subnet-00000002,subnet-00000003 (spec network.existing_vpc.private_subnets)
    IsolatedSubnetIds = subnet-00000015,subnet-00000016 (spec network.existing_vpc.isolated.subnets)
    LogsEndpoint = logs.vpce.acme.example (spec network.existing_vpc.isolated.endpoints.logs)
    MonitoringEndpoint = monitoring.vpce.acme.example (spec network.existing_vpc.isolated.endpoints.monitoring)
    SqsEndpoint = sqs.vpce.acme.example (spec network.existing_vpc.isolated.endpoints.sqs)
    CloudformationEndpoint = cloudformation.vpce.acme.example (spec network.existing_vpc.isolated.endpoints.cloudformation)
    ");
}

#[test]
fn an_existing_vpc_without_isolated_subnets_does_not_send_them() {
    let set = set(&data(|draft| draft.network = Network::ExistingVpc(vpc())).unwrap());
    assert_eq!(sent(&set, "IsolatedSubnetIds"), "not sent (not used)");
}

#[test]
fn workers_that_are_not_isolated_get_the_endpoints_given_for_them() {
    let layer = data(|draft| {
        draft.network = Network::ExistingVpc(ExistingVpc {
            worker_endpoints: Some(hosts("acme.example")),
            ..vpc()
        });
    });
    assert_eq!(
        sent(&set(&layer.unwrap()), "SqsEndpoint"),
        "sqs.acme.example (spec network.existing_vpc.worker_endpoints.sqs)"
    );
}

#[test]
fn public_endpoints_are_those_of_the_regions_partition() {
    let layer = data(|draft| draft.target.region = id("cn-north-1"));
    assert_eq!(
        sent(&set(&layer.unwrap()), "LogsEndpoint"),
        "logs.cn-north-1.amazonaws.com.cn (derived from the region's public endpoint)"
    );
}

#[test]
fn without_windows_workers_their_endpoints_are_sent_since_the_product_demands_them() {
    let set = set(&data(|draft| draft.windows_workers = false).unwrap());
    assert_eq!(
        sent(&set, "SqsEndpoint"),
        "sqs.us-east-1.amazonaws.com (derived from the region's public endpoint)"
    );
}

#[test]
fn the_template_version_waits_for_the_catalog_until_the_version_is_known() {
    let set = data(|_| {}).unwrap().parameters(&Inputs::default());
    assert_eq!(
        sent(&set, "CFTemplateVersion"),
        "awaited (version name of catalog)"
    );
}

#[test]
fn an_extra_parameter_of_an_unknown_key_is_sent_after_the_documented_ones() {
    let set = set(&data(|draft| draft.extra_parameters = extra("NewKey", "x")).unwrap());
    assert_eq!(set.iter().last().unwrap().0.as_str(), "NewKey");
    assert_eq!(
        sent(&set, "NewKey"),
        "x (extra parameter, spec data_layer.extra_parameters.NewKey)"
    );
}

#[test]
fn an_extra_parameter_of_a_documented_key_replaces_it_in_its_place() {
    let layer = data(|draft| draft.extra_parameters = extra("Environment", "test"));
    let set = set(&layer.unwrap());
    assert_eq!(set.len(), 41);
    assert_eq!(set.iter().nth(3).unwrap().0.as_str(), "Environment");
    assert_eq!(set.plain("Environment"), Some("test"));
    assert_eq!(
        set.get("Environment").unwrap().documented_default,
        Some("production")
    );
}

#[test]
fn an_extra_parameter_can_wait_for_another_component() {
    let wire = Wire {
        from: "dr-stack".to_owned(),
        what: "NewOutput".to_owned(),
    };
    let (name, value): (ParameterKey, Value) = (key("NewKey"), Value::Awaited(wire.clone()));
    let layer = data(|draft| draft.extra_parameters = [(name, value)].into_iter().collect());
    let layer = layer.unwrap();
    assert_eq!(layer.wires().as_slice(), std::slice::from_ref(&wire));
    let mut known = inputs();
    known.wires.insert(wire, "there".to_owned());
    assert_eq!(layer.parameters(&known).plain("NewKey"), Some("there"));
}

#[test]
fn it_holds_data_and_takes_two_to_three_hours() {
    let layer = data(|_| {}).unwrap();
    assert!(layer.holds_data());
    assert_eq!(layer.documented_minutes(), (120, 180));
    assert_eq!((layer.name(), layer.title()), ("data-layer", "Data Layer"));
}
