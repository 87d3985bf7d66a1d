//! How long a recovery would take, going by what launches took.

use serde::Serialize;
use ts_deploy_core::journal::JournalState;
use ts_deploy_core::layer::ProductComponent;
use ts_deploy_core::plan::{Action, StepId};

/// How long a recovery would take until the platform is up, without what persons decide before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// The least, in minutes.
    pub least_minutes: u64,
    /// The most, in minutes.
    pub most_minutes: u64,
    /// What of it was measured in this deployment's own journal: `data-layer`. The rest is as
    /// documented.
    pub measured: Vec<String>,
}

/// The estimate for these components, one after the other, going by the launches that `journal`
/// knows.
pub fn estimate(components: &[&dyn ProductComponent], journal: &JournalState) -> Estimate {
    let mut estimate = Estimate {
        least_minutes: 0,
        most_minutes: 0,
        measured: Vec::new(),
    };
    for component in components {
        let step = StepId::parse(component.name()).ok();
        let known = step.and_then(|id| journal.step(&id));
        let launches = known.into_iter().flat_map(|step| &step.took);
        let minutes: Vec<u64> = launches
            .filter(|(action, _)| *action == Action::Create)
            .map(|(_, seconds)| seconds.div_ceil(60))
            .collect();
        let measured = minutes.iter().min().zip(minutes.iter().max());
        let (least, most) = if let Some((least, most)) = measured {
            estimate.measured.push(component.name().to_owned());
            (*least, *most)
        } else {
            let (least, most) = component.documented_minutes();
            (u64::from(least), u64::from(most))
        };
        estimate.least_minutes = estimate.least_minutes.saturating_add(least);
        estimate.most_minutes = estimate.most_minutes.saturating_add(most);
    }
    estimate
}
