//! The user pool (row I1).

use crate::component::CognitoSso;

/// The attributes that the pool requires of every user.
pub(crate) const REQUIRED: [&str; 3] = ["email", "given_name", "family_name"];
/// The greatest length of a custom attribute, as the documents demand it of groups.
pub const CUSTOM_LENGTH: u32 = 2048;

/// One attribute of the pool's schema. It cannot be changed once the pool is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaAttribute {
    /// As Cognito takes it when the pool is made: `email`, or `groups` without `custom:`.
    pub name: String,
    /// True for an attribute of the customer's, which is then called `custom:NAME`.
    pub custom: bool,
    /// True when every user must have it; never for a custom one, which Cognito does not allow.
    pub required: bool,
    /// The greatest length of a custom attribute, in characters; `None` for a standard one.
    pub max_length: Option<u32>,
}

impl SchemaAttribute {
    /// Always true: Cognito writes the attributes of a federated user anew at each sign-in, and
    /// sign-in fails for an attribute that cannot change.
    pub fn mutable(&self) -> bool {
        true
    }
}

/// What the user pool is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPool {
    /// The schema: what is required, then what is custom.
    pub schema: Vec<SchemaAttribute>,
    /// Always true: nobody registers themselves, users come from the identity provider.
    pub only_administrators_create_users: bool,
}

impl CognitoSso {
    /// The pool: e-mail, given and family name required; the groups attribute and further mapped
    /// custom ones as text of up to 2048 characters.
    pub fn user_pool(&self) -> UserPool {
        let standard = REQUIRED.iter().map(|name| SchemaAttribute {
            name: (*name).to_owned(),
            custom: false,
            required: true,
            max_length: None,
        });
        let groups = self.draft.groups();
        let others = self.draft.mapping.other.keys().map(AsRef::as_ref);
        let custom = std::iter::once(groups)
            .chain(others.filter(|name| *name != groups))
            .filter_map(|name: &str| name.strip_prefix("custom:"))
            .map(|name| SchemaAttribute {
                name: name.to_owned(),
                custom: true,
                required: false,
                max_length: Some(CUSTOM_LENGTH),
            });
        UserPool {
            schema: standard.chain(custom).collect(),
            only_administrators_create_users: true,
        }
    }
}
