//! What the vendor must know before it shares its products (R15).

use async_trait::async_trait;
use jiff::Timestamp;

use crate::check::account_mismatch;
use crate::finding::Findings;
use crate::ids::PortfolioId;
use crate::layer::ProductSelector;
use crate::plan::{
    Action, Duration, Errand, ErrandKind, Evidence, Handle, Observation, Progress, Proposal,
    ReadContext, Started, Step, StepError, StepId, errand_digest, not_confirmed,
};
use crate::port::catalog::{CatalogReader, OperationToken};
use crate::port::identity::{CallerIdentity, IdentityReader};
use crate::port::portfolio::PortfolioReader;
use crate::port::{Readers, Writers};
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
    imports: Option<PortfolioId>,
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
            imports: None,
            after: Vec::new(),
        }
    }

    /// The deployment imports this portfolio by itself: nothing is asked for either once it is
    /// imported, since nobody can import what is not shared.
    #[must_use]
    pub fn imports(mut self, portfolio: Option<PortfolioId>) -> Self {
        self.imports = portfolio;
        self
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    /// What shows that the vendor has acted.
    pub(crate) async fn shown(
        &self,
        ports: Readers<'_>,
        now: Timestamp,
    ) -> Result<Option<Evidence>, StepError> {
        let seen = |what: String, seen: &str, call: &str| Evidence {
            what,
            seen: seen.to_owned(),
            at: now,
            call: call.to_owned(),
        };
        let catalog = ports.get::<dyn CatalogReader>(self.offered_in)?;
        let products = catalog.products().await?;
        if products.iter().any(|product| self.product.selects(product)) {
            let what = format!("product {}", self.product);
            let call = "servicecatalog:SearchProducts";
            return Ok(Some(seen(what, "offered to the caller", call)));
        }
        let Some(portfolio) = &self.imports else {
            return Ok(None);
        };
        let reader = ports.get::<dyn PortfolioReader>(self.offered_in)?;
        let imported = reader.imported().await?;
        let call = "servicecatalog:ListAcceptedPortfolioShares";
        Ok(imported
            .iter()
            .any(|one| one.id == *portfolio)
            .then(|| seen(format!("portfolio {portfolio}"), "imported", call)))
    }

    /// What is said first where the catalog offers a product of nearly that name: then nothing is to be
    /// sent.
    pub(crate) async fn meant(&self, ports: Readers<'_>) -> Result<Option<String>, StepError> {
        let catalog = ports.get::<dyn CatalogReader>(self.offered_in)?;
        let products = catalog.products().await?;
        let meant = self.product.meant(&products).map(|name| {
            format!(
                "Did you mean \"{name}\", which the catalog offers? Then write that instead of {} into the spec, \
                 and nothing is to be sent.",
                self.product
            )
        });
        Ok(meant)
    }

    /// One line for each environment, or why they would be wrong.
    pub(crate) async fn details(
        &self,
        ports: Readers<'_>,
    ) -> Result<Result<Vec<String>, Findings>, StepError> {
        let (mut lines, mut findings) = (Vec::new(), Findings::none());
        for target in &self.environments {
            let identity = ports.get::<dyn IdentityReader>(target.name)?;
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

    fn errand(&self, details: Vec<String>, meant: Option<String>, cx: &ReadContext<'_>) -> Errand {
        let digest = self.digest(&details);
        let send = "Send these details to TetraScience, which then shares its products with the \
                    accounts:";
        let import = match &self.imports {
            Some(portfolio) => format!(
                "Confirm this step once TetraScience has shared them: the run then imports portfolio {portfolio}, \
                 and nothing else is needed from you."
            ),
            None => format!(
                "Import the portfolio by the code that TetraScience sends, or write the code into the spec as \
                 portfolio: {{ id: CODE }}, then run again: once the catalog offers {}, nothing else is needed from you.",
                self.product
            ),
        };
        Errand {
            kind: ErrandKind::Gate,
            title: TITLE.to_owned(),
            instructions: meant
                .into_iter()
                .chain([send.to_owned()])
                .chain(details)
                .chain([import])
                .collect(),
            why: "The vendor shares its products with named accounts, regions and deployers only \
                  (R15)."
                .to_owned(),
            observed: self.imports.is_none(),
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
        if self.shown(cx.ports, cx.now).await?.is_some() {
            return Ok(Observation::InSync { findings });
        }
        let details = match self.details(cx.ports).await? {
            Ok(details) => details,
            Err(findings) => return Ok(Observation::Blocked(findings)),
        };
        if cx.confirmed_for(&self.digest(&details)).is_some() {
            return Ok(Observation::InSync { findings });
        }
        let meant = self.meant(cx.ports).await?;
        let errand = self.errand(details, meant, cx);
        Ok(Observation::Person(Box::new(errand)))
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
        if let Some(evidence) = self.shown(cx.ports, cx.now).await? {
            return Ok(vec![evidence]);
        }
        let failure = match self.details(cx.ports).await? {
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
