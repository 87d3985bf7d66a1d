//! Mocks of the rights' port.

use async_trait::async_trait;

use crate::ids::PolicyArn;
use crate::port::PortResult;
use crate::port::rights::{ActionVerdict, RightsHolder, RightsQuestion, RightsReader};

mockall::mock! {
    /// A mock of [`RightsReader`](crate::port::rights::RightsReader).
    #[derive(Debug)]
    pub RightsReader {}

    #[async_trait]
    impl RightsReader for RightsReader {
        async fn role(&self, name: &str) -> PortResult<RightsHolder>;
        async fn user(&self, name: &str) -> PortResult<RightsHolder>;
        async fn has_policy(&self, arn: &PolicyArn) -> PortResult<bool>;
        async fn simulate(&self, question: &RightsQuestion) -> PortResult<Vec<ActionVerdict>>;
    }
}
