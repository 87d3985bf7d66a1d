//! The suites tried on what this crate has: the simulated cloud, its stores, and backends that
//! break one promise each.

mod account;
mod caught;
mod caught_elsewhere;
mod flawed;
mod installation;
mod own_stack;
mod sim;
mod stores;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::SignedDuration;

use super::{Backend, Kept, ParameterSubject, Patience, PortfolioSubject, Subject, TermsSubject};
use crate::ids::{AccountId, ParameterPath, PortfolioId, PrincipalArn, ProductVersionName, Region};
use crate::parameter::{Constraints, Contract, Declaration, ParameterKey, Request, Sent};
use crate::port::catalog::{CatalogReader as _, Guidance};
use crate::secret::Secret;
use crate::sim::{
    SimCloud, SimPortfolio, SimProduct, SimResource, SimStack, SimTemplate, SimVersion,
};
use crate::target::{Target, TargetName};

fn key(text: &str) -> ParameterKey {
    ParameterKey::parse(text).unwrap()
}

/// A small product with one parameter of each kind that the suites look at.
fn notice_board() -> SimProduct {
    let password = Declaration {
        no_echo: true,
        ..Declaration::of("String").constrained(Constraints {
            allowed_pattern: Some("[a-z]{5,}".into()),
            ..Constraints::default()
        })
    };
    let board = SimResource::new("Board", "AWS::SNS::Topic", 60).uses(&["Size"]);
    let contract = Contract::default()
        .declare(key("Owner"), Declaration::of("String"))
        .declare(key("Size"), Declaration::of("Number").default_to("2"))
        .declare(key("Colour"), Declaration::of("String").default_to("green"))
        .declare(key("Password"), password);
    SimProduct {
        name: "Notice Board".into(),
        versions: vec![SimVersion {
            name: ProductVersionName::parse("v1").unwrap(),
            created: "2026-01-01T00:00:00Z".parse().unwrap(),
            active: true,
            guidance: Guidance::Default,
            contract,
            resources: SimTemplate::default()
                .stack(SimStack::new("Boards").with(board))
                .output("Places", "{Size}"),
        }],
    }
}

/// A simulated cloud as a subject.
async fn subject() -> Subject {
    subject_in(&SimCloud::new(7, "2026-03-02T09:00:00Z".parse().unwrap())).await
}

async fn subject_in(cloud: &SimCloud) -> Subject {
    let target = Target {
        name: TargetName::Main,
        account: AccountId::parse("111122223333").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
    };
    let place = cloud.at(&target);
    let product = place.offer(notice_board(), &["Own"]);
    let version = place.versions(&product).await.unwrap().remove(0).id;
    let path = place.launch_paths(&product).await.unwrap().remove(0).id;
    let portfolio = PortfolioId::parse("port-tobeimported").unwrap();
    place.share(SimPortfolio::new(portfolio.clone(), "Boards"), Vec::new());
    let principal = PrincipalArn::parse("arn:aws:iam::111122223333:role/teams/boards").unwrap();
    let ports = cloud.ports(std::slice::from_ref(&target));
    let portfolio = PortfolioSubject::of(&ports, target.name, portfolio, principal).unwrap();
    let below = ParameterPath::parse("/try").unwrap();
    let parameters = ParameterSubject::of(&ports, target.name, below).unwrap();
    let password = Sent::Secret(Secret::new("swordfish".into()));
    let owner = Sent::Value("acme".into());
    let sent = IndexMap::from([(key("Owner"), owner), (key("Password"), password)]);
    Subject::builder()
        .backend(Backend::of(&ports, target.name).unwrap())
        .portfolio(portfolio)
        .terms(TermsSubject::of(&ports, target.name).unwrap())
        .parameter_store(parameters)
        .clock(Arc::new(cloud.clock()))
        .patience(Patience {
            every: SignedDuration::from_secs(30),
            ..Patience::default()
        })
        .prefix("try-".parse().unwrap())
        .account(target.account)
        .product(product)
        .version(version)
        .path(path)
        .parameters(Request { sent })
        .change((key("Size"), "3".into()))
        .tags(BTreeMap::from([("purpose".to_owned(), "try".to_owned())]))
        .build()
}

/// The names and words of what is not kept.
fn broken(tried: &[(&str, Kept)]) -> Vec<String> {
    let broken = tried.iter().filter_map(|(_, kept)| kept.as_ref().err());
    broken.map(ToString::to_string).collect()
}
