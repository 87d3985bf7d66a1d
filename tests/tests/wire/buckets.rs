//! Buckets over the wire: whose one is, and where; and the mutant that does not ask whose it is.

use std::sync::Arc;

use ts_deploy_core::ids::{AccountId, BucketName, Region};
use ts_deploy_core::port::bucket::{BucketReader, BucketSight};
use ts_deploy_core::target::TargetName::Main;
use ts_deploy_tests::emulator::Careless;
use ts_deploy_tests::{FULL, deployment};

use crate::desk::Ran;
use crate::ground::Ground;

/// The main account, with a bucket in its own region and one in another.
struct Account {
    ground: Ground,
    id: AccountId,
    reader: Arc<dyn BucketReader>,
}

impl Account {
    async fn new() -> Self {
        let ground = Ground::new();
        let settings = deployment(FULL).targets.remove(0);
        let keys = ground.user(&settings);
        for (bucket, region) in [("acme-here", "us-east-1"), ("acme-there", "us-east-2")] {
            let mut command = ground.emulator.aws_cli(&keys, region);
            command.args(["s3api", "create-bucket", "--bucket", bucket]);
            if region != "us-east-1" {
                let place = format!("LocationConstraint={region}");
                command.args(["--create-bucket-configuration", &place]);
            }
            let ran = Ran::of(command);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
        }
        let id = settings.target.account.clone();
        let ports = ground.connect(&[settings]).await.ports();
        let reader = ports.readers().get::<dyn BucketReader>(Main).unwrap();
        Self { ground, id, reader }
    }

    async fn look(&self, bucket: &str, owner: &AccountId) -> BucketSight {
        let bucket: BucketName = bucket.parse().unwrap();
        self.reader.look(&bucket, owner).await.unwrap()
    }

    /// The look at a bucket, as the emulator calls it.
    fn call(&self) -> String {
        let calls = self.ground.emulator.calls().unwrap().into_iter();
        let mut looks = calls.map(|call| call.operation);
        looks.find(|name| name.starts_with("HEAD ")).unwrap()
    }
}

fn stranger() -> AccountId {
    "444455556666".parse().unwrap()
}

#[tokio::test]
async fn a_bucket_is_seen_where_it_is() {
    let account = Account::new().await;
    let here: Region = "us-east-1".parse().unwrap();
    let seen = account.look("acme-here", &account.id).await;
    assert_eq!(seen, BucketSight::There(here));
    assert_eq!(
        account.look("acme-none", &account.id).await,
        BucketSight::Absent
    );
}

#[tokio::test]
async fn a_bucket_elsewhere_is_told_with_its_region() {
    let account = Account::new().await;
    let there: Region = "us-east-2".parse().unwrap();
    let seen = account.look("acme-there", &account.id).await;
    assert_eq!(seen, BucketSight::Elsewhere(Some(there)));
}

#[tokio::test]
async fn a_bucket_of_another_account_than_expected_is_denied_and_one_that_does_not_ask_takes_it() {
    let account = Account::new().await;
    account.ground.emulator.calls().unwrap();
    assert_eq!(
        account.look("acme-here", &stranger()).await,
        BucketSight::Denied
    );
    let call = account.call();
    let careless = Careless {
        operation: &call,
        without_headers: &["x-amz-expected-bucket-owner"],
        ..Careless::default()
    };
    account.ground.emulator.careless(&careless).unwrap();
    let seen = account.look("acme-here", &stranger()).await;
    assert!(matches!(seen, BucketSight::There(_)), "{seen:?}");
}
