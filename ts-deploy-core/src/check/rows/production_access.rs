//! R12: out of SES's sandbox, when it is asked for.

use std::sync::Arc;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Step, StepError, Work};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::mail::{MailReader, MailWriter, ProductionAccess, ReviewStatus};
use crate::target::{Target, TargetName};

const WHY: &str =
    "In the sandbox mail goes to verified addresses only: nobody else is invited or warned.";

/// That the account is out of SES's sandbox, or AWS looks at the request to leave it (R12). The request
/// can be made; AWS decides on it.
#[derive(Clone, Debug)]
pub struct ProductionAccessCheck {
    target: Target,
    request: ProductionAccess,
}

impl ProductionAccessCheck {
    /// The check in `target`, with what is told to AWS when it is asked for.
    pub fn new(target: Target, request: ProductionAccess) -> Self {
        Self { target, request }
    }

    /// The check of a deployment; `None` when it asks for no production access.
    pub fn of(deployment: &Deployment) -> Option<Self> {
        let request = deployment.requested.production_access.clone()?;
        let target = deployment.data_layer.target().clone();
        Some(Self::new(target, request))
    }

    fn finding(&self, review: Option<ReviewStatus>) -> Finding {
        let (region, at) = (&self.target.region, self.target.name.as_str());
        let cases = "console: Support, Your support cases";
        let (id, seen, remedy) = match review {
            Some(ReviewStatus::Pending) => {
                let seen = format!("AWS looks at the request to leave SES's sandbox in {region}");
                let remedy = format!("Wait for AWS's answer, a day or so ({cases}).");
                let finding = Finding::informs("production-access-pending", at, seen);
                return finding.why(WHY).remedy(remedy).row("R12");
            }
            Some(ReviewStatus::Denied) => (
                "production-access-denied",
                format!("AWS denied the request to leave SES's sandbox in {region}"),
                format!("Answer AWS in the case ({cases}): a second request is not looked at."),
            ),
            None => (
                "production-access-not-asked",
                format!("nobody asked AWS yet to let SES out of its sandbox in {region}"),
                "Ask with what the spec says: --fix R12.".to_owned(),
            ),
            Some(ReviewStatus::Failed) => (
                "production-access-not-asked",
                format!("AWS could not look at the request to leave SES's sandbox in {region}"),
                "Ask again with what the spec says: --fix R12.".to_owned(),
            ),
            Some(review @ (ReviewStatus::Granted | ReviewStatus::Unknown)) => (
                "production-access-not-there",
                format!(
                    "SES is in its sandbox in {region}, though the review of the request is {}",
                    review.as_str()
                ),
                format!("Look again in an hour, or ask AWS in the case ({cases})."),
            ),
        };
        let finding = Finding::warns(id, at, seen);
        finding.why(WHY).remedy(remedy).row("R12")
    }
}

#[async_trait]
impl Check for ProductionAccessCheck {
    fn id(&self) -> &'static str {
        "mail-production-access"
    }

    fn row(&self) -> &'static str {
        "R12"
    }

    fn title(&self) -> String {
        "Mail may be sent to everybody".to_owned()
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn MailReader>(self.target.name)?;
        let account = reader.account().await?;
        let finding = (!account.production_access).then(|| self.finding(account.review));
        let review = account.review.map_or("none", ReviewStatus::as_str);
        let seen = if account.production_access {
            "production access".to_owned()
        } else {
            format!("in the sandbox, review {review}")
        };
        let evidence = Evidence {
            what: "sending by SES".to_owned(),
            seen,
            at: cx.now,
            call: "sesv2:GetAccount".to_owned(),
        };
        Ok(Looked {
            findings: finding.into_iter().collect(),
            evidence: vec![evidence],
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for ProductionAccessCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        let reader = cx.ports.get::<dyn MailReader>(self.target.name)?;
        let account = reader.account().await?;
        let asked = match account.review {
            None | Some(ReviewStatus::Failed) => false,
            // What was decided, or is about to be, is not asked for again; nor is what is not known.
            Some(
                ReviewStatus::Pending
                | ReviewStatus::Granted
                | ReviewStatus::Denied
                | ReviewStatus::Unknown,
            ) => true,
        };
        if account.production_access || asked {
            return Ok(None);
        }
        let told = |field: &str, after: &str| Change {
            field: field.to_owned(),
            before: None,
            after: Some(printable(after, 400)),
        };
        let request = &self.request;
        let changes = vec![
            told("request to AWS", "production access of SES"),
            told("mail type", request.mail_type.as_str()),
            told("website", request.website.as_str()),
            told("use case", &request.use_case),
            told("contact language", request.language.as_str()),
        ];
        let work: Work = Arc::new(());
        Ok(Some(Mending {
            action: Action::Create,
            changes,
            last_seen: account.review.map(|review| review.as_str().to_owned()),
            consent: None,
            work,
        }))
    }

    async fn mend(
        &self,
        ports: &Writers<'_>,
        _: &Work,
        _: &OperationToken,
    ) -> Result<(), StepError> {
        let writer = ports.get::<dyn MailWriter>(self.target.name)?;
        Ok(writer.request_production_access(&self.request).await?)
    }
}
