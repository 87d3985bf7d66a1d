//! The step that imports the vendor's portfolio.

use std::sync::Arc;

use async_trait::async_trait;

use super::shown_by_now;
use crate::finding::Findings;
use crate::ids::PortfolioId;
use crate::parameter::Change;
use crate::plan::{
    Action, Duration, Evidence, Failure, Handle, Observation, Progress, Proposal, ReadContext,
    Started, Step, StepError, StepId,
};
use crate::port::catalog::OperationToken;
use crate::port::portfolio::{ImportedPortfolio, PortfolioReader, PortfolioWriter};
use crate::port::{ErrorKind, Readers, Writers};
use crate::target::{Target, TargetName};

/// What is followed after the import: its id is the portfolio's.
const IMPORTED: &str = "portfolio-imported";

/// Accepts the share of the vendor's portfolio, which is offered to one account in one region
/// (R16). The import is never taken back: what the catalog offers costs nothing, and what was
/// launched from it needs it.
#[derive(Clone, Debug)]
pub struct ImportPortfolio {
    id: StepId,
    target: Target,
    portfolio: PortfolioId,
    after: Vec<StepId>,
}

impl ImportPortfolio {
    /// The step `id`, which imports `portfolio` into `target`.
    pub fn new(id: StepId, target: Target, portfolio: PortfolioId) -> Self {
        Self {
            id,
            target,
            portfolio,
            after: Vec::new(),
        }
    }

    /// Comes after these steps.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = StepId>) -> Self {
        self.after.extend(steps);
        self
    }

    /// The portfolio as it was imported; `None` while it is not.
    pub(crate) async fn imported(
        &self,
        ports: Readers<'_>,
    ) -> Result<Option<ImportedPortfolio>, StepError> {
        let reader = ports.get::<dyn PortfolioReader>(self.target.name)?;
        let mut imported = reader.imported().await?.into_iter();
        Ok(imported.find(|one| one.id == self.portfolio))
    }

    fn propose(&self) -> Proposal {
        Proposal {
            action: Action::Create,
            changes: vec![Change {
                field: format!("portfolio {}", self.portfolio),
                before: None,
                after: Some("imported".to_owned()),
            }],
            digest: self.wanted(),
            last_seen: None,
            awaits: Vec::new(),
            consent: None,
            takes_over: None,
            removed: None,
            expected: self.documented(Action::Create),
            findings: Findings::none(),
            work: Arc::new(()),
        }
    }

    fn not_offered(&self, error: &crate::port::PortError) -> Failure {
        let Target {
            account, region, ..
        } = &self.target;
        Failure::new(
            format!(
                "portfolio {} cannot be imported into account {account} in {region}: {}",
                self.portfolio, error.message
            ),
            "Nothing was imported.",
            "Compare the id with the code that TetraScience sent, and ask whether it was shared with this account in \
             this region: a share is good for one region (R15, R16). Then run again.",
        )
    }
}

#[async_trait]
impl Step for ImportPortfolio {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        "Import of the vendor's portfolio".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn opens(&self) -> bool {
        true
    }

    fn wanted(&self) -> String {
        let (account, region) = (self.target.account.as_str(), self.target.region.as_str());
        crate::hash::of_parts(["import", self.portfolio.as_str(), account, region])
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 1 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        Ok(match self.imported(cx.ports).await? {
            Some(_) => Observation::InSync {
                findings: Findings::none(),
            },
            None => Observation::Differs(Box::new(self.propose())),
        })
    }

    async fn start(
        &self,
        ports: &Writers<'_>,
        _: &Proposal,
        _: &OperationToken,
    ) -> Result<Started, StepError> {
        let writer = ports.get::<dyn PortfolioWriter>(self.target.name)?;
        match writer.accept_share(&self.portfolio).await {
            Ok(()) => Ok(Started::Running(Handle {
                kind: IMPORTED.to_owned(),
                id: self.portfolio.to_string(),
            })),
            // It cannot appear by itself: the vendor has to act.
            Err(error) if error.kind == ErrorKind::NotFound => {
                Err(StepError::Failed(Box::new(self.not_offered(&error))))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn check(&self, cx: &ReadContext<'_>, _: &Handle) -> Result<Progress, StepError> {
        let shown = self.imported(cx.ports).await?.is_some();
        Ok(shown_by_now(cx, shown))
    }

    async fn verify(&self, cx: &ReadContext<'_>) -> Result<Vec<Evidence>, StepError> {
        let Some(ImportedPortfolio { name, provider, .. }) = self.imported(cx.ports).await? else {
            let summary = format!("the portfolio {} is not imported", self.portfolio);
            let remains = "The catalog does not offer its products.";
            let failure = Failure::new(summary, remains, "Run deploy again.");
            return Err(StepError::Failed(Box::new(failure)));
        };
        let by = Some(provider).filter(|provider| !provider.is_empty());
        let by = by.map_or_else(String::new, |provider| format!(", provided by {provider}"));
        Ok(vec![Evidence {
            what: format!("portfolio {}", self.portfolio),
            seen: crate::ids::printable(&format!("imported: {name}{by}"), 300),
            at: cx.now,
            call: "servicecatalog:ListAcceptedPortfolioShares".to_owned(),
        }])
    }
}
