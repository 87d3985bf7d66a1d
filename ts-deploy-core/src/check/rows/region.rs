//! R18: every service that the platform needs exists in the region.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::ids::{Partition, Region};
use crate::plan::{Evidence, StepError};
use crate::target::{Target, TargetName};

/// AWS's own list of endpoints from which [`GAPS`] is taken: `endpoints.json` of this version of its
/// SDK for Python.
const LIST: &str = "botocore 1.43.11";

/// A service that the platform needs and that some regions lack.
struct Gap {
    /// What people call it.
    service: &'static str,
    /// What fails without it.
    why: &'static str,
    /// The regions of the commercial partition that lacked it.
    lacked_in: &'static [&'static str],
    /// True when the regions in China lacked it.
    lacked_in_china: bool,
    /// True when it is needed where only copies of snapshots are kept.
    needed_by_copies: bool,
}

/// Of the services that the platform needs, those that some region lacked: all others (ECS, EKS,
/// Elasticsearch, RDS, Lambda, S3, `DynamoDB`, KMS, SNS, SQS, `EventBridge`, Step Functions, SSM, Secrets
/// Manager, `CloudWatch`, `CloudTrail`, load balancing, auto scaling, Cloud Map, Athena, Glue, ECR, ACM,
/// Kinesis, Firehose, Batch, `CloudFormation`) were in every region.
const GAPS: [Gap; 2] = [
    Gap {
        service: "Service Catalog",
        why: "Both products are launched from Service Catalog.",
        lacked_in: &[
            "ap-east-2",
            "ap-southeast-5",
            "ap-southeast-7",
            "mx-central-1",
        ],
        lacked_in_china: false,
        needed_by_copies: false,
    },
    Gap {
        service: "SES",
        why: "The platform sends its mails through SES in its own region.",
        lacked_in: &[
            "ap-east-1",
            "ap-east-2",
            "ap-southeast-4",
            "ap-southeast-6",
            "ap-southeast-7",
            "eu-south-2",
            "mx-central-1",
        ],
        lacked_in_china: true,
        needed_by_copies: false,
    },
];

/// That the region of a target has every AWS service that the platform needs there (R18), as far as
/// AWS's list of endpoints told when this was written. It calls nothing: what a region got since is not known, and so
/// nothing here blocks.
#[derive(Clone, Debug)]
pub struct RegionCheck {
    target: Target,
}

impl RegionCheck {
    /// The check of `target`.
    pub fn new(target: Target) -> Self {
        Self { target }
    }

    fn lacks(&self, gap: &Gap) -> bool {
        let region = &self.target.region;
        let lacked = match region.partition() {
            Partition::AwsCn => gap.lacked_in_china,
            Partition::Aws | Partition::AwsUsGov => gap.lacked_in.contains(&region.as_str()),
        };
        let copies_only = self.target.name == TargetName::DrInMainRegion;
        lacked && (gap.needed_by_copies || !copies_only)
    }

    fn missing(&self, gap: &Gap) -> Finding {
        let region = &self.target.region;
        let seen = format!(
            "{} is not in {region} by AWS's list of endpoints ({LIST})",
            gap.service
        );
        Finding::warns("service-not-in-region", self.target.name.as_str(), seen)
            .why(gap.why)
            .remedy(format!(
                "See whether it is there by now (https://aws.amazon.com/about-aws/global-infrastructure/\
                 regional-product-services), else choose another region than {region}."
            ))
            .row("R18")
    }

    fn unknown(&self) -> Finding {
        let region = &self.target.region;
        let seen = format!(
            "{region} was not among AWS's regions on {}",
            Region::KNOWN_ON
        );
        Finding::warns("region-unknown", self.target.name.as_str(), seen)
            .why("Which services it has is not known here.")
            .remedy(
                "Look whether it has Service Catalog, SES, EKS, ECS and Elasticsearch, and whether its name is \
                 spelled right.",
            )
            .row("R18")
    }
}

#[async_trait]
impl Check for RegionCheck {
    fn id(&self) -> &'static str {
        "region-services"
    }

    fn row(&self) -> &'static str {
        "R18"
    }

    fn title(&self) -> String {
        format!("Services in {}", self.target.region)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let mut findings = Findings::none();
        if self.target.region.is_known() {
            let gaps = GAPS.iter().filter(|gap| self.lacks(gap));
            findings.extend(gaps.map(|gap| self.missing(gap)));
        } else {
            findings.push(self.unknown());
        }
        let evidence = vec![Evidence {
            what: format!("services in {}", self.target.region),
            seen: format!("compared with AWS's list of endpoints ({LIST})"),
            at: cx.now,
            call: "none".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
