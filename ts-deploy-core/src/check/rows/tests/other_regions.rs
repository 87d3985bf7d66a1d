//! R1: installations in other regions.

#![cfg(feature = "spec")]

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures::executor::block_on;
use jiff::SignedDuration;

use super::installation::launch;
use super::vendor::with;
use super::{found, passed, start};
use crate::check::rows::OtherRegionCheck;
use crate::check::{Check, CheckContext, Verdict};
use crate::deployment::Deployment;
use crate::finding::Severity;
use crate::ids::{KmsKeyArn, Region};
use crate::port::key::{Key, KeyState};
use crate::port::regional_key::RegionalKeyReader;
use crate::port::{Call, ErrorKind, PortError, PortResult, Ports};
use crate::sim::{SimCloud, WorldFault};
use crate::spec::{read, sample};
use crate::target::TargetName;

/// What a region answers.
#[derive(Clone, Copy)]
enum There {
    Installed,
    Closed,
}

impl There {
    fn answer(self) -> PortResult<Option<Key>> {
        let call = Call {
            service: "kms",
            operation: "DescribeKey",
            target: TargetName::Main,
        };
        match self {
            Self::Installed => Ok(Some(Key {
                arn: KmsKeyArn::parse("arn:aws:kms:eu-west-1:111122223333:key/tetra").unwrap(),
                state: KeyState::Enabled,
            })),
            Self::Closed => Err(PortError::new(ErrorKind::Denied, call, "no")),
        }
    }
}

/// An account of which `eu-west-1` answers so, and no other region has the alias.
struct Elsewhere(There);

#[async_trait]
impl RegionalKeyReader for Elsewhere {
    async fn key_in(&self, region: &Region, id: &str) -> PortResult<Option<Key>> {
        assert_eq!(id, "alias/ts-rds-production");
        if region.as_str() == "eu-west-1" {
            self.0.answer()
        } else {
            Ok(None)
        }
    }
}

fn look(deployment: &Deployment, ports: &Ports) -> Verdict {
    let cx = CheckContext {
        ports: ports.readers(),
        now: start(),
    };
    let check = OtherRegionCheck::of(deployment);
    Verdict::of(&check, block_on(check.look(&cx)))
}

fn elsewhere(deployment: &Deployment, cloud: &SimCloud, there: There) -> Verdict {
    let mut ports = cloud.ports(&deployment.targets());
    ports.read::<dyn RegionalKeyReader>(TargetName::Main, Arc::new(Elsewhere(there)));
    look(deployment, &ports)
}

#[test]
fn an_account_without_other_installations_passes() {
    let (deployment, cloud) = with("");
    let verdict = look(&deployment, &cloud.ports(&deployment.targets()));
    insta::assert_snapshot!(passed(&verdict), @"installations of account 111122223333 elsewhere: none: no alias/ts-rds-production in ap-northeast-1, eu-central-1, eu-west-1, us-east-2, us-west-2");
}

#[test]
fn an_installation_in_another_region_blocks_without_a_prefix() {
    let (deployment, cloud) = with("");
    let verdict = elsewhere(&deployment, &cloud, There::Installed);
    insta::assert_snapshot!(found(&verdict), @"blocks main: account 111122223333 has an installation in eu-west-1 too: alias/ts-rds-production is there (arn:aws:kms:eu-west-1:111122223333:key/tetra), and the roles of this one have no prefix. Roles belong to the account and not to a region: without a prefix of their own the products make roles of the same names, which fails after an hour or more. Set data_layer.iam.role_prefix (IAMRolePrefix) to one that the other installation has not, or choose another account. If it was removed and the alias stayed behind: aws kms delete-alias --alias-name alias/ts-rds-production --region eu-west-1, once nothing is encrypted with that key any more.");
}

#[test]
fn an_installation_in_another_region_passes_with_a_prefix() {
    let text = sample(false).replacen(
        "data_layer:\n",
        "data_layer:\n  iam: { role_prefix: acme- }\n",
        1,
    );
    let deployment = read(&text).deployment.expect("a deployment");
    let cloud = SimCloud::new(7, start());
    let verdict = elsewhere(&deployment, &cloud, There::Installed);
    assert!(passed(&verdict).contains("the names of this one's roles begin with acme-"));
}

/// The Data Layer of a deployment without a prefix, five hours after its launch.
fn launched(fails: bool) -> (Deployment, SimCloud) {
    let (deployment, cloud) = with("");
    if fails {
        cloud.script(WorldFault::ResourceFails {
            product: "acme-data-layer".parse().unwrap(),
            resource: "Database/Instance".to_owned(),
            reason: "Cannot create more than 40 instances".to_owned(),
            times: 1,
        });
    }
    let ports = cloud.ports(&deployment.targets());
    block_on(launch(&ports, BTreeMap::new()));
    cloud.pass(SignedDuration::from_hours(5));
    (deployment, cloud)
}

#[test]
fn what_runs_already_passes_whatever_is_elsewhere() {
    let (deployment, cloud) = launched(false);
    let verdict = elsewhere(&deployment, &cloud, There::Installed);
    insta::assert_snapshot!(passed(&verdict), @"installations of account 111122223333 elsewhere: acme-data-layer was launched already, with its roles");
}

#[test]
fn a_launch_that_failed_made_no_roles_and_is_blocked() {
    let (deployment, cloud) = launched(true);
    let verdict = elsewhere(&deployment, &cloud, There::Installed);
    assert_eq!(verdict.severity(), Some(Severity::Blocks));
}

#[test]
fn a_region_that_may_not_be_looked_at_informs() {
    let (deployment, cloud) = with("");
    let verdict = elsewhere(&deployment, &cloud, There::Closed);
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(found(&verdict).contains("is in eu-west-1 may not be looked at"));
}

#[test]
fn a_partition_without_known_regions_informs() {
    let text = sample(false)
        .replace("us-east-1", "us-gov-west-1")
        .replace("arn:aws:", "arn:aws-us-gov:");
    let deployment = read(&text).deployment.expect("a deployment");
    let cloud = SimCloud::new(7, start());
    let verdict = look(&deployment, &cloud.ports(&deployment.targets()));
    assert_eq!(verdict.severity(), Some(Severity::Informs));
    assert!(found(&verdict).contains("no other regions of the platform are known"));
}
