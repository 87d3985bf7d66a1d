//! Values parsed once: what is outside these types is text, what is inside them obeys a rule.
//!
//! Each type says its rule in [`Rule::RULE`]; a refused text becomes an [`InvalidValue`] that
//! names the text, what it was meant to be, and the rule.

mod arn;
mod aws;
mod compute;
mod names;
mod network;
mod regions;
mod schedule;
mod sign_on;
#[cfg(test)]
mod sign_on_tests;
mod ssm;
mod web;

pub use arn::{Arn, CertificateArn, KmsKeyArn, PolicyArn, PrincipalArn, RoleArn};
pub use aws::{AccountId, Partition, Region};
pub use compute::{
    ElasticsearchInstanceType, InstanceType, LogRetentionDays, RdsInstanceClass, SnapshotId,
};
pub use names::{
    BucketName, DeploymentName, ExternalId, IamRolePrefix, InfrastructureName, LogGroupPattern,
    NAME_LIMITS, NameLimit, PortfolioId, ProductVersionName, ProvisionedProductName, RoleName,
    RolePath, StackName,
};
pub use network::{Cidr, HostedZoneId, SubnetId, VpcId};
pub use schedule::{BackupSchedule, Hours};
pub use sign_on::{
    AppClientName, ClaimName, ClusterName, DomainPrefix, GroupName, GroupsAttribute, HttpsUrl,
    OrganisationName, PoolAttribute, ProviderName, SamlMetadata, ServiceName, UserPoolId,
    UserPoolName,
};
pub use ssm::{EnvironmentName, KmsKeyRef, ParameterPath};
pub use web::{DomainName, EmailAddress, HostName};

/// A text that does not obey the rule of the type it was meant for.
///
/// The text is shown with control characters escaped and cut after 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{value}\" is not {what}: {rule}")]
pub struct InvalidValue {
    /// What the text was meant to be, with its article: `an AWS account id`.
    pub what: &'static str,
    /// The text, made safe to print.
    pub value: String,
    /// The rule it breaks, as one sentence without a full stop.
    pub rule: String,
}

impl InvalidValue {
    /// Makes the error for `value`, escaping and cutting it.
    pub fn new(what: &'static str, value: &str, rule: impl Into<String>) -> Self {
        Self {
            what,
            value: printable(value, 80),
            rule: rule.into(),
        }
    }
}

/// The rule that a parsed text type obeys, for messages and for the schema of the spec.
pub trait Rule {
    /// What a value is, with its article: `an AWS account id`.
    const WHAT: &'static str;
    /// The rule, as one sentence without a full stop.
    const RULE: &'static str;
    /// A value that obeys the rule.
    const EXAMPLE: &'static str;
}

/// `text` made safe to print: control characters, and those that are invisible or change the
/// direction of writing, are escaped. A text of more than `limit` characters is cut there, and ends
/// in `…`.
pub fn printable(text: &str, limit: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(limit)
        .flat_map(|c| {
            let escaped = c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            let plain = (!escaped).then_some(c);
            plain.into_iter().chain(escaped.then(|| c.escape_unicode()).into_iter().flatten())
        })
        .collect();
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}

/// Declares a text type whose values obey one rule: name, what it is with its article, the rule,
/// an example, and the function that accepts. The declaring crate depends on `serde`.
#[macro_export]
macro_rules! text_type {
    ($(#[$meta:meta])* $name:ident, $what:literal, $rule:literal, $example:literal, $accepts:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses `text`.
            ///
            /// # Errors
            /// [`InvalidValue`](crate::ids::InvalidValue) when `text` breaks the rule.
            pub fn parse(text: impl Into<String>) -> Result<Self, $crate::ids::InvalidValue> {
                use $crate::ids::Rule as _;
                let text: String = text.into();
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(&text) {
                    Ok(Self(text))
                } else {
                    Err($crate::ids::InvalidValue::new(Self::WHAT, &text, Self::RULE))
                }
            }

            /// The value as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::ids::Rule for $name {
            const WHAT: &'static str = $what;
            const RULE: &'static str = $rule;
            const EXAMPLE: &'static str = $example;
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ids::InvalidValue;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::ids::InvalidValue;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(crate) use text_type;

/// True when `text` is not empty, at most `limit` bytes, and all its characters satisfy `allowed`.
fn made_of(text: &str, limit: usize, allowed: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.len() <= limit && text.chars().all(allowed)
}

/// True when `text` is `prefix` followed by 8 to 17 hexadecimal digits, as EC2 ids are.
fn ec2_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|digits| {
        (8..=17).contains(&digits.len())
            && digits
                .chars()
                .all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_refused_value_is_named_with_its_rule_and_made_safe_to_print() {
        let refused = AccountId::parse("12\u{1b}[31m").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "\"12\\u{1b}[31m\" is not an AWS account id: it has exactly 12 digits"
        );
    }

    #[test]
    fn every_documented_example_obeys_its_own_rule() {
        fn check<T: Rule + std::str::FromStr<Err = InvalidValue>>() {
            assert!(
                T::EXAMPLE.parse::<T>().is_ok(),
                "{} example {}",
                T::WHAT,
                T::EXAMPLE
            );
        }
        check::<AccountId>();
        check::<Region>();
        check::<CertificateArn>();
        check::<KmsKeyArn>();
        check::<PolicyArn>();
        check::<RoleArn>();
        check::<InstanceType>();
        check::<RdsInstanceClass>();
        check::<ElasticsearchInstanceType>();
        check::<LogRetentionDays>();
        check::<SnapshotId>();
        check::<BucketName>();
        check::<DeploymentName>();
        check::<IamRolePrefix>();
        check::<InfrastructureName>();
        check::<ProductVersionName>();
        check::<ProvisionedProductName>();
        check::<StackName>();
        check::<RoleName>();
        check::<RolePath>();
        check::<ExternalId>();
        check::<LogGroupPattern>();
        check::<Cidr>();
        check::<HostedZoneId>();
        check::<SubnetId>();
        check::<VpcId>();
        check::<BackupSchedule>();
        check::<DomainName>();
        check::<EmailAddress>();
        check::<HostName>();
        check::<EnvironmentName>();
        check::<KmsKeyRef>();
        check::<ParameterPath>();
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in ".{0,80}") {
            let _ = AccountId::parse(text.as_str());
            let _ = text.parse::<CertificateArn>();
            let _ = text.parse::<Cidr>();
            let _ = text.parse::<BackupSchedule>();
            let _ = InfrastructureName::parse(text.as_str());
            let _ = EmailAddress::parse(text.as_str());
            let _ = DomainName::parse(text.as_str());
            let _ = ParameterPath::parse(text.as_str());
            let _ = KmsKeyRef::parse(text.as_str());
        }

        #[test]
        fn nothing_that_is_printed_holds_a_control_character(text in any::<String>()) {
            prop_assert!(!printable(&text, 40).chars().any(char::is_control));
        }
    }
}
