//! One changing call to the parameter store, and following it until it is seen.

use jiff::SignedDuration;

use crate::ids::ParameterPath;
use crate::plan::{Failure, Handle, Progress, Proposal, ReadContext, Started, StepError, StepId};
use crate::port::parameter_store::{
    ParameterDescription, ParameterReader, ParameterVersion, ParameterWriter, PutMode, PutRequest,
};
use crate::port::{ErrorKind, PortResult, Writers};
use crate::target::TargetName;

/// What is followed after a write: its id is the version that was made.
const WRITTEN: &str = "parameter-version";
/// What is followed after a removal: its id is the path.
const REMOVED: &str = "parameter-removed";

/// How long reads may lag behind a write before the step looks anew, whatever they show.
const LAG: SignedDuration = SignedDuration::from_mins(5);

/// A change ready to be sent.
pub(super) enum Prepared {
    /// Make or overwrite.
    Put(PutRequest),
    /// Remove, with all versions.
    Delete {
        /// The parameter.
        path: ParameterPath,
        /// The digest of what is made in its place; `None` where nothing is.
        then: Option<String>,
    },
}

impl Prepared {
    /// A digest of what is sent, without the value. The version that was observed is part of it,
    /// so that the same change to a later version is another one.
    pub(super) fn digest(&self, observed: Option<ParameterVersion>) -> String {
        let observed = observed.map(|version| version.to_string());
        let observed = observed.as_deref().unwrap_or("absent");
        match self {
            Self::Put(request) => {
                let key = request.protection.key().map_or("", |key| key.as_str());
                let kind = request.protection.parameter_type().as_str();
                let (how, tags) = match &request.mode {
                    PutMode::Create { tags } => ("create", Some(tags)),
                    PutMode::Overwrite => ("overwrite", None),
                };
                let own = [how, request.name.as_str(), kind, key, observed];
                let tags = tags.into_iter().flatten();
                let tags = tags.flat_map(|(name, value)| [name.as_str(), value.as_str()]);
                crate::hash::of_parts(own.into_iter().chain(tags))
            }
            Self::Delete { path, then } => {
                let own = ["delete", path.as_str(), observed];
                crate::hash::of_parts(own.into_iter().chain(then.as_deref()))
            }
        }
    }
}

/// What is known of these parameters, each at the place of its name; `None` for what is not there.
pub(super) async fn describe<const N: usize>(
    reader: &dyn ParameterReader,
    names: [Option<&ParameterPath>; N],
) -> PortResult<[Option<ParameterDescription>; N]> {
    let wanted: Vec<ParameterPath> = names.iter().flatten().copied().cloned().collect();
    let described = reader.describe(&wanted).await?;
    Ok(names.map(|name| {
        described
            .iter()
            .find(|one| Some(&one.name) == name)
            .cloned()
    }))
}

/// Sends what was prepared. The parameter store knows no token.
pub(super) async fn send(
    ports: &Writers<'_>,
    target: TargetName,
    step: &StepId,
    proposal: &Proposal,
) -> Result<Started, StepError> {
    let writer = ports.get::<dyn ParameterWriter>(target)?;
    let (kind, id) = match proposal.work.downcast_ref::<Prepared>() {
        Some(Prepared::Put(request)) => (WRITTEN, writer.put(request).await?.to_string()),
        Some(Prepared::Delete { path, .. }) => match writer.delete(path).await {
            Ok(()) => (REMOVED, path.to_string()),
            // It is gone, which is what was wanted.
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(Started::Done),
            Err(error) => return Err(error.into()),
        },
        None => {
            let failure = Failure::new(
                format!("step {step} was given another step's proposal"),
                "Nothing was begun.",
                "Hand each step the proposal that its own observe made.",
            );
            return Err(StepError::Failed(Box::new(failure)));
        }
    };
    Ok(Started::Running(Handle {
        kind: kind.to_owned(),
        id,
    }))
}

/// Whether reads show the change by now. A read may lag behind a write, and what it shows would be
/// taken for a difference.
pub(super) async fn follow(
    cx: &ReadContext<'_>,
    target: TargetName,
    path: &ParameterPath,
    handle: &Handle,
) -> Result<Progress, StepError> {
    let reader = cx.ports.get::<dyn ParameterReader>(target)?;
    let [live] = describe(reader.as_ref(), [Some(path)]).await?;
    let shown = match (handle.kind.as_str(), handle.id.parse()) {
        (WRITTEN, Ok(version)) => live.is_some_and(|live| live.version.0 >= version),
        (REMOVED, _) => live.is_none(),
        // Not a handle of this step: looking anew tells where it stands.
        _ => true,
    };
    let waited = cx.open.map(|open| cx.now.duration_since(open.at));
    let settled = shown || waited.is_none_or(|waited| waited > LAG);
    Ok(if settled {
        Progress::Settled
    } else {
        Progress::Running {
            state: "accepted, not shown yet".to_owned(),
            resources: Vec::new(),
            done: None,
        }
    })
}
