//! What every backend of user pools promises, kept by the AWS backend over the wire.

use std::sync::Arc;

use ts_deploy_core::clock::SystemClock;
use ts_deploy_core::conformance::user_pool::{self, UserPoolSubject};
use ts_deploy_core::port::user_pool::{UserPoolReader, UserPoolWriter};
use ts_deploy_core::target::TargetName::Main;
use ts_deploy_tests::{FULL, deployment};

use crate::ground::Ground;

/// What the promises about user pools are tried with.
pub(crate) async fn user_pool_subject(ground: &Ground) -> UserPoolSubject {
    let settings = deployment(FULL).targets.remove(0);
    for path in [ground.paths().config, ground.paths().credentials] {
        std::fs::write(path, "").unwrap();
    }
    ground.user(&settings);
    let ports = ground.connect(&[settings]).await.ports();
    UserPoolSubject::builder()
        .reader(ports.readers().get::<dyn UserPoolReader>(Main).unwrap())
        .writer(ports.writers().get::<dyn UserPoolWriter>(Main).unwrap())
        .clock(Arc::new(SystemClock))
        .name("try-pool".parse().unwrap())
        .build()
}

#[tokio::test]
async fn the_aws_backend_keeps_every_promise_on_user_pools_over_the_wire() {
    let ground = Ground::new();
    let subject = user_pool_subject(&ground).await;
    let tried = user_pool::all(&subject).await;
    let broken: Vec<String> = tried
        .iter()
        .filter_map(|(_, kept)| kept.as_ref().err().map(ToString::to_string))
        .collect();
    assert_eq!(broken, Vec::<String>::new());
}
