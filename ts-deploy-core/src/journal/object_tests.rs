use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use super::{Created, JournalStore, ObjectStoreJournal, RECORD_LIMIT};
use crate::conformance::journal::{self, Place};
use crate::error::chain;

fn journal_in(store: Arc<dyn ObjectStore>) -> ObjectStoreJournal {
    let prefix = Path::from("acme/production");
    ObjectStoreJournal::new(store, prefix, "s3://acme/production")
        .when_denied("give them s3:PutObject on acme")
}

async fn broken(one: ObjectStoreJournal, other: ObjectStoreJournal) -> Vec<String> {
    let (one, other) = (Arc::new(one), Arc::new(other));
    let tried = journal::all(&Place { one, other }).await;
    let broken = tried.into_iter().filter_map(|(_, kept)| kept.err());
    broken.map(|broken| broken.to_string()).collect()
}

#[tokio::test]
async fn objects_in_memory_keep_every_promise() {
    let store = Arc::new(InMemory::new());
    let broken = broken(journal_in(store.clone()), journal_in(store)).await;
    assert_eq!(broken, Vec::<String>::new());
}

#[tokio::test]
async fn objects_in_a_folder_keep_every_promise() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Arc::new(LocalFileSystem::new_with_prefix(folder.path()).unwrap());
    let broken = broken(journal_in(open()), journal_in(open())).await;
    assert_eq!(broken, Vec::<String>::new());
}

/// How a store differs from one in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    /// It refuses the first creations of an object that is not there, as S3 does when two come at
    /// once.
    Conflicts(usize),
    /// It creates whatever is there.
    Replaces,
    /// It cannot create only where nothing is.
    Unconditional,
    /// Its caller has no rights.
    Denies,
    /// There is no bucket.
    NoBucket,
    /// It fails without a kind of its own, in these words.
    Says(&'static str),
    /// Whoever gives its caller's credentials has none.
    NoKeys,
    /// Its clock stands at noon of the first day.
    Noon,
}

#[derive(Debug)]
struct Odd {
    within: InMemory,
    manner: Manner,
    refused: AtomicUsize,
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

fn odd(manner: Manner) -> ObjectStoreJournal {
    journal_in(Arc::new(Odd {
        within: InMemory::new(),
        manner,
        refused: AtomicUsize::new(0),
    }))
}

#[async_trait]
impl ObjectStore for Odd {
    async fn put_opts(
        &self,
        path: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let (location, source) = (path.to_string(), "as told");
        let create = options.mode == PutMode::Create;
        match self.manner {
            Manner::Conflicts(times)
                if create && self.refused.fetch_add(1, Ordering::Relaxed) < times =>
            {
                Err(Error::AlreadyExists {
                    path: location,
                    source: source.into(),
                })
            }
            Manner::Unconditional if create => Err(Error::NotImplemented {
                operation: "PutMode::Create".to_owned(),
                implementer: "odd".to_owned(),
            }),
            Manner::Denies => Err(Error::PermissionDenied {
                path: location,
                source: source.into(),
            }),
            Manner::NoBucket => Err(Error::NotFound {
                path: location,
                source: source.into(),
            }),
            Manner::NoKeys => Err(Error::Unauthenticated {
                path: location,
                source: source.into(),
            }),
            Manner::Says(words) => Err(Error::Generic {
                store: "odd",
                source: words.into(),
            }),
            Manner::Replaces => {
                let overwrite = PutOptions::from(PutMode::Overwrite);
                self.within.put_opts(path, payload, overwrite).await
            }
            _ => self.within.put_opts(path, payload, options).await,
        }
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.within.put_multipart_opts(path, options).await
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        let mut object = self.within.get_opts(path, options).await?;
        if self.manner == Manner::Noon {
            object.meta.last_modified = "1970-01-01T12:00:00Z".parse().unwrap_or_default();
        }
        Ok(object)
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.within.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        if self.manner == Manner::NoBucket {
            let (path, source) = (String::new(), "NoSuchBucket".into());
            return futures::stream::iter([Err(Error::NotFound { path, source })]).boxed();
        }
        self.within.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.within.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.within.copy_opts(from, to, options).await
    }
}

#[tokio::test]
async fn a_creation_refused_where_nothing_stands_is_sent_again() {
    let journal = odd(Manner::Conflicts(2));
    let created = journal.create(1, b"record").await.unwrap();
    assert_eq!(created, Created::Yes);
}

#[tokio::test]
async fn a_creation_that_is_refused_for_ever_is_no_record_that_stands() {
    let journal = odd(Manner::Conflicts(usize::MAX));
    let refused = journal.create(1, b"record").await.unwrap_err();
    insta::assert_snapshot!(chain(&refused), @"cannot write s3://acme/production, object acme/production/records/000000000001.json: the store did not do it: Object at location acme/production/records/000000000001.json already exists: as told");
}

#[tokio::test]
async fn a_store_that_creates_an_object_twice_is_found_unfit() {
    let refused = odd(Manner::Replaces).probe().await.unwrap_err();
    insta::assert_snapshot!(chain(&refused), @"cannot keep a journal in s3://acme/production: the store made one object twice, so that two drivers could write one record: choose another place with --journal");
}

#[tokio::test]
async fn a_store_without_conditional_creation_is_found_unfit() {
    let refused = odd(Manner::Unconditional).probe().await.unwrap_err();
    let said = chain(&refused);
    assert!(said.contains("only if there is none"), "{said}");
}

#[tokio::test]
async fn a_store_that_is_fit_is_found_so_again_and_again() {
    let journal = journal_in(Arc::new(InMemory::new()));
    for _ in 0..2 {
        journal.probe().await.unwrap();
    }
    assert_eq!(journal.last().await.unwrap(), None);
}

#[tokio::test]
async fn a_missing_right_is_told_with_what_to_give() {
    let refused = odd(Manner::Denies).probe().await.unwrap_err();
    let said = chain(&refused);
    assert!(said.contains("give them s3:PutObject on acme"), "{said}");
}

#[tokio::test]
async fn credentials_that_have_ended_may_be_renewed() {
    let s3 = "Server returned non-2xx status code: 400 Bad Request: <Code>ExpiredToken</Code>";
    for manner in [Manner::NoKeys, Manner::Says(s3)] {
        let error = odd(manner).probe().await.unwrap_err();
        let said = chain(&error);
        assert!(error.may_pass && said.contains("renew them"), "{said}");
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_may_answer_later() {
    for words in [
        "error sending request",
        "Server returned non-2xx status code: 503 Service Unavailable: ",
        "Server returned non-2xx status code: 429 Too Many Requests: ",
        "Server returned non-2xx status code: 400 Bad Request: <Code>RequestTimeout</Code>",
    ] {
        let error = odd(Manner::Says(words)).probe().await.unwrap_err();
        let said = chain(&error);
        assert!(error.may_pass && said.contains("does not answer"), "{said}");
    }
}

#[tokio::test]
async fn what_the_store_refuses_does_not_pass() {
    let refused = "Server returned non-2xx status code: 400 Bad Request: InvalidRequest";
    for manner in [Manner::Denies, Manner::NoBucket, Manner::Says(refused)] {
        let error = odd(manner).probe().await.unwrap_err();
        assert!(!error.may_pass, "{}", chain(&error));
    }
}

#[tokio::test]
async fn an_absent_bucket_is_no_empty_journal() {
    let refused = odd(Manner::NoBucket).last().await.unwrap_err();
    let said = chain(&refused);
    assert!(said.contains("there is no such bucket"), "{said}");
}

#[tokio::test]
async fn the_time_is_the_stores_own() {
    let now = odd(Manner::Noon).now().await.unwrap();
    assert_eq!(now.to_string(), "1970-01-01T12:00:00Z");
}

#[tokio::test]
async fn an_object_beyond_the_limit_is_not_read() {
    let store = Arc::new(InMemory::new());
    let journal = journal_in(store);
    let bytes = vec![b' '; usize::try_from(RECORD_LIMIT).unwrap() + 1];
    journal.create(1, &bytes).await.unwrap();
    let refused = journal.read(1).await.unwrap_err();
    let said = chain(&refused);
    assert!(said.contains("1048577 bytes"), "{said}");
}
