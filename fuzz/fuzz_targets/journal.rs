//! Any bytes are read as a journal, one record a line. Who reads from the newest checkpoint and who
//! reads it all come to the same end.
//!
//! Hardly any bytes are a chain of hashes. So a line that reads as a record is given the number, the
//! hash and the checkpoint that its place asks for. Behind `!` every line stands as it is.
#![no_main]

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};
use tokio::runtime::{Builder, Runtime};
use ts_deploy_core::clock::SystemClock;
use ts_deploy_core::error::chain;
use ts_deploy_core::journal::{
    FORMAT, Journal, JournalEntry, JournalRecord, JournalState, JournalStore, MemoryStore, Owner,
    verify,
};

fuzz_target!(|bytes: &[u8]| runtime().block_on(read(bytes)));

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_current_thread().build().expect("a runtime"))
}

async fn read(bytes: &[u8]) {
    let store = MemoryStore::new(Arc::new(SystemClock));
    let mut place = Place::default();
    let (mended, bytes) = match bytes.strip_prefix(b"!") {
        Some(rest) => (false, rest),
        None => (true, bytes),
    };
    for (sequence, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let line = if mended {
            place.mend(sequence, line)
        } else {
            line.to_vec()
        };
        store.create(sequence, &line).await.expect("memory writes");
    }
    let verified = verify(&store, None).await;
    let found = verified
        .as_ref()
        .ok()
        .and_then(|whole| whole.state.owner.clone());
    let owner = found.unwrap_or_else(|| Owner::real("acme".parse().expect("a name")));
    let opened = Journal::open(Arc::new(store), "fuzz", &owner).await;
    match (&verified, &opened) {
        (Ok(whole), Ok(journal)) => {
            assert_eq!(journal.head(), whole.head);
            assert_eq!(journal.state(), &whole.state);
        }
        (Ok(_), Err(error)) => panic!("whole, and yet: {}", chain(error)),
        // Who reads from the newest checkpoint does not see what is wrong before it.
        (Err(broken), _) => assert!(!chain(broken).is_empty()),
    }
}

/// What the next record follows from.
struct Place {
    previous: String,
    checkpoint: u64,
    state: JournalState,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            previous: hash(b""),
            checkpoint: 0,
            state: JournalState::default(),
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Place {
    fn mend(&mut self, sequence: u64, line: &[u8]) -> Vec<u8> {
        let Ok(mut record) = serde_json::from_slice::<JournalRecord>(line) else {
            return line.to_vec();
        };
        record.format = FORMAT;
        record.sequence = sequence;
        record.previous.clone_from(&self.previous);
        record.checkpoint = self.checkpoint;
        if let JournalEntry::Checkpoint { state } = &mut record.entry {
            **state = self.state.clone();
        }
        let bytes = serde_json::to_vec(&record).expect("what was read is written");
        let again: JournalRecord = serde_json::from_slice(&bytes).expect("and read again");
        assert_eq!(again, record);
        self.previous = hash(&bytes);
        if matches!(record.entry, JournalEntry::Checkpoint { .. }) {
            self.checkpoint = sequence;
        }
        self.state.apply(&record);
        bytes
    }
}
