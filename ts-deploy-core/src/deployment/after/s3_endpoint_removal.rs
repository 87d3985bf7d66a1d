//! T7 taken back: an endpoint that was made from here stands in the way of its VPC's removal.

use async_trait::async_trait;

use super::S3_ENDPOINT;
use super::find::Platform;
use super::task::{Planned, Seen, Standing, Task};
use crate::check::CheckContext;
use crate::check::rows::S3EndpointCheck;
use crate::finding::Findings;
use crate::ids::DeploymentName;
use crate::parameter::Change;
use crate::plan::DEPLOYMENT_TAG;
use crate::plan::{
    Action, Consent, Handle, Launch, Progress, ReadContext, Started, StepError, StepId,
    request_digest,
};
use crate::port::Writers;
use crate::port::catalog::{CatalogReader, OperationToken, ProvisionedProductStatus};
use crate::port::network::{NetworkWriter, VpcEndpoint, VpcEndpointState};
use crate::target::Target;

const WHY: &str =
    "CloudFormation cannot delete the VPC as long as something that it did not make is in it (T7).";

/// Removes the endpoint for S3 that the task made, told by its tag. One that was there before stays.
pub(super) struct RemoveS3Endpoint {
    pub(super) platform: Platform,
    pub(super) check: S3EndpointCheck,
    pub(super) owner: DeploymentName,
    /// True for a VPC of the customer's, which others may use as well.
    pub(super) shared: bool,
}

impl RemoveS3Endpoint {
    fn removal(&self, endpoint: &VpcEndpoint) -> Planned<String> {
        let id = endpoint.id.clone();
        let change = Change {
            field: format!("endpoint {id}"),
            before: Some(format!("leads {} to S3", endpoint.route_tables.join(", "))),
            after: None,
        };
        let consent = self.shared.then(|| {
            let loses = format!(
                "{id} is in a VPC of yours. Whatever else is behind {} reaches S3 by its other routes then, and \
                 loses the connections that it has.",
                endpoint.route_tables.join(", ")
            );
            Consent::destroy(&StepId::known(S3_ENDPOINT), loses)
        });
        Planned {
            action: Action::Remove,
            consent,
            ..Planned::update(vec![change], id.clone(), id)
        }
    }

    fn gone() -> Standing<String> {
        let seen = Seen {
            what: "endpoint for S3".to_owned(),
            shown: "none that was made from here".to_owned(),
            call: "ec2:DescribeVpcEndpoints",
        };
        let findings = Findings::none();
        let seen = vec![seen];
        Standing::Done { findings, seen }
    }
}

#[async_trait]
impl Task for RemoveS3Endpoint {
    /// The endpoint's id.
    type Work = String;

    fn title(&self) -> String {
        "Endpoint for S3 in the VPC".to_owned()
    }

    fn target(&self) -> &Target {
        &self.platform.target
    }

    fn launch(&self) -> Launch {
        self.platform.launch()
    }

    fn removes(&self) -> bool {
        true
    }

    fn wanted(&self) -> String {
        request_digest(["remove", self.owner.as_str()])
    }

    fn minutes(&self) -> (u32, u32) {
        (0, 5)
    }

    fn by_hand(&self) -> (Vec<String>, &'static str) {
        let region = &self.platform.target.region;
        let lines = [
            format!(
                "Look for an endpoint that was made for the platform: aws ec2 describe-vpc-endpoints --region {region} \
                 --filters Name=tag:{DEPLOYMENT_TAG},Values={}",
                self.owner
            ),
            format!(
                "Where there is one: aws ec2 delete-vpc-endpoints --region {region} --vpc-endpoint-ids ENDPOINT"
            ),
        ];
        (lines.into(), WHY)
    }

    async fn stand(&self, cx: &ReadContext<'_>) -> Result<Standing<String>, StepError> {
        let catalog = cx
            .ports
            .get::<dyn CatalogReader>(self.platform.target.name)?;
        let product = catalog.provisioned_product(&self.platform.product).await?;
        let stack = product.as_ref().and_then(|product| product.stack.as_ref());
        let name = stack.and_then(|arn| arn.0.split('/').nth(1));
        let changing = product
            .as_ref()
            .is_some_and(|product| product.status == ProvisionedProductStatus::UnderChange);
        if changing {
            return Ok(Standing::Busy(format!(
                "a change of {}",
                self.platform.product
            )));
        }
        let check = match name {
            Some(name) => self.check.clone().of_stack(name),
            // Without its stack there is no VPC that the stack made.
            None if !self.shared => return Ok(Self::gone()),
            None => self.check.clone(),
        };
        let (ports, now) = (cx.ports, cx.now);
        let ours = (DEPLOYMENT_TAG, self.owner.as_str());
        let endpoints = check.bearing(&CheckContext { ports, now }, ours).await?;
        let deleting = |one: &&VpcEndpoint| one.state == VpcEndpointState::Deleting;
        if let Some(one) = endpoints.iter().find(deleting) {
            return Ok(Standing::Busy(format!(
                "the removal of the endpoint {}",
                one.id
            )));
        }
        let first = endpoints.first();
        Ok(first.map_or_else(Self::gone, |one| Standing::Differs(self.removal(one))))
    }

    async fn send(
        &self,
        ports: &Writers<'_>,
        endpoint: &String,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let writer = ports.get::<dyn NetworkWriter>(self.platform.target.name)?;
        writer.delete_endpoint(endpoint).await?;
        Ok(Started::Done)
    }

    async fn follow(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        // What is still going is waited for when it is looked at again.
        Ok(Progress::Settled)
    }
}
