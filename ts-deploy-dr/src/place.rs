//! Where things of disaster recovery must be.

use ts_deploy_core::finding::Finding;
use ts_deploy_core::ids::{AccountId, Region};
use ts_deploy_core::target::{Target, TargetName};

/// That a component is given the target it belongs to.
pub(crate) fn named(target: &Target, expected: TargetName, what: &str) -> Option<Finding> {
    if target.name == expected {
        return None;
    }
    let seen = format!("{what} is given the target {target}");
    Some(
        Finding::blocks("wrong-target", format!("targets.{}", target.name), seen)
            .why(format!(
                "It belongs to the target {expected}, and its calls would go elsewhere."
            ))
            .remedy(format!("Give the target {expected}.")),
    )
}

/// That the DR account is another than the platform's.
pub(crate) fn other_account(main: &AccountId, dr: &AccountId) -> Option<Finding> {
    (main == dr).then(|| {
        let seen = format!("the DR account is the platform's own account {main}");
        Finding::blocks("dr-same-account", "targets.dr.account", seen)
            .why("Disaster recovery replicates into a second account, which outlives the first.")
            .remedy("Give another account, or decide against disaster recovery.")
            .row("P1")
    })
}

/// That the DR region is another than the platform's, in the same partition.
pub(crate) fn other_region(main: &Region, dr: &Region) -> Option<Finding> {
    let at = "targets.dr.region";
    if main == dr {
        let seen = format!("the DR region is the platform's own region {main}");
        return Some(
            Finding::blocks("dr-same-region", at, seen)
                .why("Disaster recovery replicates into a second region, which outlives the first.")
                .remedy("Give another region, or decide against disaster recovery.")
                .row("P1"),
        );
    }
    let (here, there) = (main.partition(), dr.partition());
    (here != there).then(|| {
        let seen = format!("the platform is in the partition {here}, the DR region in {there}");
        Finding::blocks("dr-other-partition", at, seen)
            .why("Buckets and snapshots cannot be replicated from one partition to another.")
            .remedy(format!("Give a region of the partition {here}."))
            .row("P1")
    })
}
