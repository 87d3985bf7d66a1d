//! A small product with one parameter of each kind that the promises look at.

use ts_deploy_core::parameter::{Constraints, Contract, Declaration, ParameterKey};
use ts_deploy_core::port::catalog::Guidance;
use ts_deploy_core::sim::{SimProduct, SimResource, SimStack, SimTemplate, SimVersion};
use ts_deploy_tests::emulator::Portfolio;

pub(crate) fn key(text: &str) -> ParameterKey {
    ParameterKey::parse(text).unwrap()
}

/// What else a crowded portfolio has: more products than the catalog shows on a page.
const OTHERS: usize = 21;

/// A portfolio with the product behind so many others that it does not stand on the first page.
pub(crate) fn crowded() -> Portfolio {
    let board = notice_board();
    let products = (1..=OTHERS)
        .map(|number| format!("Other {number}"))
        .chain([NAME.to_owned()])
        .flat_map(|name| {
            let own = board.products.iter().cloned();
            own.map(move |product| SimProduct {
                name: name.clone(),
                ..product
            })
        })
        .collect();
    Portfolio { products, ..board }
}

/// The product's name.
pub(crate) const NAME: &str = "Notice Board";

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
    // More outputs than the catalog shows on a page.
    let template = (1..=OTHERS).fold(
        SimTemplate::default().stack(SimStack::new("Boards").with(board)),
        |template, number| template.output(&format!("Place{number}"), "{Owner}"),
    );
    let template = template.output("Places", "{Size}");
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
            name: NAME.to_owned(),
            versions: vec![version],
        }],
    }
}
