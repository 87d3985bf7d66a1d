//! What the Data Layer sends, in the documents' order.

use super::rows::ROWS;
use super::{DataLayerDraft, DrOutputSource, Egress, ExistingVpc, Network, WorkerEndpoints};
use crate::ids::HostName;
use crate::layer::Inputs;
use crate::layer::render::{Sheet, comma_list};
use crate::parameter::{ParameterSet, Presence, Wire};

/// Where the extra parameters stand in the spec.
pub(super) const EXTRA: &str = "data_layer.extra_parameters";

/// The parameter set of `draft`.
pub(super) fn parameters(draft: &DataLayerDraft, inputs: &Inputs) -> ParameterSet {
    let mut sheet = Sheet::new(super::NAME, ROWS);
    sheet.standard("CFTemplateBucket");
    sheet.version(inputs);
    sheet.choice("InfrastructureName", Some(&draft.infrastructure_name));
    sheet.standard("Environment");
    sheet.choice("IAMRolePrefix", draft.iam.role_prefix.as_ref());
    sheet.choice("IAMBoundaryPolicy", draft.iam.boundary_policy.as_ref());
    disaster_recovery(&mut sheet, draft, inputs);
    search(&mut sheet, draft);
    database(&mut sheet, draft);
    network(&mut sheet, &draft.network);
    endpoints(&mut sheet, draft);
    sheet.choice("NotificationEmail", Some(&draft.notifications.alerts_to));
    sheet.choice("SourceNotificationEmail", Some(&draft.notifications.sender));
    sheet.choice("LogRetentionDays", draft.log_retention);
    sheet.standard("LambdaPrefix");
    let source = draft.recovery.as_ref();
    sheet.choice("STBucket", source.map(|source| &source.stream_bucket));
    sheet.choice("DLBucket", source.map(|source| &source.datalake_bucket));
    for carried in super::carried::carried(draft) {
        for (key, value) in &carried.parameters {
            // When the product lacks the key, the decision's own finding says so.
            sheet.unnamed(key, value, carried.at, Presence::Expected);
        }
        sheet.set().decisions.push(carried.decision());
    }
    sheet.extra(&draft.extra_parameters, inputs, EXTRA);
    sheet.finish()
}

/// What the Data Layer takes of the DR stack, in the documents' order.
const DR_KEYS: [&str; 5] = [
    "DRDatalakeKMSKey",
    "DRDatalakeBucket",
    "DRStreamBucket",
    "DRBackupBucket",
    "DRLocalArtifactsBucket",
];

/// What a parameter waits for that takes an output of the DR stack: told by the parameter's name,
/// since the outputs' own are not documented.
fn dr_wire(key: &str) -> Wire {
    Wire {
        from: super::DR_STACK.to_owned(),
        what: key.to_owned(),
    }
}

/// What `draft` waits for of the DR stack.
pub(super) fn dr_wires(draft: &DataLayerDraft) -> Vec<Wire> {
    let dr = draft.disaster_recovery.as_ref();
    let waits = dr.is_some_and(|dr| dr.outputs == DrOutputSource::OfStack);
    let keys = DR_KEYS.iter().filter(|_| waits);
    keys.map(|key| dr_wire(key)).collect()
}

fn disaster_recovery(sheet: &mut Sheet, draft: &DataLayerDraft, inputs: &Inputs) {
    let Some(dr) = &draft.disaster_recovery else {
        for key in ["EnableDR", "DRAWSAccountId"].into_iter().chain(DR_KEYS) {
            sheet.standard(key);
        }
        return;
    };
    sheet.derived("EnableDR", true, "disaster recovery being decided");
    sheet.given("DRAWSAccountId", &dr.account, "targets.dr.account");
    let outputs = match &dr.outputs {
        DrOutputSource::Given(outputs) => outputs,
        DrOutputSource::OfStack => {
            for key in DR_KEYS {
                sheet.output(key, dr_wire(key), inputs);
            }
            return;
        }
    };
    let key = &outputs.datalake_kms_key;
    sheet.given(
        "DRDatalakeKMSKey",
        key,
        "disaster_recovery.outputs.datalake_kms_key",
    );
    for (key, bucket, path) in [
        (
            "DRDatalakeBucket",
            &outputs.datalake_bucket,
            "disaster_recovery.outputs.datalake_bucket",
        ),
        (
            "DRStreamBucket",
            &outputs.stream_bucket,
            "disaster_recovery.outputs.stream_bucket",
        ),
        (
            "DRBackupBucket",
            &outputs.backup_bucket,
            "disaster_recovery.outputs.backup_bucket",
        ),
        (
            "DRLocalArtifactsBucket",
            &outputs.local_artifacts_bucket,
            "disaster_recovery.outputs.local_artifacts_bucket",
        ),
    ] {
        sheet.given(key, bucket, path);
    }
}

fn search(sheet: &mut Sheet, draft: &DataLayerDraft) {
    let es = &draft.elasticsearch;
    sheet.standard("EnableElasticsearch");
    // False is the documents' own word, whether it was written or not.
    sheet.choice("EnableLogging", draft.enable_logging.then_some(true));
    sheet.choice("EsMasterInstanceType", es.master_instance_type.as_ref());
    sheet.choice("EsDatanodeInstanceType", es.data_instance_type.as_ref());
    sheet.choice("EsDatanodeInstanceCount", es.data_instance_count);
    sheet.choice("EsDatanodeVolumeSize", es.data_volume_gb);
    sheet.choice("EsBackupInterval", es.backup_interval);
}

fn database(sheet: &mut Sheet, draft: &DataLayerDraft) {
    let backups = &draft.database.backups;
    sheet.choice("InstanceTypeRDS", draft.database.instance_class.as_ref());
    sheet.choice("RDSBackupInterval", backups.interval);
    sheet.choice("RDSBackupSchedule", backups.schedule.as_ref());
    sheet.choice("RDSBackupRetentionDays", backups.retention_days);
    let snapshot = draft.recovery.as_ref().map(|source| &source.snapshot);
    sheet.choice("RDSSnapShot", snapshot);
}

fn network(sheet: &mut Sheet, network: &Network) {
    match network {
        Network::NewVpc { cidr } => {
            sheet.derived("CreateVPC", true, "the network being a new VPC");
            sheet.given("VpcCIDR", cidr, "network.new_vpc.cidr");
            for key in [
                "VPCID",
                "PublicSubnetIds",
                "PrivateSubnetIds",
                "IsolatedSubnetIds",
            ] {
                sheet.standard(key);
            }
        }
        Network::ExistingVpc(vpc) => existing_vpc(sheet, vpc),
    }
}

fn existing_vpc(sheet: &mut Sheet, vpc: &ExistingVpc) {
    sheet.derived("CreateVPC", false, "the network being an existing VPC");
    sheet.given("VpcCIDR", vpc.cidr, "network.existing_vpc.cidr");
    sheet.given("VPCID", &vpc.id, "network.existing_vpc.id");
    sheet.given(
        "PublicSubnetIds",
        comma_list(vpc.egress.public_subnets()),
        public_subnets_path(&vpc.egress),
    );
    sheet.given(
        "PrivateSubnetIds",
        comma_list(&vpc.private_subnets),
        "network.existing_vpc.private_subnets",
    );
    match &vpc.isolated {
        Some(isolated) => sheet.given(
            "IsolatedSubnetIds",
            comma_list(&isolated.subnets),
            "network.existing_vpc.isolated.subnets",
        ),
        None => sheet.standard("IsolatedSubnetIds"),
    }
}

/// Where the public subnets stand in the spec.
pub(super) fn public_subnets_path(egress: &Egress) -> &'static str {
    match egress {
        Egress::Nat { .. } => "network.existing_vpc.egress.nat.public_subnets",
        Egress::CorporateNetwork { .. } => {
            "network.existing_vpc.egress.corporate_network.public_subnets"
        }
    }
}

/// A key, the service's word in host names and in the spec, and the host given for it.
pub(super) type Endpoint = (
    &'static str,
    &'static str,
    fn(&WorkerEndpoints) -> &HostName,
);

pub(super) const ENDPOINTS: [Endpoint; 4] = [
    ("LogsEndpoint", "logs", |hosts| &hosts.logs),
    ("MonitoringEndpoint", "monitoring", |hosts| {
        &hosts.monitoring
    }),
    ("SqsEndpoint", "sqs", |hosts| &hosts.sqs),
    ("CloudformationEndpoint", "cloudformation", |hosts| {
        &hosts.cloudformation
    }),
];

fn endpoints(sheet: &mut Sheet, draft: &DataLayerDraft) {
    let given = given_endpoints(&draft.network);
    for (key, service, host) in ENDPOINTS {
        match given {
            Some((hosts, path)) => sheet.given(key, host(hosts), &format!("{path}.{service}")),
            // Without Windows workers nobody uses them, and the product demands them all the same.
            None => sheet.derived(
                key,
                draft.target.region.endpoint(service),
                "the region's public endpoint",
            ),
        }
    }
}

/// The hosts that are given for the workers, if any, and where they stand in the spec.
pub(super) fn given_endpoints(network: &Network) -> Option<(&WorkerEndpoints, &'static str)> {
    let Network::ExistingVpc(vpc) = network else {
        return None;
    };
    let isolated = vpc.isolated.as_ref().map(|isolated| {
        let path = "network.existing_vpc.isolated.endpoints";
        (&isolated.endpoints, path)
    });
    isolated.or_else(|| {
        let hosts = vpc.worker_endpoints.as_ref()?;
        Some((hosts, "network.existing_vpc.worker_endpoints"))
    })
}
