//! What a scenario looks at: the world, what was said, the journal.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use ts_deploy_core::deployment::Deployment;
use ts_deploy_core::event::EventKind;
use ts_deploy_core::ids::ProvisionedProductName;
use ts_deploy_core::journal::{JournalEntry, JournalRecord, Verified, verify};
use ts_deploy_core::parameter::{Change, LiveParameters};
use ts_deploy_core::plan::{Action, Failure};
use ts_deploy_core::port::catalog::{CatalogReader as _, ProvisionedProduct};
use ts_deploy_core::port::stack::{Stack, StackReader as _};
use ts_deploy_core::sim::SimPlace;

use crate::{Bench, DATA, FULL, SERVICE, deployment};

/// What a product's stack was given and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The parameters it was given.
    pub parameters: LiveParameters,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
}

#[expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "what a scenario looks at is meant to be there; without it the scenario has failed"
)]
impl Bench {
    /// The account and region of the main target, as its administrator sees it.
    pub fn place(&self) -> SimPlace {
        let Deployment { targets, .. } = deployment(FULL);
        self.cloud.at(&targets.first().unwrap().target)
    }

    /// The provisioned product of this name; `None` when there is none.
    pub async fn product(&self, name: &str) -> Option<ProvisionedProduct> {
        self.place()
            .provisioned_product(&named(name))
            .await
            .unwrap()
    }

    /// The state of the provisioned product of this name, in AWS's spelling.
    pub async fn status(&self, name: &str) -> &'static str {
        self.product(name).await.unwrap().status.as_str()
    }

    /// The stack behind the provisioned product of this name.
    pub async fn stack(&self, name: &str) -> Stack {
        let arn = self.product(name).await.unwrap().stack.unwrap();
        self.place().stack(&arn.0).await.unwrap().unwrap()
    }

    /// A parameter of the stack behind the provisioned product of this name.
    pub async fn parameter(&self, name: &str, key: &str) -> Option<String> {
        use ts_deploy_core::parameter::LiveValue;
        match self.stack(name).await.parameters.get(key)? {
            LiveValue::Known(text) => Some(text.clone()),
            LiveValue::Masked => Some("masked".to_owned()),
        }
    }

    /// What both stacks were given and give.
    pub async fn standing(&self) -> [Standing; 2] {
        let [data, service] = [self.stack(DATA).await, self.stack(SERVICE).await];
        [data, service].map(|stack| Standing {
            parameters: stack.parameters,
            outputs: stack.outputs,
        })
    }

    /// How many launches of the two products were accepted.
    pub fn launches(&self) -> [u64; 2] {
        [DATA, SERVICE].map(|name| self.cloud.accepted_launches(&named(name)))
    }

    /// How often this operation was called: `ProvisionProduct`.
    pub fn calls(&self, operation: &str) -> u64 {
        let name = format!("servicecatalog:{operation}");
        let calls = self.cloud.calls();
        calls
            .into_iter()
            .find(|(called, _)| *called == name)
            .map_or(0, |(_, count)| count)
    }

    /// The changes that were begun, with their steps, in order.
    pub fn begun(&self) -> Vec<(String, Action, Vec<Change>)> {
        let begun = self.said().into_iter().filter_map(|event| {
            let step = event.step.map(|step| step.to_string());
            match (step, event.kind) {
                (
                    Some(step),
                    EventKind::Starting {
                        action, changes, ..
                    },
                ) => Some((step, action, changes)),
                _ => None,
            }
        });
        begun.collect()
    }

    /// Steps and actions of the changes that were begun: `data-layer create`.
    pub fn begun_words(&self) -> Vec<String> {
        let begun = self.begun().into_iter();
        begun
            .map(|(step, action, _)| format!("{step} {action}"))
            .collect()
    }

    /// The failures that were told, in order.
    pub fn failures(&self) -> Vec<Failure> {
        let failures = self
            .said()
            .into_iter()
            .filter_map(|event| match event.kind {
                EventKind::Failed { failure } => Some(failure),
                _ => None,
            });
        failures.collect()
    }

    /// The findings that were told, blocking or not, one a line: `id: words`.
    pub fn findings(&self) -> String {
        let findings = self.said().into_iter().flat_map(|event| match event.kind {
            EventKind::Blocked { findings }
            | EventKind::InSync { findings }
            | EventKind::Starting { findings, .. } => findings.into_iter().collect(),
            _ => Vec::new(),
        });
        let lines = findings.map(|finding| format!("{}: {finding}", finding.id));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What consent was asked for: its word, and what could be lost.
    pub fn consents(&self) -> Vec<(String, String)> {
        let asked = self
            .said()
            .into_iter()
            .filter_map(|event| match event.kind {
                EventKind::ConsentNeeded { consent } => Some((consent.word, consent.loses)),
                _ => None,
            });
        asked.collect()
    }

    /// Forgets what was said so far.
    pub fn forget(&self) {
        self.events
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// What the records of the journal say, in order.
    pub async fn entries(&self) -> Vec<JournalEntry> {
        let mut entries = Vec::new();
        for sequence in 1..=self.store.last().await.unwrap().unwrap_or_default() {
            let bytes = self.store.read(sequence).await.unwrap().unwrap();
            let record: JournalRecord = serde_json::from_slice(&bytes).unwrap();
            entries.push(record.entry);
        }
        entries
    }

    /// The journal, proved whole.
    pub async fn whole(&self) -> Verified {
        verify(self.store.as_ref(), None).await.unwrap()
    }
}

#[expect(clippy::unwrap_used, reason = "the names in the documents are valid")]
fn named(name: &str) -> ProvisionedProductName {
    ProvisionedProductName::parse(name).unwrap()
}

/// `text` with the ids that AWS makes of records, products and stacks blotted out.
pub fn redacted(text: &str) -> String {
    let mut shown = text.to_owned();
    for prefix in ["rec-", "pp-", "prod-", "pa-"] {
        let mut rest = std::mem::take(&mut shown);
        while let Some((before, after)) = rest.split_once(prefix) {
            let cut = after
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(after.len());
            let (id, tail) = after.split_at(cut);
            let id = if id.len() == 13 { "ID" } else { id };
            shown.push_str(before);
            shown.push_str(prefix);
            shown.push_str(id);
            rest = tail.to_owned();
        }
        shown.push_str(&rest);
    }
    shown
}
