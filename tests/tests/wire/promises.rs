//! What every backend promises, kept by the AWS backend over the wire.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::SignedDuration;
use ts_deploy_core::conformance::{Backend, Patience, Subject, promises};
use ts_deploy_core::parameter::{Request, Sent};
use ts_deploy_core::port::catalog::{PathId, ProductId, VersionId};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::TargetName;
use ts_deploy_tests::emulator::Hurry;
use ts_deploy_tests::{FULL, deployment};

use crate::board::{key, notice_board};
use crate::ground::Ground;

async fn subject(ground: &Ground) -> Subject {
    let settings = deployment(FULL).targets.remove(0);
    let target = settings.target.clone();
    let keys = ground.user(&settings);
    let board = ground.offer(&target, &keys, &notice_board()).remove(0);
    // Shorter than the product takes, so that what runs is seen running.
    ground.emulator.seconds_per_look(20).unwrap();
    let cloud = ground.connect(&[settings]).await;
    let password = Sent::Secret(Secret::new("swordfish".into()));
    let owner = Sent::Value("acme".into());
    Subject::builder()
        .backend(Backend::of(&cloud.ports(), TargetName::Main).unwrap())
        .clock(Arc::new(Hurry::new(100)))
        .patience(Patience {
            every: SignedDuration::from_secs(1),
            sight: SignedDuration::from_mins(20),
            operation: SignedDuration::from_hours(2),
        })
        .prefix("try-".parse().unwrap())
        .account(target.account)
        .product(ProductId(board.id))
        .version(VersionId(board.versions["v1"].clone()))
        .path(PathId(board.path))
        .parameters(Request {
            sent: IndexMap::from([(key("Owner"), owner), (key("Password"), password)]),
        })
        .change((key("Size"), "3".into()))
        .tags(BTreeMap::from([("purpose".to_owned(), "try".to_owned())]))
        .build()
}

#[tokio::test]
async fn the_aws_backend_keeps_every_promise_over_the_wire() {
    let ground = Ground::new();
    let subject = subject(&ground).await;
    let tried = promises::all(&subject).await;
    let broken: Vec<String> = tried
        .iter()
        .filter_map(|(_, kept)| kept.as_ref().err().map(ToString::to_string))
        .collect();
    assert_eq!(broken, Vec::<String>::new());
}
