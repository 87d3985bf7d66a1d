//! The Service Layer's own part of the document.

use super::Extra;
use super::product::{Launch, Version};
use crate::ids::{DomainName, InstanceType, ProvisionedProductName};
use crate::layer::service;
use crate::parameter::ParameterKey;
use crate::spec::declare::{choice, record};
use crate::spec::words::{Line, ProductIdText};

record! {
    /// The Service Layer: containers, web UI and workers.
    ServiceLayer {
        /// The product's name in Service Catalog. Either this or product_id.
        product: Option<Line>,
        /// The product's id in Service Catalog. Either this or product.
        product_id: Option<ProductIdText>,
        /// The portfolio it is launched through; needed only when there is more than one way.
        portfolio: Option<Line>,
        /// The version. Default: latest.
        version: Option<Version>,
        /// The name of the provisioned product; it cannot be changed later.
        provisioned_product: ProvisionedProductName,
        /// EnableLogging, which is deprecated. Default: false. The same as the Data Layer's.
        enable_logging: Option<bool>,
        /// ConnectorMaxMemory, in MB. Default: 2048.
        connector_max_memory_mb: Option<u32>,
        /// TaskThroughput: files processed at once. Default: 20.
        task_throughput: Option<u32>,
        /// Workers on Windows (EnableWinTaskScriptService). Default: on.
        windows_workers: Option<WindowsWorkers>,
        /// PrivateDomain. Default: ts-dip.internal.
        private_domain: Option<DomainName>,
        /// MinCapacity and MaxCapacity of the core services. Default: 2 and 4.
        capacity: Option<Capacity>,
        /// The capacity of the optional service. Left out: nothing is sent.
        optional_service: Option<OptionalService>,
        /// AthenaCreateIamUser: true lets the platform create IAM users. Default: false.
        athena_create_iam_user: Option<bool>,
        /// Parameters beyond the documented ones.
        extra_parameters: Option<Extra>,
    }
}

choice! {
    /// Workers on Windows: on, off, or on machines of a type of their own. True and false mean on
    /// and off.
    WindowsWorkers {
        /// On machines of the documented type, t3.medium.
        "on" => On,
        /// None.
        "off" => Off,
        /// On machines of this type (WindowsInstanceType).
        "instance_type" => OnType(InstanceType),
    }
}

record! {
    /// How many containers of a service run; both 0 when it is not used.
    Capacity {
        /// At least this many.
        min: u32,
        /// At most this many.
        max: u32,
    }
}

record! {
    /// The capacity of the optional service. The documents print its two rows under the names of
    /// the core services', so the keys are yours to name, as the contract declares them.
    OptionalService {
        /// The key of the least number.
        min_key: ParameterKey,
        /// The key of the greatest number.
        max_key: ParameterKey,
        /// The numbers.
        capacity: Capacity,
    }
}

impl ServiceLayer {
    /// What is launched, taken out of it.
    pub(crate) fn launch(&self) -> Launch {
        Launch {
            product: self.product.clone(),
            product_id: self.product_id.clone(),
            portfolio: self.portfolio.clone(),
            version: self.version.clone(),
            provisioned_product: self.provisioned_product.clone(),
        }
    }
}

impl From<WindowsWorkers> for service::WindowsWorkers {
    fn from(workers: WindowsWorkers) -> Self {
        match workers {
            WindowsWorkers::On => Self::On,
            WindowsWorkers::OnType(machine) => Self::OnType(machine),
            WindowsWorkers::Off => Self::Off,
        }
    }
}

impl From<Capacity> for service::Capacity {
    fn from(Capacity { min, max }: Capacity) -> Self {
        Self { min, max }
    }
}

impl From<OptionalService> for service::OptionalService {
    fn from(optional: OptionalService) -> Self {
        Self {
            min_key: optional.min_key,
            max_key: optional.max_key,
            capacity: optional.capacity.into(),
        }
    }
}
