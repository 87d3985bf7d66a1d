//! A small product with one parameter of each kind that the promises look at.

use ts_deploy_core::parameter::{Constraints, Contract, Declaration, ParameterKey};
use ts_deploy_core::port::catalog::Guidance;
use ts_deploy_core::sim::{SimProduct, SimResource, SimStack, SimTemplate, SimVersion};
use ts_deploy_tests::emulator::Portfolio;

pub(crate) fn key(text: &str) -> ParameterKey {
    ParameterKey::parse(text).unwrap()
}

/// A portfolio with the product and nothing else.
pub(crate) fn notice_board() -> Portfolio {
    let password = Declaration {
        no_echo: true,
        ..Declaration::of("String").constrained(Constraints {
            allowed_pattern: Some("[a-z]{5,}".into()),
            ..Constraints::default()
        })
    };
    let contract = Contract::default()
        .declare(key("Owner"), Declaration::of("String"))
        .declare(key("Size"), Declaration::of("Number").default_to("2"))
        .declare(key("Colour"), Declaration::of("String").default_to("green"))
        .declare(key("Password"), password);
    let board = SimResource::new("Board", "AWS::SNS::Topic", 60).uses(&["Size", "Owner"]);
    let template = SimTemplate::default()
        .stack(SimStack::new("Boards").with(board))
        .output("Places", "{Size}");
    let version = SimVersion {
        name: "v1".parse().unwrap(),
        created: "2026-01-01T00:00:00Z".parse().unwrap(),
        active: true,
        guidance: Guidance::Default,
        contract,
        resources: template,
    };
    Portfolio {
        name: "Own".to_owned(),
        products: vec![SimProduct {
            name: "Notice Board".to_owned(),
            versions: vec![version],
        }],
    }
}
