//! Sizes: instance types, retention, snapshots.

use super::{InvalidValue, Rule, made_of, text_type};

fn is_instance_type(text: &str) -> bool {
    text.split_once('.').is_some_and(|(family, size)| {
        made_of(family, 16, |c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
        }) && made_of(size, 16, |c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
        })
    })
}

text_type! {
    /// An EC2 instance type, such as `t3.medium` (row S `WindowsInstanceType`).
    InstanceType, "an EC2 instance type", "it is FAMILY.SIZE in lower case", "t3.medium", is_instance_type
}

text_type! {
    /// An RDS instance class, such as `db.t2.medium` (row D `InstanceTypeRDS`).
    RdsInstanceClass, "an RDS instance class", "it is db. followed by FAMILY.SIZE", "db.t2.medium",
    |text| text.strip_prefix("db.").is_some_and(is_instance_type)
}

text_type! {
    /// An Elasticsearch instance type, such as `m4.large.elasticsearch` (rows D
    /// `EsMasterInstanceType` and `EsDatanodeInstanceType`).
    ElasticsearchInstanceType, "an Elasticsearch instance type",
    "it is FAMILY.SIZE followed by .elasticsearch", "m4.large.elasticsearch",
    |text| text.strip_suffix(".elasticsearch").is_some_and(is_instance_type)
}

text_type! {
    /// The identifier or the ARN of an RDS snapshot (row D `RDSSnapShot`).
    SnapshotId, "an RDS snapshot identifier",
    "it is an ARN of RDS, or 1 to 255 letters, digits and hyphens that begin with a letter and neither end in a \
     hyphen nor hold two in a row", "ts-platform-2026-10-01-01-00",
    |text| text.strip_prefix("arn:").is_some_and(|rest| rest.contains(":rds:") && rest.contains(":snapshot:"))
        || (made_of(text, 255, |c| c.is_ascii_alphanumeric() || c == '-')
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && !text.ends_with('-') && !text.contains("--"))
}

/// How long CloudWatch Logs keeps events, in days: one of the values that `PutRetentionPolicy`
/// accepts (row D `LogRetentionDays`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct LogRetentionDays(u16);

impl LogRetentionDays {
    /// The values that CloudWatch Logs accepts (`PutRetentionPolicy`, `retentionInDays`).
    pub const ACCEPTED: [u16; 22] = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
        2922, 3288, 3653,
    ];

    /// Takes `days` when CloudWatch Logs accepts it.
    ///
    /// # Errors
    /// [`InvalidValue`] that names the nearest accepted values.
    pub fn new(days: u32) -> Result<Self, InvalidValue> {
        let accepted = &Self::ACCEPTED;
        let found = u16::try_from(days)
            .ok()
            .filter(|days| accepted.contains(days));
        found.map(Self).ok_or_else(|| {
            let below = accepted.iter().rev().find(|a| u32::from(**a) < days);
            let above = accepted.iter().find(|a| u32::from(**a) > days);
            let near: Vec<String> = [below, above]
                .iter()
                .flatten()
                .map(ToString::to_string)
                .collect();
            let rule = format!(
                "CloudWatch Logs accepts fixed values only; the nearest are {}",
                near.join(" and ")
            );
            InvalidValue::new(Self::WHAT, &days.to_string(), rule)
        })
    }

    /// The number of days.
    pub fn days(self) -> u16 {
        self.0
    }
}

impl Rule for LogRetentionDays {
    const WHAT: &'static str = "a log retention";
    const RULE: &'static str = "it is one of the numbers of days that CloudWatch Logs accepts";
    const EXAMPLE: &'static str = "90";
}

impl std::str::FromStr for LogRetentionDays {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let days: u32 = text
            .parse()
            .map_err(|_| InvalidValue::new(Self::WHAT, text, Self::RULE))?;
        Self::new(days)
    }
}

impl std::fmt::Display for LogRetentionDays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_between_two_accepted_values_names_both() {
        let refused = LogRetentionDays::new(100).unwrap_err();
        assert!(
            refused.to_string().contains("nearest are 90 and 120"),
            "{refused}"
        );
        assert!(LogRetentionDays::new(3653).is_ok());
        assert!(LogRetentionDays::new(3654).is_err());
    }

    #[test]
    fn instance_types_of_the_three_services_are_told_apart() {
        assert!(InstanceType::parse("db.t2.medium").is_err());
        assert!(RdsInstanceClass::parse("t3.medium").is_err());
        assert!(ElasticsearchInstanceType::parse("m4.large").is_err());
        assert!(ElasticsearchInstanceType::parse("m4.large.elasticsearch").is_ok());
    }
}
