//! What the platform has of its main account, and a recovery cannot bring along.

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::layer::data::Network;
use ts_deploy_core::layer::service::Dns;
use ts_deploy_core::target::TargetName;

/// What of `deployment` stays in its main account: a VPC or a hosted zone for which nothing else is
/// decided blocks, single sign-on is set up anew by a person.
pub fn left_behind(deployment: &Deployment) -> Findings {
    let Some(settings) = &deployment.disaster_recovery else {
        return Findings::none();
    };
    let vpc = matches!(
        deployment.data_layer.draft().network,
        Network::ExistingVpc(_)
    );
    let network = (vpc && settings.recovery.network.is_none()).then(main_network);
    let zone = match &deployment.service_layer.draft().web.dns {
        Dns::ExistingZone { zone, .. } if settings.recovery.web.is_none() => {
            Some(main_zone(zone.as_str()))
        }
        Dns::ExistingZone { .. } | Dns::NewZone { .. } | Dns::CustomerManaged { .. } => None,
    };
    let sign_on = deployment.single_sign_on.is_some();
    let sign_on = sign_on.then(|| sign_on_stays(deployment));
    network.into_iter().chain(zone).chain(sign_on).collect()
}

fn main_network() -> Finding {
    let seen = "the platform is in an existing VPC of the main account, and none is given for the recovery";
    Finding::blocks("recovery-network-missing", "disaster_recovery.recovery.network", seen)
        .why("A VPC belongs to its account and region.")
        .remedy("Give disaster_recovery.recovery.network: a VPC of the DR account and region, or a new one.")
        .row("V1")
}

fn main_zone(zone: &str) -> Finding {
    let seen = format!(
        "the platform's names are in the hosted zone {zone} of the main account, and no other is given for the recovery"
    );
    Finding::blocks("recovery-zone-missing", "disaster_recovery.recovery.web", seen)
        .why("A hosted zone belongs to its account: the Service Layer cannot write into it from the DR account, and fails after the Data Layer's hours.")
        .remedy("Give disaster_recovery.recovery.web: the same domain with a zone of the DR account, or with your own DNS (dns: customer_managed).")
        .row("V1, P4")
}

fn sign_on_stays(deployment: &Deployment) -> Finding {
    let main = deployment.target(TargetName::Main);
    let place = main.map_or_else(String::new, |main| format!(" {}", main.target.account));
    let seen = format!(
        "single sign-on is not recovered: its user pool is in the main account{place}, and is not copied"
    );
    Finding::warns("sign-on-not-recovered", "single_sign_on", seen)
        .why("Whoever signs in through the identity provider cannot sign in to the recovered platform.")
        .remedy("Keep a local administrator whose password is at hand then; after the recovery set single sign-on up anew, as its follow-up says.")
        .row("V1, I1-I9")
}
