//! T7: traffic to S3 stays in the VPC.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::check::mend::prepared;
use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::deployment::Platform;
use crate::finding::Finding;
use crate::ids::{Cidr, VpcId};
use crate::layer::data::{ExistingVpc, Network};
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Step, StepError, Work};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::network::{
    GatewayEndpointRequest, NetworkReader, NetworkWriter, RouteKind, RouteTable, VpcEndpoint,
    VpcEndpointState, VpcEndpointType,
};
use crate::target::{Target, TargetName};

const WHY: &str = "Without a gateway endpoint all traffic to the data lake goes through NAT \
                   gateways or the corporate network, which is slow and paid by the gigabyte.";

/// That the platform's VPC has a gateway endpoint for S3 to which all its private route tables lead
/// (T7). Can be mended. A VPC that the stack makes is there only after the Data Layer.
#[derive(Clone, Debug)]
pub struct S3EndpointCheck {
    target: Target,
    network: Network,
    /// The stack whose VPC it is, where it is known: two platforms may have the same block.
    stack: Option<String>,
    /// What an endpoint that it makes is tagged with.
    tags: BTreeMap<String, String>,
    /// The platform that its fix changes.
    platform: Option<Platform>,
}

/// What there is, and what is missing.
#[derive(Clone)]
struct Found {
    vpc: VpcId,
    endpoint: Option<VpcEndpoint>,
    missing: Vec<String>,
}

/// The one call that mends it.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Create(GatewayEndpointRequest),
    Add {
        endpoint: String,
        tables: Vec<String>,
    },
}

impl S3EndpointCheck {
    /// The check of the VPC that `network` says, in `target`.
    pub fn new(target: Target, network: Network) -> Self {
        Self {
            target,
            network,
            stack: None,
            tags: BTreeMap::new(),
            platform: None,
        }
    }

    /// The same, whose fix needs consent where another deployment made a product of this platform.
    #[must_use]
    pub(crate) fn of_platform(mut self, platform: Platform) -> Self {
        self.platform = Some(platform);
        self
    }

    /// The same, whose fix tags the endpoint that it makes so.
    #[must_use]
    pub fn tagged(mut self, tags: BTreeMap<String, String>) -> Self {
        self.tags = tags;
        self
    }

    /// The same of the VPC that the stack of this name, or one nested in it, made.
    pub(crate) fn of_stack(mut self, name: &str) -> Self {
        self.stack = Some(name.to_owned());
        self
    }

    /// Whether a stack of this name may have made the platform's VPC.
    fn made_by(&self, stack: &str) -> bool {
        let Some(root) = &self.stack else {
            return stack.starts_with("SC-");
        };
        let nested = stack.strip_prefix(root.as_str());
        nested.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    fn service(&self) -> String {
        // In China too: only interface endpoints have another prefix there.
        format!("com.amazonaws.{}.s3", self.target.region)
    }

    /// The platform's VPC; `None` while the stack has not made it.
    async fn vpc(&self, reader: &dyn NetworkReader) -> Result<Option<VpcId>, StepError> {
        let cidr: Cidr = match &self.network {
            Network::ExistingVpc(existing) => return Ok(Some(existing.id.clone())),
            Network::NewVpc { cidr } => *cidr,
        };
        let vpcs = reader.vpcs().await?;
        // A stack's, so that a stranger's VPC of the same block is left alone.
        let made = vpcs.into_iter().filter(|vpc| {
            let product = vpc.stack.as_ref().is_some_and(|one| self.made_by(one));
            product && vpc.blocks.contains(&cidr)
        });
        let mut made = made.map(|vpc| vpc.id);
        let (first, second) = (made.next(), made.next());
        match second {
            None => Ok(first),
            Some(other) => Err(StepError::Unsettled {
                what: format!(
                    "several VPCs of a product have the block {cidr}, {other} among them"
                ),
            }),
        }
    }

    /// The tables that are to lead to it.
    fn wanted(&self, tables: &[RouteTable]) -> Vec<String> {
        let private: Vec<&RouteTable> = match &self.network {
            Network::ExistingVpc(existing) => of_subnets(existing, tables),
            Network::NewVpc { .. } => {
                let public = |table: &&RouteTable| {
                    let route = table.default_route();
                    route.is_some_and(|route| route.kind() == RouteKind::InternetGateway)
                };
                tables.iter().filter(|table| !public(table)).collect()
            }
        };
        let mut ids: Vec<String> = private.iter().map(|table| table.id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    async fn found(&self, cx: &CheckContext<'_>) -> Result<Option<Found>, StepError> {
        let reader = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let Some(vpc) = self.vpc(reader.as_ref()).await? else {
            return Ok(None);
        };
        let tables = reader.route_tables(&vpc).await?;
        let endpoints = reader.endpoints(&vpc).await?;
        let service = self.service();
        let own = endpoints.into_iter().filter(|one| {
            one.kind == VpcEndpointType::Gateway
                && one.service == service
                && matches!(
                    one.state,
                    VpcEndpointState::Available | VpcEndpointState::Pending
                )
        });
        let own: Vec<VpcEndpoint> = own.collect();
        // A VPC may have several, and a table leads to one of them only.
        let leads = |table: &String| own.iter().any(|one| one.route_tables.contains(table));
        let mut missing = self.wanted(&tables);
        missing.retain(|table| !leads(table));
        Ok(Some(Found {
            vpc,
            endpoint: own.into_iter().next(),
            missing,
        }))
    }

    /// The gateway endpoints of its VPC that bear this tag, gone ones left out.
    pub(crate) async fn bearing(
        &self,
        cx: &CheckContext<'_>,
        (key, value): (&str, &str),
    ) -> Result<Vec<VpcEndpoint>, StepError> {
        let reader = cx.ports.get::<dyn NetworkReader>(self.target.name)?;
        let Some(vpc) = self.vpc(reader.as_ref()).await? else {
            return Ok(Vec::new());
        };
        let mut endpoints = reader.endpoints(&vpc).await?;
        endpoints.retain(|one| {
            one.kind == VpcEndpointType::Gateway
                && one.state != VpcEndpointState::Deleted
                && one.tags.get(key).is_some_and(|own| own == value)
        });
        Ok(endpoints)
    }

    fn finding(&self, found: &Found) -> Option<Finding> {
        let (vpc, region, at) = (&found.vpc, &self.target.region, self.target.name.as_str());
        let tables = found.missing.join(" ");
        let (seen, command) = match &found.endpoint {
            Some(_) if found.missing.is_empty() => return None,
            None => (
                format!("{vpc} has no gateway endpoint for S3"),
                format!(
                    "aws ec2 create-vpc-endpoint --vpc-id {vpc} --service-name {} \
                     --route-table-ids {tables} --region {region}",
                    self.service()
                ),
            ),
            Some(endpoint) => (
                format!(
                    "{tables} of {vpc} do not lead to {}, the endpoint for S3",
                    endpoint.id
                ),
                format!(
                    "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {} --add-route-table-ids \
                     {tables} --region {region}",
                    endpoint.id
                ),
            ),
        };
        let finding = Finding::warns("no-s3-endpoint", at, seen).why(WHY);
        Some(finding.remedy(format!("{command}, or --fix T7.")).row("T7"))
    }

    fn not_yet(&self) -> Finding {
        let seen = "the VPC is not there before the Data Layer has made it";
        Finding::informs("no-vpc-yet", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy("Look again when the Data Layer is deployed.")
            .row("T7")
    }

    /// The change that mends it now, with its one call; `None` when there is nothing to mend.
    pub(crate) async fn prepare(
        &self,
        cx: &CheckContext<'_>,
    ) -> Result<Option<(Mending, Call)>, StepError> {
        let Some(found) = self.found(cx).await? else {
            return Ok(None);
        };
        if self.finding(&found).is_none() {
            return Ok(None);
        }
        let tables = found.missing;
        let change = Change {
            field: format!("route tables to S3 in {}", found.vpc),
            before: found
                .endpoint
                .as_ref()
                .map(|one| one.route_tables.join(" ")),
            after: Some(tables.join(" ")),
        };
        let (action, last_seen, call) = match found.endpoint {
            None => (
                Action::Create,
                None,
                Call::Create(GatewayEndpointRequest {
                    vpc: found.vpc,
                    service: self.service(),
                    route_tables: tables,
                    tags: self.tags.clone(),
                }),
            ),
            Some(VpcEndpoint { id, .. }) => (
                Action::Update,
                Some(id.clone()),
                Call::Add {
                    endpoint: id,
                    tables,
                },
            ),
        };
        let work: Work = Arc::new(call.clone());
        let mending = Mending {
            action,
            changes: vec![change],
            last_seen,
            consent: None,
            work,
        };
        Ok(Some((mending, call)))
    }

    /// Makes that call.
    pub(crate) async fn send(
        &self,
        ports: &Writers<'_>,
        call: &Call,
        token: &OperationToken,
    ) -> Result<(), StepError> {
        let writer = ports.get::<dyn NetworkWriter>(self.target.name)?;
        match call {
            Call::Create(request) => writer.create_gateway_endpoint(request, token).await?,
            Call::Add { endpoint, tables } => writer.add_route_tables(endpoint, tables).await?,
        }
        Ok(())
    }
}

fn of_subnets<'a>(existing: &ExistingVpc, tables: &'a [RouteTable]) -> Vec<&'a RouteTable> {
    let isolated = existing.isolated.iter().flat_map(|one| &one.subnets);
    let subnets = existing.private_subnets.iter().chain(isolated);
    subnets
        .filter_map(|subnet| RouteTable::of(subnet, tables))
        .collect()
}

#[async_trait]
impl Check for S3EndpointCheck {
    fn id(&self) -> &'static str {
        "s3-endpoint"
    }

    fn row(&self) -> &'static str {
        "T7"
    }

    fn title(&self) -> String {
        "Traffic to S3 stays in the VPC".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let Some(found) = self.found(cx).await? else {
            return Ok(Looked {
                findings: self.not_yet().into(),
                ..Looked::default()
            });
        };
        if let Some(finding) = self.finding(&found) {
            return Ok(Looked {
                findings: finding.into(),
                ..Looked::default()
            });
        }
        let evidence = found.endpoint.into_iter().map(|endpoint| Evidence {
            what: format!("S3 in {}", found.vpc),
            seen: format!("{} of all private route tables", endpoint.id),
            at: cx.now,
            call: "ec2:DescribeVpcEndpoints".to_owned(),
        });
        Ok(Looked {
            evidence: evidence.collect(),
            ..Looked::default()
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        let step: Arc<dyn Step> = Arc::new(MendStep::new(Arc::new(self.clone()), []));
        Some(match &self.platform {
            Some(platform) => platform.around(step),
            None => step,
        })
    }
}

#[async_trait]
impl Mend for S3EndpointCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        Ok(self.prepare(cx).await?.map(|(mending, _)| mending))
    }

    async fn mend(
        &self,
        ports: &Writers<'_>,
        work: &Work,
        token: &OperationToken,
    ) -> Result<(), StepError> {
        self.send(ports, prepared::<Call>(work)?, token).await
    }
}
