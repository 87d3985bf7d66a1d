//! The hook around the calls of snapshots.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::port::snapshot::{DbSnapshot, SnapshotReader};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn SnapshotReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: SnapshotReader + ?Sized> SnapshotReader for Hooked<P> {
    async fn snapshots(&self) -> PortResult<Vec<DbSnapshot>> {
        let answer = self.backend.snapshots();
        self.call("rds", "DescribeDBSnapshots", answer).await
    }
}
