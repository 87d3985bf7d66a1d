use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::fingerprint::{Fingerprint, FingerprintKey};
use crate::port::PortResult;
use crate::port::parameter_store::ParameterReader;

/// Shows nothing of what was written for the first reads after it.
struct Lagging {
    place: SimPlace,
    cloud: SimCloud,
    reads: AtomicU32,
}

#[async_trait]
impl ParameterReader for Lagging {
    async fn describe(&self, names: &[ParameterPath]) -> PortResult<Vec<ParameterDescription>> {
        let written = self.cloud.changing_calls() > 0;
        if written && self.reads.fetch_add(1, Ordering::SeqCst) < 3 {
            return Ok(Vec::new());
        }
        self.place.describe(names).await
    }

    async fn matches(&self, name: &ParameterPath, value: &ParameterValue) -> PortResult<bool> {
        self.place.matches(name, value).await
    }

    async fn fingerprint(
        &self,
        name: &ParameterPath,
        key: &FingerprintKey,
    ) -> PortResult<Fingerprint> {
        self.place.fingerprint(name, key).await
    }
}

#[tokio::test]
async fn a_read_that_lags_behind_the_write_is_no_difference() {
    let bench = Bench::new();
    let reader = Arc::new(Lagging {
        place: bench.place.clone(),
        cloud: bench.cloud.clone(),
        reads: AtomicU32::new(0),
    });
    let mut ports = bench.cloud.ports(&[target()]);
    ports.read::<dyn ParameterReader>(TargetName::Main, reader);
    let steps = one(told(CANARY)).write_steps(&Sources::none(), &[]);
    assert_eq!(bench.run_on(ports, steps, &[]).await, Outcome::Succeeded);
    assert_eq!(bench.cloud.changing_calls(), 1);
}
