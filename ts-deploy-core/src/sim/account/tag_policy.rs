//! The organisation's tag policy.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::tag_policy::TagPolicyReader;
use crate::sim::place::{SimPlace, Verb};

#[async_trait]
impl TagPolicyReader for SimPlace {
    async fn effective(&self) -> PortResult<Option<String>> {
        let verb = Verb("organizations", "DescribeEffectivePolicy");
        self.read(verb, |place, _| Ok(place.holds.tag_policy.clone()))
    }
}
