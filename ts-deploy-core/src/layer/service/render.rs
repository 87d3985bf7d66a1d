//! What the Service Layer sends, in the documents' order.

use super::rows::ROWS;
use super::{
    Access, CustomerCertificate, Dns, ServiceLayer, ServiceLayerDraft, Web, WindowsWorkers,
    ZoneCertificate,
};
use crate::ids::CertificateArn;
use crate::layer::Inputs;
use crate::layer::render::Sheet;
use crate::parameter::{ParameterSet, Presence};

/// Where the extra parameters stand in the spec.
pub(super) const EXTRA: &str = "service_layer.extra_parameters";

/// The parameter set of `draft`.
pub(super) fn parameters(draft: &ServiceLayerDraft, inputs: &Inputs) -> ParameterSet {
    let mut sheet = Sheet::new(super::NAME, ROWS);
    sheet.version(inputs);
    sheet.standard("Branch");
    sheet.output("DataStack", ServiceLayer::data_stack(), inputs);
    // False is the documents' own word, whether it was written or not.
    sheet.choice("EnableLogging", draft.enable_logging.then_some(true));
    sheet.standard("ClusterType");
    sheet.standard("InstanceTypeECS");
    sheet.choice("ConnectorMaxMemory", draft.connector_max_memory_mb);
    sheet.choice("TaskThroughput", draft.task_throughput);
    windows(&mut sheet, &draft.windows_workers);
    web(&mut sheet, &draft.web);
    sheet.choice("PrivateDomain", draft.private_domain.as_ref());
    sheet.choice("MinCapacity", draft.capacity.map(|capacity| capacity.min));
    sheet.choice("MaxCapacity", draft.capacity.map(|capacity| capacity.max));
    sheet.standard("LambdaPrefix");
    let athena = draft.athena_create_iam_user.then_some(true);
    sheet.choice("AthenaCreateIamUser", athena);
    sheet.standard("UserAuditLogGroupSuffix");
    optional_service(&mut sheet, draft);
    sheet.extra(&draft.extra_parameters, inputs, EXTRA);
    sheet.finish()
}

fn windows(sheet: &mut Sheet, workers: &WindowsWorkers) {
    let (enabled, machine) = match workers {
        WindowsWorkers::On => (None, None),
        WindowsWorkers::OnType(machine) => (Some(true), Some(machine)),
        WindowsWorkers::Off => (Some(false), None),
    };
    sheet.choice("EnableWinTaskScriptService", enabled);
    sheet.choice("WindowsInstanceType", machine);
}

fn web(sheet: &mut Sheet, web: &Web) {
    sheet.choice("PublicDomain", Some(&web.domain));
    let exposed = match web.access {
        Access::Internal => false,
        Access::Internet => true,
    };
    sheet.choice("ExposedOnInternet", Some(exposed));
    let at = dns_path(&web.dns);
    let (own, zone) = match &web.dns {
        Dns::ExistingZone { zone, .. } => (false, zone.as_str()),
        Dns::NewZone { .. } => (false, ""),
        Dns::CustomerManaged { .. } => (true, ""),
    };
    sheet.given("NoDNSWeb", own, at);
    // Empty without NoDNSWeb makes the stack create the zone, empty with it means no zone at all.
    sheet.given(
        "PublicDomainZoneId",
        zone,
        &format!("{at}{}", zone_field(zone)),
    );
    let (certificate, path) = certificate(&web.dns);
    let arn = certificate.map_or("", CertificateArn::as_str);
    // Empty makes ACM issue one, or with NoDNSWeb turns HTTPS off.
    sheet.given("Certificate", arn, path);
}

fn zone_field(zone: &str) -> &'static str {
    if zone.is_empty() { "" } else { ".zone" }
}

fn dns_path(dns: &Dns) -> &'static str {
    match dns {
        Dns::ExistingZone { .. } => "web.dns.existing_zone",
        Dns::NewZone { .. } => "web.dns.new_zone",
        Dns::CustomerManaged { .. } => "web.dns.customer_managed",
    }
}

/// The certificate given, if one is, and where it was decided.
pub(super) fn certificate(dns: &Dns) -> (Option<&CertificateArn>, &'static str) {
    match dns {
        Dns::ExistingZone { certificate, .. } => match certificate {
            ZoneCertificate::Given(arn) => (Some(arn), "web.dns.existing_zone.certificate.given"),
            ZoneCertificate::IssuedByAcm => (None, "web.dns.existing_zone.certificate"),
        },
        Dns::NewZone { certificate } => (Some(certificate), "web.dns.new_zone.certificate"),
        Dns::CustomerManaged { certificate } => match certificate {
            CustomerCertificate::Given(arn) => {
                (Some(arn), "web.dns.customer_managed.certificate.given")
            }
            CustomerCertificate::UnencryptedHttp => (None, "web.dns.customer_managed.certificate"),
        },
    }
}

fn optional_service(sheet: &mut Sheet, draft: &ServiceLayerDraft) {
    let Some(service) = &draft.optional_service else {
        return;
    };
    let at = "service_layer.optional_service.capacity";
    for (key, number, field) in [
        (&service.min_key, service.capacity.min, "min"),
        (&service.max_key, service.capacity.max, "max"),
    ] {
        let path = format!("{at}.{field}");
        sheet.unnamed(key, &number.to_string(), &path, Presence::IfDeclared);
    }
}
