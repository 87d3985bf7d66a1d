//! Which combinations the Service Layer refuses or doubts.

use super::render::{EXTRA, certificate};
use super::rows::ROWS;
use super::{Capacity, CustomerCertificate, Dns, OptionalService, ServiceLayer, ServiceLayerDraft};
use crate::finding::{Finding, Findings};
use crate::ids::Arn;
use crate::layer::row::row;
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
    sizing(draft, &mut found);
    if let Some(pair) = draft.capacity {
        capacity(pair, "service_layer.capacity", &mut found);
    }
    if let Some(service) = &draft.optional_service {
        let at = "service_layer.optional_service.capacity";
        capacity(service.capacity, at, &mut found);
        optional_keys(service, draft, &mut found);
    }
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
    if *certificate == CustomerCertificate::UnencryptedHttp {
        let at = "web.dns.customer_managed.certificate";
        found.push(
            Finding::warns("unencrypted-http", at, "the platform speaks plain HTTP")
                .why("Passwords and data travel in clear: whoever is on the way can read and change them.")
                .remedy("Give a certificate.")
                .row("P5"),
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

fn sizing(draft: &ServiceLayerDraft, found: &mut Findings) {
    if draft.task_throughput == Some(0) {
        let at = "service_layer.task_throughput";
        found.push(
            Finding::blocks("no-throughput", at, "0 files are processed at once")
                .why("No file would ever be processed.")
                .remedy("Give at least 1; the documented default is 20.")
                .row("S TaskThroughput"),
        );
    }
    if draft.connector_max_memory_mb == Some(0) {
        let at = "service_layer.connector_max_memory_mb";
        found.push(
            Finding::blocks("no-connector-memory", at, "connectors have 0 MB of memory")
                .why("No connector would start.")
                .remedy("Give what they need; the documented default is 2048.")
                .row("S ConnectorMaxMemory"),
        );
    }
}

fn capacity(pair: Capacity, at: &str, found: &mut Findings) {
    let Capacity { min, max } = pair;
    let (id, why) = if (min == 0) != (max == 0) {
        let why = "Both are 0 when the service is not used, and neither is when it is.";
        ("capacity-half-off", why)
    } else if min > max {
        (
            "capacity-reversed",
            "The service could not be scaled at all.",
        )
    } else {
        return;
    };
    let seen = format!("at least {min} and at most {max} containers run");
    found.push(
        Finding::blocks(id, at, seen)
            .why(why)
            .remedy("Give a least number that is not above the greatest, or 0 for both.")
            .row("S MinCapacity, MaxCapacity"),
    );
}

fn optional_keys(service: &OptionalService, draft: &ServiceLayerDraft, found: &mut Findings) {
    let at = "service_layer.optional_service";
    let mut refuse = |field: &str, seen: String| {
        found.push(
            Finding::blocks("optional-service-key-taken", format!("{at}.{field}"), seen)
                .why("A product declares each key once, so that one of the two values would be lost.")
                .remedy("Name the keys that the product declares for the optional service.")
                .row("S MinCapacity, MaxCapacity"),
        );
    };
    if service.min_key == service.max_key {
        let seen = format!(
            "{} is named for the least and the greatest number",
            service.min_key
        );
        refuse("max_key", seen);
    }
    for (field, key) in [("min_key", &service.min_key), ("max_key", &service.max_key)] {
        if row(ROWS, key.as_str()).is_some() {
            refuse(
                field,
                format!("{key} is a documented parameter with a value of its own"),
            );
        } else if draft.extra_parameters.contains_key(key) {
            refuse(
                field,
                format!("{key} is also given under service_layer.extra_parameters"),
            );
        }
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
