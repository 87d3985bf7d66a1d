//! What reconciliation makes of each kind of key.

use super::*;
use crate::finding::Finding;
use crate::secret::Secret;

fn key(text: &str) -> ParameterKey {
    ParameterKey::parse(text).unwrap()
}

fn wire() -> Wire {
    Wire {
        from: "data-layer".into(),
        what: "stack name".into(),
    }
}

/// What a customer decided at `x`.
fn decided(value: impl Into<Value>) -> Parameter {
    Parameter::new(
        Spelling::Value(value.into()),
        Provenance::Spec("x".to_owned()),
    )
}

fn spelled(spelling: Spelling) -> Parameter {
    Parameter::new(spelling, Provenance::LeftEmpty)
}

fn set(parameters: impl IntoIterator<Item = (&'static str, Parameter)>) -> ParameterSet {
    let mut set = ParameterSet::new("data-layer");
    for (name, parameter) in parameters {
        set.insert(key(name), parameter);
    }
    set
}

fn contract(declarations: impl IntoIterator<Item = (&'static str, Declaration)>) -> Contract {
    declarations
        .into_iter()
        .fold(Contract::default(), |all, (name, one)| {
            all.declare(key(name), one)
        })
}

fn text() -> Declaration {
    Declaration::of("String")
}

fn hidden() -> Declaration {
    Declaration {
        no_echo: true,
        ..text()
    }
}

fn at_most_10() -> Declaration {
    Declaration::of("Number").constrained(Constraints {
        max_value: Some("10".into()),
        ..Constraints::default()
    })
}

fn live(name: &str, value: LiveValue) -> LiveParameters {
    [(name.to_owned(), value)].into_iter().collect()
}

fn known(text: &str) -> LiveValue {
    LiveValue::Known(text.to_owned())
}

/// What becomes of `parameter` under the key A.
fn one(parameter: Parameter, declaration: Declaration, basis: Basis<'_>) -> Reconciliation {
    reconcile(
        &set([("A", parameter)]),
        &contract([("A", declaration)]),
        basis,
    )
}

fn verdict<'a>(result: &'a Reconciliation, name: &str) -> &'a Verdict {
    let found = result.verdicts.iter().find(|(k, _)| k.as_str() == name);
    &found.unwrap().1
}

fn sent<'a>(result: &'a Reconciliation, name: &str) -> Option<&'a Sent> {
    result.request.sent.get(&key(name))
}

fn finding<'a>(result: &'a Reconciliation, id: &str) -> &'a Finding {
    let all = &result.findings;
    all.find(id).unwrap_or_else(|| panic!("no {id} in:\n{all}"))
}

fn update(live: &LiveParameters) -> Basis<'_> {
    Basis::Update {
        live,
        rotate: false,
    }
}

#[test]
fn a_declared_key_whose_value_fits_is_sent() {
    let result = one(decided("7"), at_most_10(), Basis::Launch);
    assert_eq!(*verdict(&result, "A"), Verdict::Matched);
    assert_eq!(sent(&result, "A"), Some(&Sent::Value("7".into())));
    assert!(result.findings.is_empty(), "{}", result.findings);
}

#[test]
fn a_declared_key_with_a_default_that_is_not_decided_is_left_to_the_contract() {
    let result = one(
        spelled(Spelling::NotSent),
        text().default_to("x"),
        Basis::Launch,
    );
    assert_eq!(*verdict(&result, "A"), Verdict::ContractDefault);
    assert_eq!(sent(&result, "A"), None);
}

#[test]
fn a_declared_key_without_default_and_value_is_missing() {
    let declaration = Declaration {
        description: "The zone of the web UI".into(),
        ..text()
    };
    let result = reconcile(&set([]), &contract([("A", declaration)]), Basis::Launch);
    assert_eq!(*verdict(&result, "A"), Verdict::Missing);
    insta::assert_snapshot!(finding(&result, "parameter-missing"), @"blocks data-layer parameter A: the product demands A, and no value is given. It has no default (The zone of the web UI). Give A under extra_parameters of the data-layer.");
}

#[test]
fn what_the_vendor_says_of_a_missing_key_is_shown_without_control_characters() {
    let declaration = Declaration {
        description: "zone\u{1b}[2J".into(),
        ..text()
    };
    let result = reconcile(&set([]), &contract([("A", declaration)]), Basis::Launch);
    let found = finding(&result, "parameter-missing").to_string();
    assert!(found.contains("(zone\\u{1b}[2J)"), "{found}");
}

#[test]
fn a_value_beyond_the_products_bounds_blocks() {
    let result = one(decided("11"), at_most_10(), Basis::Launch);
    assert!(matches!(verdict(&result, "A"), Verdict::OutOfBounds(_)));
    insta::assert_snapshot!(finding(&result, "parameter-out-of-bounds"), @r#"blocks x: the product does not accept this A ("11"): it may be at most 10. The launch would be refused, or fail after minutes. Give a value within the product's rule."#);
}

#[test]
fn a_secret_beyond_the_products_bounds_is_not_shown() {
    let secret = Value::Secret(Secret::new("hunter2".into()));
    let result = one(decided(secret), at_most_10(), Basis::Launch);
    let shown = finding(&result, "parameter-out-of-bounds").to_string();
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("breaks the product's rule"), "{shown}");
}

#[test]
fn an_empty_value_for_a_key_whose_default_is_empty_passes_its_pattern() {
    let declaration = text().default_to("").constrained(Constraints {
        allowed_pattern: Some("vpc-.+".into()),
        ..Constraints::default()
    });
    let result = one(spelled(Spelling::Empty), declaration, Basis::Launch);
    assert_eq!(*verdict(&result, "A"), Verdict::Matched);
    assert_eq!(sent(&result, "A"), Some(&Sent::Value(String::new())));
}

#[test]
fn a_value_of_another_component_is_awaited() {
    let result = one(decided(Value::Awaited(wire())), text(), Basis::Launch);
    assert_eq!(*verdict(&result, "A"), Verdict::Awaited(wire()));
    assert_eq!(result.request.awaited().count(), 1);
}

#[test]
fn an_undeclared_key_that_carries_its_documented_default_is_dropped_and_said_so() {
    let result = reconcile(
        &set([("EnableX", decided("false").documented("false"))]),
        &contract([]),
        Basis::Launch,
    );
    assert_eq!(*verdict(&result, "EnableX"), Verdict::Dropped);
    insta::assert_snapshot!(finding(&result, "parameter-dropped"), @"informs x: this version of the product declares no parameter EnableX; it is not sent. Its value was the documented default, so nothing is lost.");
}

#[test]
fn an_undeclared_key_with_a_value_of_its_own_blocks_with_the_nearest_name() {
    let result = reconcile(
        &set([("KMSKeySource", decided("k").documented(""))]),
        &contract([("KmsKeySource", text().default_to(""))]),
        Basis::Launch,
    );
    let nearest = Some(key("KmsKeySource"));
    assert_eq!(
        *verdict(&result, "KMSKeySource"),
        Verdict::Unknown { nearest }
    );
    insta::assert_snapshot!(finding(&result, "parameter-unknown"), @"blocks x: this version of the product declares no parameter KMSKeySource. Its value is not the documented default, so leaving it out would change what you decided. The product declares KmsKeySource: if that is meant, give it under extra_parameters.");
}

#[test]
fn a_misspelt_key_is_replaced_by_the_extra_parameter_of_the_nearest_name() {
    let extra = Parameter::new(
        Spelling::Value("k".into()),
        Provenance::Extra("extra_parameters.KmsKeySource".into()),
    );
    let result = reconcile(
        &set([("KMSKeySource", decided("k")), ("KmsKeySource", extra)]),
        &contract([("KmsKeySource", text())]),
        Basis::Launch,
    );
    assert_eq!(*verdict(&result, "KMSKeySource"), Verdict::Dropped);
    let said = finding(&result, "parameter-replaced").to_string();
    assert!(
        said.contains("The extra parameter KmsKeySource takes its place."),
        "{said}"
    );
}

#[test]
fn a_key_that_is_sent_if_declared_is_dropped_with_a_warning_when_it_is_not() {
    let mut parameter = decided("true").documented("false");
    parameter.presence = Presence::IfDeclared;
    let result = reconcile(
        &set([("EnableLogging", parameter)]),
        &contract([]),
        Basis::Launch,
    );
    assert_eq!(*verdict(&result, "EnableLogging"), Verdict::Dropped);
    assert!(!result.findings.block());
    let said = finding(&result, "parameter-not-carried").to_string();
    assert!(said.starts_with("warns x: "), "{said}");
    assert!(
        said.contains("What you decided has no effect in this version."),
        "{said}"
    );
}

#[test]
fn a_masked_value_is_kept_unless_rotation_is_asked_for() {
    let live = live("A", LiveValue::Masked);
    let quiet = one(decided("new"), hidden(), update(&live));
    assert_eq!(*verdict(&quiet, "A"), Verdict::Kept);
    assert_eq!(sent(&quiet, "A"), Some(&Sent::Previous));
    let rotating = Basis::Update {
        live: &live,
        rotate: true,
    };
    let rotated = one(decided("new"), hidden(), rotating);
    assert_eq!(
        sent(&rotated, "A"),
        Some(&Sent::Secret(Secret::new("new".into())))
    );
}

#[test]
fn a_masked_value_is_kept_also_when_the_set_leaves_it_empty() {
    let live = live("A", LiveValue::Masked);
    let result = one(spelled(Spelling::Empty), hidden(), update(&live));
    assert_eq!(sent(&result, "A"), Some(&Sent::Previous));
}

#[test]
fn a_key_to_be_kept_is_kept_on_update_whatever_the_set_says() {
    let mut parameter = decided("");
    parameter.on_update = OnUpdate::Keep;
    let live = live("A", known("snapshot-1"));
    let result = one(parameter.clone(), text(), update(&live));
    assert_eq!(*verdict(&result, "A"), Verdict::Kept);
    assert_eq!(sent(&result, "A"), Some(&Sent::Previous));
    let launched = one(parameter, text(), Basis::Launch);
    assert_eq!(sent(&launched, "A"), Some(&Sent::Value(String::new())));
}

#[test]
fn an_update_names_every_declared_parameter() {
    let live = live("Old", known("kept"));
    let result = reconcile(
        &set([("Mine", decided("1"))]),
        &contract([
            ("Mine", text()),
            ("Old", text().default_to("d")),
            ("New", text().default_to("n")),
        ]),
        update(&live),
    );
    assert_eq!(sent(&result, "Mine"), Some(&Sent::Value("1".into())));
    assert_eq!(sent(&result, "Old"), Some(&Sent::Previous));
    assert_eq!(sent(&result, "New"), Some(&Sent::Value("n".into())));
}

#[test]
fn a_kept_value_that_the_new_version_refuses_blocks() {
    let live = live("A", known("11"));
    let result = one(spelled(Spelling::NotSent), at_most_10(), update(&live));
    let said = finding(&result, "parameter-out-of-bounds").to_string();
    assert!(
        said.contains("A (the running stack's): it may be at most 10"),
        "{said}"
    );
}

#[test]
fn a_value_that_the_contract_masks_becomes_a_secret() {
    let result = one(decided("hunter2"), hidden(), Basis::Launch);
    let debug = format!("{:?}", result.request);
    assert!(!debug.contains("hunter2"), "{debug}");
    assert!(matches!(sent(&result, "A"), Some(Sent::Secret(_))));
}

#[test]
fn a_pattern_that_cannot_be_checked_is_said_and_does_not_block() {
    let declaration = text().constrained(Constraints {
        allowed_pattern: Some("[".into()),
        ..Constraints::default()
    });
    let result = one(decided("a"), declaration, Basis::Launch);
    assert!(!result.findings.block());
    let said = finding(&result, "parameter-unchecked").to_string();
    assert!(
        said.contains("its pattern [ cannot be checked here"),
        "{said}"
    );
}

fn with_decision(keys: &[&str]) -> ParameterSet {
    let mut set = set(keys.iter().map(|_| ("EnableAnylink", decided("true"))));
    set.decisions.push(Decision {
        row: "P6",
        what: "Anylink is on".into(),
        at: "integrations.anylink".into(),
        keys: keys.iter().map(|name| key(name)).collect(),
        hint: "Anylink",
    });
    set
}

#[test]
fn a_decision_whose_key_is_declared_passes() {
    let result = reconcile(
        &with_decision(&["EnableAnylink"]),
        &contract([("EnableAnylink", text())]),
        Basis::Launch,
    );
    assert!(result.findings.is_empty(), "{}", result.findings);
}

#[test]
fn a_decision_without_a_key_blocks_and_names_likely_ones() {
    let result = reconcile(
        &with_decision(&[]),
        &contract([("AnylinkMinCapacity", text().default_to("0"))]),
        Basis::Launch,
    );
    insta::assert_snapshot!(result.findings, @"blocks integrations.anylink: Anylink is on, and no parameter is named that carries it. The platform would be deployed without it, and nobody would be told. Name the key that carries it at integrations.anylink; the product declares AnylinkMinCapacity.");
}

#[test]
fn a_decision_whose_key_is_not_declared_blocks_once() {
    let result = reconcile(
        &with_decision(&["EnableAnylink"]),
        &contract([]),
        Basis::Launch,
    );
    insta::assert_snapshot!(result.findings, @"blocks integrations.anylink: Anylink is on, and this version of the product declares no parameter EnableAnylink. The platform would be deployed without it, and nobody would be told. Choose a version of the product that has such a parameter, ask the vendor, or take the decision back.");
}

#[test]
fn all_that_is_wrong_is_found_at_once() {
    let result = reconcile(
        &set([("A", decided("11")), ("Zzz", decided("z"))]),
        &contract([("A", at_most_10()), ("Demanded", text())]),
        Basis::Launch,
    );
    let mut ids: Vec<&str> = result.findings.iter().map(|f| f.id.as_ref()).collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [
            "parameter-missing",
            "parameter-out-of-bounds",
            "parameter-unknown"
        ]
    );
}
