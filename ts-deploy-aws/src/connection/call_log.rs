//! Every call to AWS, counted and named.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use ts_deploy_core::target::TargetName;

use crate::answer::Line;

/// One attempt at a call, about to be sent. It has names only, never a value that is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Attempt {
    /// The service, in the SDK's spelling: `servicecatalog`.
    pub service: &'static str,
    /// The operation: `ProvisionProduct`.
    pub operation: String,
    /// Where it is sent.
    pub target: TargetName,
    /// True unless the operation only reads, which its name tells.
    pub changing: bool,
    /// Which attempt of the call it is, counted from 1: the SDK repeats some by itself.
    pub number: u32,
}

/// What a log holds about one operation in one target.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted {
    /// The service, in the SDK's spelling.
    pub service: &'static str,
    /// The operation.
    pub operation: String,
    /// Where it was sent.
    pub target: TargetName,
    /// True unless the operation only reads.
    pub changing: bool,
    /// How many calls were sent at least once.
    pub calls: u64,
    /// How many times they were sent, the SDK's own repetitions included.
    pub attempts: u64,
}

/// Takes attempts as they are sent: a span, a metric, a line. Must not block.
pub type Watch = Arc<dyn Fn(&Attempt) + Send + Sync>;

/// Every call of the clients it was given to. Clones are handles to the same log; it holds one
/// entry for each operation and target, however many calls there are. Calls of the sources of
/// credentials (`sts:AssumeRole` and the like) are not in it.
#[derive(Clone, Default)]
pub struct CallLog {
    counted: Arc<Mutex<BTreeMap<Key, (u64, u64)>>>,
    watch: Option<Watch>,
}

type Key = (&'static str, String, TargetName);

impl CallLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// With somebody who is told of every attempt.
    #[must_use]
    pub fn watched(mut self, watch: Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// What was called, by service, operation and target.
    pub fn counted(&self) -> Vec<Counted> {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let entry =
            |((service, operation, target), (calls, attempts)): (&Key, &(u64, u64))| Counted {
                service,
                operation: operation.clone(),
                target: *target,
                changing: is_changing(operation),
                calls: *calls,
                attempts: *attempts,
            };
        counted.iter().map(entry).collect()
    }

    /// How many changing calls were sent, repetitions not counted.
    pub fn changing_calls(&self) -> u64 {
        let changing = self.counted().into_iter().filter(|one| one.changing);
        changing.map(|one| one.calls).sum()
    }

    /// What counts the calls of one client.
    pub(crate) fn counter(&self, line: Line) -> Counter {
        let log = self.clone();
        Counter { log, line }
    }

    fn note(&self, attempt: &Attempt) {
        let key = (attempt.service, attempt.operation.clone(), attempt.target);
        {
            let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            let (calls, attempts) = counted.entry(key).or_default();
            *calls += u64::from(attempt.number <= 1);
            *attempts += 1;
        }
        if let Some(watch) = &self.watch {
            watch(attempt);
        }
    }
}

impl std::fmt::Debug for CallLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallLog")
            .field("counted", &self.counted())
            .finish_non_exhaustive()
    }
}

/// Stands in one client, and notes what it sends.
#[derive(Debug)]
pub(crate) struct Counter {
    log: CallLog,
    line: Line,
}

impl Intercept for Counter {
    fn name(&self) -> &'static str {
        "CallLog"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = bag.load::<Metadata>().map_or("unknown", Metadata::name);
        let number = bag
            .load::<RequestAttempts>()
            .map_or(1, RequestAttempts::attempts);
        self.log.note(&Attempt {
            service: self.line.service,
            operation: operation.to_owned(),
            target: self.line.target,
            changing: is_changing(operation),
            number,
        });
        Ok(())
    }
}

/// How the names of operations begin that only read.
const READING: &[&str] = &[
    "BatchGet", "Describe", "Estimate", "GET", "Get", "Head", "List", "Lookup", "Scan", "Search",
    "Simulate", "Test", "Validate",
];

/// True unless the operation's name says that it only reads: an unknown one counts as changing.
pub(crate) fn is_changing(operation: &str) -> bool {
    !READING.iter().any(|word| operation.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_whose_name_does_not_say_that_it_reads_changes() {
        for operation in [
            "ProvisionProduct",
            "PutParameter",
            "AcceptPortfolioShare",
            "unknown",
        ] {
            assert!(is_changing(operation), "{operation}");
        }
        for operation in ["GetCallerIdentity", "ListLaunchPaths", "SearchProducts"] {
            assert!(!is_changing(operation), "{operation}");
        }
    }
}
