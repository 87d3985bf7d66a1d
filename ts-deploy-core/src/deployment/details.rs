//! What the vendor must know before it shares its products (R15).

use async_trait::async_trait;

use crate::check::account_mismatch;
use crate::finding::Findings;
use crate::layer::ProductSelector;
use crate::plan::{
    Action, Duration, Errand, ErrandKind, Evidence, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId, errand_digest, not_confirmed,
};
use crate::port::Writers;
use crate::port::catalog::{CatalogReader, OperationToken};
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::target::{Target, TargetName};

const TITLE: &str = "Details for the vendor";

/// A gate before the first launch: account, region and the deployer's IAM name of every
/// environment, ready to send. Nothing is asked for once the catalog offers the product, since the
/// vendor has acted then.
#[derive(Clone, Debug)]
pub struct DetailsForVendor {
    id: StepId,
    product: ProductSelector,
    offered_in: TargetName,
    environments: Vec<Target>,
    after: Vec<StepId>,
}

impl DetailsForVendor {
    /// The step `id`, passed when the catalog of `offered_in` offers `product`. The details are
    /// those of `environments`.
    pub fn new(
        id: StepId,
        product: ProductSelector,
        offered_in: TargetName,
        environments: impl IntoIterator<Item = Target>,
    ) -> Self {
        Self {
            id,
            product,
            offered_in,
            environments: environments.into_iter().collect(),
            after: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    async fn is_offered(&self, cx: &ReadContext<'_>) -> Result<bool, StepError> {
        let catalog = cx.ports.get::<dyn CatalogReader>(self.offered_in)?;
        let products = catalog.products().await?;
        Ok(products.iter().any(|product| self.product.selects(product)))
    }

    /// One line for each environment, or why they would be wrong.
    async fn details(
        &self,
        cx: &ReadContext<'_>,
    ) -> Result<Result<Vec<String>, Findings>, StepError> {
        let (mut lines, mut findings) = (Vec::new(), Findings::none());
        for target in &self.environments {
            let identity = cx.ports.get::<dyn IdentityReader>(target.name)?;
            let caller = identity.caller().await?;
            findings.extend(account_mismatch(target, &caller));
            lines.push(line(target, &caller));
        }
        Ok(if findings.is_empty() {
            Ok(lines)
        } else {
            Err(findings)
        })
    }

    fn digest(&self, details: &[String]) -> String {
        errand_digest(&self.id, details.iter().map(String::as_str))
    }

    fn errand(&self, details: Vec<String>, cx: &ReadContext<'_>) -> Errand {
        let digest = self.digest(&details);
        let send = "Send these details to TetraScience, which then shares its products with the \
                    accounts:";
        let import = format!(
            "Import the portfolio by the code that TetraScience sends, then run again: once the \
             catalog offers {}, nothing more is asked here.",
            self.product
        );
        Errand {
            kind: ErrandKind::Gate,
            title: TITLE.to_owned(),
            instructions: std::iter::once(send.to_owned())
                .chain(details)
                .chain([import])
                .collect(),
            why: "The vendor shares its products with named accounts, regions and deployers only \
                  (R15)."
                .to_owned(),
            observed: true,
            digest,
            findings: cx
                .confirmed
                .map(|word| word.stale(&self.id))
                .into_iter()
                .collect(),
        }
    }
}

fn line(
    Target {
        name,
        account,
        region,
    }: &Target,
    caller: &CallerIdentity,
) -> String {
    let deployer = match caller.principal() {
        Ok(principal) => principal.to_string(),
        Err(_) => crate::ids::printable(&caller.arn, 200),
    };
    format!("{name}: AWS account {account}, region {region}, deployed by {deployer}")
}

#[async_trait]
impl Step for DetailsForVendor {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        TITLE.to_owned()
    }

    fn target(&self) -> TargetName {
        self.offered_in
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 0 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        let findings = Findings::none();
        if self.is_offered(cx).await? {
            return Ok(Observation::InSync { findings });
        }
        let details = match self.details(cx).await? {
            Ok(details) => details,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        Ok(match cx.confirmed_for(&self.digest(&details)) {
            Some(_) => Observation::InSync { findings },
            None => Observation::Person(Box::new(self.errand(details, cx))),
        })
    }

    async fn start(
        &self,
        _: &Writers<'_>,
        _: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        // It never proposes anything, so nothing is ever to be done.
        Ok(Started::Done)
    }

    async fn check(&self, _: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        Ok(Progress::Settled)
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        if self.is_offered(cx).await? {
            return Ok(vec![Evidence {
                what: format!("product {}", self.product),
                seen: "offered to the caller".to_owned(),
                at: cx.now,
                call: "servicecatalog:SearchProducts".to_owned(),
            }]);
        }
        let failure = match self.details(cx).await? {
            Ok(details) => match cx.confirmed_for(&self.digest(&details)) {
                Some(word) => return Ok(vec![word.evidence(TITLE)]),
                None => not_confirmed(TITLE),
            },
            Err(findings) => crate::plan::Failure::new(
                findings.to_string(),
                "Nothing was changed.",
                "Use the credentials of the accounts that the deployment names.",
            ),
        };
        Err(StepError::Failed(Box::new(failure)))
    }
}
