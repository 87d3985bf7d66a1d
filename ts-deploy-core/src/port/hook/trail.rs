//! The hook around the calls of trails.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::trail::{Trail, TrailReader, TrailStatus};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

const SERVICE: &str = "cloudtrail";

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn TrailReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: TrailReader + ?Sized> TrailReader for Hooked<P> {
    async fn trails(&self) -> PortResult<Vec<Trail>> {
        self.call(SERVICE, "DescribeTrails", self.backend.trails())
            .await
    }

    async fn status(&self, arn: &str) -> PortResult<TrailStatus> {
        let answer = self.backend.status(arn);
        self.call(SERVICE, "GetTrailStatus", answer).await
    }
}
