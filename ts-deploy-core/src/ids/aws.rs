//! Accounts, regions and partitions.

use super::{made_of, text_type};

text_type! {
    /// The id of an AWS account: 12 digits.
    AccountId, "an AWS account id", "it has exactly 12 digits", "111122223333",
    |text| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit())
}

text_type! {
    /// The name of an AWS region, such as `us-east-1`.
    ///
    /// The shape is checked, not the existence: AWS opens regions faster than tools are updated.
    Region, "an AWS region",
    "it is written like us-east-1: lower-case words and a number, joined by hyphens", "us-east-1",
    is_region
}

fn is_region(text: &str) -> bool {
    let words: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., last] = words.as_slice() else {
        return false;
    };
    text.len() <= 32
        && !middle.is_empty()
        && first.len() >= 2
        && words[..words.len() - 1]
            .iter()
            .all(|w| made_of(w, 16, |c| c.is_ascii_lowercase()))
        && made_of(last, 2, |c| c.is_ascii_digit())
}

/// A group of regions with its own accounts, ARNs and host names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Partition {
    /// The commercial regions: `aws`.
    Aws,
    /// The GovCloud regions: `aws-us-gov`.
    AwsUsGov,
    /// The regions in China: `aws-cn`.
    AwsCn,
}

impl Partition {
    /// The word used in ARNs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsUsGov => "aws-us-gov",
            Self::AwsCn => "aws-cn",
        }
    }

    /// The suffix of service host names: `amazonaws.com` or `amazonaws.com.cn`.
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "amazonaws.com",
            Self::AwsCn => "amazonaws.com.cn",
        }
    }
}

impl std::fmt::Display for Partition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Region {
    /// The partition that the region belongs to, told by its name.
    pub fn partition(&self) -> Partition {
        if self.as_str().starts_with("cn-") {
            Partition::AwsCn
        } else if self.as_str().starts_with("us-gov-") {
            Partition::AwsUsGov
        } else {
            Partition::Aws
        }
    }

    /// The public host name of a service in this region: `logs.us-east-1.amazonaws.com`.
    pub fn endpoint(&self, service: &str) -> String {
        format!("{service}.{self}.{}", self.partition().dns_suffix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_tells_its_partition_and_the_hosts_of_its_services() {
        let china = Region::parse("cn-north-1").unwrap();
        assert_eq!(china.partition(), Partition::AwsCn);
        assert_eq!(china.endpoint("logs"), "logs.cn-north-1.amazonaws.com.cn");
        let gov = Region::parse("us-gov-west-1").unwrap();
        assert_eq!(gov.partition(), Partition::AwsUsGov);
    }

    #[test]
    fn a_zone_or_a_word_is_not_a_region() {
        for text in [
            "us-east-1a",
            "virginia",
            "us-1",
            "US-EAST-1",
            "us--east-1",
            "",
        ] {
            assert!(Region::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_region_of_valid_shape_is_accepted() {
        assert!(Region::parse("mars-north-12").is_ok());
    }
}
