//! T7: traffic to S3 stays in the platform's VPC.

use async_trait::async_trait;

use super::find::Platform;
use super::task::{Planned, Seen, Standing, Task};
use crate::check::rows::{S3Call, S3EndpointCheck};
use crate::check::{Check, CheckContext, Looked};
use crate::finding::{Finding, Findings};
use crate::plan::{Action, Handle, Launch, Progress, ReadContext, Started, StepError};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::network::NetworkReader;
use crate::target::Target;

const WHY: &str = "Until then traffic to the data lake goes through NAT gateways or the corporate network, which is slow \
                   and paid by the gigabyte (T7).";

/// Gives the platform's VPC a gateway endpoint for S3 that all its private route tables lead to.
pub(super) struct S3Endpoint {
    pub(super) platform: Platform,
    pub(super) check: S3EndpointCheck,
}

impl S3Endpoint {
    /// That the stack's VPC was not found, so that nobody knows whether it has its endpoint.
    fn no_vpc(&self) -> Finding {
        let region = &self.platform.target.region;
        let seen = "not checked: no VPC of a product's stack has the block of the spec";
        Finding::informs("no-vpc-of-the-stack", super::S3_ENDPOINT, seen)
            .why(WHY)
            .remedy(format!(
                "Look by hand: aws ec2 describe-vpcs --region {region} lists the VPCs, and aws ec2 \
                 describe-vpc-endpoints --region {region} --filters Name=vpc-id,Values=VPC tells whether the \
                 platform's has its endpoint. It is checked here once a VPC of that block bears the stack's name, as \
                 AWS tags what a stack makes; where the stack is new, verify again in some minutes."
            ))
            .row("T7")
    }
}

#[async_trait]
impl Task for S3Endpoint {
    type Work = S3Call;

    fn title(&self) -> String {
        self.check.title()
    }

    fn target(&self) -> &Target {
        &self.platform.target
    }

    fn launch(&self) -> Launch {
        self.platform.launch()
    }

    fn begins(&self) -> Action {
        Action::Create
    }

    fn minutes(&self) -> (u32, u32) {
        (0, 1)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let region = &self.platform.target.region;
        let lines = [
            format!(
                "Find the private route tables of the platform's VPC: aws ec2 describe-route-tables --region {region} \
                 --filters Name=vpc-id,Values=VPC"
            ),
            format!(
                "aws ec2 create-vpc-endpoint --region {region} --vpc-id VPC --service-name com.amazonaws.{region}.s3 \
                 --route-table-ids TABLES"
            ),
        ];
        (lines.into(), WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<S3Call>, StepError> {
        let (ports, now) = (cx.ports, cx.now);
        let look = CheckContext { ports, now };
        // Before anything else: where it is not built in, a person is told of it from the first plan on.
        look.ports
            .get::<dyn NetworkReader>(self.platform.target.name)?;
        let Some(product) = self.platform.settled(cx).await? else {
            return Ok(Standing::Awaits(self.platform.wire("VPC")));
        };
        let stack = product.stack.as_ref();
        let name = stack.and_then(|arn| arn.0.split('/').nth(1));
        let check = match name {
            Some(name) => self.check.clone().of_stack(name),
            None => self.check.clone(),
        };
        if let Some((mending, work)) = check.prepare(&look).await? {
            // With the launch's record: an endpoint that is made again after a removal is another one.
            let record = product
                .last_record
                .map_or_else(String::new, |record| record.0);
            let last_seen = format!("{} {record}", mending.last_seen.unwrap_or_default());
            return Ok(Standing::Differs(Planned {
                action: mending.action,
                ..Planned::update(mending.changes, last_seen, work)
            }));
        }
        let Looked { findings, evidence } = check.look(&look).await?;
        if !findings.is_empty() {
            return Ok(Standing::NotLooked(self.no_vpc()));
        }
        let seen = evidence.into_iter().map(|one| Seen {
            what: one.what,
            shown: one.seen,
            call: "ec2:DescribeVpcEndpoints",
        });
        let (findings, seen) = (Findings::none(), seen.collect());
        Ok(Standing::Done { findings, seen })
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        work: &S3Call,
        token: &OperationToken,
    ) -> Result<Started, StepError> {
        self.check.send(ports, work, token).await?;
        Ok(Started::Done)
    }

    async fn follow(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        // The call is answered when the routes are there.
        Ok(Progress::Settled)
    }
}
