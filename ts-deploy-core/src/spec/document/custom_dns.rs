//! Services that find the database without Amazon's resolver (L1b).

use super::single_sign_on::Services;
use crate::ids::KmsKeyRef;
use crate::spec::declare::record;
use crate::spec::words::OutputKey;

record! {
    /// For a network whose DHCP options name other resolvers than Amazon's: after the Data Layer is
    /// deployed, its database's endpoint is written to POSTGRES_HOST of each service.
    CustomDns {
        /// The services, by the names in their paths; the vendor knows them.
        services: Services,
        /// The Data Layer's output that holds the endpoint. Default: RDSEndpoint.
        output: Option<OutputKey>,
        /// The KMS key that encrypts the parameters. Default: alias/aws/ssm.
        kms_key: Option<KmsKeyRef>,
    }
}
