//! R12: the sender of the platform's mails.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::check::{Check, CheckContext, Looked, Mend, MendStep, Mending};
use crate::deployment::Deployment;
use crate::finding::{Finding, Findings};
use crate::ids::EmailAddress;
use crate::parameter::Change;
use crate::plan::{Action, Evidence, Step, StepError, Work};
use crate::port::catalog::OperationToken;
use crate::port::mail::{
    MailAccount, MailIdentity, MailReader, MailWriter, ReviewStatus, VerificationStatus,
};
use crate::port::{ErrorKind, Writers};
use crate::target::{Target, TargetName};

const WHY: &str = "The platform invites users and tells of failures by mail in this sender's name; \
                   nothing fails without, and nobody gets those mails.";

/// That the platform's sender is verified in SES, and the account out of the sandbox (R12). An
/// address is verified by itself or with its domain.
#[derive(Clone, Debug)]
pub struct MailSenderCheck {
    target: Target,
    sender: EmailAddress,
    tags: BTreeMap<String, String>,
    /// False where another check tells of the sandbox.
    looks_at_sandbox: bool,
}

/// What SES knows of a sender.
struct Known {
    /// The address's own identity.
    own: Option<MailIdentity>,
    /// The verified identity that covers it.
    verified: Option<MailIdentity>,
}

impl MailSenderCheck {
    /// The check of `sender` in `target`.
    pub fn new(target: Target, sender: EmailAddress) -> Self {
        let tags = BTreeMap::new();
        Self {
            target,
            sender,
            tags,
            looks_at_sandbox: true,
        }
    }

    /// The same without a word about the sandbox, of which
    /// [`ProductionAccessCheck`](super::ProductionAccessCheck) tells where production access is asked for.
    #[must_use]
    pub fn of_sender_alone(mut self) -> Self {
        self.looks_at_sandbox = false;
        self
    }

    /// With these tags for an identity that is made: an organisation may forbid what bears none.
    #[must_use]
    pub fn tagged(mut self, tags: BTreeMap<String, String>) -> Self {
        self.tags = tags;
        self
    }

    /// The check of a deployment's sender.
    pub fn of(deployment: &Deployment) -> Self {
        let layer = &deployment.data_layer;
        let draft = layer.draft();
        let sender = draft.notifications.sender.clone();
        let check = Self::new(layer.target().clone(), sender).tagged(draft.tags.clone());
        if deployment.requested.production_access.is_some() {
            check.of_sender_alone()
        } else {
            check
        }
    }

    /// The address's domain and those above it, down to two labels: a verified domain covers what
    /// is below it.
    fn domains(&self) -> Vec<String> {
        let (_, domain) = self.sender.as_str().rsplit_once('@').unwrap_or_default();
        let domain = domain.to_ascii_lowercase();
        let mut domains = Vec::new();
        let mut rest = domain.as_str();
        while rest.contains('.') {
            domains.push(rest.to_owned());
            rest = rest.split_once('.').map_or("", |(_, above)| above);
        }
        domains
    }

    async fn known(&self, reader: &dyn MailReader) -> Result<Known, StepError> {
        let own = reader.identity(self.sender.as_str()).await?;
        if own.as_ref().is_some_and(|own| own.verified) {
            let verified = own.clone();
            return Ok(Known { own, verified });
        }
        for domain in self.domains() {
            let verified = reader.identity(&domain).await?;
            if let Some(verified) = verified.filter(|one| one.verified) {
                let verified = Some(verified);
                return Ok(Known { own, verified });
            }
        }
        let verified = None;
        Ok(Known { own, verified })
    }

    fn warns(&self, id: &'static str, seen: String, remedy: String) -> Finding {
        Finding::warns(id, self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(remedy)
            .row("R12")
    }

    fn unverified(&self, own: Option<&MailIdentity>) -> Finding {
        let (sender, region) = (&self.sender, &self.target.region);
        let begin =
            format!("aws sesv2 create-email-identity --email-identity {sender} --region {region}");
        let Some(own) = own else {
            let seen = format!("neither {sender} nor its domain is an identity in SES in {region}");
            let remedy =
                format!("{begin}, or --fix R12; then follow the link that SES mails to {sender}.");
            return self.warns("no-sender", seen, remedy);
        };
        let remedy = match own.status {
            VerificationStatus::Pending => format!(
                "Follow the link that SES mailed to {sender} (it ends after a day); for another mail: aws sesv2 \
                 delete-email-identity --email-identity {sender} --region {region}, then {begin}."
            ),
            VerificationStatus::TemporaryFailure => {
                "SES looks again by itself; run it again later.".to_owned()
            }
            VerificationStatus::Success
            | VerificationStatus::Failed
            | VerificationStatus::NotStarted
            | VerificationStatus::Unknown => format!(
                "Begin again: aws sesv2 delete-email-identity --email-identity {sender} --region {region}, then \
                 {begin}."
            ),
        };
        let status = own.status.as_str();
        let seen = format!("{sender} is not verified in SES in {region}: {status}");
        self.warns("sender-not-verified", seen, remedy)
    }

    fn sandbox(&self, account: MailAccount) -> Finding {
        let region = &self.target.region;
        let seen = match account.review {
            Some(ReviewStatus::Pending) => {
                format!("SES is in its sandbox in {region}; AWS looks at the request to leave it")
            }
            Some(ReviewStatus::Denied) => {
                format!("SES is in its sandbox in {region}; AWS denied the request to leave it")
            }
            None | Some(ReviewStatus::Failed | ReviewStatus::Granted | ReviewStatus::Unknown) => {
                format!(
                    "SES is in its sandbox in {region}, where mail goes to verified addresses only"
                )
            }
        };
        let remedy = match account.review {
            Some(ReviewStatus::Pending) => {
                "Wait for AWS's answer (console: Support, Your support cases).".to_owned()
            }
            Some(ReviewStatus::Denied) => {
                "Answer AWS in the case (console: Support, Your support cases).".to_owned()
            }
            None | Some(ReviewStatus::Failed | ReviewStatus::Granted | ReviewStatus::Unknown) => {
                format!(
                    "Ask to leave it, which AWS decides in a day or so: aws sesv2 put-account-details \
                 --production-access-enabled --mail-type TRANSACTIONAL --website-url \
                 https://YOUR-COMPANY --use-case-description \"Invitations and alerts of an internal \
                 data platform\" --region {region}; or write production_access into the spec, \
                 and --fix R12."
                )
            }
        };
        self.warns("mail-sandbox", seen, remedy)
    }

    fn stopped(&self) -> Finding {
        let region = &self.target.region;
        let seen = format!("sending is stopped in SES in {region}");
        let remedy = format!(
            "Find out why (console: SES, Account dashboard), then aws sesv2 put-account-sending-attributes \
             --sending-enabled --region {region}."
        );
        self.warns("mail-stopped", seen, remedy)
    }
}

#[async_trait]
impl Check for MailSenderCheck {
    fn id(&self) -> &'static str {
        "mail-sender"
    }

    fn row(&self) -> &'static str {
        "R12"
    }

    fn title(&self) -> String {
        format!("Mail may be sent from {}", self.sender)
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let reader = cx.ports.get::<dyn MailReader>(self.target.name)?;
        let known = self.known(reader.as_ref()).await?;
        let account = reader.account().await?;
        let (mut findings, mut evidence) = (Findings::none(), Vec::new());
        match (&known.verified, &known.own) {
            (Some(verified), _) => evidence.push(Evidence {
                what: format!("sender {}", self.sender),
                seen: format!("{} is verified", crate::ids::printable(&verified.name, 320)),
                at: cx.now,
                call: "sesv2:GetEmailIdentity".to_owned(),
            }),
            (None, own) => findings.push(self.unverified(own.as_ref())),
        }
        if self.looks_at_sandbox && !account.production_access {
            findings.push(self.sandbox(account));
        }
        if !account.sending {
            findings.push(self.stopped());
        }
        Ok(Looked { findings, evidence })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for MailSenderCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        let reader = cx.ports.get::<dyn MailReader>(self.target.name)?;
        let known = self.known(reader.as_ref()).await?;
        // A verification that was begun is its owner's to end; SES mails a link once.
        if known.own.is_some() || known.verified.is_some() {
            return Ok(None);
        }
        let change = Change {
            field: format!("SES identity {}", self.sender),
            before: None,
            after: Some("verification begun: SES mails a link to it".to_owned()),
        };
        let work: Work = Arc::new(());
        Ok(Some(Mending {
            action: Action::Create,
            changes: vec![change],
            last_seen: None,
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
        match writer.verify(&self.sender, &self.tags).await {
            Err(error) if error.kind != ErrorKind::AlreadyExists => Err(error.into()),
            _ => Ok(()),
        }
    }
}
