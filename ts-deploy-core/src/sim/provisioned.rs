//! A provisioned product and its operations, as they are kept.
//!
//! An operation is kept as what was asked and what is to become of it. Its events, states and
//! outputs are functions of that and of the time ([`course`](super::course)), so nothing has to be
//! written down while it runs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::direct::Direct;
use super::memo::Memo;
use crate::ids::{AccountId, ProvisionedProductName};
use crate::parameter::LiveValue;
use crate::port::catalog::{ProductId, ProvisionedProductId, RecordId, RecordType, VersionId};

/// A provisioned product, gone ones included.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Provisioned {
    pub(super) id: ProvisionedProductId,
    pub(super) name: ProvisionedProductName,
    pub(super) product: ProductId,
    pub(super) launch: Operation,
    pub(super) later: Vec<Operation>,
    /// Only for a stack that its owner made, not Service Catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) direct: Option<Direct>,
}

/// One accepted operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Operation {
    pub(super) record: RecordId,
    pub(super) kind: RecordType,
    pub(super) token: String,
    /// A digest of the whole request, to tell a repetition from another request.
    pub(super) fingerprint: String,
    pub(super) accepted: Timestamp,
    pub(super) version: VersionId,
    /// Every parameter of the version, defaults filled in; empty for a removal.
    pub(super) parameters: BTreeMap<String, Held>,
    /// The outputs of the other stack that the version needs.
    pub(super) imported: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) fate: Fate,
    /// Its course, once it was told.
    #[serde(skip)]
    pub(super) course: Memo,
}

/// A parameter's value as the world keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Held {
    /// What may be shown.
    Text(String),
    /// A digest of what may not: enough to tell whether it changed.
    Digest(String),
}

/// What is to become of an operation, decided when it is accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    /// A launch or an update that runs, and fails if so decided.
    Runs {
        failure: Option<Failure>,
        /// Minutes longer, by resource.
        stalls: BTreeMap<String, u32>,
    },
    /// An update without any difference.
    Unchanged,
    /// A removal; what cannot be deleted, with the reason.
    Removes {
        undeletable: BTreeMap<String, String>,
    },
}

/// A resource, or a nested stack alone, that fails.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Failure {
    pub(super) resource: String,
    pub(super) reason: String,
    /// Why what was begun cannot be taken back either; `None` when it is taken back.
    #[serde(default)]
    pub(super) kept: Option<String>,
}

impl Failure {
    /// One after which what was begun is taken back.
    pub(super) fn taken_back(resource: String, reason: String) -> Self {
        Self {
            resource,
            reason,
            kept: None,
        }
    }
}

impl Provisioned {
    /// All operations, the oldest first.
    pub(super) fn operations(&self) -> impl Iterator<Item = &Operation> {
        std::iter::once(&self.launch).chain(&self.later)
    }

    /// The same, to be changed.
    pub(super) fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        std::iter::once(&mut self.launch).chain(&mut self.later)
    }

    /// The name of its stack, which nobody chooses where Service Catalog made it.
    pub(super) fn stack_name(&self, account: &AccountId) -> String {
        match &self.direct {
            Some(direct) => direct.name.to_string(),
            None => format!("SC-{account}-{}", self.id),
        }
    }
}

impl Operation {
    /// The text of a parameter; `None` for one that is not there or may not be shown.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.parameters.get(key)? {
            Held::Text(text) => Some(text),
            Held::Digest(_) => None,
        }
    }
}

impl Held {
    /// As a stack shows it.
    pub(super) fn shown(&self) -> LiveValue {
        match self {
            Self::Text(text) => LiveValue::Known(text.clone()),
            Self::Digest(_) => LiveValue::Masked,
        }
    }
}
