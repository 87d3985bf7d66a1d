//! A step that only a person can do, and that nothing but their word shows to be done.

use async_trait::async_trait;

use super::{
    Action, Confirmation, Duration, Errand, ErrandKind, Evidence, Failure, Handle, Launch,
    Observation, Progress, Proposal, ReadContext, Started, Step, StepError, StepId, errand_digest,
};
use crate::finding::Findings;
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::target::TargetName;

/// A word that stands elsewhere than in the journal, such as in the deployment document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who said so.
    pub by: String,
    /// On which day.
    pub on: jiff::civil::Date,
    /// Where it stands: `agreed_with_vendor in the spec`.
    pub stands_in: String,
}

/// A step of a person's own: it says what to do, and is done when somebody confirmed it.
///
/// ```
/// use ts_deploy_core::plan::{ErrandKind, ManualStep, StepId};
/// use ts_deploy_core::target::TargetName;
///
/// let firewall = ManualStep::builder()
///     .id(StepId::parse("open-firewall")?)
///     .title("Firewall towards the platform")
///     .target(TargetName::Main)
///     .kind(ErrandKind::Gate)
///     .instructions(["Ask network operations to let 10.40.0.0/16 through."])
///     .why("The data agents cannot reach the platform otherwise.")
///     .build();
/// # Ok::<(), ts_deploy_core::ids::InvalidValue>(())
/// ```
#[derive(Clone, Debug, typed_builder::TypedBuilder)]
pub struct ManualStep {
    /// Its id, by which it is confirmed.
    id: StepId,
    /// What people call it.
    #[builder(setter(into))]
    title: String,
    /// Where it belongs; nothing is called there.
    target: TargetName,
    /// Whether it holds others back.
    kind: ErrandKind,
    /// What to do, in order, one line each, ready to copy.
    #[builder(setter(transform = |lines: impl IntoIterator<Item = impl Into<String>>| texts(lines)))]
    instructions: Vec<String>,
    /// Why it matters.
    #[builder(setter(into))]
    why: String,
    /// The facts that a confirmation is about; the instructions when not said. When one changes,
    /// an earlier confirmation no longer counts.
    #[builder(default, setter(transform = |facts: impl IntoIterator<Item = impl Into<String>>| Some(texts(facts))))]
    about: Option<Vec<String>>,
    /// The product that it is about, when it is about what a launch made: a confirmation counts for
    /// that launch alone, and never before there is one.
    #[builder(default, setter(strip_option))]
    launch: Option<Launch>,
    /// The steps that must be done before anybody is asked.
    #[builder(default)]
    after: Vec<StepId>,
    /// A word given elsewhere, which counts as a confirmation.
    #[builder(default)]
    stated: Option<Statement>,
}

fn texts(lines: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    lines.into_iter().map(Into::into).collect()
}

impl ManualStep {
    /// The digest of what it is about now.
    async fn digest(&self, cx: &ReadContext<'_>) -> Result<Digest, StepError> {
        let launched = match &self.launch {
            Some(launch) => launch.fact(cx).await?,
            None => None,
        };
        let facts = self.about.as_ref().unwrap_or(&self.instructions);
        let facts = facts.iter().chain(&launched).map(String::as_str);
        Ok(Digest {
            text: errand_digest(&self.id, facts),
            there: self.launch.is_none() || launched.is_some(),
        })
    }

    fn errand(&self, digest: Digest, earlier: Option<&Confirmation>) -> Errand {
        Errand {
            kind: self.kind,
            title: self.title.clone(),
            instructions: self.instructions.clone(),
            why: self.why.clone(),
            observed: false,
            digest: digest.text,
            findings: earlier
                .map(|confirmation| confirmation.stale(&self.id))
                .into_iter()
                .collect(),
        }
    }
}

/// What a confirmation is held against.
struct Digest {
    text: String,
    /// False while what it is about is not there, so that nothing can have been done to it.
    there: bool,
}

impl Digest {
    fn confirmed<'a>(&self, cx: &ReadContext<'a>) -> Option<&'a Confirmation> {
        cx.confirmed_for(&self.text).filter(|_| self.there)
    }
}

#[async_trait]
impl Step for ManualStep {
    fn id(&self) -> &StepId {
        &self.id
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn target(&self) -> TargetName {
        self.target
    }

    fn after(&self) -> &[StepId] {
        &self.after
    }

    fn documented(&self, _: Action) -> Duration {
        Duration { least: 0, most: 0 }
    }

    async fn observe(&self, cx: &ReadContext<'_>) -> Result<Observation, StepError> {
        // What the document states needs no look at AWS.
        if self.stated.is_some() {
            return Ok(Observation::InSync {
                findings: Findings::none(),
            });
        }
        let digest = self.digest(cx).await?;
        Ok(if digest.confirmed(cx).is_some() {
            Observation::InSync {
                findings: Findings::none(),
            }
        } else {
            Observation::Person(Box::new(self.errand(digest, cx.confirmed)))
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
        if let Some(confirmation) = self.digest(cx).await?.confirmed(cx) {
            return Ok(vec![confirmation.evidence(&self.title)]);
        }
        let Some(Statement { by, on, stands_in }) = &self.stated else {
            return Err(StepError::Failed(Box::new(not_confirmed(&self.title))));
        };
        Ok(vec![Evidence {
            what: self.title.clone(),
            seen: crate::ids::printable(&format!("done on {on}, says {by}"), 400),
            at: cx.now,
            call: stands_in.clone(),
        }])
    }
}

/// The failure of a person's part that nothing shows to be done.
pub(crate) fn not_confirmed(title: &str) -> Failure {
    Failure::new(
        format!("nobody confirmed: {title}"),
        "Nothing is known to be done.",
        "Do what the step asks for, then confirm it.",
    )
}
