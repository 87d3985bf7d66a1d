//! The Data Layer's own part of the document.

use super::Extra;
use super::product::{Launch, Version};
use crate::ids::{
    BackupSchedule, ElasticsearchInstanceType, Hours, IamRolePrefix, LogRetentionDays, PolicyArn,
    ProvisionedProductName, RdsInstanceClass,
};
use crate::layer::data;
use crate::spec::declare::record;
use crate::spec::words::{Line, ProductIdText};

record! {
    /// The Data Layer: network, storage, database and search.
    DataLayer {
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
        /// The search cluster (P9). Validate its sizes with the vendor.
        elasticsearch: Option<Elasticsearch>,
        /// The database (P9).
        database: Option<Database>,
        /// Names and boundaries of the roles that are made.
        iam: Option<Iam>,
        /// How many days CloudWatch keeps logs (LogRetentionDays). Default: 90.
        log_retention_days: Option<LogRetentionDays>,
        /// EnableLogging, which is deprecated. Default: false. The same as the Service Layer's.
        enable_logging: Option<bool>,
        /// Parameters beyond the documented ones.
        extra_parameters: Option<Extra>,
    }
}

record! {
    /// The search cluster (P9).
    Elasticsearch {
        /// EsMasterInstanceType. Default: t3.medium.elasticsearch.
        master_instance_type: Option<ElasticsearchInstanceType>,
        /// EsDatanodeInstanceType. Default: m4.large.elasticsearch.
        data_instance_type: Option<ElasticsearchInstanceType>,
        /// EsDatanodeInstanceCount. Default: 2.
        data_instance_count: Option<u32>,
        /// EsDatanodeVolumeSize, in GB. Default: 100.
        data_volume_gb: Option<u32>,
        /// EsBackupInterval, in hours. Default: 6.
        backup_interval_hours: Option<Hours>,
    }
}

record! {
    /// The database (P9).
    Database {
        /// InstanceTypeRDS. Default: db.t2.medium.
        instance_class: Option<RdsInstanceClass>,
        /// Its snapshots.
        backups: Option<Backups>,
    }
}

record! {
    /// The database's snapshots; an account may hold 100 in a region.
    Backups {
        /// RDSBackupInterval, in hours. Default: 24.
        interval_hours: Option<Hours>,
        /// RDSBackupSchedule, a cron expression of six fields in UTC. Default: 0 1 * * ? *.
        schedule: Option<BackupSchedule>,
        /// RDSBackupRetentionDays. Default: 30.
        retention_days: Option<u32>,
    }
}

record! {
    /// Names and boundaries of the roles that are made.
    Iam {
        /// IAMRolePrefix. Default: empty.
        role_prefix: Option<IamRolePrefix>,
        /// IAMBoundaryPolicy. Default: empty.
        boundary_policy: Option<PolicyArn>,
    }
}

impl DataLayer {
    /// The parameter `Environment`, which is a segment of the paths in SSM, when it is set.
    pub(crate) fn environment(&self) -> Option<&str> {
        self.extra_parameters.as_ref()?.get("Environment")
    }

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

impl From<Elasticsearch> for data::Elasticsearch {
    fn from(search: Elasticsearch) -> Self {
        Self {
            master_instance_type: search.master_instance_type,
            data_instance_type: search.data_instance_type,
            data_instance_count: search.data_instance_count,
            data_volume_gb: search.data_volume_gb,
            backup_interval: search.backup_interval_hours,
        }
    }
}

impl From<Database> for data::Database {
    fn from(database: Database) -> Self {
        let backups = database.backups.map(|backups| data::Backups {
            interval: backups.interval_hours,
            schedule: backups.schedule,
            retention_days: backups.retention_days,
        });
        Self {
            instance_class: database.instance_class,
            backups: backups.unwrap_or_default(),
        }
    }
}

impl From<Iam> for data::Iam {
    fn from(iam: Iam) -> Self {
        Self {
            role_prefix: iam.role_prefix,
            boundary_policy: iam.boundary_policy,
        }
    }
}
