//! Where a step's values come from that another component gives.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::finding::Findings;
use crate::parameter::Wire;
use crate::plan::StepError;
use crate::port::Readers;

/// What a source gave.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// By wire. One that is not here is not known yet, and stays awaited.
    pub values: BTreeMap<Wire, String>,
    /// What is wrong or doubtful about what was found. What blocks here blocks the step.
    pub findings: Findings,
}

/// Looks values up in AWS, each time a step observes. Nothing is taken from a journal, which may be
/// lost or older than what runs.
#[async_trait]
pub trait WireSource: Send + Sync {
    /// The component that it speaks for, by which wires are told: `dr-stack`.
    fn component(&self) -> &str;

    /// What is known of `wires`, which are all its own.
    ///
    /// # Errors
    /// [`StepError`] when it cannot be told.
    async fn values(&self, ports: Readers<'_>, wires: &[&Wire]) -> Result<Given, StepError>;
}

/// What all of `sources` give of `wires`.
pub(super) async fn gather(
    sources: &[std::sync::Arc<dyn WireSource>],
    ports: Readers<'_>,
    wires: &[Wire],
) -> Result<Given, StepError> {
    let mut all = Given::default();
    for source in sources {
        let own: Vec<&Wire> = wires
            .iter()
            .filter(|wire| wire.from == source.component())
            .collect();
        if own.is_empty() {
            continue;
        }
        let given = source.values(ports, &own).await?;
        all.values.extend(given.values);
        all.findings.extend(given.findings);
    }
    Ok(all)
}
