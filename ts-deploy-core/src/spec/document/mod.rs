//! The document's own shape: what stands where, and what may be left out.
//!
//! Every doc comment of a field here is what the schema says about it.
#![allow(
    clippy::doc_markdown,
    reason = "what the schema says is no Markdown, and holds the names of parameters"
)]

mod custom_dns;
mod data_layer;
mod network;
mod open;
mod options;
mod portfolio;
mod product;
mod production_access;
mod recovery;
mod secrets;
mod service_layer;
mod single_sign_on;
mod source;
mod targets;
mod vendor_log_access;
mod web;

pub(super) use custom_dns::CustomDns;
pub(super) use data_layer::{DataLayer, Iam};
pub(super) use network::Network;
pub(super) use open::{Extra, Tags};
pub(super) use options::{CertificateFiles, EksImage, Integrations, KeyPair};
pub(super) use portfolio::Portfolio;
pub(super) use production_access::ProductionAccess;
pub(super) use recovery::DisasterRecovery;
pub(super) use secrets::{Box, Egnyte, SecretList};
pub(super) use service_layer::{ServiceLayer, WindowsWorkers};
pub(super) use single_sign_on::SingleSignOn;
pub(super) use targets::{Place, Targets};
pub(super) use vendor_log_access::VendorLogAccess;
pub(super) use web::{Access, Web};

use super::declare::record;
use super::decode::{Decode, Section};
use super::leaf::{invalid, text};
use super::notes::{At, Notes};
use super::tree::Node;
use super::words::Line;
use crate::finding::Finding;
use crate::ids::{DeploymentName, EmailAddress, InfrastructureName, InvalidValue};

record! {
    /// One deployment of the TetraScience data platform, as the customer decided it. Secrets never
    /// stand here: not in any field, and not in extra parameters, which are plain text.
    Document {
        /// The name of the deployment: the folder of its journal, and part of every operation.
        name: Section<DeploymentName>,
        /// The root of all names in the platform (InfrastructureName). Agree on it with the
        /// vendor first.
        infrastructure_name: Section<InfrastructureName>,
        /// Who at the vendor agreed to the infrastructure name and the Elasticsearch sizes, and
        /// when (P0). Without it a warning remains.
        agreed_with_vendor: Option<Section<AgreedWithVendor>>,
        /// The accounts and regions, and how to get credentials for them.
        targets: Section<Targets>,
        /// The vendor's portfolio, to be imported (R16). Left out: nothing is imported, and the
        /// catalog has to offer the products already.
        portfolio: Option<Section<Portfolio>>,
        /// Where the network comes from (P2).
        network: Section<Network>,
        /// How people reach the platform (P3, P4, P5).
        web: Section<Web>,
        /// Who gets alerts, and in whose name the platform writes.
        notifications: Section<Notifications>,
        /// Disaster recovery into the target dr (P1). Left out: none.
        disaster_recovery: Option<Section<DisasterRecovery>>,
        /// The optional parts of the platform (P6, P7, P8). Left out: all off.
        integrations: Option<Section<Integrations>>,
        /// Further parameters that are written to SSM before the Service Layer is launched (X4):
        /// where each value comes from, never the value. Left out: none.
        secrets: Option<Section<SecretList>>,
        /// Single sign-on through Amazon Cognito (I1-I9), set up once the platform runs. Left out: none.
        single_sign_on: Option<Section<SingleSignOn>>,
        /// The image of the EKS workers (P10). Default: provided, which the vendor recommends.
        eks_image: Option<Section<EksImage>>,
        /// An EC2 key pair for the EKS workers (R10). Left out: none.
        key_pair: Option<Section<KeyPair>>,
        /// A certificate in files, for --fix R11 to import into ACM. Default: none.
        certificate_files: Option<Section<CertificateFiles>>,
        /// A request to AWS to let SES out of its sandbox, for --fix R12 to make. Default: none.
        production_access: Option<Section<ProductionAccess>>,
        /// Services that are told where the database is, in a network with other resolvers than
        /// Amazon's. Default: none.
        custom_dns: Option<Section<CustomDns>>,
        /// A role with which the vendor reads the platform's logs (T9), which it strongly recommends.
        /// Default: none.
        vendor_log_access: Option<Section<VendorLogAccess>>,
        /// The Data Layer: network, storage, database and search.
        data_layer: Section<DataLayer>,
        /// The Service Layer: containers, web UI and workers.
        service_layer: Section<ServiceLayer>,
        /// Tags on all that is made: name and value.
        tags: Option<Section<Tags>>,
    }
}

record! {
    /// Who at the vendor agreed, and when.
    #[schemars(extend("oneOf" = [{"required": ["date"]}, {"required": ["on"]}]))]
    AgreedWithVendor {
        /// The person, with the company.
        by: Line,
        /// The day, as YEAR-MONTH-DAY. Either this or on, which means the same.
        date: Option<Day>,
        /// The day. Either this or date, which means the same and which every YAML reader reads
        /// alike.
        on: Option<Day>,
    }
}

impl AgreedWithVendor {
    /// The day; one that is not said once is noted.
    pub(crate) fn day(&self, notes: &mut Notes) -> Option<jiff::civil::Date> {
        const AT: &str = "agreed_with_vendor";
        match (&self.date, &self.on) {
            (Some(day), None) | (None, Some(day)) => Some(day.0),
            (None, None) => {
                let path = format!("{AT}.date");
                if !notes.is_misspelt(&path) {
                    let seen = format!("\"date\" is missing from {AT}.");
                    let finding = Finding::blocks("field-missing", path, seen)
                        .why("It has no default.")
                        .remedy("Add \"date\", such as date: \"2026-10-01\"");
                    notes.add(finding);
                }
                None
            }
            (Some(_), Some(_)) => {
                let seen = format!("{AT} says the day twice, as date and as on.");
                let finding = Finding::blocks("choice-not-single", format!("{AT}.on"), seen)
                    .why("They may be two days.")
                    .remedy("Keep \"date\".");
                notes.add(finding);
                None
            }
        }
    }
}

record! {
    /// E-mail addresses of the platform.
    Notifications {
        /// A group address that gets alerts (NotificationEmail). Somebody confirms the
        /// subscription (T1).
        alerts_to: EmailAddress,
        /// The address in whose name the platform writes (SourceNotificationEmail), verified in
        /// SES (R12).
        sender: EmailAddress,
    }
}

/// A day, written `2026-10-01`.
#[derive(Debug)]
pub(crate) struct Day(pub(crate) jiff::civil::Date);

impl Decode for Day {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        const WHAT: &str = "a day";
        let written = text(node, at, WHAT, notes)?;
        written
            .parse()
            .map(Self)
            .map_err(|_| {
                let rule = "it is written YEAR-MONTH-DAY and is in the calendar";
                let refused = InvalidValue::new(WHAT, written, rule);
                notes.add(invalid(at, &refused, "2026-10-01"));
            })
            .ok()
    }

    fn example() -> Option<&'static str> {
        Some("2026-10-01")
    }
}

impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date", "examples": ["2026-10-01"]})
    }
}
