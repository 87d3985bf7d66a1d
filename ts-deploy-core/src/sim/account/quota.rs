//! Quotas, and the addresses that one of them counts.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::port::PortResult;
use crate::port::address::{AddressReader, ElasticIp};
use crate::port::quota::{QuotaId, QuotaReader};
use crate::sim::place::{SimPlace, Verb};
use crate::sim::refusal::{Answer, Refusal};

/// A quota of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimQuota {
    /// The service: `ec2`.
    pub service: String,
    /// The quota: `L-0263D0A3`.
    pub code: String,
    /// What AWS gives an account that asked for nothing.
    pub default: u64,
    /// What this account may have.
    pub applied: u64,
}

/// What an account has that asked for more vCPUs, as the platform's needs.
const VCPUS: u64 = 64;

/// The quotas that the checks ask for, at AWS's defaults but for the vCPUs.
pub(super) fn documented() -> Vec<SimQuota> {
    let all = [
        ("ec2", "L-0263D0A3", 5),
        ("vpc", "L-F678F1CE", 5),
        ("ec2", "L-1216C47A", 5),
        ("lambda", "L-B99A9384", 1000),
        ("rds", "L-7B6409FD", 40),
        ("rds", "L-272F1212", 100),
    ];
    let quota = |(service, code, default): (&str, &str, u64)| SimQuota {
        service: service.to_owned(),
        code: code.to_owned(),
        default,
        applied: if code == "L-1216C47A" { VCPUS } else { default },
    };
    all.into_iter().map(quota).collect()
}

fn held(quotas: &[SimQuota], id: QuotaId) -> Answer<&SimQuota> {
    let mut quotas = quotas.iter();
    let found = quotas.find(|one| one.service == id.service && one.code == id.code);
    found.ok_or_else(|| Refusal::not_found("The request failed because the quota does not exist"))
}

#[async_trait]
impl QuotaReader for SimPlace {
    async fn applied(&self, quota: QuotaId) -> PortResult<u64> {
        self.read(Verb("servicequotas", "GetServiceQuota"), |place, _| {
            Ok(held(&place.holds.quotas, quota)?.applied)
        })
    }

    async fn default_value(&self, quota: QuotaId) -> PortResult<u64> {
        let verb = Verb("servicequotas", "GetAWSDefaultServiceQuota");
        self.read(verb, |place, _| {
            Ok(held(&place.holds.quotas, quota)?.default)
        })
    }
}

#[async_trait]
impl AddressReader for SimPlace {
    async fn addresses(&self) -> PortResult<Vec<ElasticIp>> {
        self.read(Verb("ec2", "DescribeAddresses"), |place, _| {
            Ok(place.holds.addresses.clone())
        })
    }
}
