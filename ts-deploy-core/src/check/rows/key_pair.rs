//! R10: the EC2 key pair of the workers.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::check::mend::prepared;
use crate::check::{
    Check, CheckContext, KeptKey, KeySink, KeySinkError, Looked, Mend, MendStep, Mending,
};
use crate::deployment::Deployment;
use crate::finding::Finding;
use crate::ids::printable;
use crate::parameter::Change;
use crate::plan::{Action, Consent, Evidence, Failure, Step, StepError, Work};
use crate::port::Writers;
use crate::port::catalog::OperationToken;
use crate::port::key_pair::{KeyPair, KeyPairReader, KeyPairRequest, KeyPairWriter, NewKeyPair};
use crate::target::{Target, TargetName};

const WHY: &str = "The EKS workers are launched with it, and EC2 refuses a launch that names a key \
                   pair which is not there.";
const WHY_PRIVATE: &str = "EC2 told its private key once, when it was made: without it nobody can \
                           ever sign in to a worker.";

/// That the key pair which the deployment names is there (R10). Where somebody keeps the private key,
/// it can be made.
#[derive(Clone)]
pub struct KeyPairCheck {
    target: Target,
    name: String,
    tags: BTreeMap<String, String>,
    sink: Option<Arc<dyn KeySink>>,
}

/// What there is.
enum Held {
    None,
    /// The pair, and its private key as far as the sink tells.
    Whole(KeyPair),
    /// The pair, and no private key where it is to be kept.
    Public(KeyPair),
}

/// The one call that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Call {
    Create,
    /// The pair of this id, which nobody has the private key of.
    Delete(String),
}

impl KeyPairCheck {
    /// The check of the pair `name` in `target`; one that is made has `tags`.
    pub fn new(target: Target, name: impl Into<String>, tags: BTreeMap<String, String>) -> Self {
        Self {
            target,
            name: name.into(),
            tags,
            sink: None,
        }
    }

    /// The check of a deployment's key pair; `None` when it names none.
    pub fn of(deployment: &Deployment) -> Option<Self> {
        let draft = deployment.data_layer.draft();
        let (name, _) = draft.key_pair.as_ref()?;
        let target = deployment.data_layer.target().clone();
        Some(Self::new(target, name, draft.tags.clone()))
    }

    /// With the place where the private key is kept, so that the pair can be made.
    #[must_use]
    pub fn kept_in(mut self, sink: Arc<dyn KeySink>) -> Self {
        self.sink = Some(sink);
        self
    }

    async fn held(&self, cx: &CheckContext<'_>) -> Result<Held, StepError> {
        let reader = cx.ports.get::<dyn KeyPairReader>(self.target.name)?;
        let Some(pair) = reader.pair(&self.name).await? else {
            return Ok(Held::None);
        };
        let kept = self.sink.as_ref().map(|sink| sink.kept()).transpose();
        Ok(match kept.map_err(|error| unkept(error, NOTHING))? {
            Some(KeptKey::Nothing) => Held::Public(pair),
            None | Some(KeptKey::Something | KeptKey::Untold) => Held::Whole(pair),
        })
    }

    fn shown(&self) -> String {
        printable(&self.name, 80)
    }

    fn missing(&self) -> Finding {
        let (name, region) = (self.shown(), &self.target.region);
        let fix = match &self.sink {
            Some(sink) => format!(
                "or --fix R10, which writes the private key to {}",
                sink.shown()
            ),
            None => "or name key_pair.private_key_file in the spec and use --fix R10".to_owned(),
        };
        let seen = format!("there is no key pair {name} in {region}");
        Finding::blocks("no-key-pair", self.target.name.as_str(), seen)
            .why(WHY)
            .remedy(format!(
                "With umask 077: aws ec2 create-key-pair --key-name '{name}' --key-type rsa --region \
                 {region} --query KeyMaterial --output text > KEY.pem, {fix}."
            ))
            .row("R10")
    }

    fn without_private_key(&self, pair: &KeyPair) -> Finding {
        let place = self
            .sink
            .as_ref()
            .map_or_else(String::new, |sink| sink.shown());
        let (name, step) = (self.shown(), MendStep::id_of(self));
        let seen = format!(
            "the key pair {name} ({}) is there, and {place} does not hold its private key",
            printable(&pair.id, 40)
        );
        Finding::warns("private-key-missing", self.target.name.as_str(), seen)
            .why(WHY_PRIVATE)
            .remedy(format!(
                "If the private key is kept elsewhere, move it there or take key_pair.private_key_file out of \
                 the spec. If it was lost, such as by a run that was cut off, have the pair removed and made \
                 again before the workers are launched: --fix R10 --allow destroy:{step}."
            ))
            .row("R10")
    }
}

const NOTHING: &str = "Nothing was changed.";

/// A sink that did not do its part.
fn unkept(error: KeySinkError, remains: &str) -> StepError {
    StepError::Failed(Box::new(Failure::new(error.seen, remains, error.remedy)))
}

#[async_trait]
impl Check for KeyPairCheck {
    fn id(&self) -> &'static str {
        "key-pair"
    }

    fn row(&self) -> &'static str {
        "R10"
    }

    fn title(&self) -> String {
        format!("Key pair {}", self.shown())
    }

    fn target(&self) -> TargetName {
        self.target.name
    }

    async fn look(&self, cx: &CheckContext<'_>) -> Result<Looked, StepError> {
        let (pair, finding) = match self.held(cx).await? {
            Held::None => {
                return Ok(Looked {
                    findings: self.missing().into(),
                    ..Looked::default()
                });
            }
            Held::Whole(pair) => (pair, None),
            Held::Public(pair) => {
                let finding = self.without_private_key(&pair);
                (pair, Some(finding))
            }
        };
        let evidence = Evidence {
            what: format!("key pair {}", self.shown()),
            seen: format!("{}, {}", printable(&pair.id, 40), pair.kind.as_str()),
            at: cx.now,
            call: "ec2:DescribeKeyPairs".to_owned(),
        };
        Ok(Looked {
            findings: finding.into_iter().collect(),
            evidence: vec![evidence],
        })
    }

    fn fix(&self) -> Option<Arc<dyn Step>> {
        self.sink.as_ref()?;
        Some(Arc::new(MendStep::new(Arc::new(self.clone()), [])))
    }
}

#[async_trait]
impl Mend for KeyPairCheck {
    async fn mending(&self, cx: &CheckContext<'_>) -> Result<Option<Mending>, StepError> {
        let Some(sink) = &self.sink else {
            return Ok(None);
        };
        let field = format!("key pair {}", self.shown());
        let mending = match self.held(cx).await? {
            Held::Whole(_) => return Ok(None),
            Held::None => {
                let after = format!("RSA, its private key written to {}", sink.shown());
                let work: Work = Arc::new(Call::Create);
                Mending {
                    action: Action::Create,
                    changes: vec![Change {
                        field,
                        before: None,
                        after: Some(after),
                    }],
                    last_seen: None,
                    consent: None,
                    work,
                }
            }
            Held::Public(pair) => {
                let loses = "Whoever has its private key after all cannot sign in to workers that \
                             are launched later.";
                let work: Work = Arc::new(Call::Delete(pair.id.clone()));
                Mending {
                    action: Action::Remove,
                    changes: vec![Change {
                        field,
                        before: Some(printable(&pair.id, 40)),
                        after: None,
                    }],
                    last_seen: Some(pair.id),
                    consent: Some(Consent::destroy(&MendStep::id_of(self), loses)),
                    work,
                }
            }
        };
        Ok(Some(mending))
    }

    async fn mend(
        &self,
        ports: &Writers<'_>,
        work: &Work,
        _: &OperationToken,
    ) -> Result<(), StepError> {
        let writer = ports.get::<dyn KeyPairWriter>(self.target.name)?;
        match prepared::<Call>(work)? {
            Call::Delete(id) => Ok(writer.delete(id).await?),
            Call::Create => self.create(writer.as_ref()).await,
        }
    }
}

impl KeyPairCheck {
    /// Makes the pair and keeps its private key, in a place that was made ready before.
    async fn create(&self, writer: &dyn KeyPairWriter) -> Result<(), StepError> {
        let Some(sink) = &self.sink else {
            return Ok(());
        };
        let slot = sink.reserve().map_err(|error| unkept(error, NOTHING))?;
        let request = KeyPairRequest {
            name: self.name.clone(),
            tags: self.tags.clone(),
        };
        let NewKeyPair { id, private_key } = writer.create(&request).await?;
        slot.keep(&private_key).map_err(|error| {
            let remains = format!(
                "The key pair {} ({}) is there, and its private key is lost: EC2 tells it once.",
                self.shown(),
                printable(&id, 40)
            );
            unkept(error, &remains)
        })
    }
}
