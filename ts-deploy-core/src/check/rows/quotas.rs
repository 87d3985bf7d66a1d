//! R23: the quotas of a new account hold what is launched.

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::plan::{Evidence, StepError};
use crate::port::network::{NetworkReader, Vpc};
use crate::port::quota::{QuotaId, QuotaReader};
use crate::target::{Target, TargetName};

const VPCS: QuotaId = quota("vpc", "L-F678F1CE");
const SNAPSHOTS: QuotaId = quota("rds", "L-272F1212");
/// Quotas that AWS lowers in accounts it does not know yet, and what the platform does with them.
/// How many of each it needs is not documented, so they are held against AWS's own defaults.
const LOWERED: [(QuotaId, &str, &str); 3] = [
    (
        quota("ec2", "L-1216C47A"),
        "vCPUs of standard instances",
        "for containers' hosts and Windows workers",
    ),
    (
        quota("lambda", "L-B99A9384"),
        "Lambda executions at the same time",
        "for every file that arrives",
    ),
    (
        quota("rds", "L-7B6409FD"),
        "RDS instances",
        "for its database",
    ),
];

const fn quota(service: &'static str, code: &'static str) -> QuotaId {
    QuotaId { service, code }
}

/// What a deployment is going to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaNeeds {
    /// True when the stack makes a VPC.
    pub new_vpc: bool,
    /// How many manual snapshots of the database are kept at the same time.
    pub snapshots: u32,
}

/// That the account's quotas hold what a deployment is going to use, and are not those of an
/// account that AWS does not know yet (R23).
#[derive(Clone, Debug)]
pub struct QuotaCheck {
    target: Target,
    needs: QuotaNeeds,
}

impl QuotaCheck {
    /// The check of `target`.
    pub fn new(target: Target, needs: QuotaNeeds) -> Self {
        Self { target, needs }
    }

    fn more(&self, id: QuotaId, wanted: u64) -> String {
        let region = &self.target.region;
        format!(
            "aws service-quotas request-service-quota-increase --service-code {} --quota-code {} \
             --desired-value {wanted} --region {region}; AWS may take days.",
            id.service, id.code
        )
    }

    fn of_vpcs(&self, most: u64, vpcs: &[Vpc]) -> Option<Finding> {
        let used = u64::try_from(vpcs.len()).unwrap_or(u64::MAX);
        let wanted = used.saturating_add(1);
        (most < wanted).then(|| {
            let region = &self.target.region;
            let seen = format!("{used} of {most} VPCs in {region} are there; one more is needed");
            let at = self.target.name.as_str();
            // Once the platform is there, its VPC is one of them.
            let product = |vpc: &Vpc| vpc.stack.as_ref().is_some_and(|one| one.starts_with("SC-"));
            let finding = if vpcs.iter().any(product) {
                Finding::warns("too-few-vpcs", at, seen)
            } else {
                Finding::blocks("too-few-vpcs", at, seen)
            };
            finding
                .why("The Data Layer's stack makes a VPC; the launch fails without.")
                .remedy(self.more(VPCS, wanted))
                .row("R23")
        })
    }

    fn of_snapshots(&self, most: u64) -> Option<Finding> {
        let wanted = u64::from(self.needs.snapshots);
        (most < wanted).then(|| {
            let seen = format!("{wanted} snapshots are to be kept, the quota is {most}");
            Finding::blocks("too-few-snapshots", self.target.name.as_str(), seen)
                .why("When the quota is used up, no further backup of the database is made.")
                .remedy(format!(
                    "Keep fewer (data_layer.database.backups), or: {}",
                    self.more(SNAPSHOTS, wanted)
                ))
                .row("R23")
        })
    }

    fn lowered(&self, id: QuotaId, what: (&str, &str), most: u64, usual: u64) -> Option<Finding> {
        (most < usual).then(|| {
            let region = &self.target.region;
            let seen = format!(
                "the account may have {most} in {region}, usual are {usual}: {}, {}",
                what.0, what.1
            );
            Finding::warns("quota-lowered", self.target.name.as_str(), seen)
                .why("AWS lowers it in new accounts; the launch or the first load may meet it.")
                .remedy(self.more(id, usual))
                .row("R23")
        })
    }
}

#[async_trait]
impl Check for QuotaCheck {
    fn id(&self) -> &'static str {
        "quotas"
    }

    fn row(&self) -> &'static str {
        "R23"
    }

    fn title(&self) -> String {
        "The account's quotas hold the platform".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn QuotaReader>(self.target.name)?;
        let mut findings = Findings::none();
        let mut seen = Vec::new();
        if self.needs.new_vpc {
            let vpcs = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
            let vpcs = vpcs.vpcs().await?;
            let most = reader.applied(VPCS).await?;
            seen.push(format!("{} of {most} VPCs used", vpcs.len()));
            findings.extend(self.of_vpcs(most, &vpcs));
        }
        let most = reader.applied(SNAPSHOTS).await?;
        seen.push(format!(
            "{} of {most} snapshots to be kept",
            self.needs.snapshots
        ));
        findings.extend(self.of_snapshots(most));
        // One after the other: AWS answers five such calls a second.
        for (id, name, why) in LOWERED {
            let (most, usual) = (reader.applied(id).await?, reader.default_value(id).await?);
            seen.push(format!("at most {most} {name}"));
            findings.extend(self.lowered(id, (name, why), most, usual));
        }
        let evidence = vec![Evidence {
            what: "quotas".to_owned(),
            seen: seen.join(", "),
            at: cx.now,
            call: "servicequotas:GetServiceQuota".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
