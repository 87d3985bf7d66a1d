use crate::parameter::{Checked, Contract};
use crate::sim::{SimVersion, documented};

fn version(product: usize, name: &str) -> SimVersion {
    let versions = documented().remove(product).versions;
    versions
        .into_iter()
        .find(|v| v.name.as_str() == name)
        .unwrap()
}

fn keys(contract: &Contract) -> Vec<&str> {
    contract
        .parameters
        .keys()
        .map(crate::parameter::ParameterKey::as_str)
        .collect()
}

#[test]
fn the_data_layer_declares_the_41_documented_parameters() {
    let contract = version(0, "v1.0.0").contract;
    assert_eq!(contract.parameters.len(), 41);
    insta::assert_snapshot!(keys(&contract).join(" "), @"CFTemplateBucket CFTemplateVersion InfrastructureName Environment IAMRolePrefix IAMBoundaryPolicy EnableDR DRAWSAccountId DRDatalakeKMSKey DRDatalakeBucket DRStreamBucket DRBackupBucket DRLocalArtifactsBucket EnableElasticsearch EnableLogging EsMasterInstanceType EsDatanodeInstanceType EsDatanodeInstanceCount EsDatanodeVolumeSize EsBackupInterval InstanceTypeRDS RDSBackupInterval RDSBackupSchedule RDSBackupRetentionDays RDSSnapShot STBucket DLBucket CreateVPC VpcCIDR VPCID PublicSubnetIds PrivateSubnetIds IsolatedSubnetIds LogsEndpoint MonitoringEndpoint SqsEndpoint CloudformationEndpoint NotificationEmail SourceNotificationEmail LogRetentionDays LambdaPrefix");
}

#[test]
fn the_service_layer_declares_the_21_named_parameters() {
    let contract = version(1, "v1.0.0").contract;
    assert_eq!(contract.parameters.len(), 21);
    insta::assert_snapshot!(keys(&contract).join(" "), @"CFTemplateVersion Branch DataStack EnableLogging ClusterType InstanceTypeECS ConnectorMaxMemory TaskThroughput EnableWinTaskScriptService WindowsInstanceType PublicDomain ExposedOnInternet NoDNSWeb PublicDomainZoneId Certificate PrivateDomain MinCapacity MaxCapacity LambdaPrefix AthenaCreateIamUser UserAuditLogGroupSuffix");
}

#[test]
fn what_the_documents_give_no_default_has_none() {
    let without = |product| {
        let contract = version(product, "v1.0.0").contract;
        let keys = contract
            .parameters
            .into_iter()
            .filter(|(_, d)| d.default.is_none());
        keys.map(|(key, _)| key.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    insta::assert_snapshot!(without(0), @"CFTemplateVersion InfrastructureName VpcCIDR LogsEndpoint MonitoringEndpoint SqsEndpoint CloudformationEndpoint NotificationEmail SourceNotificationEmail");
    insta::assert_snapshot!(without(1), @"DataStack PublicDomain");
}

#[test]
fn a_later_release_adds_and_drops_parameters() {
    let difference = |product| {
        let (old, new) = (
            version(product, "v1.0.0").contract,
            version(product, "v1.1.0").contract,
        );
        let only = |one: &Contract, other: &Contract| {
            let own = one
                .parameters
                .keys()
                .filter(|key| !other.parameters.contains_key(*key));
            own.map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        format!("adds {}; drops {}", only(&new, &old), only(&old, &new))
    };
    insta::assert_snapshot!(difference(0), @"adds EnableAnylink EnableEgnyte EnableBox EksNodeAmi KeyPairName RDSMultiAZ; drops EnableLogging");
    insta::assert_snapshot!(difference(1), @"adds AnylinkMinCapacity AnylinkMaxCapacity; drops EnableLogging InstanceTypeECS");
}

#[test]
fn a_later_release_demands_larger_volumes() {
    let rule = |name: &str| {
        let declaration = version(0, name)
            .contract
            .get("EsDatanodeVolumeSize")
            .unwrap()
            .clone();
        declaration.constraints.check(&declaration.kind, "40")
    };
    assert_eq!(rule("v1.0.0"), Checked::Fits);
    assert_eq!(
        rule("v1.1.0"),
        Checked::Breaks("it must be at least 50".into())
    );
}

#[test]
fn every_default_fits_its_own_constraints() {
    for product in documented() {
        for version in product.versions {
            for (key, declaration) in version.contract.parameters {
                let Some(default) = &declaration.default else {
                    continue;
                };
                let checked = declaration.constraints.check(&declaration.kind, default);
                assert_eq!(checked, Checked::Fits, "{} {key}", version.name);
            }
        }
    }
}

#[test]
fn every_dependency_names_something_that_stands_before() {
    for product in documented() {
        for version in product.versions {
            let mut stacks = Vec::new();
            for stack in &version.resources.stacks {
                assert!(
                    stack.after.iter().all(|name| stacks.contains(name)),
                    "{}",
                    stack.logical
                );
                stacks.push(stack.logical.clone());
                let mut resources = Vec::new();
                for resource in &stack.resources {
                    let known = resource.after.iter().all(|name| resources.contains(name));
                    assert!(known, "{}/{}", stack.logical, resource.logical);
                    resources.push(resource.logical.clone());
                }
            }
        }
    }
}
