//! Which types of instances a region offers (`ec2`, `rds`).

use async_trait::async_trait;

use super::{PortResult, ReadPort};
use crate::ids::{InstanceType, RdsInstanceClass};

/// Reads where EC2 offers instances. Calls are repeatable; lists are whole.
#[async_trait]
pub trait InstanceOfferingReader: Send + Sync {
    /// The ids of the zones that offer this type (`DescribeInstanceTypeOfferings`); none when the
    /// region does not, or nobody knows the type.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn zones_offering(&self, kind: &InstanceType) -> PortResult<Vec<String>>;
}

impl ReadPort for dyn InstanceOfferingReader {
    const NAME: &'static str = "instance offering reader";
}

/// Reads which databases RDS lets be ordered. Calls are repeatable; lists are whole.
#[async_trait]
pub trait DatabaseOfferingReader: Send + Sync {
    /// The versions of `PostgreSQL` that can be ordered on this class in a VPC
    /// (`DescribeOrderableDBInstanceOptions`), each once; none when the region does not offer it.
    ///
    /// # Errors
    /// [`PortError`](super::PortError) when the call does not answer.
    async fn versions_on(&self, class: &RdsInstanceClass) -> PortResult<Vec<String>>;
}

impl ReadPort for dyn DatabaseOfferingReader {
    const NAME: &'static str = "database offering reader";
}
