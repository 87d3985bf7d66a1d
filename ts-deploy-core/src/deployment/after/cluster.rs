//! T3: the API of the platform's cluster answers inside the VPC alone.

use async_trait::async_trait;

use super::find::Platforms;
use super::task::{Planned, Seen, Standing, Task};
use crate::finding::{Finding, Findings};
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{Failure, Handle, Launch, Progress, ReadContext, Started, StepError};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::cluster::{
    Cluster, ClusterReader, ClusterStatus, ClusterUpdateStatus, ClusterWriter, EndpointAccess,
};
use crate::target::Target;

const KIND: &str = "AWS::EKS::Cluster";
/// What is followed: the cluster's name and the update's id, a space between them.
const UPDATE: &str = "cluster-update";
const WHY: &str = "Until then the cluster's API answers from the whole Internet (T3).";

/// Lets every cluster of the platform answer inside the VPC alone.
pub(super) struct PrivateEndpoint(pub(super) Platforms);

impl PrivateEndpoint {
    fn finding(id: &'static str, seen: String) -> Finding {
        Finding::informs(id, super::PRIVATE_ENDPOINT, seen)
            .why(WHY)
            .row("T3")
    }

    fn differs(cluster: &Cluster, record: &str) -> Standing<String> {
        let name = printable(&cluster.name, 100);
        let seen = format!("kubectl reaches {name} from inside the VPC only afterwards");
        let inside = Self::finding("cluster-private", seen)
            .remedy("Work from a machine in the VPC; its security group must reach the cluster's.");
        let change = Change {
            field: format!("endpoint of {name}"),
            before: Some(cluster.access.to_string()),
            after: Some(EndpointAccess::PRIVATE.to_string()),
        };
        let last_seen = format!("{name} {} {record}", cluster.access);
        let planned = Planned::update(vec![change], last_seen, cluster.name.clone());
        Standing::Differs(planned.doubted(inside.into()))
    }

    fn unusable(cluster: &Cluster) -> Standing<String> {
        let (name, status) = (printable(&cluster.name, 100), cluster.status.as_str());
        let seen = format!("the cluster {name} is {status}");
        let finding = Finding::blocks("cluster-unusable", super::PRIVATE_ENDPOINT, seen)
            .why("Its endpoint cannot be changed as it is.")
            .remedy("Look at it in the console: EKS, Clusters. Mend it, then deploy again.")
            .row("T3");
        Standing::Blocked(finding.into())
    }
}

#[async_trait]
impl Task for PrivateEndpoint {
    /// The cluster's name.
    type Work = String;

    fn title(&self) -> String {
        "Cluster answers inside the VPC only".to_owned()
    }

    fn target(&self) -> &Target {
        &self.0.first().target
    }

    fn launch(&self) -> Launch {
        self.0.first().launch()
    }

    fn minutes(&self) -> (u32, u32) {
        (5, 15)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let region = &self.0.first().target.region;
        let lines = [
            "Find the platform's cluster: EKS in the console, or the products' outputs.".to_owned(),
            format!(
                "aws eks update-cluster-config --region {region} --name CLUSTER \
                 --resources-vpc-config endpointPrivateAccess=true,endpointPublicAccess=false"
            ),
            format!(
                "aws eks describe-cluster --region {region} --name CLUSTER shows when it is done."
            ),
        ];
        (lines.into(), WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<String>, StepError> {
        let reader = cx
            .ports
            .get::<dyn ClusterReader>(self.0.first().target.name)?;
        let (names, record) = match self.0.parts(cx, &[KIND], "cluster").await? {
            Ok(found) => found,
            Err(wire) => return Ok(Standing::Awaits(wire)),
        };
        let mut seen = Vec::new();
        for name in &names {
            let Some(cluster) = reader.cluster(name).await? else {
                continue;
            };
            match cluster.status {
                ClusterStatus::Active if cluster.access == EndpointAccess::PRIVATE => {}
                ClusterStatus::Active => return Ok(Self::differs(&cluster, &record)),
                ClusterStatus::Creating | ClusterStatus::Updating | ClusterStatus::Pending => {
                    let (name, status) = (printable(name, 100), cluster.status.as_str());
                    return Ok(Standing::Busy(format!(
                        "the cluster {name}, which is {status}"
                    )));
                }
                ClusterStatus::Deleting | ClusterStatus::Failed | ClusterStatus::Unknown => {
                    return Ok(Self::unusable(&cluster));
                }
            }
            seen.push(Seen {
                what: format!("endpoint of the cluster {}", printable(name, 100)),
                shown: cluster.access.to_string(),
                call: "eks:DescribeCluster",
            });
        }
        if seen.is_empty() {
            let none = "neither product's stack has an EKS cluster".to_owned();
            let none = Self::finding("no-cluster", none).remedy(
                "Look whether the platform has one elsewhere. Where it has none, nothing is to be done: confirm this step.",
            );
            return Ok(Standing::NotFound(none.into()));
        }
        let findings = Findings::none();
        Ok(Standing::Done { findings, seen })
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        name: &String,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        let writer = ports.get::<dyn ClusterWriter>(self.0.first().target.name)?;
        let update = writer
            .set_access(name, EndpointAccess::PRIVATE, token)
            .await?;
        Ok(Started::Running(Handle {
            kind: UPDATE.to_owned(),
            id: format!("{name} {update}"),
        }))
    }

    async fn follow(&self, cx: &ReadContext<'_>, handle: &Handle) -> Result<Progress, StepError> {
        // Not a handle of this step: looking anew tells where it stands.
        let Some((name, id)) = handle.id.split_once(' ') else {
            return Ok(Progress::Settled);
        };
        let reader = cx
            .ports
            .get::<dyn ClusterReader>(self.0.first().target.name)?;
        let Some(update) = reader.update(name, id).await? else {
            return Ok(Progress::Settled);
        };
        Ok(match update.status {
            ClusterUpdateStatus::Successful => Progress::Settled,
            ClusterUpdateStatus::InProgress | ClusterUpdateStatus::Unknown => Progress::Running {
                state: update.status.as_str().to_owned(),
                resources: vec![printable(name, 100)],
                done: None,
            },
            ClusterUpdateStatus::Failed | ClusterUpdateStatus::Cancelled => {
                let errors = if update.errors.is_empty() {
                    "EKS gives no reason".to_owned()
                } else {
                    update.errors.join("; ")
                };
                let summary = format!(
                    "the change of {name}'s endpoint is {}: {}",
                    update.status.as_str(),
                    printable(&errors, 600)
                );
                let remains = "The cluster answers as before.";
                let remedy = "Mend what EKS says, then run deploy again.";
                Progress::Failed(Box::new(Failure::new(summary, remains, remedy)))
            }
        })
    }
}
