//! One row of the table: an operation, when it is called, and the rights it takes.

use serde::Serialize;

use super::Scope;
use crate::deployment::Deployment;
use crate::target::TargetName;

/// What somebody does with a deployment, as far as rights tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Looking at the accounts before anything is changed.
    Preflight,
    /// Mending what the checks find.
    Fix,
    /// Deploying and removing the two products, with what comes before and after them.
    Deploy,
    /// Looking only: plan, status, verify, and following what runs.
    Watch,
    /// Disaster recovery: its stacks, a drill, a recovery.
    Dr,
    /// Single sign-on through Cognito.
    Sso,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Preflight,
        Self::Fix,
        Self::Deploy,
        Self::Watch,
        Self::Dr,
        Self::Sso,
    ];

    /// True when the deployment has decided on anything that is done in this phase.
    pub(super) fn is_of(self, deployment: &Deployment) -> bool {
        match self {
            Self::Preflight | Self::Fix | Self::Deploy | Self::Watch => true,
            Self::Dr => deployment.disaster_recovery.is_some(),
            Self::Sso => deployment.single_sign_on.is_some(),
        }
    }

    /// The word on the command line and in the names of policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preflight => "preflight",
            Self::Fix => "fix",
            Self::Deploy => "deploy",
            Self::Watch => "watch",
            Self::Dr => "dr",
            Self::Sso => "sso",
        }
    }
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Every target.
    Every,
    /// Where the products are deployed.
    Platform,
    /// The DR account in the DR region.
    Recovery,
    /// The DR account in the main region, where snapshots are copied.
    Snapshots,
}

impl Place {
    /// True when `target` is such a place of the deployment.
    pub(super) fn is(self, target: TargetName, deployment: &Deployment) -> bool {
        let platform = [
            deployment.data_layer.target().name,
            deployment.service_layer.target().name,
            deployment.secrets.target(),
        ];
        match self {
            Self::Every => true,
            Self::Platform => platform.contains(&target),
            Self::Recovery => target == TargetName::Dr,
            Self::Snapshots => target == TargetName::DrInMainRegion,
        }
    }
}

/// A phase in which an operation is called, and where.
pub type Use = (Phase, &'static [Place]);

/// What a deployment must have decided for the operation to be called at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing: it is always called.
    Always,
    /// A portfolio to import.
    Portfolio,
    /// Parameters to write, those of single sign-on aside.
    Secrets,
    /// Single sign-on.
    SignOn,
    /// Parameters to write, or single sign-on.
    SecretsOrSignOn,
    /// Disaster recovery.
    Recovery,
    /// A stack for disaster recovery that this deployment makes itself.
    OwnStack,
    /// A key pair.
    KeyPair,
    /// A file for the private key of a key pair that is made.
    PrivateKeyFile,
    /// A certificate in files.
    CertificateFiles,
    /// Production access of SES.
    ProductionAccess,
    /// A role through which the vendor reads logs.
    VendorLogAccess,
    /// That role, with a permissions boundary.
    VendorLogBoundary,
}

impl When {
    /// True when the deployment has decided so.
    pub(super) fn holds(self, deployment: &Deployment) -> bool {
        let sign_on = deployment.single_sign_on.is_some();
        let secrets = !deployment.secrets.is_empty();
        let recovery = deployment.disaster_recovery.as_ref();
        match self {
            Self::Always => true,
            Self::Portfolio => deployment.portfolio.is_some(),
            Self::Secrets => secrets,
            Self::SignOn => sign_on,
            Self::SecretsOrSignOn => secrets || sign_on,
            Self::Recovery => recovery.is_some(),
            Self::KeyPair => deployment.data_layer.draft().key_pair.is_some(),
            Self::PrivateKeyFile => deployment.requested.private_key_file.is_some(),
            Self::CertificateFiles => deployment.requested.certificate_files.is_some(),
            Self::ProductionAccess => deployment.requested.production_access.is_some(),
            Self::VendorLogAccess => deployment.requested.vendor_log_access.is_some(),
            Self::VendorLogBoundary => {
                let access = deployment.requested.vendor_log_access.as_ref();
                access.is_some_and(|access| access.draft().boundary.is_some())
            }
            Self::OwnStack => {
                recovery.is_some_and(|dr| dr.stack.is_some() || dr.snapshot_tool.is_some())
            }
        }
    }
}

/// Where a mapping from an operation to an action is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The service authorization reference, which names the action after its operation.
    Reference,
    /// The service's documentation, for what AWS asks for besides: why.
    Implied(&'static str),
}

/// One IAM action that an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The action: `servicecatalog:ProvisionProduct`. Never with a wildcard.
    pub action: &'static str,
    /// On what.
    pub scope: Scope,
    /// Where that is known from.
    pub source: Source,
}

impl Need {
    /// An action that the service authorization reference lists.
    pub(super) const fn of(action: &'static str, scope: Scope) -> Self {
        let source = Source::Reference;
        Self {
            action,
            scope,
            source,
        }
    }

    /// An action that AWS asks for besides, for this reason.
    pub(super) const fn implied(action: &'static str, scope: Scope, why: &'static str) -> Self {
        let source = Source::Implied(why);
        Self {
            action,
            scope,
            source,
        }
    }
}

/// An operation that a backend on AWS calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The service, in the SDK's spelling, as calls and logs name it: `servicecatalog`.
    pub service: &'static str,
    /// The operation: `ProvisionProduct`.
    pub operation: &'static str,
    /// What a deployment must have decided for it to be called.
    pub when: When,
    /// In which phases it is called, and where.
    pub used: &'static [Use],
    /// What it takes; nothing for what needs no right.
    pub needs: &'static [Need],
}

impl Operation {
    pub(super) const fn new(
        service: &'static str,
        operation: &'static str,
        used: &'static [Use],
        needs: &'static [Need],
    ) -> Self {
        Self {
            service,
            operation,
            when: When::Always,
            used,
            needs,
        }
    }

    pub(super) const fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }
}
