//! R1.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures::executor::block_on;
use jiff::SignedDuration;

use super::{found, main_target, passed, start, verdict};
use crate::check::rows::InstallationCheck;
use crate::check::{Check, CheckContext, Verdict};
use crate::engine::Consents;
use crate::finding::Severity;
use crate::ids::{KmsKeyArn, ProvisionedProductName};
use crate::parameter::{ParameterKey, Request, Sent};
use crate::plan::DEPLOYMENT_TAG;
use crate::port::catalog::{CatalogReader, CatalogWriter, OperationToken, ProvisionRequest};
use crate::port::key::{Key, KeyReader, KeyState};
use crate::port::{PortResult, Ports};
use crate::sim::{DATA_LAYER, SimCloud};
use crate::target::TargetName;

/// An account with the alias, whoever made it.
struct Aliased;

#[async_trait]
impl KeyReader for Aliased {
    async fn key(&self, _: &str) -> PortResult<Option<Key>> {
        let arn = "arn:aws:kms:us-east-1:111122223333:key/tetra";
        Ok(Some(Key {
            arn: KmsKeyArn::parse(arn).unwrap(),
            state: KeyState::Enabled,
        }))
    }

    async fn policy(&self, _: &KmsKeyArn) -> PortResult<Option<String>> {
        Ok(None)
    }
}

fn name() -> ProvisionedProductName {
    ProvisionedProductName::parse("acme-data-layer").unwrap()
}

fn check() -> InstallationCheck {
    InstallationCheck::new("acme-production".parse().unwrap(), main_target(), name())
}

fn aliased() -> Ports {
    aliased_in(&SimCloud::new(7, start()))
}

fn aliased_in(cloud: &SimCloud) -> Ports {
    let mut ports = cloud.ports(&[main_target()]);
    ports.read::<dyn KeyReader>(TargetName::Main, Arc::new(Aliased));
    ports
}

fn seen_by(ports: &Ports) -> Verdict {
    looked(&check(), ports)
}

fn looked(check: &InstallationCheck, ports: &Ports) -> Verdict {
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    Verdict::of(check, block_on(check.look(&cx)))
}

/// An account in which the deployment of this name launched the Data Layer; without a name, a person
/// did.
fn launched_by(deployment: Option<&str>) -> Ports {
    let cloud = SimCloud::new(7, start());
    let ports = aliased_in(&cloud);
    let tag = deployment.map(|name| (DEPLOYMENT_TAG.to_owned(), name.to_owned()));
    block_on(launch(&ports, tag.into_iter().collect()));
    cloud.pass(SignedDuration::from_mins(5));
    ports
}

/// Launches the Data Layer under the deployment's name.
pub(super) async fn launch(ports: &Ports, tags: BTreeMap<String, String>) {
    let catalog = ports.readers().get::<dyn CatalogReader>(TargetName::Main);
    let catalog = catalog.unwrap();
    let products = catalog.products().await.unwrap();
    let product = products.into_iter().find(|one| one.name == DATA_LAYER);
    let product = product.unwrap().id;
    let versions = catalog.versions(&product).await.unwrap();
    let version = versions
        .into_iter()
        .find(|one| one.name.as_str() == "v1.0.0");
    let version = version.unwrap().id;
    let path = catalog.launch_paths(&product).await.unwrap().remove(0).id;
    let contract = catalog.contract(&product, &version, &path).await.unwrap();
    let value = |key: &ParameterKey| match key.as_str() {
        "VpcCIDR" => "10.20.0.0/16",
        "InfrastructureName" => "acme-tetra",
        key if key.ends_with("Email") => "alerts@acme.example",
        key if key.ends_with("Endpoint") => "logs.us-east-1.amazonaws.com",
        "RDSBackupInterval" => "24",
        _ => "v1.0.0",
    };
    let required = contract.parameters.iter();
    let sent = required
        .filter(|(_, declared)| declared.default.is_none())
        .map(|(key, _)| (key.clone(), Sent::Value(value(key).to_owned())))
        .collect();
    let request = ProvisionRequest {
        token: OperationToken("launch".to_owned()),
        name: name(),
        product,
        version,
        path,
        parameters: Request { sent },
        tags,
    };
    let writer = ports.writers().get::<dyn CatalogWriter>(TargetName::Main);
    writer.unwrap().provision(&request).await.unwrap();
}

#[test]
fn an_account_without_an_installation_passes() {
    insta::assert_snapshot!(passed(&verdict(&check(), |_| {})), @"installations in us-east-1: none: no alias/ts-rds-production");
}

#[test]
fn a_second_installation_blocks() {
    insta::assert_snapshot!(found(&seen_by(&aliased())), @"blocks main: another installation is in account 111122223333 in us-east-1: it made alias/ts-rds-production (arn:aws:kms:us-east-1:111122223333:key/tetra), and there is no provisioned product acme-data-layer. Two installations in one account and region collide: both make that alias, the same paths in SSM and the same private domain. If this deployment is that installation and data_layer.provisioned_product was changed, change it back: a product keeps its name. aws servicecatalog scan-provisioned-products --access-level-filter Key=Account,Value=self --region us-east-1 lists those there are. If it is somebody else's, choose another account, or another region with data_layer.iam.role_prefix. If it was removed and the alias stayed behind: aws kms delete-alias --alias-name alias/ts-rds-production --region us-east-1, once nothing is encrypted with that key any more.");
}

#[test]
fn the_alias_of_the_deployments_own_data_layer_is_no_second_installation() {
    let seen = seen_by(&launched_by(Some("acme-production")));
    insta::assert_snapshot!(passed(&seen), @"installations in us-east-1: acme-data-layer of this deployment");
}

#[test]
fn a_data_layer_of_that_name_which_another_deployment_made_blocks() {
    insta::assert_snapshot!(found(&seen_by(&launched_by(Some("globex")))), @"blocks main: acme-data-layer was made by the deployment globex, not by acme-production. The two deployments would undo each other's changes, and each could remove what the other runs. If globex goes on, choose another account or region and another data_layer.provisioned_product. If it is given up, write its name into the spec (name: globex): then the products are this deployment's own. Or keep the name and give --allow adopt:data-layer, and adopt:service-layer where that product changes too, to every run that changes them: their tag keeps the name globex.");
}

#[test]
fn a_data_layer_that_is_to_be_taken_over_by_consent_does_not_block() {
    let consents: Consents = ["adopt:data-layer"].into_iter().collect();
    let seen = looked(&check().consented(&consents), &launched_by(Some("globex")));
    assert_eq!(seen.severity(), Some(Severity::Warns));
}

#[test]
fn a_data_layer_that_was_made_by_hand_passes_and_is_told() {
    insta::assert_snapshot!(passed(&seen_by(&launched_by(None))), @"installations in us-east-1: acme-data-layer, which bears no deployment's name: it was made without ts-deploy, or by an older one");
}
