//! What every backend promises, kept by the AWS backend over the wire.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::SignedDuration;
use ts_deploy_aws::connection::AwsCloud;
use ts_deploy_core::clock::Clock;
use ts_deploy_core::conformance::own_stack::{self, StackSubject};
use ts_deploy_core::conformance::{
    Backend, Kept, ParameterSubject, Patience, PortfolioSubject, Subject, TermsSubject, promises,
};
use ts_deploy_core::ids::PrincipalArn;
use ts_deploy_core::parameter::{Request, Sent};
use ts_deploy_core::port::catalog::{PathId, ProductId, VersionId};
use ts_deploy_core::port::stack::{
    Capability, StackReader, StackWriter, TemplateReader, TemplateSource,
};
use ts_deploy_core::secret::Secret;
use ts_deploy_core::target::{Target, TargetName};
use ts_deploy_tests::emulator::{Hurry, Portfolio};
use ts_deploy_tests::{FULL, deployment};

use crate::board::{NAME, crowded, key, notice_board};
use crate::ground::Ground;

/// A stack of one's own: a role, which wants a capability, and a topic.
const TEMPLATE: &str = r#"{"Parameters":{"Name":{"Type":"String"},"Kind":{"Type":"String","Default":"a"}},
"Resources":{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":{"Ref":"Name"}}},
"Role":{"Type":"AWS::IAM::Role","Properties":{"Path":"/try/","AssumeRolePolicyDocument":{"Version":"2012-10-17",
"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sts:AssumeRole"}]}}}}}"#;

/// How fast the suites' clock goes.
const TIMES: i32 = 100;

/// The ports of the first target, whose account has one user.
struct Place {
    cloud: AwsCloud,
    target: Target,
    user: String,
}

async fn place(ground: &Ground) -> (Place, ts_deploy_tests::emulator::Keys) {
    let settings = deployment(FULL).targets.remove(0);
    let target = settings.target.clone();
    for path in [ground.paths().config, ground.paths().credentials] {
        std::fs::write(path, "").unwrap();
    }
    let keys = ground.user(&settings);
    // Shorter than the product takes, so that what runs is seen running.
    ground.emulator.seconds_per_look(20).unwrap();
    let cloud = ground.connect(&[settings]).await;
    let user = keys.arn.clone();
    (
        Place {
            cloud,
            target,
            user,
        },
        keys,
    )
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(Hurry::new(TIMES))
}

/// How long an answer is waited for: a mutant's trial ends in seconds.
fn patience() -> Patience {
    Patience {
        every: SignedDuration::from_secs(1),
        sight: SignedDuration::from_mins(5),
        operation: SignedDuration::from_hours(1),
    }
}

/// What the promises are tried with: a product, a portfolio that is offered and not taken in, and a
/// path in the parameter store.
pub(crate) async fn subject(ground: &Ground) -> Subject {
    let (place, keys) = place(ground).await;
    let offered = ground.offer(&place.target, &keys, &crowded());
    let board = offered.into_iter().find(|one| one.name == NAME).unwrap();
    let another = Portfolio {
        name: "Another".to_owned(),
        ..notice_board()
    };
    let share = ground.emulator.share(&place.target, &another, None);
    let ports = place.cloud.ports();
    let main = TargetName::Main;
    let principal = PrincipalArn::parse(place.user.as_str()).unwrap();
    let portfolio = PortfolioSubject::of(&ports, main, share.unwrap().parse().unwrap(), principal);
    let store = ParameterSubject::of(&ports, main, "/try".parse().unwrap());
    let password = Sent::Secret(Secret::new("swordfish".into()));
    let owner = Sent::Value("acme".into());
    Subject::builder()
        .backend(Backend::of(&ports, main).unwrap())
        .clock(clock())
        .patience(patience())
        .prefix("try-".parse().unwrap())
        .account(place.target.account)
        .product(ProductId(board.id))
        .version(VersionId(board.versions["v1"].clone()))
        .path(PathId(board.path))
        .parameters(Request {
            sent: IndexMap::from([(key("Owner"), owner), (key("Password"), password)]),
        })
        .change((key("Size"), "3".into()))
        .tags(BTreeMap::from([("purpose".to_owned(), "try".to_owned())]))
        .portfolio(portfolio.unwrap())
        .terms(TermsSubject::of(&ports, main).unwrap())
        .parameter_store(store.unwrap())
        .build()
}

/// What the promises about stacks of one's own are tried with.
pub(crate) async fn stack_subject(ground: &Ground) -> StackSubject {
    let (place, _) = place(ground).await;
    let ports = place.cloud.ports();
    let (reads, main) = (ports.readers(), TargetName::Main);
    StackSubject::builder()
        .stacks(reads.get::<dyn StackReader>(main).unwrap())
        .changes(ports.writers().get::<dyn StackWriter>(main).unwrap())
        .templates(reads.get::<dyn TemplateReader>(main).unwrap())
        .clock(clock())
        .patience(patience())
        .prefix("try".parse().unwrap())
        .template(TemplateSource::body(TEMPLATE).unwrap())
        .parameters(Request {
            sent: IndexMap::from([(key("Name"), Sent::Value("acme".into()))]),
        })
        .change((key("Name"), "other".to_owned()))
        .capabilities([Capability::Iam].into())
        .build()
}

fn broken(tried: &[(&'static str, Kept)]) -> Vec<String> {
    let broken = tried.iter().filter_map(|(_, kept)| kept.as_ref().err());
    broken.map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_aws_backend_keeps_every_promise_over_the_wire() {
    let ground = Ground::new();
    let subject = subject(&ground).await;
    let tried = promises::all(&subject).await;
    assert_eq!(broken(&tried), Vec::<String>::new());
}

#[tokio::test]
async fn the_aws_backend_keeps_every_promise_about_stacks_of_ones_own_over_the_wire() {
    let ground = Ground::new();
    let subject = stack_subject(&ground).await;
    let tried = own_stack::all(&subject).await;
    assert_eq!(broken(&tried), Vec::<String>::new());
}
