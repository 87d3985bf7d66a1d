//! The regions that are known, to tell a misspelt one from a new one.

use super::{Partition, Region};
use crate::nearest::nearest;

/// The regions of the commercial partition.
const AWS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The regions of `GovCloud`.
const AWS_US_GOV: &[&str] = &["us-gov-east-1", "us-gov-west-1"];

/// The regions in China.
const AWS_CN: &[&str] = &["cn-north-1", "cn-northwest-1"];

/// The regions in which the vendor runs the platform, by its own list.
const PLATFORM: &[&str] = &[
    "ap-northeast-1",
    "eu-central-1",
    "eu-west-1",
    "us-east-1",
    "us-east-2",
    "us-west-2",
];

impl Region {
    /// The other regions in which the vendor runs the platform, by a list of the vendor's that may
    /// grow. It names regions of the commercial partition only: of another one there are none.
    pub fn others_of_platform(&self) -> Vec<Self> {
        if self.partition() != Partition::Aws {
            return Vec::new();
        }
        let all = PLATFORM.iter().filter_map(|name| Self::parse(*name).ok());
        all.filter(|region| region != self).collect()
    }

    /// The day of AWS's own list of regions (`partitions.json` of its SDKs) from which
    /// [`known_in`](Self::known_in) is taken, as YEAR-MONTH-DAY.
    pub const KNOWN_ON: &str = "2026-05-20";

    /// The regions of a partition that were known on [`KNOWN_ON`](Self::KNOWN_ON). AWS opens
    /// regions faster than tools are updated: one that is not here may exist all the same.
    pub fn known_in(partition: Partition) -> &'static [&'static str] {
        match partition {
            Partition::Aws => AWS,
            Partition::AwsUsGov => AWS_US_GOV,
            Partition::AwsCn => AWS_CN,
        }
    }

    /// True when it was known on [`KNOWN_ON`](Self::KNOWN_ON).
    pub fn is_known(&self) -> bool {
        Self::known_in(self.partition()).contains(&self.as_str())
    }

    /// The known region of any partition whose name is nearest; `None` when none is near.
    pub fn nearest_known(&self) -> Option<&'static str> {
        let all = [AWS, AWS_US_GOV, AWS_CN];
        let known = all.into_iter().flatten();
        nearest(self.as_str(), known, |known| *known).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_region_has_the_shape_and_the_partition_of_one() {
        for partition in [Partition::Aws, Partition::AwsUsGov, Partition::AwsCn] {
            for name in Region::known_in(partition) {
                let region = Region::parse(*name).unwrap();
                assert_eq!(region.partition(), partition, "{name}");
                assert!(region.is_known(), "{name}");
            }
        }
    }

    #[test]
    fn a_misspelt_region_finds_the_one_that_is_meant() {
        for (name, meant) in [
            ("eu-centrl-1", "eu-central-1"),
            ("us-gov-wst-1", "us-gov-west-1"),
            ("cn-nort-1", "cn-north-1"),
        ] {
            let region = Region::parse(name).unwrap();
            assert!(!region.is_known(), "{name}");
            assert_eq!(region.nearest_known(), Some(meant));
        }
    }

    #[test]
    fn the_day_of_the_list_is_one() {
        assert!(Region::KNOWN_ON.parse::<jiff::civil::Date>().is_ok());
    }
}
