//! The hook around the calls of rights.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::PolicyArn;
use crate::port::rights::{ActionVerdict, RightsHolder, RightsQuestion, RightsReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "iam";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn RightsReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: RightsReader + ?Sized> RightsReader for Hooked<P> {
    async fn role(&self, name: &str) -> PortResult<RightsHolder> {
        self.call(SERVICE, "GetRole", self.backend.role(name)).await
    }

    async fn user(&self, name: &str) -> PortResult<RightsHolder> {
        self.call(SERVICE, "GetUser", self.backend.user(name)).await
    }

    async fn has_policy(&self, arn: &PolicyArn) -> PortResult<bool> {
        let answer = self.backend.has_policy(arn);
        self.call(SERVICE, "GetPolicy", answer).await
    }

    async fn simulate(&self, question: &RightsQuestion) -> PortResult<Vec<ActionVerdict>> {
        let answer = self.backend.simulate(question);
        self.call(SERVICE, "SimulatePrincipalPolicy", answer).await
    }
}
