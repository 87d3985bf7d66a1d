//! Where the platform's network comes from (decision P2).

use crate::ids::{Cidr, HostName, SubnetId, VpcId};

/// A VPC that the stack makes, or one that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one value a deployment: a box would only burden those who write it"
)]
pub enum Network {
    /// The stack makes VPC, subnets, security groups and NAT gateways.
    NewVpc {
        /// The block of the new VPC.
        cidr: Cidr,
    },
    /// The customer's VPC is used; subnets and routes are the customer's part.
    ExistingVpc(ExistingVpc),
}

/// The customer's VPC.
#[derive(Clone, Debug, PartialEq, Eq, typed_builder::TypedBuilder)]
pub struct ExistingVpc {
    /// Its id.
    pub id: VpcId,
    /// Its block, which `VpcCIDR` must equal.
    pub cidr: Cidr,
    /// At least two private subnets of /24 or larger in different zones, for the platform alone.
    pub private_subnets: Vec<SubnetId>,
    /// How traffic leaves.
    pub egress: Egress,
    /// Subnets without a route out, for Windows workers.
    #[builder(default, setter(strip_option))]
    pub isolated: Option<IsolatedSubnets>,
    /// Endpoints for Windows workers that are not isolated; the region's public ones when not
    /// said.
    #[builder(default, setter(strip_option))]
    pub worker_endpoints: Option<WorkerEndpoints>,
}

/// How traffic leaves an existing VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Egress {
    /// Through NAT gateways in public subnets: at least two of /28 or larger.
    Nat {
        /// The public subnets.
        public_subnets: Vec<SubnetId>,
    },
    /// Through the corporate network; public subnets are needed only when the platform is
    /// reachable from the Internet.
    CorporateNetwork {
        /// The public subnets, if any.
        public_subnets: Vec<SubnetId>,
    },
}

impl Egress {
    /// The public subnets, if any.
    pub fn public_subnets(&self) -> &[SubnetId] {
        match self {
            Self::Nat { public_subnets } | Self::CorporateNetwork { public_subnets } => {
                public_subnets
            }
        }
    }
}

/// Subnets without a route out, with the VPC endpoints that workers in them need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsolatedSubnets {
    /// The subnets.
    pub subnets: Vec<SubnetId>,
    /// The VPC endpoints.
    pub endpoints: WorkerEndpoints,
}

/// Host names of the endpoints that Windows workers use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerEndpoints {
    /// `CloudWatch` Logs.
    pub logs: HostName,
    /// `CloudWatch`.
    pub monitoring: HostName,
    /// SQS.
    pub sqs: HostName,
    /// `CloudFormation`.
    pub cloudformation: HostName,
}
