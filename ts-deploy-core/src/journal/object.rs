//! A journal in an object store: one object a record.

use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt as _;
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{
    Error, GetOptions, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
};

use super::object_answer::Answer;
use super::{Created, Exclusive, JournalStore, RECORD_LIMIT, StoreError};

/// Records as objects `records/000000000001.json` below a prefix of any
/// [`ObjectStore`](object_store::ObjectStore) that can create an object only if there is none
/// (`PutMode::Create`): Amazon S3, Google Cloud Storage, Azure Blob Storage, a folder, memory.
///
/// Two more objects stand beside the records. `probe` is made once and tried again before each run,
/// to see that the store refuses to make it twice. `clock` is written over whenever the time is
/// asked for: its last-modified time is the store's own, in whole seconds on S3.
///
/// # Caveats
/// Nothing here can tell whether another process on this machine drives: the lease alone decides,
/// so that a run that was killed can be taken up again only once its lease has run out. A record
/// that is there is never written again, but whoever may delete or overwrite objects can still do
/// so: keep such rights away from drivers, and turn versioning on.
///
/// This is the one place where a type of `object_store` is in the public API: to be handed one is
/// what the feature `object-store` is for.
#[derive(Clone, Debug)]
pub struct ObjectStoreJournal {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    shown: String,
    remedy: String,
}

const RECORDS: &str = "records";
const PROBE: &str = "probe";
const CLOCK: &str = "clock";
/// The store that this module's own errors name.
const OWN: &str = "journal";
const SUFFIX: &str = ".json";
const DIGITS: usize = 12;

/// How often a creation is sent that was refused though nothing stands there.
const ATTEMPTS: usize = 3;

impl ObjectStoreJournal {
    /// A journal below `prefix` in `store`. `shown` is how messages name the place:
    /// `s3://acme-journals/production`.
    pub fn new(store: Arc<dyn ObjectStore>, prefix: Path, shown: impl Into<String>) -> Self {
        Self {
            store,
            prefix,
            shown: shown.into(),
            remedy: "let whoever drives read, list and write objects there".to_owned(),
        }
    }

    /// With the words that say, as one phrase, what to do where the store refuses for want of a
    /// right.
    #[must_use]
    pub fn when_denied(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    fn path(&self, sequence: u64) -> Path {
        let name = format!("{sequence:0DIGITS$}{SUFFIX}");
        self.prefix.clone().join(RECORDS).join(name)
    }

    /// Creates `path` if nothing stands there.
    async fn make(&self, path: &Path, bytes: &[u8]) -> Result<Created, Error> {
        let mut refused = None;
        for _ in 0..ATTEMPTS {
            let payload = PutPayload::from(bytes.to_vec());
            let options = PutOptions::from(PutMode::Create);
            match self.store.put_opts(path, payload, options).await {
                Ok(_) => return Ok(Created::Yes),
                Err(error @ Error::AlreadyExists { .. }) => refused = Some(error),
                Err(error) => return Err(error),
            }
            // Of two that come at once S3 refuses one before it knows whether the other will stand
            // (409 ConditionalRequestConflict), and that looks the same as an object that stands.
            match self.store.head(path).await {
                Ok(_) => return Ok(Created::AlreadyThere),
                Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or(Error::NotImplemented {
            operation: "creating an object".to_owned(),
            implementer: self.shown.clone(),
        }))
    }

    fn failed(&self, doing: &'static str, path: &Path, error: &Error) -> StoreError {
        self.error(doing, format!("{}, object {path}", self.shown), error)
    }

    fn error(&self, doing: &'static str, place: String, error: &Error) -> StoreError {
        let unfit = self.told(error);
        let may_pass = matches!(unfit, Unfit::Ended(_) | Unfit::Unanswered(_));
        StoreError::new(doing, place, unfit).that_may_pass(may_pass)
    }

    fn told(&self, error: &Error) -> Unfit {
        let source = Answer::of(error);
        match error {
            // Whoever gives the credentials has none: a sign-in ended, a file is being written.
            Error::Unauthenticated { .. } => Unfit::Ended(source),
            other if words(other).contains("ExpiredToken") => Unfit::Ended(source),
            Error::PermissionDenied { .. } => Unfit::Denied {
                remedy: self.remedy.clone(),
                source,
            },
            Error::NotFound { .. } => Unfit::Absent(source),
            // To a list S3 answers with a code that `object_store` keeps among its words only.
            Error::Generic { .. } if words(error).contains("NoSuchBucket") => Unfit::Absent(source),
            Error::NotImplemented { .. } | Error::NotSupported { .. } => Unfit::Unable(source),
            Error::Generic { store, .. } if *store != OWN && !is_refusal(error) => {
                Unfit::Unanswered(source)
            }
            _ => Unfit::Other(source),
        }
    }

    async fn fetch(&self, path: &Path) -> Result<Option<Vec<u8>>, Error> {
        // Never more than a record may have, however large the object is.
        let options = GetOptions::new().with_range(Some(0..=RECORD_LIMIT));
        let object = match self.store.get_opts(path, options).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            object => object?,
        };
        if object.meta.size > RECORD_LIMIT {
            let source = format!("it has {} bytes, a record {RECORD_LIMIT}", object.meta.size);
            return Err(Error::Generic {
                store: OWN,
                source: source.into(),
            });
        }
        Ok(Some(object.bytes().await?.to_vec()))
    }

    async fn greatest(&self) -> Result<Option<u64>, Error> {
        let records = self.prefix.clone().join(RECORDS);
        let mut listed = self.store.list(Some(&records));
        let mut greatest = None;
        while let Some(object) = listed.try_next().await? {
            greatest = greatest.max(object.location.filename().and_then(sequence_of));
        }
        Ok(greatest)
    }

    /// The last-modified time of an object that is written now.
    async fn time(&self, path: &Path) -> Result<Timestamp, Error> {
        self.store.put(path, PutPayload::new()).await?;
        let modified = self.store.head(path).await?.last_modified;
        let nanoseconds = i32::try_from(modified.timestamp_subsec_nanos()).unwrap_or_default();
        Timestamp::new(modified.timestamp(), nanoseconds).map_err(|error| Error::Generic {
            store: OWN,
            source: error.into(),
        })
    }
}

/// All that an error says. `object_store` keeps the service's own code among the words only.
fn words(error: &Error) -> String {
    crate::error::chain(error)
}

/// The answers among the refusals that ask to come again: too many requests, and a request of which
/// the service saw no end.
const AGAIN: [&str; 4] = [
    "status code: 408",
    "status code: 429",
    "RequestTimeout",
    "SlowDown",
];

/// True when the service answered that it will not, whoever asks again.
fn is_refusal(error: &Error) -> bool {
    let words = words(error);
    words.contains("status code: 4") && !AGAIN.iter().any(|again| words.contains(again))
}

/// What a store cannot do, though keeping records needs it.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("the credentials may not do this: {remedy}")]
    Denied {
        remedy: String,
        #[source]
        source: Answer,
    },
    #[error("there is no such bucket or container: make it first, or name another with --journal")]
    Absent(#[source] Answer),
    #[error(
        "the store cannot make an object only if there is none, so that two drivers could write one record: choose another place with --journal"
    )]
    Unable(#[source] Answer),
    #[error(
        "the store made one object twice, so that two drivers could write one record: choose another place with --journal"
    )]
    NotExclusive,
    #[error("the credentials have ended: renew them as for every other call")]
    Ended(#[source] Answer),
    #[error("the store does not answer")]
    Unanswered(#[source] Answer),
    #[error("the store did not do it")]
    Other(#[source] Answer),
}

/// The number in the name of a record; `None` when it is no such name.
fn sequence_of(name: &str) -> Option<u64> {
    let number = name.strip_suffix(SUFFIX)?;
    let whole = number.len() >= DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
    let sequence = number.parse().ok().filter(|sequence| *sequence > 0);
    sequence.filter(|_| whole)
}

#[async_trait]
impl JournalStore for ObjectStoreJournal {
    async fn probe(&self) -> Result<(), StoreError> {
        let doing = "cannot keep a journal in";
        let path = self.prefix.clone().join(PROBE);
        let failed = |error: Error| self.error(doing, self.shown.clone(), &error);
        self.make(&path, b"probe").await.map_err(failed)?;
        match self.make(&path, b"again").await.map_err(failed)? {
            Created::AlreadyThere => Ok(()),
            Created::Yes => Err(StoreError::new(doing, &self.shown, Unfit::NotExclusive)),
        }
    }

    async fn create(&self, sequence: u64, bytes: &[u8]) -> Result<Created, StoreError> {
        let path = self.path(sequence);
        let made = self.make(&path, bytes).await;
        made.map_err(|error| self.failed("cannot write", &path, &error))
    }

    async fn read(&self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(sequence);
        let read = self.fetch(&path).await;
        read.map_err(|error| self.failed("cannot read", &path, &error))
    }

    async fn last(&self) -> Result<Option<u64>, StoreError> {
        self.greatest()
            .await
            .map_err(|error| self.error("cannot list", self.shown.clone(), &error))
    }

    async fn now(&self) -> Result<Timestamp, StoreError> {
        let path = self.prefix.clone().join(CLOCK);
        let time = self.time(&path).await;
        time.map_err(|error| self.failed("cannot tell the time by", &path, &error))
    }

    fn exclusive(&self) -> Exclusive {
        Exclusive::CannotTell
    }

    fn release(&self) {}
}
