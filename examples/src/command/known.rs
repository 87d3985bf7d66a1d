//! What the command line says, held against all that is known before anything is called.

use ts_deploy_core::ids::printable;
use ts_deploy_core::plan::{Consent, Graph};

use crate::answer::Stop;
use crate::cli::Options;
use crate::show;

/// Ends a command for which anything is said against the command line: with all of it.
pub(super) fn refuse_any(said: impl IntoIterator<Item = String>) -> Result<(), Stop> {
    let said: Vec<String> = said.into_iter().collect();
    if said.is_empty() {
        Ok(())
    } else {
        Err(Stop::invalid(said.join("\n")))
    }
}

/// The names of the steps of a graph.
pub(super) fn names(graph: &Graph) -> Vec<String> {
    let steps = graph.steps().iter();
    steps.map(|step| step.id().to_string()).collect()
}

/// What is said against each word of `--allow` that is no consent for one of `steps`; where these are
/// not known, against those that are for none at all.
pub(super) fn consents(steps: Option<&[String]>, allow: &[String]) -> Vec<String> {
    let known = |word: &str| {
        let step = Consent::step_of(word);
        step.is_some_and(|step| steps.is_none_or(|steps| steps.iter().any(|one| one == step)))
    };
    let unknown = allow.iter().filter(|word| !known(word));
    let steps = steps.map(|steps| format!("; the steps are {}", steps.join(", ")));
    let steps = steps.unwrap_or_default();
    let said = |word: &String| {
        format!(
            "--allow {}: a consent is destroy:STEP, recreate:STEP, adopt:STEP or reveal:STEP{steps}",
            printable(word, 80)
        )
    };
    unknown.map(said).collect()
}

/// What is said where nobody can agree to the plan: no terminal to ask on, and no word given before;
/// `approved` is true where the plan is named by its digest.
pub(super) fn nobody_agrees(options: &Options, approved: bool) -> Option<String> {
    let agrees = options.yes || approved || show::can_ask();
    (!agrees).then(|| "there is no terminal to ask on: agree to the plan with --yes".to_owned())
}
