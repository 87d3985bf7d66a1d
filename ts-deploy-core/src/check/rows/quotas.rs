//! R23: the quotas of a new account hold what is launched.

use std::fmt::Display;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::plan::{Evidence, StepError};
use crate::port::network::{NetworkReader, Vpc};
use crate::port::quota::{QuotaId, QuotaReader};
use crate::port::snapshot::{SnapshotKind, SnapshotReader};
use crate::target::{Target, TargetName};

const VPCS: QuotaId = quota("vpc", "L-F678F1CE");
const SNAPSHOTS: QuotaId = quota("rds", "L-272F1212");
const VCPUS: QuotaId = quota("ec2", "L-1216C47A");
/// With what the names of the platform's databases begin, as the documents' `SnapshotPattern` has it.
const OWN_DATABASES: &str = "ts-platform";
/// Quotas that AWS lowers in accounts it does not know yet, and what the platform does with them.
/// How many of each it needs is not documented, so they are held against AWS's own defaults.
const LOWERED: [(QuotaId, &str, &str); 2] = [
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
    /// How many vCPUs of standard instances the types that were chosen take at least; `None` where
    /// none was chosen, or another quota counts it.
    pub vcpus: Option<u64>,
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

    fn more(&self, id: QuotaId, wanted: impl Display) -> String {
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

    /// What others keep counts too; the platform's own are among those that are to be kept.
    fn of_snapshots(&self, most: u64, others: u64) -> Option<Finding> {
        let kept = u64::from(self.needs.snapshots);
        let wanted = kept.saturating_add(others);
        (most < wanted).then(|| {
            let seen = match others {
                0 => format!("{kept} snapshots are to be kept, the quota is {most}"),
                others => format!(
                    "{kept} snapshots are to be kept beside {others} of other databases, the quota is {most}"
                ),
            };
            Finding::blocks("too-few-snapshots", self.target.name.as_str(), seen)
                .why("When the quota is used up, no further backup of the database is made.")
                .remedy(format!(
                    "Keep fewer (data_layer.database.backups), or: {}",
                    self.more(SNAPSHOTS, wanted)
                ))
                .row("R23")
        })
    }

    /// How many manual snapshots of other databases there are; a finding where that is not told.
    async fn others(&self, cx: &CheckContext<'_>) -> Result<Result<u64, Finding>, StepError> {
        let read = match cx.ports.get::<dyn SnapshotReader>(self.target.name) {
            Ok(reader) => reader.snapshots().await.map_err(StepError::from),
            Err(missing) => Err(missing.into()),
        };
        let all = match read {
            Ok(all) => all,
            Err(error) if error.is_loss_of_sight() => return Err(error),
            Err(error) => return Ok(Err(self.not_counted(&error))),
        };
        let others = all.iter().filter(|one| {
            one.kind == SnapshotKind::Manual && !one.database.starts_with(OWN_DATABASES)
        });
        Ok(Ok(u64::try_from(others.count()).unwrap_or(u64::MAX)))
    }

    fn not_counted(&self, error: &StepError) -> Finding {
        let seen = format!(
            "the snapshots that are there were not counted: {}",
            crate::error::chain(error)
        );
        Finding::warns("snapshots-not-counted", self.target.name.as_str(), seen)
            .why("They count against the quota that the platform's backups need.")
            .remedy(format!(
                "Count them: aws rds describe-db-snapshots --snapshot-type manual --region {} --query \
                 length(DBSnapshots)",
                self.target.region
            ))
            .row("R23")
    }

    /// How many nodes the cluster has is not documented: what AWS gives to everybody at first, a few
    /// vCPUs, is not taken for enough.
    fn of_vcpus(&self, most: u64, usual: u64) -> Option<Finding> {
        let (region, at) = (&self.target.region, self.target.name.as_str());
        let least = self.needs.vcpus.unwrap_or_default();
        let why = "Windows workers and the nodes of the EKS cluster are such instances; those beyond the quota do not \
                   start, and the launch waits for them until it fails.";
        if most < least {
            let seen = format!(
                "the account may have {most} vCPUs of standard instances in {region}, and one worker takes {least}"
            );
            let finding = Finding::blocks("too-few-vcpus", at, seen).why(why);
            return Some(finding.remedy(self.more(VCPUS, least)).row("R23"));
        }
        (most <= usual).then(|| {
            let seen = format!(
                "the account may have {most} vCPUs of standard instances in {region}, which AWS gives to accounts that \
                 it does not know yet; one worker takes {least} of them"
            );
            let ask = self.more(VCPUS, "VCPUS");
            Finding::warns("vcpus-of-a-new-account", at, seen)
                .why(why)
                .remedy(format!("Ask TetraScience how many the platform takes at this size, then: {ask}"))
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
        let others = self.others(cx).await?;
        let counted = others.as_ref().copied().unwrap_or_default();
        findings.extend(self.of_snapshots(most, counted));
        findings.extend(others.err());
        let (most, usual) = (
            reader.applied(VCPUS).await?,
            reader.default_value(VCPUS).await?,
        );
        seen.push(format!("at most {most} vCPUs of standard instances"));
        findings.extend(self.of_vcpus(most, usual));
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
