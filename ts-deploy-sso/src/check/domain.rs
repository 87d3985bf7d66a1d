//! Where users sign in.

use ts_deploy_core::deployment::single_sign_on::HostedDomain;
use ts_deploy_core::finding::{Finding, Findings};
use ts_deploy_core::ids::{CertificateArn, DomainName, Partition};

use crate::component::CognitoSsoDraft;

const AT: &str = "single_sign_on.hosted_domain";
/// Where certificates of custom domains must be: Cognito serves them through its content network.
const CERTIFICATE_REGION: &str = "us-east-1";

pub(super) fn check(draft: &CognitoSsoDraft, found: &mut Findings) {
    let region = &draft.target.region;
    if region.partition() == Partition::AwsCn {
        let seen = format!("the user pool is to be made in {region}");
        found.push(
            Finding::warns("user-pool-in-china", "targets.main.region", seen)
                .why("Whether Cognito offers sign-in domains there, and under which name, is not documented for this tool: the sign-in host is a guess.")
                .remedy("Look in the console whether a user pool of that region can have a domain, before anything is handed to the identity provider.")
                .row("I4"),
        );
    }
    let HostedDomain::Custom {
        domain,
        certificate,
    } = &draft.hosted_domain
    else {
        return;
    };
    if region.partition() == Partition::AwsUsGov {
        found.push(
            Finding::blocks(
                "custom-domain-in-govcloud",
                AT,
                format!("{domain} is a custom domain, and {region} is in GovCloud"),
            )
            .why("Cognito has no custom domains there.")
            .remedy("Give a prefix.")
            .row("I4"),
        );
    } else {
        certified(draft, certificate, found);
    }
    apart(draft, domain, found);
}

fn certified(draft: &CognitoSsoDraft, certificate: &CertificateArn, found: &mut Findings) {
    let at = "single_sign_on.hosted_domain.custom.certificate";
    if let Some(region) = certificate
        .region()
        .filter(|region| region.as_str() != CERTIFICATE_REGION)
    {
        let seen = format!("the certificate of the sign-in domain is in {region}");
        found.push(
            Finding::blocks("sign-in-certificate-region", at, seen)
                .why("Cognito serves custom domains from us-east-1, whatever the region of the pool, and finds certificates there only.")
                .remedy("Request or import the certificate in us-east-1 and give its ARN. The platform's own certificate is another and stays where the platform is.")
                .row("I4"),
        );
    }
    if let Some(account) = certificate
        .account()
        .filter(|account| *account != draft.target.account)
    {
        let seen = format!(
            "the certificate of the sign-in domain belongs to account {account}, the user pool to {}",
            draft.target.account
        );
        found.push(
            Finding::blocks("sign-in-certificate-account", at, seen)
                .why("Cognito uses certificates of its own account only.")
                .remedy(
                    "Request or import the certificate in the platform's account, in us-east-1.",
                )
                .row("I4"),
        );
    }
}

fn apart(draft: &CognitoSsoDraft, domain: &DomainName, found: &mut Findings) {
    let at = "single_sign_on.hosted_domain.custom.domain";
    let platform = &draft.platform_domain;
    let api = format!("api.{platform}");
    if domain == platform || domain.as_str() == api {
        let seen = format!("{domain} is to be the sign-in domain, and the platform answers there");
        found.push(
            Finding::blocks("sign-in-domain-is-the-platforms", at, seen)
                .why("One name cannot point to both.")
                .remedy(format!("Give a name of its own, such as auth.{platform}."))
                .row("I4"),
        );
        return;
    }
    let parent = domain
        .as_str()
        .split_once('.')
        .map_or("", |(_, parent)| parent);
    let seen = format!("{domain} is a custom sign-in domain");
    found.push(
        Finding::informs("sign-in-domain-parent", at, seen)
            .why(format!("Cognito takes it only while {parent} resolves to an address (an A record), and answers there up to an hour later."))
            .remedy("Make that record first; afterwards point the domain to what Cognito names as its target.")
            .row("I4"),
    );
}
