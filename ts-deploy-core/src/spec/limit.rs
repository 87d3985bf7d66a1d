//! How much of a document is read. What is beyond a limit is a finding, never a wait or a crash.

/// Greatest size of the text, in bytes: 1 MiB.
pub const TEXT_BYTES: usize = 1024 * 1024;

/// Greatest depth of maps and lists within each other; a spec needs 7.
pub const DEPTH: usize = 32;

/// Greatest number of values (texts, maps and lists), before aliases are expanded.
pub const VALUES: usize = 20_000;

/// Greatest number of values that aliases (`*name`) may add.
pub const ALIASED_VALUES: usize = 2_000;

/// Greatest length of one value, in bytes: CloudFormation's own limit on a parameter's value.
pub const VALUE_BYTES: usize = 4096;

/// Greatest number of subnets in one list.
pub const SUBNETS: usize = 64;

/// Greatest number of further parameters in SSM.
pub const SECRETS: usize = 100;

/// Greatest number of tags: what AWS allows on a resource, less those that are written here.
pub const TAGS: usize = crate::layer::tags::GIVEN;

/// Greatest number of extra parameters of one layer, and of one integration: what
/// `CloudFormation` allows in a template.
pub const EXTRA_PARAMETERS: usize = 200;

/// Greatest number of further attributes that claims fill: what Cognito allows in a user pool.
pub const PAIRS: usize = 50;

/// Greatest number of services that single sign-on restarts.
pub const SERVICES: usize = 20;

/// Greatest number of organisations in the table of roles.
pub const ORGANISATIONS: usize = 200;

/// Greatest number of log groups that the vendor may read: more do not fit into a role's policy.
pub const LOG_GROUPS: usize = 100;

/// Greatest number of faults in one list of a rehearsal's script.
#[cfg(feature = "sim")]
pub const SCRIPTED: usize = 200;
