//! Which combinations the Service Layer refuses or doubts.

mod sizing;

use super::render::{EXTRA, certificate};
use super::rows::ROWS;
use super::{Access, CustomerCertificate, Dns, ServiceLayer, ServiceLayerDraft};
use crate::finding::{Finding, Findings};
use crate::ids::Arn;
use crate::layer::{extra, tags};

impl From<ServiceLayerDraft> for Result<ServiceLayer, Findings> {
    fn from(draft: ServiceLayerDraft) -> Self {
        let findings = check(&draft);
        if findings.block() {
            Err(findings)
        } else {
            Ok(ServiceLayer { draft, findings })
        }
    }
}

fn check(draft: &ServiceLayerDraft) -> Findings {
    let mut found = Findings::none();
    given_certificate(draft, &mut found);
    plain_http(draft, &mut found);
    domains(draft, &mut found);
    sizing::check(draft, &mut found);
    deprecated(draft, &mut found);
    tags::check(&draft.tags, &mut found);
    let extras = &draft.extra_parameters;
    extra::check(extras, ROWS, &draft.choice, EXTRA, &mut found);
    found
}

fn given_certificate(draft: &ServiceLayerDraft, found: &mut Findings) {
    let (Some(given), at) = certificate(&draft.web.dns) else {
        return;
    };
    let Ok(arn) = Arn::parse(given.as_str()) else {
        return;
    };
    let target = &draft.target;
    let home = target.region.partition();
    let mut refuse = |id: &'static str, part: &str, there: &str, here: &str| {
        let seen = format!("the certificate is in the {part} {there}, the platform in {here}");
        found.push(
            Finding::blocks(id, at, seen)
                .why("A load balancer takes certificates of its own account and region only.")
                .remedy("Issue or import the certificate where the platform is, and give that ARN.")
                .row("P5"),
        );
    };
    if arn.partition != home {
        let there = arn.partition.as_str();
        refuse(
            "certificate-in-another-partition",
            "partition",
            there,
            home.as_str(),
        );
    }
    if let Some(there) = arn.region.filter(|region| *region != target.region) {
        let here = target.region.as_str();
        refuse(
            "certificate-in-another-region",
            "region",
            there.as_str(),
            here,
        );
    }
    if let Some(there) = arn.account.filter(|account| *account != target.account) {
        let here = target.account.as_str();
        refuse(
            "certificate-of-another-account",
            "account",
            there.as_str(),
            here,
        );
    }
}

fn plain_http(draft: &ServiceLayerDraft, found: &mut Findings) {
    let certificate = match &draft.web.dns {
        Dns::CustomerManaged { certificate } => certificate,
        Dns::ExistingZone { .. } | Dns::NewZone { .. } => return,
    };
    if *certificate != CustomerCertificate::UnencryptedHttp {
        return;
    }
    let at = "web.dns.customer_managed.certificate";
    found.push(
        Finding::warns("unencrypted-http", at, "the platform speaks plain HTTP")
            .why("Passwords and data travel in clear: whoever is on the way can read and change them.")
            .remedy("Give a certificate.")
            .row("P5"),
    );
    if draft.web.access == Access::Internet {
        let seen = "the platform speaks plain HTTP, and is reachable from the Internet";
        found.push(
            Finding::warns("unencrypted-on-the-internet", "web.access", seen)
                .why("Anybody on the way reads every password that is typed, and signs in with it from anywhere; the scientific data behind it is as open.")
                .remedy("Give a certificate before anybody signs in, or keep the platform internal.")
                .row("P3, P5"),
        );
    }
}

fn domains(draft: &ServiceLayerDraft, found: &mut Findings) {
    let public = &draft.web.domain;
    if let Some(private) = draft
        .private_domain
        .as_ref()
        .filter(|private| public.is_within(private))
    {
        let seen = format!("the private domain {private} holds the platform's domain {public}");
        found.push(
            Finding::warns("private-domain-hides-public", "service_layer.private_domain", seen)
                .why("Within the VPC the private zone answers for all names below it, so that the platform does not find its own domain.")
                .remedy("Leave it out: the documented ts-dip.internal works.")
                .row("S PrivateDomain"),
        );
    }
}

fn deprecated(draft: &ServiceLayerDraft, found: &mut Findings) {
    if draft.enable_logging {
        let at = "service_layer.enable_logging";
        found.push(
            Finding::warns("logging-deprecated", at, "EnableLogging is true")
                .why("It needs the Data Layer's logging cluster, which is deprecated and gone in the next release.")
                .remedy("Set it to false in both layers, as the documents say.")
                .row("S EnableLogging"),
        );
    }
    if draft.athena_create_iam_user {
        let at = "service_layer.athena_create_iam_user";
        let seen = "the platform may create IAM users while it runs";
        found.push(
            Finding::warns("runtime-iam-users", at, seen)
                .why("Each organisation made in the portal gets an IAM user for Athena, beyond what your own tools create.")
                .remedy("Leave it out, unless Athena is used with such users.")
                .row("S AthenaCreateIamUser"),
        );
    }
}
