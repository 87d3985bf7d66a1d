//! R1: what else is in the account and region, which the documents want for the platform alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::ids::{ProvisionedProductName, VpcId, printable};
use crate::layer::ProductComponent;
use crate::layer::data::Network;
use crate::plan::{Evidence, StepError};
use crate::port::catalog::CatalogReader;
use crate::port::network::NetworkReader;
use crate::port::stack::StackArn;
use crate::port::stack_list::StackListReader;
use crate::target::{Target, TargetName};

const WHY: &str = "The documents want an account of its own for the platform: what else is there takes from the same \
                   quotas and limits of calls, and its administrators reach the platform's data.";
/// How many a finding names.
const NAMED: usize = 5;

/// Both checks of a deployment.
pub(super) fn checks(deployment: &Deployment) -> [Arc<dyn Check>; 2] {
    let own = Own::of(deployment);
    [
        Arc::new(OtherStackCheck(own.clone())),
        Arc::new(OtherVpcCheck(own)),
    ]
}

/// What belongs to the deployment.
#[derive(Clone, Debug)]
struct Own {
    target: Target,
    products: [ProvisionedProductName; 2],
    /// The names of the stacks of disaster recovery.
    stacks: BTreeSet<String>,
    /// The VPC that it is launched into, where that was there before.
    vpc: Option<VpcId>,
}

impl Own {
    fn of(deployment: &Deployment) -> Self {
        let (data, service) = (&deployment.data_layer, &deployment.service_layer);
        let recovery = deployment.disaster_recovery.as_ref();
        let dr_stack = recovery.and_then(|dr| Some(dr.stack.as_ref()?.name.to_string()));
        let tool = recovery.and_then(|dr| Some(dr.snapshot_tool.as_ref()?.name.to_string()));
        Self {
            target: data.target().clone(),
            products: [
                data.choice().provisioned_product.clone(),
                service.choice().provisioned_product.clone(),
            ],
            stacks: dr_stack.into_iter().chain(tool).collect(),
            vpc: match &data.draft().network {
                Network::ExistingVpc(existing) => Some(existing.id.clone()),
                Network::NewVpc { .. } => None,
            },
        }
    }

    /// The names of all its stacks that are nested in no other.
    async fn roots(&self, cx: &CheckContext<'_>) -> Result<BTreeSet<String>, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.target.name)?;
        let mut roots = self.stacks.clone();
        for name in &self.products {
            let product = catalog.provisioned_product(name).await?;
            let stack = product.and_then(|product| product.stack);
            let name = stack.as_ref().and_then(named_in);
            roots.extend(name.map(str::to_owned));
        }
        Ok(roots)
    }

    /// What the look means: `all` are those that are not the deployment's, `kind` what they are.
    fn looked(
        &self,
        kind: (&'static str, &'static str, &str),
        all: &[String],
        cx: &CheckContext<'_>,
    ) -> Looked {
        let (id, call, what) = kind;
        let Target {
            name,
            account,
            region,
        } = &self.target;
        if all.is_empty() {
            let evidence = Evidence {
                what: format!("{what} in account {account} in {region}"),
                seen: "none but this deployment's".to_owned(),
                at: cx.now,
                call: call.to_owned(),
            };
            return Looked {
                evidence: vec![evidence],
                ..Looked::default()
            };
        }
        let seen = format!(
            "{} {what} in account {account} in {region} are not this deployment's: {}",
            all.len(),
            named(all)
        );
        let finding = Finding::warns(id, name.as_str(), seen)
            .why(WHY)
            .remedy(
                "Choose an account of its own, or see that nothing there needs what the platform takes and that its \
                 administrators may see the platform's data. What your organisation puts into every account is no harm.",
            )
            .row("R1");
        Looked {
            findings: finding.into(),
            ..Looked::default()
        }
    }
}

fn named(all: &[String]) -> String {
    let shown: Vec<String> = all
        .iter()
        .take(NAMED)
        .map(|one| printable(one, 128))
        .collect();
    let shown = shown.join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The name of a stack, as its ARN has it.
fn named_in(arn: &StackArn) -> Option<&str> {
    arn.0.split('/').nth(1).filter(|name| !name.is_empty())
}

/// That no stacks are in the account and region but those of the deployment (R1).
#[derive(Clone, Debug)]
pub struct OtherStackCheck(Own);

#[async_trait]
impl Check for OtherStackCheck {
    fn id(&self) -> &'static str {
        "other-stacks"
    }

    fn row(&self) -> &'static str {
        "R1"
    }

    fn title(&self) -> String {
        "No other stacks in the account".to_owned()
    }

    fn target(&self) -> TargetName {
        self.0.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn StackListReader>(self.0.target.name)?;
        let own = self.0.roots(cx).await?;
        // By the name in the ARN, by which a product's own stack is known too.
        let listed = reader.roots().await?.into_iter();
        let listed = listed.map(|stack| named_in(&stack.arn).map_or(stack.name, str::to_owned));
        let others: Vec<String> = listed
            .filter(|name| !name.is_empty() && !own.contains(name))
            .collect();
        let kind = ("stacks-of-others", "cloudformation:ListStacks", "stacks");
        Ok(self.0.looked(kind, &others, cx))
    }
}

/// That no VPCs are in the account and region but AWS's own and that of the deployment (R1).
#[derive(Clone, Debug)]
pub struct OtherVpcCheck(Own);

#[async_trait]
impl Check for OtherVpcCheck {
    fn id(&self) -> &'static str {
        "other-vpcs"
    }

    fn row(&self) -> &'static str {
        "R1"
    }

    fn title(&self) -> String {
        "No other VPCs in the account".to_owned()
    }

    fn target(&self) -> TargetName {
        self.0.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn NetworkReader>(self.0.target.name)?;
        let roots = self.0.roots(cx).await?;
        // A stack that is nested in another has a name that begins with the other's.
        let made = |stack: &String| {
            let mut roots = roots.iter();
            roots.any(|root| {
                let nested = stack.strip_prefix(root.as_str());
                nested.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
        };
        let others = reader.vpcs().await?.into_iter().filter(|vpc| {
            let own = self.0.vpc.as_ref() == Some(&vpc.id) || vpc.stack.as_ref().is_some_and(made);
            !own && !vpc.is_default
        });
        let others: Vec<String> = others.map(|vpc| vpc.id.to_string()).collect();
        let kind = ("vpcs-of-others", "ec2:DescribeVpcs", "VPCs");
        Ok(self.0.looked(kind, &others, cx))
    }
}
