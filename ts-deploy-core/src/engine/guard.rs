//! What guards a step, looked at again right before its change leaves.

use futures::stream::{self, StreamExt};

use super::advance::Stage;
use super::drive::Next;
use super::{Engine, LAG};
use crate::check::{Check, CheckContext, SIDE_BY_SIDE, Verdict};
use crate::event::EventKind;
use crate::finding::{Finding, Findings, Severity};
use crate::plan::{Action, OpenIntent, Step, StepError};
use crate::port::ErrorKind;

/// True for a removal: what is to go needs nothing that is looked at here.
fn removes(action: Action) -> bool {
    match action {
        Action::Create | Action::Update => false,
        Action::ClearFailed | Action::Remove => true,
    }
}

/// True for an error that ends by itself, or keeps the change from leaving just as well. What does
/// not answer at all may not be reachable from here ever, though the change is.
fn is_waited_for(error: &StepError) -> bool {
    match error {
        StepError::Port(error) => matches!(
            error.kind,
            ErrorKind::Throttled | ErrorKind::CredentialsExpired
        ),
        StepError::Missing(_)
        | StepError::TimedOut { .. }
        | StepError::Unsettled { .. }
        | StepError::NotLooked(_)
        | StepError::Failed(_) => false,
    }
}

/// That a step is held up by what guards it.
fn held_up(step: &dyn Step, action: Action, sent: bool) -> Finding {
    let guards = step.guards().len();
    let not = if sent {
        "was not sent once more, and an earlier call may have arrived: the next run attaches to what it began"
    } else {
        "was not begun"
    };
    let seen = format!(
        "to {action} {not}: {guards} checks that guard it were looked at again, and one blocks"
    );
    Finding::informs("guard-blocks", step.id().as_str(), seen)
        .why("What they look at may have changed since the preflight.")
        .remedy(
            "Mend what blocks and run it again: it goes on from here. Where a check misjudges the \
             account, leave the guards out with --no-preflight.",
        )
}

impl Engine {
    /// What the step's guards have to say of a change that is about to leave, when none of them
    /// blocks: warnings, and what could not be looked at. Else where that leaves the step.
    /// A call that may have left already, as `again` says, is given time to be seen before.
    pub(super) async fn guarded(
        &self,
        step: &dyn Step,
        action: Action,
        again: Option<&OpenIntent>,
    ) -> Result<Findings, Next> {
        if removes(action) || step.guards().is_empty() {
            return Ok(Findings::none());
        }
        let looks = step.guards().iter().map(|guard| self.guard(guard.as_ref()));
        let looked: Vec<_> = stream::iter(looks).buffered(SIDE_BY_SIDE).collect().await;
        let mut found = Findings::none();
        for verdict in looked {
            match verdict {
                Ok(verdict) => found.extend(verdict.findings().into_iter().cloned()),
                Err(error) => return Err(self.lost_sight(step, &error)),
            }
        }
        if found.block() {
            if again.is_some_and(|open| self.clock.now().duration_since(open.at) < LAG) {
                let what = format!("AWS to show whether a call to {action} arrived");
                return Err(Next::Rest(self.waiting(step, what)));
            }
            found.push(held_up(step, action, again.is_some()));
            let findings = found.clone();
            self.say(Some(step.id()), EventKind::Blocked { findings });
            return Err(Next::Rest(Stage::Blocked(found)));
        }
        // Watching may have been stopped while they looked.
        if self.is_stopping() {
            return Err(self.stopped());
        }
        let told = found.into_iter();
        Ok(told
            .filter(|one| one.severity != Severity::Informs)
            .collect())
    }

    async fn guard(&self, check: &dyn Check) -> Result<Verdict, StepError> {
        let (ports, now) = (self.ports.readers(), self.clock.now());
        let cx = CheckContext { ports, now };
        match self.timed("checking", check.look(&cx)).await {
            Err(error) if is_waited_for(&error) => Err(error),
            looked => Ok(Verdict::of(check, looked)),
        }
    }
}
