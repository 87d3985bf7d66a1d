//! Mocks of what the program around the library provides: the clock and the journal's store.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::journal::{Created, Exclusive, JournalStore, StoreError};

mockall::mock! {
    /// A mock of [`Clock`](crate::clock::Clock).
    #[derive(Debug)]
    pub Clock {}

    #[async_trait]
    impl Clock for Clock {
        fn now(&self) -> Timestamp;
        async fn sleep_until(&self, at: Timestamp);
    }
}

mockall::mock! {
    /// A mock of [`JournalStore`](crate::journal::JournalStore).
    #[derive(Debug)]
    pub JournalStore {}

    #[async_trait]
    impl JournalStore for JournalStore {
        async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError>;
        async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError>;
        async fn last(&self) -> Result<Option<u64>, StoreError>;
        async fn now(&self) -> Result<Timestamp, StoreError>;
        fn exclusive(&self) -> Exclusive;
        fn release(&self);
    }
}
