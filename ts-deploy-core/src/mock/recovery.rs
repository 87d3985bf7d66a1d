//! Mocks of the ports that recovery reads.

use async_trait::async_trait;

use crate::ids::{AccountId, BucketName, KmsKeyArn, Region};
use crate::port::PortResult;
use crate::port::bucket::{BucketReader, BucketSight, ReplicationRule, Versioning};
use crate::port::key::{Key, KeyReader};
use crate::port::regional_key::RegionalKeyReader;
use crate::port::snapshot::{DbSnapshot, SnapshotReader};

mockall::mock! {
    /// A mock of [`KeyReader`](crate::port::key::KeyReader).
    #[derive(Debug)]
    pub KeyReader {}

    #[async_trait]
    impl KeyReader for KeyReader {
        async fn key(&self, id: &str) -> PortResult<Option<Key>>;
        async fn policy(&self, key: &KmsKeyArn) -> PortResult<Option<String>>;
    }
}

mockall::mock! {
    /// A mock of [`RegionalKeyReader`](crate::port::regional_key::RegionalKeyReader).
    #[derive(Debug)]
    pub RegionalKeyReader {}

    #[async_trait]
    impl RegionalKeyReader for RegionalKeyReader {
        async fn key_in(&self, region: &Region, id: &str) -> PortResult<Option<Key>>;
    }
}

mockall::mock! {
    /// A mock of [`SnapshotReader`](crate::port::snapshot::SnapshotReader).
    #[derive(Debug)]
    pub SnapshotReader {}

    #[async_trait]
    impl SnapshotReader for SnapshotReader {
        async fn snapshots(&self) -> PortResult<Vec<DbSnapshot>>;
    }
}

mockall::mock! {
    /// A mock of [`BucketReader`](crate::port::bucket::BucketReader).
    #[derive(Debug)]
    pub BucketReader {}

    #[async_trait]
    impl BucketReader for BucketReader {
        async fn look(&self, bucket: &BucketName, owner: &AccountId) -> PortResult<BucketSight>;
        async fn versioning(&self, bucket: &BucketName) -> PortResult<Versioning>;
        async fn replication(&self, bucket: &BucketName) -> PortResult<Vec<ReplicationRule>>;
    }
}
