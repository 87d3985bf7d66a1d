//! How people reach the platform (decisions P3, P4, P5).

use crate::ids::{CertificateArn, DomainName, HostedZoneId};

/// Domain, DNS, certificate and who may reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Web {
    /// `PublicDomain`: need not be public.
    pub domain: DomainName,
    /// Who may reach it (P3).
    pub access: Access,
    /// Where the domain's records live (P4), with its certificate (P5).
    pub dns: Dns,
}

/// Who may reach the platform (decision P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The company's network only: `ExposedOnInternet` false.
    Internal,
    /// The Internet: `ExposedOnInternet` true.
    Internet,
}

/// Where the domain's records live (decision P4), with the certificates each place allows (P5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dns {
    /// A zone that exists in the deployment's account: `PublicDomainZoneId`.
    ExistingZone {
        /// The zone.
        zone: HostedZoneId,
        /// Given, or issued and validated through this zone.
        certificate: ZoneCertificate,
    },
    /// A zone that the stack makes; its name servers must then be delegated by a person.
    NewZone {
        /// The certificate: one cannot be issued here, since its validation needs the delegation.
        certificate: CertificateArn,
    },
    /// The customer's own DNS: `NoDNSWeb` true.
    CustomerManaged {
        /// Given, or none at all.
        certificate: CustomerCertificate,
    },
}

/// The certificate of a platform whose zone exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneCertificate {
    /// This one.
    Given(CertificateArn),
    /// One that ACM issues and validates through the zone; the deployment waits for it.
    IssuedByAcm,
}

/// The certificate of a platform in the customer's own DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerCertificate {
    /// This one.
    Given(CertificateArn),
    /// None: the platform speaks plain HTTP, passwords included. Must be asked for in so many
    /// words.
    UnencryptedHttp,
}
