//! What this binary was built with, against what a document asks for.

use std::collections::BTreeSet;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::port::bucket::BucketReader;
use ts_deploy_core::port::container_service::ContainerServiceReader;
use ts_deploy_core::port::key::KeyReader;
use ts_deploy_core::port::snapshot::SnapshotReader;
use ts_deploy_core::port::user_pool::UserPoolReader;
use ts_deploy_core::port::{ReadPort, Readers};
use ts_deploy_core::target::TargetName;

use crate::answer::Stop;

/// What a deployment may have beside the two products, with services that not every binary has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Cognito, and the containers that are restarted.
    SingleSignOn,
    /// Snapshots, buckets and keys.
    DisasterRecovery,
}

impl Part {
    /// Those that the steps of a deployment ask for.
    pub(crate) fn of(deployment: &Deployment) -> Vec<Self> {
        let sign_on = deployment.single_sign_on.is_some();
        // The outputs of a DR stack that was made elsewhere are only handed on.
        let recovery = deployment.disaster_recovery.as_ref();
        let recovery =
            recovery.is_some_and(|own| own.stack.is_some() || own.snapshot_tool.is_some());
        let sign_on = sign_on.then_some(Self::SingleSignOn);
        let recovery = recovery.then_some(Self::DisasterRecovery);
        sign_on.into_iter().chain(recovery).collect()
    }

    /// What people call it.
    fn title(self) -> &'static str {
        match self {
            Self::SingleSignOn => "single sign-on",
            Self::DisasterRecovery => "disaster recovery",
        }
    }

    /// The feature of this package that brings it.
    fn feature(self) -> &'static str {
        match self {
            Self::SingleSignOn => "aws-sso",
            Self::DisasterRecovery => "aws-dr",
        }
    }

    /// True when its ports are there, whichever feature brought them.
    fn is_there(self, readers: Readers<'_>) -> bool {
        match self {
            Self::SingleSignOn => {
                has::<dyn UserPoolReader>(readers) && has::<dyn ContainerServiceReader>(readers)
            }
            Self::DisasterRecovery => {
                has::<dyn SnapshotReader>(readers)
                    && has::<dyn BucketReader>(readers)
                    && has::<dyn KeyReader>(readers)
            }
        }
    }
}

/// The features of this package that bring these ports, by their names: the fewest that do.
pub(crate) fn features_of<'a>(ports: impl IntoIterator<Item = &'a str>) -> Vec<&'static str> {
    let sign_on = [
        <dyn UserPoolReader>::NAME,
        <dyn ContainerServiceReader>::NAME,
    ];
    let recovery = [
        <dyn SnapshotReader>::NAME,
        <dyn BucketReader>::NAME,
        <dyn KeyReader>::NAME,
    ];
    let feature = |port: &str| {
        if sign_on.contains(&port) {
            Part::SingleSignOn.feature()
        } else if recovery.contains(&port) {
            Part::DisasterRecovery.feature()
        } else {
            "aws-full"
        }
    };
    let features: BTreeSet<&str> = ports.into_iter().map(feature).collect();
    // It has what the others have.
    if features.contains("aws-full") {
        return vec!["aws-full"];
    }
    features.into_iter().collect()
}

/// The targets of a deployment have the same ports.
fn has<P: ReadPort + ?Sized>(readers: Readers<'_>) -> bool {
    readers.get::<P>(TargetName::Main).is_ok()
}

/// Refuses what this binary was built without, before anything is called.
pub(crate) fn built_in(parts: &[Part], readers: Readers<'_>) -> Result<(), Stop> {
    let absent = parts.iter().filter(|part| !part.is_there(readers));
    let (titles, features): (Vec<_>, Vec<_>) =
        absent.map(|part| (part.title(), part.feature())).unzip();
    if titles.is_empty() {
        return Ok(());
    }
    let (titles, features) = (titles.join(" and "), features.join(","));
    Err(Stop::invalid(format!(
        "this takes {titles}, which this binary was built without: build it with the features {features} (cargo build \
         -p ts-deploy-examples --features {features}), leave that part out of the spec, or rehearse with --backend \
         sim. Nothing was called."
    )))
}

#[cfg(test)]
mod tests {
    use ts_deploy_core::engine::Outcome;
    use ts_deploy_core::port::Ports;
    use ts_deploy_core::sim::SimCloud;
    use ts_deploy_core::spec;

    use super::*;

    const FULL: &str = include_str!("../specs/full.yaml");
    const MINIMAL: &str = include_str!("../specs/minimal.yaml");

    fn deployment(text: &str) -> Deployment {
        spec::read(text).deployment.unwrap()
    }

    #[test]
    fn the_features_that_bring_what_is_absent_are_named() {
        let refused = built_in(&Part::of(&deployment(FULL)), Ports::new().readers()).unwrap_err();
        assert_eq!(refused.outcome, Outcome::Invalid);
        insta::assert_snapshot!(refused.message, @"this takes single sign-on and disaster recovery, which this binary was built without: build it with the features aws-sso,aws-dr (cargo build -p ts-deploy-examples --features aws-sso,aws-dr), leave that part out of the spec, or rehearse with --backend sim. Nothing was called.");
    }

    #[test]
    fn the_two_products_alone_take_nothing_beyond_the_feature_aws() {
        let parts = Part::of(&deployment(MINIMAL));
        assert!(built_in(&parts, Ports::new().readers()).is_ok());
    }

    #[test]
    fn the_fewest_features_that_bring_ports_are_named() {
        let keys = <dyn KeyReader>::NAME;
        assert_eq!(features_of([keys, keys]), ["aws-dr"]);
        let pools = <dyn UserPoolReader>::NAME;
        assert_eq!(features_of([pools, keys]), ["aws-dr", "aws-sso"]);
        assert_eq!(features_of([keys, "network reader"]), ["aws-full"]);
    }

    #[test]
    fn what_is_there_is_not_refused() {
        let deployment = deployment(FULL);
        let cloud = SimCloud::new(1, "2026-01-05T09:00:00Z".parse().unwrap());
        let ports = cloud.ports(&deployment.targets());
        assert!(built_in(&Part::of(&deployment), ports.readers()).is_ok());
    }
}
