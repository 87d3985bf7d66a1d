//! Where in S3 a journal is.

use std::fmt;
use std::str::FromStr;

use ts_deploy_core::ids::{BucketName, InvalidValue, Region};

/// Where in S3 a journal is: `s3://acme-journals/production`, or with the region of the bucket where
/// that is another than the deployment's: `s3://acme-journals/production?region=us-west-2`.
///
/// A prefix is asked for, since the journals of two deployments in one place would be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Place {
    bucket: BucketName,
    prefix: String,
    region: Option<Region>,
}

const WHAT: &str = "a place in S3";
const RULE: &str = "s3://BUCKET/PREFIX, where the prefix has letters, digits, - _ . = and single slashes, with ?region=REGION where the bucket is in another region";

/// Longest prefix, in bytes: a key of S3 may have 1024.
const PREFIX_LIMIT: usize = 900;

impl S3Place {
    /// Reads `s3://BUCKET/PREFIX` or `s3://BUCKET/PREFIX?region=REGION`.
    ///
    /// # Errors
    /// [`InvalidValue`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let invalid = || InvalidValue::new(WHAT, text, RULE);
        let rest = text.strip_prefix("s3://").ok_or_else(invalid)?;
        let (rest, region) = match rest.split_once('?') {
            None => (rest, None),
            Some((rest, query)) => {
                let region = query.strip_prefix("region=").ok_or_else(invalid)?;
                (rest, Some(Region::parse(region)?))
            }
        };
        let (bucket, prefix) = rest.split_once('/').ok_or_else(invalid)?;
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        let part = |part: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || "-_.=".contains(c);
            !matches!(part, "" | "." | "..") && part.chars().all(known)
        };
        if prefix.len() > PREFIX_LIMIT || !prefix.split('/').all(part) {
            return Err(invalid());
        }
        Ok(Self {
            bucket: BucketName::parse(bucket)?,
            prefix: prefix.to_owned(),
            region,
        })
    }

    /// The bucket.
    pub fn bucket(&self) -> &BucketName {
        &self.bucket
    }

    /// What the keys of the journal's objects begin with, without a slash at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The region of the bucket; `None` when it was not named.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    /// The place beside this one whose prefix ends in `suffix`, such as `-recovery`.
    #[must_use]
    pub fn beside(mut self, suffix: &str) -> Self {
        self.prefix.push_str(suffix);
        self
    }
}

impl FromStr for S3Place {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::parse(text)
    }
}

impl fmt::Display for S3Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)?;
        match &self.region {
            Some(region) => write!(f, "?region={region}"),
            None => Ok(()),
        }
    }
}
