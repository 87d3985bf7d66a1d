//! The parameters a product version or a template really declares.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Constraints, ParameterKey};

/// What a product version or a template declares: its parameters in order, as
/// `servicecatalog:DescribeProvisioningParameters` or `cloudformation:GetTemplateSummary` answers;
/// the latter tells allowed values, and no other constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// By key, in the order declared.
    pub parameters: IndexMap<ParameterKey, Declaration>,
}

impl Contract {
    /// The declaration of this key.
    pub fn get(&self, key: &str) -> Option<&Declaration> {
        self.parameters
            .iter()
            .find(|(k, _)| k.as_str() == key)
            .map(|(_, d)| d)
    }

    /// Adds a declaration.
    #[must_use]
    pub fn declare(mut self, key: ParameterKey, declaration: Declaration) -> Self {
        self.parameters.insert(key, declaration);
        self
    }

    /// The declared key whose spelling is nearest to `key`; `None` when none is near.
    pub fn nearest(&self, key: &str) -> Option<&ParameterKey> {
        crate::nearest::nearest(key, self.parameters.keys(), ParameterKey::as_str)
    }
}

/// One declared parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The CloudFormation type: `String`, `Number`, `CommaDelimitedList`, `AWS::EC2::VPC::Id`, …
    pub kind: String,
    /// The default; `None` means that a value must be given, an empty text that it may be left
    /// empty.
    pub default: Option<String>,
    /// True when AWS masks the value wherever it shows it.
    pub no_echo: bool,
    /// The vendor's description.
    pub description: String,
    /// What the value must satisfy.
    pub constraints: Constraints,
}

impl Declaration {
    /// A parameter of type `kind` without default and constraints.
    pub fn of(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            ..Self::default()
        }
    }

    /// With this default.
    #[must_use]
    pub fn default_to(mut self, default: impl Into<String>) -> Self {
        self.default = Some(default.into());
        self
    }

    /// With these constraints.
    #[must_use]
    pub fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }
}
