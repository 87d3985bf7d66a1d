//! How people reach the platform (P3, P4, P5).

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::finding::Finding;
use crate::ids::{CertificateArn, DomainName, HostedZoneId};
use crate::layer::service;
use crate::spec::declare::{choice, record};
use crate::spec::decode::Decode;
use crate::spec::notes::{At, Notes};
use crate::spec::tree::{Node, Shape};

record! {
    /// Domain, DNS, certificate, and who may reach the platform.
    Web {
        /// The domain of the web UI; it need not be public (PublicDomain).
        domain: DomainName,
        /// Who may reach it (P3, ExposedOnInternet).
        access: Access,
        /// Where the domain's records live (P4), with its certificate (P5).
        dns: Dns,
    }
}

choice! {
    /// Who may reach the platform (P3).
    Access {
        /// The company's network only.
        "internal" => Internal,
        /// The Internet.
        "internet" => Internet,
    }
}

choice! {
    /// Where the domain's records live (P4): one of the three.
    Dns {
        /// A zone that exists in the deployment's account.
        "existing_zone" => ExistingZone(ExistingZone),
        /// A zone that the stack makes; a person then delegates its name servers.
        "new_zone" => NewZone(NewZone),
        /// The customer's own DNS (NoDNSWeb true).
        "customer_managed" => CustomerManaged(CustomerManaged),
    }
}

record! {
    /// A zone that exists in the deployment's account.
    ExistingZone {
        /// The public zone (PublicDomainZoneId).
        zone: HostedZoneId,
        /// The certificate (P5).
        certificate: ZoneCertificate,
    }
}

choice! {
    /// The certificate of a domain whose zone exists (P5).
    ZoneCertificate {
        /// ACM issues it and validates it through the zone; the deployment waits for it.
        "issued_by_acm" => IssuedByAcm,
        /// This one, from ACM in the deployment's region (Certificate).
        "given" => Given(CertificateArn),
    }
}

record! {
    /// A zone that the stack makes.
    NewZone {
        /// The certificate, from ACM in the deployment's region (P5, Certificate). None can be
        /// issued here: its validation would need the delegation.
        certificate: NotFromAcm<CertificateArn>,
    }
}

record! {
    /// The customer's own DNS.
    CustomerManaged {
        /// The certificate (P5).
        certificate: NotFromAcm<CustomerCertificate>,
    }
}

choice! {
    /// The certificate of a domain in the customer's own DNS (P5).
    CustomerCertificate {
        /// None: the platform speaks plain HTTP, passwords included.
        "unencrypted_http" => UnencryptedHttp,
        /// This one, from ACM in the deployment's region (Certificate).
        "given" => Given(CertificateArn),
    }
}

/// A certificate where ACM cannot issue one, so that who asks for it learns where it can.
#[derive(Debug)]
pub(crate) struct NotFromAcm<T>(T);

impl<T: Decode> Decode for NotFromAcm<T> {
    fn decode(node: &Node, at: At<'_>, notes: &mut Notes) -> Option<Self> {
        if !matches!(&node.shape, Shape::Text(word) if word == "issued_by_acm") {
            return T::decode(node, at, notes).map(Self);
        }
        let seen = format!("{} is issued_by_acm, which it cannot be here.", at.shown());
        let finding = Finding::blocks("certificate-cannot-be-issued", at.to_string(), seen)
            .why(
                "ACM validates the domain through its DNS records, which the deployment can write \
                 only in an existing_zone.",
            )
            .remedy("Give the ARN of a certificate that is issued already, or use existing_zone.")
            .row("P5");
        notes.add(finding);
        None
    }

    fn example() -> Option<&'static str> {
        T::example()
    }
}

impl<T: JsonSchema> JsonSchema for NotFromAcm<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl From<Web> for service::Web {
    fn from(web: Web) -> Self {
        Self {
            domain: web.domain,
            access: match web.access {
                Access::Internal => service::Access::Internal,
                Access::Internet => service::Access::Internet,
            },
            dns: web.dns.into(),
        }
    }
}

impl From<Dns> for service::Dns {
    fn from(dns: Dns) -> Self {
        match dns {
            Dns::ExistingZone(ExistingZone { zone, certificate }) => Self::ExistingZone {
                zone,
                certificate: match certificate {
                    ZoneCertificate::Given(arn) => service::ZoneCertificate::Given(arn),
                    ZoneCertificate::IssuedByAcm => service::ZoneCertificate::IssuedByAcm,
                },
            },
            Dns::NewZone(NewZone { certificate }) => Self::NewZone {
                certificate: certificate.0,
            },
            Dns::CustomerManaged(CustomerManaged { certificate }) => Self::CustomerManaged {
                certificate: match certificate.0 {
                    CustomerCertificate::Given(arn) => service::CustomerCertificate::Given(arn),
                    CustomerCertificate::UnencryptedHttp => {
                        service::CustomerCertificate::UnencryptedHttp
                    }
                },
            },
        }
    }
}
