//! The ports that a build has, each on the connection of its target.

use std::collections::BTreeMap;
use std::sync::Arc;

use ts_deploy_core::port::identity::IdentityReader;
use ts_deploy_core::port::{CallHook, Ports, hooked};
use ts_deploy_core::target::TargetName;

use super::AwsCloud;
use super::cloud::Place;
use super::renewal::Renewal;
use crate::AwsIdentity;

impl AwsCloud {
    /// A registry in which AWS answers for every port that is built in, in each target. Errors of
    /// ended credentials say what a person can do about them.
    pub fn ports(&self) -> Ports {
        let mut ports = Ports::new();
        for place in &self.places {
            self.add_ports(&mut ports, place);
            self.add_parts(&mut ports, place);
        }
        let remedies = self.places.iter();
        let remedies: BTreeMap<TargetName, String> = remedies
            .map(|place| (place.name, place.remedy.clone()))
            .collect();
        let renewal: Arc<dyn CallHook> = Arc::new(Renewal(remedies));
        hooked(ports, &renewal)
    }

    /// The platform's parts, which the tasks after a deployment change.
    #[cfg_attr(
        not(any(feature = "cloudformation", feature = "eks", feature = "elasticsearch")),
        expect(
            clippy::unused_self,
            unused_variables,
            reason = "none of them is built in"
        )
    )]
    fn add_parts(&self, ports: &mut Ports, place: &Place) {
        #[cfg(feature = "cloudformation")]
        {
            use ts_deploy_core::port::stack_list::StackListReader;
            use ts_deploy_core::port::stack_resource::StackResourceReader;
            use ts_deploy_core::port::stack_template::StackTemplateReader;
            let stacks = crate::AwsStacks::new(&place.config, place.name).counted_in(&self.log);
            let stacks = Arc::new(stacks);
            ports
                .read::<dyn StackTemplateReader>(place.name, Arc::clone(&stacks) as _)
                .read::<dyn StackListReader>(place.name, Arc::clone(&stacks) as _)
                .read::<dyn StackResourceReader>(place.name, stacks);
        }
        #[cfg(feature = "eks")]
        {
            use ts_deploy_core::port::cluster::{ClusterReader, ClusterWriter};
            let clusters = crate::AwsClusters::new(&place.config, place.name);
            let clusters = Arc::new(clusters.counted_in(&self.log));
            ports
                .read::<dyn ClusterReader>(place.name, Arc::clone(&clusters) as _)
                .change::<dyn ClusterWriter>(place.name, clusters);
        }
        #[cfg(feature = "elasticsearch")]
        {
            use ts_deploy_core::port::search_domain::{SearchDomainReader, SearchDomainWriter};
            let domains = crate::AwsSearchDomains::new(&place.config, place.name);
            let domains = Arc::new(domains.counted_in(&self.log));
            ports
                .read::<dyn SearchDomainReader>(place.name, Arc::clone(&domains) as _)
                .change::<dyn SearchDomainWriter>(place.name, domains);
        }
    }

    fn add_ports(&self, ports: &mut Ports, place: &Place) {
        let Place { name, config, .. } = place;
        let identity = AwsIdentity::new(config, *name).counted_in(&self.log);
        ports.read::<dyn IdentityReader>(*name, Arc::new(identity));
        #[cfg(feature = "servicecatalog")]
        {
            use ts_deploy_core::port::catalog::{CatalogReader, CatalogWriter};
            use ts_deploy_core::port::portfolio::{PortfolioReader, PortfolioWriter};
            use ts_deploy_core::port::product_terms::ProductTermsReader;
            let catalog = crate::AwsCatalog::new(config, *name).counted_in(&self.log);
            let catalog = Arc::new(catalog);
            ports
                .read::<dyn CatalogReader>(*name, Arc::clone(&catalog) as _)
                .read::<dyn ProductTermsReader>(*name, Arc::clone(&catalog) as _)
                .change::<dyn CatalogWriter>(*name, catalog);
            let portfolios = crate::AwsPortfolios::new(config, *name).counted_in(&self.log);
            let portfolios = Arc::new(portfolios);
            ports
                .read::<dyn PortfolioReader>(*name, Arc::clone(&portfolios) as _)
                .change::<dyn PortfolioWriter>(*name, portfolios);
        }
        #[cfg(feature = "cloudformation")]
        {
            use ts_deploy_core::port::stack::{StackReader, StackWriter, TemplateReader};
            let stacks = crate::AwsStacks::new(config, *name).counted_in(&self.log);
            let stacks = Arc::new(stacks);
            ports
                .read::<dyn StackReader>(*name, Arc::clone(&stacks) as _)
                .read::<dyn TemplateReader>(*name, Arc::clone(&stacks) as _)
                .change::<dyn StackWriter>(*name, stacks);
        }
        #[cfg(feature = "ec2")]
        {
            use ts_deploy_core::port::address::AddressReader;
            use ts_deploy_core::port::key_pair::{KeyPairReader, KeyPairWriter};
            use ts_deploy_core::port::network::{NetworkReader, NetworkWriter};
            use ts_deploy_core::port::offering::InstanceOfferingReader;
            let networks = crate::AwsNetworks::new(config, *name).counted_in(&self.log);
            let networks = Arc::new(networks);
            ports
                .read::<dyn NetworkReader>(*name, Arc::clone(&networks) as _)
                .read::<dyn AddressReader>(*name, Arc::clone(&networks) as _)
                .read::<dyn InstanceOfferingReader>(*name, Arc::clone(&networks) as _)
                .read::<dyn KeyPairReader>(*name, Arc::clone(&networks) as _)
                .change::<dyn KeyPairWriter>(*name, Arc::clone(&networks) as _)
                .change::<dyn NetworkWriter>(*name, networks);
        }
        #[cfg(feature = "rds")]
        {
            use ts_deploy_core::port::offering::DatabaseOfferingReader;
            let offerings = crate::AwsDatabaseOfferings::new(config, *name);
            let offerings = offerings.counted_in(&self.log);
            ports.read::<dyn DatabaseOfferingReader>(*name, Arc::new(offerings));
        }
        #[cfg(feature = "servicequotas")]
        {
            let quotas = crate::AwsQuotas::new(config, *name).counted_in(&self.log);
            ports.read::<dyn ts_deploy_core::port::quota::QuotaReader>(*name, Arc::new(quotas));
        }
        #[cfg(feature = "route53")]
        {
            let zones = crate::AwsZones::new(config, *name).counted_in(&self.log);
            ports.read::<dyn ts_deploy_core::port::zone::ZoneReader>(*name, Arc::new(zones));
        }
        #[cfg(feature = "iam")]
        {
            use ts_deploy_core::port::rights::RightsReader;
            use ts_deploy_core::port::role::{RoleReader, RoleWriter};
            let rights = crate::AwsRights::new(config, *name).counted_in(&self.log);
            ports.read::<dyn RightsReader>(*name, Arc::new(rights));
            let roles = crate::AwsRoles::new(config, *name).counted_in(&self.log);
            let roles = Arc::new(roles);
            ports
                .read::<dyn RoleReader>(*name, Arc::clone(&roles) as _)
                .change::<dyn RoleWriter>(*name, roles);
        }
        #[cfg(feature = "ssm")]
        {
            use ts_deploy_core::port::parameter_store::{ParameterReader, ParameterWriter};
            let store = crate::AwsParameterStore::new(config, *name).counted_in(&self.log);
            let store = Arc::new(store);
            ports
                .read::<dyn ParameterReader>(*name, Arc::clone(&store) as _)
                .change::<dyn ParameterWriter>(*name, store);
        }
        self.add_single_sign_on(ports, place);
        self.add_disaster_recovery(ports, place);
        self.add_account_ports(ports, place);
    }

    /// The ports that single sign-on asks and no deployment of the products.
    fn add_single_sign_on(&self, ports: &mut Ports, Place { name, config, .. }: &Place) {
        use ts_deploy_core::port::web::WebReader;
        let web = crate::AwsWeb::new(config, *name).counted_in(&self.log);
        ports.read::<dyn WebReader>(*name, Arc::new(web));
        #[cfg(feature = "cognitoidentityprovider")]
        {
            use ts_deploy_core::port::user_pool::{UserPoolReader, UserPoolWriter};
            let pools = crate::AwsUserPools::new(config, *name).counted_in(&self.log);
            let pools = Arc::new(pools);
            ports
                .read::<dyn UserPoolReader>(*name, Arc::clone(&pools) as _)
                .change::<dyn UserPoolWriter>(*name, pools);
        }
        #[cfg(feature = "ecs")]
        {
            use ts_deploy_core::port::container_service::{
                ContainerServiceReader, ContainerServiceWriter,
            };
            let services = crate::AwsContainerServices::new(config, *name).counted_in(&self.log);
            let services = Arc::new(services);
            ports
                .read::<dyn ContainerServiceReader>(*name, Arc::clone(&services) as _)
                .change::<dyn ContainerServiceWriter>(*name, services);
        }
    }

    /// The ports that disaster recovery asks and no deployment of the products.
    #[cfg_attr(
        not(any(feature = "rds", feature = "s3", feature = "kms")),
        expect(
            unused_variables,
            clippy::unused_self,
            reason = "none of them is built in"
        )
    )]
    fn add_disaster_recovery(&self, ports: &mut Ports, place: &Place) {
        #[cfg(feature = "rds")]
        {
            use ts_deploy_core::port::snapshot::SnapshotReader;
            let snapshots = crate::AwsSnapshots::new(&place.config, place.name);
            let snapshots = snapshots.counted_in(&self.log);
            ports.read::<dyn SnapshotReader>(place.name, Arc::new(snapshots));
        }
        #[cfg(feature = "s3")]
        {
            use ts_deploy_core::port::bucket::BucketReader;
            let buckets = crate::AwsBuckets::new(&place.config, place.name);
            let buckets = buckets.counted_in(&self.log);
            ports.read::<dyn BucketReader>(place.name, Arc::new(buckets));
        }
        #[cfg(feature = "kms")]
        {
            use ts_deploy_core::port::key::KeyReader;
            use ts_deploy_core::port::regional_key::RegionalKeyReader;
            let keys = crate::AwsKeys::new(&place.config, place.name).counted_in(&self.log);
            let keys = Arc::new(keys);
            ports
                .read::<dyn KeyReader>(place.name, Arc::clone(&keys) as _)
                .read::<dyn RegionalKeyReader>(place.name, keys);
        }
    }

    /// The ports that the checks of the account ask.
    #[cfg_attr(
        not(any(
            feature = "cloudtrail",
            feature = "cloudwatchlogs",
            feature = "iam",
            feature = "acm",
            feature = "organizations",
            feature = "sesv2",
            feature = "sns"
        )),
        expect(
            unused_variables,
            clippy::unused_self,
            reason = "each port is behind its feature"
        )
    )]
    fn add_account_ports(&self, ports: &mut Ports, Place { name, config, .. }: &Place) {
        #[cfg(feature = "cloudtrail")]
        {
            use ts_deploy_core::port::trail::TrailReader;
            let trails = crate::AwsTrails::new(config, *name).counted_in(&self.log);
            ports.read::<dyn TrailReader>(*name, Arc::new(trails));
        }
        #[cfg(feature = "iam")]
        {
            use ts_deploy_core::port::service_linked_role::{
                ServiceLinkedRoleReader, ServiceLinkedRoleWriter,
            };
            let roles = crate::AwsServiceLinkedRoles::new(config, *name).counted_in(&self.log);
            let roles = Arc::new(roles);
            ports
                .read::<dyn ServiceLinkedRoleReader>(*name, Arc::clone(&roles) as _)
                .change::<dyn ServiceLinkedRoleWriter>(*name, roles);
        }
        #[cfg(feature = "acm")]
        {
            use ts_deploy_core::port::certificate::{CertificateReader, CertificateWriter};
            let certificates = crate::AwsCertificates::new(config, *name).counted_in(&self.log);
            let certificates = Arc::new(certificates);
            ports
                .read::<dyn CertificateReader>(*name, Arc::clone(&certificates) as _)
                .change::<dyn CertificateWriter>(*name, certificates);
        }
        #[cfg(feature = "sesv2")]
        {
            use ts_deploy_core::port::mail::{MailReader, MailWriter};
            let mail = crate::AwsMail::new(config, *name).counted_in(&self.log);
            let mail = Arc::new(mail);
            ports
                .read::<dyn MailReader>(*name, Arc::clone(&mail) as _)
                .change::<dyn MailWriter>(*name, mail);
        }
        #[cfg(feature = "sns")]
        {
            use ts_deploy_core::port::topic::TopicReader;
            let topics = crate::AwsTopics::new(config, *name).counted_in(&self.log);
            ports.read::<dyn TopicReader>(*name, Arc::new(topics));
        }
        #[cfg(feature = "organizations")]
        {
            use ts_deploy_core::port::tag_policy::TagPolicyReader;
            let policies = crate::AwsTagPolicies::new(config, *name).counted_in(&self.log);
            ports.read::<dyn TagPolicyReader>(*name, Arc::new(policies));
        }
        #[cfg(feature = "cloudwatchlogs")]
        {
            use ts_deploy_core::port::log_group::LogGroupReader;
            use ts_deploy_core::port::log_policy::{LogPolicyReader, LogPolicyWriter};
            let groups = crate::AwsLogGroups::new(config, *name).counted_in(&self.log);
            ports.read::<dyn LogGroupReader>(*name, Arc::new(groups));
            let policies = crate::AwsLogPolicies::new(config, *name).counted_in(&self.log);
            let policies = Arc::new(policies);
            ports
                .read::<dyn LogPolicyReader>(*name, Arc::clone(&policies) as _)
                .change::<dyn LogPolicyWriter>(*name, policies);
        }
    }
}
