//! R22: the chosen types of instances can be ordered.

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::ids::{InstanceType, RdsInstanceClass, SubnetId};
use crate::plan::{Evidence, StepError};
use crate::port::network::NetworkReader;
use crate::port::offering::{DatabaseOfferingReader, InstanceOfferingReader};
use crate::target::{Target, TargetName};

/// In how many zones a type must be offered when the stack chooses them.
const ZONES: usize = 2;
const WHY: &str = "The launch would fail, an hour or more after its start; the documents' own \
                   defaults are old, and newer regions do not have them.";

/// What is to be ordered.
#[derive(Clone, Debug)]
pub struct Ordered {
    /// The type of the Windows workers; `None` without them.
    pub workers: Option<InstanceType>,
    /// The class of the database.
    pub database: RdsInstanceClass,
    /// The private subnets of a VPC that exists; empty when the stack makes it.
    pub subnets: Vec<SubnetId>,
}

/// That the region offers the types of instances that were chosen, in the zones where they are to
/// run (R22). Types of Elasticsearch nodes are not looked at: which version of it the stack takes
/// is not documented, and offers depend on it.
#[derive(Clone, Debug)]
pub struct InstanceTypeCheck {
    target: Target,
    ordered: Ordered,
}

impl InstanceTypeCheck {
    /// The check of `target`.
    pub fn new(target: Target, ordered: Ordered) -> Self {
        Self { target, ordered }
    }

    /// The zones in which workers are to run; empty when the stack chooses them.
    async fn zones(&self, cx: &CheckContext<'_>) -> Result<BTreeSet<String>, StepError> {
        if self.ordered.subnets.is_empty() {
            return Ok(BTreeSet::new());
        }
        let network = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let subnets = network.subnets(&self.ordered.subnets).await?;
        Ok(subnets.into_iter().map(|subnet| subnet.zone_id).collect())
    }

    fn of_workers(
        &self,
        kind: &InstanceType,
        offered: &[String],
        zones: &BTreeSet<String>,
    ) -> Option<Finding> {
        let (region, at) = (&self.target.region, "service_layer.windows_workers");
        let remedy = format!(
            "Choose a type that is offered: aws ec2 describe-instance-type-offerings \
             --location-type availability-zone-id --region {region}"
        );
        let without = zones.iter().filter(|zone| !offered.contains(zone));
        let without: Vec<&str> = without.map(String::as_str).collect();
        let finding = if offered.is_empty() {
            let seen = format!("{kind} cannot be ordered in {region}");
            Finding::blocks("type-not-offered", at, seen)
        } else if zones.is_empty() && offered.len() < ZONES {
            let seen = format!("{kind} is offered in {} only", offered.join(", "));
            Finding::warns("type-in-few-zones", at, seen)
        } else if !without.is_empty() {
            let seen = format!(
                "{kind} is not offered in {}, where private subnets are",
                without.join(", ")
            );
            Finding::warns("type-in-few-zones", at, seen)
        } else {
            return None;
        };
        Some(finding.why(WHY).remedy(remedy).row("R22"))
    }

    fn of_database(&self, versions: &[String]) -> Option<Finding> {
        let (region, class) = (&self.target.region, &self.ordered.database);
        versions.is_empty().then(|| {
            let seen = format!("PostgreSQL on {class} cannot be ordered in {region}");
            let at = "data_layer.database.instance_class";
            Finding::blocks("class-not-offered", at, seen)
                .why(WHY)
                .remedy(format!(
                    "Choose a class that is offered, and agree on it with the vendor: aws rds \
                     describe-orderable-db-instance-options --engine postgres --vpc --region \
                     {region}"
                ))
                .row("R22")
        })
    }
}

#[async_trait]
impl Check for InstanceTypeCheck {
    fn id(&self) -> &'static str {
        "instance-types"
    }

    fn row(&self) -> &'static str {
        "R22"
    }

    fn title(&self) -> String {
        "The chosen instance types can be ordered".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let mut findings = Findings::none();
        let mut seen = Vec::new();
        if let Some(kind) = &self.ordered.workers {
            let reader = cx
                .ports
                .get::<dyn InstanceOfferingReader>(self.target.name)?;
            let offered = reader.zones_offering(kind).await?;
            let zones = self.zones(cx).await?;
            seen.push(format!("{kind} in {}", offered.join(", ")));
            findings.extend(self.of_workers(kind, &offered, &zones));
        }
        let reader = cx
            .ports
            .get::<dyn DatabaseOfferingReader>(self.target.name)?;
        let versions = reader.versions_on(&self.ordered.database).await?;
        let class = &self.ordered.database;
        let of = match versions.len() {
            1 => "1 version".to_owned(),
            more => format!("{more} versions"),
        };
        seen.push(format!("{class} for {of} of PostgreSQL"));
        findings.extend(self.of_database(&versions));
        let evidence = vec![Evidence {
            what: "types that can be ordered".to_owned(),
            seen: seen.join("; "),
            at: cx.now,
            call: "rds:DescribeOrderableDBInstanceOptions".to_owned(),
        }];
        Ok(Looked { findings, evidence })
    }
}
