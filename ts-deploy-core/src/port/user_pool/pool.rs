//! A user pool and its schema.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::OtherSettings;
use crate::ids::UserPoolId;

/// The type of an attribute, in Cognito's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AttributeType {
    /// Text.
    String,
    /// A number.
    Number,
    /// A time.
    DateTime,
    /// True or false.
    Boolean,
    /// A type this version does not know; never taken for the wanted one.
    #[serde(other)]
    Unknown,
}

impl AttributeType {
    /// Cognito's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Number => "Number",
            Self::DateTime => "DateTime",
            Self::Boolean => "Boolean",
            Self::Unknown => "unknown",
        }
    }
}

/// One attribute of a pool's schema. It cannot be changed or removed once it is there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SchemaAttribute {
    /// Its name as the pool shows it: `email`, `custom:groups`. Cognito wants custom names without
    /// `custom:` when they are added, which the backend sees to.
    pub name: String,
    /// Its type.
    pub kind: AttributeType,
    /// True when every user must have it; never for a custom one.
    pub required: bool,
    /// True when it can be written after the user was made. What an identity provider fills must be
    /// so.
    pub mutable: bool,
    /// The greatest length of a text, in characters; `None` when there is no limit of its own.
    pub max_length: Option<u32>,
}

impl SchemaAttribute {
    /// True for an attribute of the customer's own.
    pub fn is_custom(&self) -> bool {
        self.name.starts_with("custom:")
    }
}

/// The settings of a pool that an update sends: all of them.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// True when nobody registers themselves (`AdminCreateUserConfig`).
    pub only_administrators_create_users: bool,
    /// True when the pool cannot be removed (`DeletionProtection`).
    pub deletion_protection: bool,
    /// Its tags (`UserPoolTags`).
    pub tags: BTreeMap<String, String>,
    /// All other settings: multi-factor authentication, policies, triggers, messages and so on.
    pub other: OtherSettings,
}

/// A user pool as `DescribeUserPool` shows it.
#[derive(Clone, Debug)]
pub struct UserPool {
    /// Its id.
    pub id: UserPoolId,
    /// Its name, which others may have too.
    pub name: String,
    /// Its attributes, the standard ones among them.
    pub schema: Vec<SchemaAttribute>,
    /// Its settings.
    pub settings: PoolSettings,
    /// The prefix of its domain below Cognito's own.
    pub prefix_domain: Option<String>,
    /// The customer's own domain that it answers at.
    pub custom_domain: Option<String>,
}

impl UserPool {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&SchemaAttribute> {
        self.schema.iter().find(|attribute| attribute.name == name)
    }
}
