//! The network (P2).

use crate::ids::{Cidr, HostName, SubnetId, VpcId};
use crate::layer::data;
use crate::spec::declare::{choice, record};

choice! {
    /// Where the network comes from (P2): one of the two.
    Network {
        /// The stack makes VPC, subnets, security groups and NAT gateways (CreateVPC true).
        "new_vpc" => New(NewVpc),
        /// The customer's VPC; subnets and routes are the customer's part (CreateVPC false).
        "existing_vpc" => Existing(ExistingVpc),
    }
}

record! {
    /// A VPC that the stack makes.
    NewVpc {
        /// The block of the new VPC (VpcCIDR).
        cidr: Cidr,
    }
}

record! {
    /// The customer's VPC.
    ExistingVpc {
        /// Its id (VPCID).
        id: VpcId,
        /// Its block (VpcCIDR).
        cidr: Cidr,
        /// At least two, better three, of /24 or larger in different zones, for the platform
        /// alone (PrivateSubnetIds).
        #[schemars(length(max = 64))]
        private_subnets: Vec<SubnetId>,
        /// How traffic leaves the private subnets.
        egress: Egress,
        /// Subnets without a route out, for Windows workers (IsolatedSubnetIds). Left out: none.
        isolated: Option<Isolated>,
        /// Endpoints for Windows workers that are not isolated: not together with isolated. Left
        /// out: the region's public ones.
        worker_endpoints: Option<WorkerEndpoints>,
    }
}

choice! {
    /// How traffic leaves the private subnets: one of the two.
    Egress {
        /// Through NAT gateways in public subnets.
        "nat" => Nat(NatSubnets),
        /// Through the corporate network.
        "corporate_network" => CorporateNetwork(CorporateSubnets),
    }
}

record! {
    /// The subnets of the NAT gateways.
    NatSubnets {
        /// At least two of /28 or larger (PublicSubnetIds).
        #[schemars(length(max = 64))]
        public_subnets: Vec<SubnetId>,
    }
}

record! {
    /// What the corporate network leaves to decide.
    CorporateSubnets {
        /// Needed only when the platform is reachable from the Internet (PublicSubnetIds). Left
        /// out: none.
        #[schemars(length(max = 64))]
        public_subnets: Option<Vec<SubnetId>>,
    }
}

record! {
    /// Subnets without a route out, with the VPC endpoints that workers in them need.
    Isolated {
        /// The subnets (IsolatedSubnetIds).
        #[schemars(length(max = 64))]
        subnets: Vec<SubnetId>,
        /// The VPC endpoints.
        endpoints: WorkerEndpoints,
    }
}

record! {
    /// Host names of the endpoints that Windows workers use, without https://.
    WorkerEndpoints {
        /// CloudWatch Logs (LogsEndpoint).
        logs: HostName,
        /// CloudWatch (MonitoringEndpoint).
        monitoring: HostName,
        /// SQS (SqsEndpoint).
        sqs: HostName,
        /// CloudFormation (CloudformationEndpoint).
        cloudformation: HostName,
    }
}

impl From<Network> for data::Network {
    fn from(network: Network) -> Self {
        match network {
            Network::New(NewVpc { cidr }) => Self::NewVpc { cidr },
            Network::Existing(vpc) => Self::ExistingVpc(data::ExistingVpc {
                id: vpc.id,
                cidr: vpc.cidr,
                private_subnets: vpc.private_subnets,
                egress: vpc.egress.into(),
                isolated: vpc.isolated.map(|isolated| data::IsolatedSubnets {
                    subnets: isolated.subnets,
                    endpoints: isolated.endpoints.into(),
                }),
                worker_endpoints: vpc.worker_endpoints.map(Into::into),
            }),
        }
    }
}

impl From<Egress> for data::Egress {
    fn from(egress: Egress) -> Self {
        match egress {
            Egress::Nat(NatSubnets { public_subnets }) => Self::Nat { public_subnets },
            Egress::CorporateNetwork(CorporateSubnets { public_subnets }) => {
                Self::CorporateNetwork {
                    public_subnets: public_subnets.unwrap_or_default(),
                }
            }
        }
    }
}

impl From<WorkerEndpoints> for data::WorkerEndpoints {
    fn from(endpoints: WorkerEndpoints) -> Self {
        Self {
            logs: endpoints.logs,
            monitoring: endpoints.monitoring,
            sqs: endpoints.sqs,
            cloudformation: endpoints.cloudformation,
        }
    }
}
