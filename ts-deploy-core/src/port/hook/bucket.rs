//! The hook around the calls of buckets.

use std::sync::Arc;

use async_trait::async_trait;

use super::{CallHook, Hooked, hook_reader};
use crate::ids::{AccountId, BucketName};
use crate::port::bucket::{BucketReader, BucketSight, ReplicationRule, Versioning};
use crate::port::{PortResult, Ports};
use crate::target::TargetName;

pub(super) fn hook(ports: &mut Ports, target: TargetName, hook: &Arc<dyn CallHook>) {
    hook_reader::<dyn BucketReader>(ports, target, hook, |one| one);
}

#[async_trait]
impl<P: BucketReader + ?Sized> BucketReader for Hooked<P> {
    async fn look(&self, bucket: &BucketName, owner: &AccountId) -> PortResult<BucketSight> {
        let answer = self.backend.look(bucket, owner);
        self.call("s3", "HeadBucket", answer).await
    }

    async fn versioning(&self, bucket: &BucketName) -> PortResult<Versioning> {
        let answer = self.backend.versioning(bucket);
        self.call("s3", "GetBucketVersioning", answer).await
    }

    async fn replication(&self, bucket: &BucketName) -> PortResult<Vec<ReplicationRule>> {
        let answer = self.backend.replication(bucket);
        self.call("s3", "GetBucketReplication", answer).await
    }
}
