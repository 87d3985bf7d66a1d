//! What the Data Layer makes, in about two hours and twenty minutes.
//!
//! The vendor's templates are not public; stacks, resources and durations are plausible, and the
//! outputs carry the names that later steps need.

use super::super::template::{SimResource, SimStack, SimTemplate, When};

/// The nested stacks and the outputs.
pub(super) fn template() -> SimTemplate {
    let template = SimTemplate::default()
        .stack(network())
        .stack(storage())
        .stack(iam())
        .stack(messaging())
        .stack(search())
        .stack(database())
        .stack(workers())
        .stack(pipelines());
    outputs(template)
}

fn outputs(template: SimTemplate) -> SimTemplate {
    let given = |key: &str| vec![When::is_not(key, "")];
    template
        .output("InfrastructureName", "{InfrastructureName}")
        .output("Environment", "{Environment}")
        .output_when(
            "VpcId",
            "{Network/Vpc}",
            vec![When::is("CreateVPC", "true")],
        )
        .output("VpcId", "{VPCID}")
        .output("RDSInstanceId", "{Database/Instance}")
        .output(
            "RDSEndpoint",
            "{Database/Instance}.{unique}.{region}.rds.{suffix}",
        )
        .output_when("DatalakeBucket", "{DLBucket}", given("DLBucket"))
        .output("DatalakeBucket", "{Storage/DatalakeBucket}")
        .output_when("StreamBucket", "{STBucket}", given("STBucket"))
        .output("StreamBucket", "{Storage/StreamBucket}")
        .output("BackupBucket", "{Storage/BackupBucket}")
        .output(
            "ElasticsearchEndpoint",
            "vpc-{Search/Domain}-{unique}.{region}.es.{suffix}",
        )
        .output("AlertTopicArn", "{Messaging/AlertTopic}")
        .output("EksCluster", "{Workers/Cluster}")
}

fn network() -> SimStack {
    let eip = |name: &str| SimResource::new(name, "AWS::EC2::EIP", 20).named("eipalloc-{unique}");
    let nat = |name: &str, eip: &str| {
        SimResource::new(name, "AWS::EC2::NatGateway", 180)
            .named("nat-{unique}")
            .after(&[eip, "PublicSubnets"])
    };
    SimStack::new("Network")
        .when(When::is("CreateVPC", "true"))
        .with(
            SimResource::new("Vpc", "AWS::EC2::VPC", 40)
                .named("vpc-{unique}")
                .uses(&["VpcCIDR"]),
        )
        .with(
            SimResource::new("InternetGateway", "AWS::EC2::InternetGateway", 30)
                .named("igw-{unique}"),
        )
        .with(
            SimResource::new("PublicSubnets", "AWS::EC2::Subnet", 60)
                .named("subnet-{unique}")
                .after(&["Vpc", "InternetGateway"]),
        )
        .with(
            SimResource::new("PrivateSubnets", "AWS::EC2::Subnet", 60)
                .named("subnet-{unique}")
                .after(&["Vpc"]),
        )
        .with(
            SimResource::new("IsolatedSubnets", "AWS::EC2::Subnet", 60)
                .named("subnet-{unique}")
                .after(&["Vpc"]),
        )
        .with(eip("ElasticIpA"))
        .with(eip("ElasticIpB"))
        .with(nat("NatGatewayA", "ElasticIpA"))
        .with(nat("NatGatewayB", "ElasticIpB"))
        .with(
            SimResource::new("PrivateRoutes", "AWS::EC2::RouteTable", 60)
                .named("rtb-{unique}")
                .after(&["NatGatewayA", "NatGatewayB", "PrivateSubnets"]),
        )
        .with(
            SimResource::new("FlowLogs", "AWS::EC2::FlowLog", 240)
                .named("fl-{unique}")
                .after(&["PrivateRoutes"])
                .uses(&["LogRetentionDays"]),
        )
}

fn storage() -> SimStack {
    let bucket = |name: &str, suffix: &str| {
        SimResource::new(name, "AWS::S3::Bucket", 90)
            .named(&format!("{{InfrastructureName}}-{suffix}"))
            .after(&["Key"])
            .uses(&[
                "EnableDR",
                "DRAWSAccountId",
                "DRDatalakeKMSKey",
                "DRDatalakeBucket",
                "DRStreamBucket",
                "DRBackupBucket",
            ])
    };
    SimStack::new("Storage")
        .after(&["Network"])
        .with(
            SimResource::new("Key", "AWS::KMS::Key", 180)
                .named("{unique}")
                .uses(&["DRAWSAccountId"]),
        )
        .with(
            SimResource::new("KeyAlias", "AWS::KMS::Alias", 20)
                .named("alias/{InfrastructureName}")
                .after(&["Key"]),
        )
        .with(SimResource::new("DatabaseKey", "AWS::KMS::Key", 180).named("{unique}"))
        .with(
            SimResource::new("DatabaseKeyAlias", "AWS::KMS::Alias", 20)
                .named("alias/ts-rds-{Environment}")
                .after(&["DatabaseKey"]),
        )
        .with(bucket("DatalakeBucket", "datalake").when(When::is("DLBucket", "")))
        .with(bucket("StreamBucket", "stream").when(When::is("STBucket", "")))
        .with(bucket("BackupBucket", "backup"))
        .with(
            SimResource::new("BucketPolicies", "AWS::S3::BucketPolicy", 180).after(&[
                "DatalakeBucket",
                "StreamBucket",
                "BackupBucket",
            ]),
        )
}

fn iam() -> SimStack {
    let role = |name: &str| {
        SimResource::new(name, "AWS::IAM::Role", 45)
            .named(&format!(
                "{{IAMRolePrefix}}{{InfrastructureName}}-{}",
                name.to_ascii_lowercase()
            ))
            .uses(&["IAMRolePrefix", "IAMBoundaryPolicy"])
    };
    SimStack::new("Iam")
        .after(&["Network"])
        .with(role("TaskRole"))
        .with(role("LambdaRole"))
        .with(role("BackupRole"))
        .with(role("WorkerRole"))
}

fn messaging() -> SimStack {
    let queue = |name: &str| {
        SimResource::new(name, "AWS::SQS::Queue", 75).named(&format!(
            "https://sqs.{{region}}.{{suffix}}/{{account}}/{{InfrastructureName}}-{}",
            name.to_ascii_lowercase()
        ))
    };
    let arn = "arn:{partition}:sns:{region}:{account}:{InfrastructureName}-alerts";
    SimStack::new("Messaging")
        .after(&["Network"])
        .with(SimResource::new("AlertTopic", "AWS::SNS::Topic", 20).named(arn))
        .with(
            SimResource::new("AlertSubscription", "AWS::SNS::Subscription", 10)
                .named(&format!("{arn}:{{unique}}"))
                .after(&["AlertTopic"])
                .uses(&["NotificationEmail"]),
        )
        .with(queue("FileEvents"))
        .with(queue("TaskRequests"))
}

fn search() -> SimStack {
    let sizes = [
        "EsMasterInstanceType",
        "EsDatanodeInstanceType",
        "EsDatanodeInstanceCount",
        "EsDatanodeVolumeSize",
    ];
    SimStack::new("Search")
        .after(&["Storage", "Iam"])
        .when(When::is("EnableElasticsearch", "true"))
        .with(SimResource::new("SecurityGroup", "AWS::EC2::SecurityGroup", 30).named("sg-{unique}"))
        .with(
            SimResource::new("Domain", "AWS::Elasticsearch::Domain", 40 * 60)
                .named("{InfrastructureName}")
                .after(&["SecurityGroup"])
                .uses(&sizes),
        )
        .with(
            SimResource::new("BackupFunction", "AWS::Lambda::Function", 60)
                .named("{InfrastructureName}-es-backup")
                .after(&["Domain"])
                .uses(&["EsBackupInterval", "LambdaPrefix"]),
        )
}

fn database() -> SimStack {
    let secret = "arn:{partition}:secretsmanager:{region}:{account}:secret:\
                  {InfrastructureName}-db-{unique}";
    let backup = [
        "RDSBackupInterval",
        "RDSBackupSchedule",
        "RDSBackupRetentionDays",
    ];
    let instance = |seconds| {
        SimResource::new("Instance", "AWS::RDS::DBInstance", seconds)
            .named("ts-platform-{InfrastructureName}")
            .after(&["SubnetGroup", "Password"])
            .uses(&["InstanceTypeRDS", "RDSMultiAZ"])
    };
    SimStack::new("Database")
        .after(&["Storage", "Search"])
        .with(
            SimResource::new("SubnetGroup", "AWS::RDS::DBSubnetGroup", 20)
                .named("{InfrastructureName}-db"),
        )
        .with(SimResource::new("Password", "AWS::SecretsManager::Secret", 15).named(secret))
        .with(instance(35 * 60).when(When::is("RDSSnapShot", "")))
        .with(
            instance(45 * 60)
                .when(When::is_not("RDSSnapShot", ""))
                .note("Restoring from the snapshot {RDSSnapShot}"),
        )
        .with(
            SimResource::new("BackupSchedule", "AWS::Events::Rule", 60)
                .named("{InfrastructureName}-rds-backup")
                .after(&["Instance"])
                .uses(&backup),
        )
}

fn workers() -> SimStack {
    SimStack::new("Workers")
        .after(&["Search", "Iam"])
        .with(
            SimResource::new("Cluster", "AWS::EKS::Cluster", 13 * 60)
                .named("{InfrastructureName}-eks"),
        )
        .with(
            SimResource::new("NodeGroup", "AWS::EKS::Nodegroup", 6 * 60)
                .named("{InfrastructureName}-eks/workers")
                .after(&["Cluster"])
                .uses(&["EksNodeAmi", "KeyPairName"]),
        )
}

fn pipelines() -> SimStack {
    let function = |name: &str, title: &str| {
        SimResource::new(title, "AWS::Lambda::Function", 90)
            .named(&format!("{{LambdaPrefix}}{{InfrastructureName}}-{name}"))
            .after(&["Migration"])
            .uses(&["LambdaPrefix", "EnableAnylink", "EnableEgnyte", "EnableBox"])
    };
    SimStack::new("Pipelines")
        .after(&["Database", "Workers", "Messaging"])
        .with(
            SimResource::new("LogGroups", "AWS::Logs::LogGroup", 30)
                .named("/tetrascience/{Environment}")
                .uses(&["LogRetentionDays", "EnableLogging"]),
        )
        .with(
            SimResource::new("Migration", "Custom::DatabaseMigration", 35 * 60)
                .after(&["LogGroups"]),
        )
        .with(function("file-events", "FileEventsFunction"))
        .with(function("indexer", "IndexerFunction"))
        .with(
            SimResource::new("Catalog", "AWS::Glue::Database", 45)
                .named("{InfrastructureName}")
                .after(&["FileEventsFunction", "IndexerFunction"]),
        )
        .with(
            SimResource::new("WorkGroup", "AWS::Athena::WorkGroup", 300)
                .named("{InfrastructureName}")
                .after(&["Catalog"]),
        )
}
