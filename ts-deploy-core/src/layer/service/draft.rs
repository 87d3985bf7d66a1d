//! The builder of the Service Layer.

use std::collections::BTreeMap;

use super::Web;
use crate::finding::Findings;
use crate::ids::{DomainName, InstanceType};
use crate::layer::{ExtraParameters, ProductChoice};
use crate::parameter::ParameterKey;
use crate::target::Target;

/// How many containers of a service run, at least and at most; both 0 when it is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// `MinCapacity`.
    pub min: u32,
    /// `MaxCapacity`, not below `min`.
    pub max: u32,
}

/// The capacity of the optional service whose two rows the documents print under the names of the
/// core services' (`MinCapacity`, `MaxCapacity`) without saying which service it is.
///
/// One template cannot declare two parameters of one name, so the keys are the customer's to name;
/// they are sent only when the contract declares them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionalService {
    /// The key of the least number.
    pub min_key: ParameterKey,
    /// The key of the greatest number.
    pub max_key: ParameterKey,
    /// The numbers.
    pub capacity: Capacity,
}

/// Workers on Windows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WindowsWorkers {
    /// `EnableWinTaskScriptService` true, as the documents' default, on machines of the
    /// documented type (`t3.medium`).
    #[default]
    On,
    /// On, on machines of this type: `WindowsInstanceType`.
    OnType(InstanceType),
    /// `EnableWinTaskScriptService` false.
    Off,
}

/// The Service Layer as decided, before it is checked. Made with [`ServiceLayer::builder`]; a
/// missing required field does not compile.
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
#[builder(
    builder_method(vis = "pub", name = builder),
    build_method(into = Result<ServiceLayer, Findings>)
)]
pub struct ServiceLayerDraft {
    /// Where it is deployed: where its Data Layer is.
    pub target: Target,
    /// Which product and version, and the name of the provisioned product.
    pub choice: ProductChoice,
    /// How people reach it (P3-P5).
    pub web: Web,
    /// `EnableLogging`; must agree with the Data Layer's.
    #[builder(default)]
    pub enable_logging: bool,
    /// `ConnectorMaxMemory` in MB; documented default 2048.
    #[builder(default)]
    pub connector_max_memory_mb: Option<u32>,
    /// `TaskThroughput`: files processed at once; documented default 20.
    #[builder(default)]
    pub task_throughput: Option<u32>,
    /// Workers on Windows.
    #[builder(default)]
    pub windows_workers: WindowsWorkers,
    /// `PrivateDomain`; documented default `ts-dip.internal`.
    #[builder(default)]
    pub private_domain: Option<DomainName>,
    /// `MinCapacity` and `MaxCapacity` of the core services; documented defaults 2 and 4.
    #[builder(default)]
    pub capacity: Option<Capacity>,
    /// The optional service's capacity.
    #[builder(default)]
    pub optional_service: Option<OptionalService>,
    /// `AthenaCreateIamUser`: true lets the platform create IAM users at run time.
    #[builder(default)]
    pub athena_create_iam_user: bool,
    /// Tags on all that is made.
    #[builder(default)]
    pub tags: BTreeMap<String, String>,
    /// Keys beyond the documented ones, and the escape hatch for those the documents say not to
    /// change.
    #[builder(default)]
    pub extra_parameters: ExtraParameters,
}

/// The Service Layer, checked, with what is doubtful as [`findings`](Self::findings).
#[derive(Clone, Debug)]
pub struct ServiceLayer {
    pub(super) draft: ServiceLayerDraft,
    pub(super) findings: Findings,
}

impl ServiceLayer {
    /// Starts building one; `build` answers with the layer or with all that forbids it.
    pub fn builder() -> ServiceLayerDraftBuilder {
        ServiceLayerDraft::builder()
    }

    /// What is doubtful about it.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}
