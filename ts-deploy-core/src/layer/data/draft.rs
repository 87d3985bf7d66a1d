//! The builder of the Data Layer.

use std::collections::BTreeMap;

use super::{
    Database, DisasterRecovery, EksImage, Elasticsearch, Iam, Integrations, Network, Notifications,
    RecoverySource,
};
use crate::finding::Findings;
use crate::ids::{InfrastructureName, LogRetentionDays};
use crate::layer::{ExtraParameters, ProductChoice};
use crate::parameter::ParameterKey;
use crate::target::Target;

/// The Data Layer as decided, before it is checked. Made with [`DataLayer::builder`]; a missing
/// required field does not compile.
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<DataLayer, Findings>)
)]
pub struct DataLayerDraft {
    /// Where it is deployed: the main target, or the DR target when recovering.
    pub target: Target,
    /// Which product and version, and the name of the provisioned product.
    pub choice: ProductChoice,
    /// `InfrastructureName`, agreed with the vendor (P0).
    pub infrastructure_name: InfrastructureName,
    /// Where the network comes from (P2).
    pub network: Network,
    /// Who gets alerts, and in whose name the platform writes.
    pub notifications: Notifications,
    /// Disaster recovery (P1); off when not said.
    #[builder(default)]
    pub disaster_recovery: Option<DisasterRecovery>,
    /// What a lost platform is brought up from; only when recovering.
    #[builder(default)]
    pub recovery: Option<RecoverySource>,
    /// The search cluster (P9).
    #[builder(default)]
    pub elasticsearch: Elasticsearch,
    /// The database (P9).
    #[builder(default)]
    pub database: Database,
    /// The prefix and the permissions boundary of the roles that are made.
    #[builder(default)]
    pub iam: Iam,
    /// `LogRetentionDays`; documented default 90 days.
    #[builder(default)]
    pub log_retention: Option<LogRetentionDays>,
    /// `EnableLogging`; deprecated, so true is a warning. Must agree with the Service Layer's.
    #[builder(default)]
    pub enable_logging: bool,
    /// The optional parts of the platform (P6-P8); all off when not said.
    #[builder(default)]
    pub integrations: Integrations,
    /// The image of the EKS workers (P10); the provider's when not said.
    #[builder(default)]
    pub eks_image: EksImage,
    /// The name of the EC2 key pair for the EKS workers (R10), with the product's parameter that
    /// carries it; the documents name none.
    #[builder(default)]
    pub key_pair: Option<(String, Option<ParameterKey>)>,
    /// True when Windows workers are on (Service Layer `EnableWinTaskScriptService`), so that
    /// isolated subnets are used.
    #[builder(default = true)]
    pub windows_workers: bool,
    /// True when the platform is reachable from the Internet (P3), so that public subnets are
    /// needed.
    #[builder(default = false)]
    pub exposed_on_internet: bool,
    /// Tags on all that is made.
    #[builder(default)]
    pub tags: BTreeMap<String, String>,
    /// Keys beyond the documented ones, and the escape hatch for those the documents say not to
    /// change.
    #[builder(default)]
    pub extra_parameters: ExtraParameters,
}

/// The Data Layer, checked: every value obeys its rule and the combination is one the documents
/// allow. What is merely doubtful stays with it as [`findings`](Self::findings).
#[derive(Clone, Debug)]
pub struct DataLayer {
    pub(super) draft: DataLayerDraft,
    pub(super) findings: Findings,
}

impl DataLayer {
    /// Starts building one; `build` answers with the layer or with all that forbids it.
    pub fn builder() -> DataLayerDraftBuilder {
        DataLayerDraft::builder()
    }

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}
