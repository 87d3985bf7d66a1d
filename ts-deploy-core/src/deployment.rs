//! A whole deployment as decided: where, with whose credentials, and what.

mod after;
mod agreement;
mod box_application;
mod details;
mod joined;
mod on_platform;
mod portfolio;
mod recovery;
mod requested;
pub mod rollout;
pub mod single_sign_on;
mod steps;
mod vendor_log_access;

pub use details::DetailsForVendor;
pub use joined::Joined;
pub(crate) use on_platform::Platform;
pub(crate) use portfolio::Standing;
pub use portfolio::{AssociatePrincipal, ImportPortfolio, Portfolio};
pub use recovery::{
    DisasterRecoverySettings, DrStackSettings, ObjectiveSettings, RecoverySettings,
    SnapshotToolSettings, TemplateLocation,
};
pub use requested::{CertificatePaths, Requested};
pub use single_sign_on::SingleSignOn;
pub use steps::target_step;
pub use vendor_log_access::{
    Vendor, VendorLogAccess, VendorLogAccessDraft, VendorLogAccessDraftBuilder,
};

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::ids::{DeploymentName, RoleArn};
use crate::layer::secrets::SourceName;
use crate::layer::{DataLayer, Secrets, ServiceLayer};
use crate::plan::DEPLOYMENT_TAG;
use crate::target::{Target, TargetName};

/// One deployment of the platform. Built by hand, or read from a document by `spec::read`.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Its name: the folder of its journal, and part of every operation token.
    pub name: DeploymentName,
    /// Its places, the main one first; each at most once. With disaster recovery they are three.
    pub targets: Vec<TargetSettings>,
    /// Who at the vendor agreed to names and sizes (P0); `None` when nobody is named.
    pub agreed: Option<Agreement>,
    /// The vendor's portfolio to import (R16); `None` when somebody imported it already, or will
    /// by hand.
    pub portfolio: Option<Portfolio>,
    /// The Data Layer, deployed first.
    pub data_layer: DataLayer,
    /// The Service Layer, wired to the Data Layer.
    pub service_layer: ServiceLayer,
    /// The secrets and parameters written to SSM before the Service Layer is launched.
    pub secrets: Secrets,
    /// Single sign-on through Cognito; `None` when it is off. Its steps are made by the crate
    /// `ts-deploy-sso`.
    pub single_sign_on: Option<SingleSignOn>,
    /// What was decided about disaster recovery beyond what the Data Layer takes; `None` without
    /// disaster recovery.
    pub disaster_recovery: Option<DisasterRecoverySettings>,
    /// What is made beside the products when it is asked for.
    pub requested: Requested,
    /// What is doubtful about it: nothing here blocks.
    pub findings: Findings,
}

impl Deployment {
    /// Its places.
    pub fn targets(&self) -> Vec<Target> {
        self.targets
            .iter()
            .map(|settings| settings.target.clone())
            .collect()
    }

    /// The names of the sources of secrets that the program is to pass, those of single sign-on
    /// included.
    pub fn source_names(&self) -> BTreeSet<SourceName> {
        let sign_on = self.single_sign_on.iter();
        let names = sign_on.flat_map(SingleSignOn::source_names);
        self.secrets
            .source_names()
            .into_iter()
            .chain(names)
            .collect()
    }

    /// The tags of what is made beside the products: those decided, and [`DEPLOYMENT_TAG`].
    pub(crate) fn owned_tags(&self) -> BTreeMap<String, String> {
        let mut tags = self.data_layer.draft().tags.clone();
        tags.insert(DEPLOYMENT_TAG.to_owned(), self.name.to_string());
        tags
    }

    /// The place of this name; `None` when the deployment has no such place.
    pub fn target(&self, name: TargetName) -> Option<&TargetSettings> {
        self.targets
            .iter()
            .find(|settings| settings.target.name == name)
    }
}

/// A place of the deployment, and whose credentials reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSettings {
    /// Account and region.
    pub target: Target,
    /// Where the credentials come from.
    pub credentials: Credentials,
}

/// Where credentials come from. No secret stands here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// Where AWS tools look for them: environment, default profile, instance role.
    #[default]
    Ambient,
    /// A profile of the AWS configuration.
    Profile(String),
    /// A role that is assumed (`sts:AssumeRole`).
    AssumeRole {
        /// The profile whose credentials assume it; the ambient ones when not said.
        source_profile: Option<String>,
        /// The role.
        role: RoleArn,
        /// What the role's owner demands of those who assume it.
        external_id: Option<String>,
        /// The name of the session in `CloudTrail`; the backend's choice when not said.
        session_name: Option<String>,
        /// How long the credentials are good for, in seconds, 900 to 43200; AWS gives an hour
        /// when not said.
        duration_seconds: Option<u32>,
    },
}

/// That the vendor agreed to the infrastructure name and the Elasticsearch sizes (P0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Who agreed.
    pub by: String,
    /// When.
    pub on: jiff::civil::Date,
}
