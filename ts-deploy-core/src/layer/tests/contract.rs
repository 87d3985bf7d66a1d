//! The layers' sets against contracts that declare what the documents do, and less.

use crate::finding::Findings;
use crate::layer::ProductComponent;
use crate::layer::data::Integration;
use crate::layer::fixture::{data, inputs, key, service};
use crate::layer::service::{Capacity, OptionalService};
use crate::parameter::{
    Basis, Contract, Declaration, LiveParameters, LiveValue, ParameterSet, Reconciliation, Sent,
    Value, reconcile,
};

/// A contract that declares the keys of `set` with the documents' defaults, but for `without`.
fn documented(set: &ParameterSet, without: &[&str]) -> Contract {
    set.iter()
        .filter(|(key, _)| !without.contains(&key.as_str()))
        .fold(Contract::default(), |contract, (key, parameter)| {
            let default = parameter.documented_default.map(str::to_owned);
            let declaration = Declaration {
                default,
                ..Declaration::of("String")
            };
            contract.declare(key.clone(), declaration)
        })
}

fn launched(layer: &impl ProductComponent, without: &[&str]) -> Reconciliation {
    let set = layer.parameters(&inputs());
    reconcile(&set, &documented(&set, without), Basis::Launch)
}

fn findings(layer: &impl ProductComponent, without: &[&str]) -> Findings {
    launched(layer, without).findings
}

#[test]
fn only_isolated_subnets_are_missing_for_a_product_that_gives_them_no_default() {
    let found = findings(&data(|_| {}).unwrap(), &[]);
    let blocking: Vec<&str> = found
        .blocking()
        .map(|finding| finding.at.as_str())
        .collect();
    assert_eq!(blocking, ["data-layer parameter IsolatedSubnetIds"]);
}

#[test]
fn the_least_service_layer_fits_the_documented_contract() {
    let result = launched(&service(|_| {}).unwrap(), &[]);
    assert!(result.findings.is_empty(), "{}", result.findings);
    let awaited: Vec<&str> = result
        .request
        .awaited()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(awaited, ["DataStack"]);
}

#[test]
fn deprecated_logging_that_is_on_is_dropped_when_the_product_lacks_it() {
    let layer = data(|draft| draft.enable_logging = true).unwrap();
    let found = findings(&layer, &["EnableLogging", "IsolatedSubnetIds"]);
    assert!(!found.block(), "{found}");
    assert!(found.find("parameter-not-carried").is_some(), "{found}");
}

#[test]
fn deprecated_logging_that_is_off_is_dropped_without_a_word() {
    let layer = data(|_| {}).unwrap();
    let found = findings(&layer, &["EnableLogging", "IsolatedSubnetIds"]);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn an_integration_that_the_product_cannot_carry_blocks() {
    let layer = data(|draft| {
        draft.integrations.anylink = Integration::On {
            parameters: vec![(key("EnableAnylink"), "true".to_owned())],
        };
    });
    let layer = layer.unwrap();
    let without = ["EnableAnylink", "IsolatedSubnetIds"];
    let found = findings(&layer, &without);
    assert!(found.find("decision-not-carried").is_some(), "{found}");
    assert!(findings(&layer, &without[1..]).is_empty());
}

#[test]
fn the_optional_services_pair_is_not_sent_to_a_product_without_it() {
    let layer = service(|draft| {
        draft.optional_service = Some(OptionalService {
            min_key: key("AnylinkMin"),
            max_key: key("AnylinkMax"),
            capacity: Capacity { min: 1, max: 2 },
        });
    });
    let result = launched(&layer.unwrap(), &["AnylinkMin", "AnylinkMax"]);
    assert!(!result.findings.block(), "{}", result.findings);
    assert_eq!(result.request.sent.len(), 21);
}

#[test]
fn the_snapshot_that_a_recovered_platform_came_from_is_kept_on_an_ordinary_update() {
    let set = data(|_| {}).unwrap().parameters(&inputs());
    let live: LiveParameters = [(
        "RDSSnapShot".to_owned(),
        LiveValue::Known("ts-platform-1".to_owned()),
    )]
    .into_iter()
    .collect();
    let basis = Basis::Update {
        live: &live,
        rotate: false,
    };
    let result = reconcile(&set, &documented(&set, &[]), basis);
    assert_eq!(
        result.request.sent.get(&key("RDSSnapShot")),
        Some(&Sent::Previous)
    );
    assert!(
        result
            .request
            .changes(&live)
            .iter()
            .all(|change| change.field != "RDSSnapShot")
    );
}

#[test]
fn a_secret_given_as_an_extra_parameter_reaches_the_request_as_one() {
    let secret = crate::secret::Secret::new("hunter2".to_owned());
    let layer = data(|draft| {
        let given = (key("NewSecret"), Value::Secret(secret.clone()));
        draft.extra_parameters = [given].into_iter().collect();
    });
    let result = launched(&layer.unwrap(), &[]);
    assert_eq!(
        result.request.sent.get(&key("NewSecret")),
        Some(&Sent::Secret(secret))
    );
}
